"""Vectors of links and of readers' keys."""

import json

from make_seals import OTHER_OWNER, OTHER_RECORD, OWNER, RECORD, parts_flipped
from making import Area, fixed, fixed_code, flip
from protocol.seals import public_of

# The points of order 1, 2, 4 and 8, and other encodings of some: the shared secret is zero (RFC 7748 section 6.1).
LOW_ORDER = {
    "all zero": "00" * 32,
    "one": "01" + "00" * 31,
    "the first point of order 8": "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "the second point of order 8": "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p − 1": "ec" + "ff" * 30 + "7f",
    "p": "ed" + "ff" * 30 + "7f",
    "p + 1": "ee" + "ff" * 30 + "7f",
}
DESK, HER = fixed("case manager private"), fixed("survivor private")


def public(private: str) -> str:
    return public_of(bytes.fromhex(private)).hex()


def links() -> Area:
    area = Area("Links: id and secret of a code, the card, the proof, the four words.")
    keys = area.gives("id and secret of a link code", "link_keys", {"code": fixed_code("link code")})
    text = json.dumps(
        {
            "account": OTHER_OWNER,
            "name": "A. Example",
            "organisation": "Example",
            "public_key": "bm90IGEga2V5LCBvbmx5IGFuIGV4YW1wbGUgaGVyZSE=",
        }
    )
    good = {"secret": keys["secret"], "link": keys["link"]}
    card = area.gives("a card", "seal_card", {**good, "text": text, "nonce": fixed("card nonce", 12)})["card"]
    area.gives("a card opens", "open_card", {**good, "card": card})
    changes = {reason: {"card": changed} for reason, changed in parts_flipped(card, 12).items()}
    changes |= {
        "another link": {"link": fixed("another link", 16)},
        "the secret of another link": {"secret": fixed("another secret")},
    }
    area.refuses_each("open_card", {**good, "card": card}, changes)
    proof = {**good, "survivor": OWNER, "survivor_key": public(HER)}
    area.gives("the proof of the survivor", "link_proof", proof)
    area.gives("another account has another proof", "link_proof", {**proof, "survivor": OTHER_OWNER})
    area.gives("another key has another proof", "link_proof", {**proof, "survivor_key": public(DESK)})
    words = {**good, "case_manager_key": public(DESK), "survivor_key": public(HER)}
    area.gives("four words", "link_words", words)
    area.gives("another key of hers has other words", "link_words", {**words, "survivor_key": fixed("another public")})
    area.gives(
        "the two keys are not interchangeable",
        "link_words",
        {**words, "case_manager_key": public(HER), "survivor_key": public(DESK)},
    )
    return area


def reader_key() -> Area:
    area = Area("A reader's key row: HPKE AuthPSK with X25519, HKDF-SHA256 and AES-256-GCM.")
    share = {
        "owner": OWNER,
        "reader": OTHER_OWNER,
        "id": RECORD,
        "epoch": 2,
        "until": 1_782_000_000,
        "link": fixed("link id", 16),
        "secret": fixed("link secret"),
    }
    given = {
        **share,
        "sender_private": HER,
        "reader_public": public(DESK),
        "record_key": fixed("record key"),
        "ephemeral_private": fixed("ephemeral private"),
    }
    key = area.gives("a record key is sealed to a reader", "seal_reader_key", given)["key"]
    open_end = area.gives("without an end", "seal_reader_key", {**given, "until": 0})["key"]
    good = {**share, "reader_private": DESK, "sender_public": public(HER), "key": key}
    area.gives("the reader opens it", "open_reader_key", good)
    area.gives("the reader opens one without an end", "open_reader_key", {**good, "until": 0, "key": open_end})
    for name, point in LOW_ORDER.items():
        area.refuses(
            f"sealing to a reader's key of low order: {name}",
            "seal_reader_key",
            {**given, "reader_public": point},
            "a public key of low order",
        )
    changes = {
        "first byte of enc flipped": {"key": flip(key, 0)},
        "last byte of enc flipped": {"key": flip(key, 31)},
        "first byte of the ciphertext flipped": {"key": flip(key, 32)},
        "last byte of the ciphertext flipped": {"key": flip(key, 63)},
        "first byte of the GCM tag flipped": {"key": flip(key, 64)},
        "last byte of the GCM tag flipped": {"key": flip(key, 79)},
        "79 bytes": {"key": key[:-2]},
        "81 bytes": {"key": key + "00"},
        "nothing": {"key": ""},
        "another owner": {"owner": fixed("third account", 16)},
        "another reader": {"reader": fixed("third account", 16)},
        "owner and reader swapped": {"owner": OTHER_OWNER, "reader": OWNER},
        "another record": {"id": OTHER_RECORD},
        "an older epoch": {"epoch": 1},
        "a newer epoch": {"epoch": 3},
        "a later end": {"until": 1_782_000_900},
        "no end": {"until": 0},
        "another link": {"link": fixed("another link", 16)},
        "the secret of another link": {"secret": fixed("another secret")},
        "another sender's key": {"sender_public": public(fixed("third private"))},
        "another reader's private key": {"reader_private": fixed("third private")},
    }
    for name, point in LOW_ORDER.items():
        changes[f"enc of low order: {name}"] = {"key": point + key[64:]}
        changes[f"the sender's key of low order: {name}"] = {"sender_public": point}
    area.refuses_each("open_reader_key", good, changes)
    return area


AREAS = {"links": links, "reader-key": reader_key}
