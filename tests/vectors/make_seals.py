"""Vectors of small seals, slots, chain, identity, envelopes, own keys and notices."""

from making import Area, fixed, flip
from protocol import bodies
from protocol.context import ctx, hkdf

OWNER, OTHER_OWNER = fixed("owner", 16), fixed("other owner", 16)
RECORD, OTHER_RECORD = fixed("record", 16), fixed("other record", 16)
VAULT_KEY = fixed("vault key")


def parts_flipped(sealed: str, nonce: int, start: int = 0) -> dict[str, str]:
    """`sealed` with one byte turned, for each of its parts: nonce, commitment, ciphertext, GCM tag."""
    commitment = start + nonce
    ciphertext = commitment + 32
    return {
        "first byte of the nonce flipped": flip(sealed, start),
        "last byte of the nonce flipped": flip(sealed, commitment - 1),
        "first byte of the commitment flipped": flip(sealed, commitment),
        "last byte of the commitment flipped": flip(sealed, ciphertext - 1),
        "first byte of the ciphertext flipped": flip(sealed, ciphertext),
        "last byte of the ciphertext flipped": flip(sealed, -17),
        "first byte of the GCM tag flipped": flip(sealed, -16),
        "last byte of the GCM tag flipped": flip(sealed, -1),
        "one byte short": sealed[:-2],
        "one byte more": sealed + "00",
        "nothing": "",
    }


def committed_to_another_key(key: str, sealed: str, c: bytes, nonce: int, start: int = 0) -> str:
    """`sealed` with the commitment that another key would have: the ciphertext still belongs to `key`."""
    raw = bytes.fromhex(sealed)
    other = hkdf(bytes.fromhex(fixed("another key")), c, 64, salt=raw[start : start + nonce])[32:]
    return (raw[: start + nonce] + other + raw[start + nonce + 32 :]).hex()


def seal() -> Area:
    area = Area("Small seals: nonce, commitment, AES-256-GCM.")
    ids = [{"bytes": RECORD}, {"integer": 3}]
    good = {"key": fixed("small key"), "tag": "handrail/1/test", "ids": ids}
    given = {**good, "nonce": fixed("small nonce", 12)}
    sealed = area.gives("a short text", "seal_small", {**given, "plain": b"a short text".hex()})["sealed"]
    empty = area.gives("nothing at all", "seal_small", {**given, "plain": ""})["sealed"]
    area.gives("no ids", "seal_small", {**given, "ids": [], "plain": fixed("small plain")})
    area.gives("a short text opens", "open_small", {**good, "sealed": sealed})
    area.gives("nothing at all opens", "open_small", {**good, "sealed": empty})
    changes = {reason: {"sealed": changed} for reason, changed in parts_flipped(sealed, 12).items()}
    c = ctx("handrail/1/test", bytes.fromhex(RECORD), 3)
    changes["the commitment belongs to another key"] = {"sealed": committed_to_another_key(good["key"], sealed, c, 12)}
    changes |= {
        "another key": {"key": fixed("another key")},
        "another tag": {"tag": "handrail/1/tests"},
        "another id": {"ids": [{"bytes": OTHER_RECORD}, {"integer": 3}]},
        "another number": {"ids": [{"bytes": RECORD}, {"integer": 4}]},
        "ids in another order": {"ids": ids[::-1]},
        "an id left out": {"ids": ids[:1]},
        "59 bytes": {"sealed": empty[:-2]},
    }
    area.refuses_each("open_small", {**good, "sealed": sealed}, changes)
    return area


def slots() -> Area:
    area = Area("Slots: eight of 92 bytes; 0 opens with the passphrase, 1 with the recovery code.")
    filled = [fixed(f"slot {n}", 92) for n in range(8)]
    for n, name in enumerate(["passphrase", "recovery code"]):
        given = {"key": fixed(f"{name} slot key"), "slot": n, "vault_key": VAULT_KEY, "nonce": fixed(f"{name}", 12)}
        filled[n] = area.gives(f"the slot of the {name}", "seal_slot", given)["sealed"]
    first = {"key": fixed("passphrase slot key"), "slot": 0, "slots": filled}
    area.gives("slot 0 opens", "open_slot", first)
    area.gives("slot 1 opens", "open_slot", {"key": fixed("recovery code slot key"), "slot": 1, "slots": filled})
    changes = {
        "the key of the other slot": {"key": fixed("recovery code slot key")},
        "slots 0 and 1 swapped": {"slots": [filled[1], filled[0], *filled[2:]]},
        "slot 0 copied into slot 1": {"slots": [filled[0], filled[0], *filled[2:]], "slot": 1},
        "a slot of random bytes": {"slot": 5},
        "seven slots": {"slots": filled[:7]},
        "nine slots": {"slots": [*filled, filled[7]]},
        "slot 0 of 91 bytes": {"slots": [filled[0][:-2], *filled[1:]]},
        "slot 7 of 93 bytes": {"slots": [*filled[:7], filled[7] + "00"]},
        "first byte of the commitment flipped": {"slots": [flip(filled[0], 12), *filled[1:]]},
        "last byte of the GCM tag flipped": {"slots": [flip(filled[0], -1), *filled[1:]]},
    }
    area.refuses_each("open_slot", first, changes)
    return area


def chain() -> Area:
    area = Area("The chain of former vault keys, and the identity key pair.")
    former = [fixed(f"former {n}") for n in range(8)]
    nonces = [fixed(f"chain nonce {n}", 12) for n in range(8)]
    given = {"vault_key": VAULT_KEY, "former": former, "nonces": nonces}
    full = area.gives("eight former keys, newest first", "seal_chain", given)["vault_chain"]
    area.gives("no former key", "seal_chain", {**given, "former": [], "nonces": []})
    area.gives("eight former keys open", "open_chain", {"vault_key": VAULT_KEY, "vault_chain": full})
    area.gives("the newest three open", "open_chain", {"vault_key": VAULT_KEY, "vault_chain": full[:3]})
    area.gives("an empty chain opens", "open_chain", {"vault_key": VAULT_KEY, "vault_chain": []})
    area.refuses_each(
        "open_chain",
        {"vault_key": VAULT_KEY, "vault_chain": full[:3]},
        {
            "another vault key": {"vault_key": former[0]},
            "two entries swapped": {"vault_chain": [full[1], full[0], full[2]]},
            "the newest entry left out": {"vault_chain": full[1:3]},
            "last byte of the second entry flipped": {"vault_chain": [full[0], flip(full[1], -1), full[2]]},
            "nine entries": {"vault_chain": [*full, full[0]]},
        },
    )
    private = fixed("identity private")
    given = {"vault_key": VAULT_KEY, "private": private, "nonce": fixed("identity nonce", 12)}
    identity = area.gives("an identity", "seal_identity", given)
    good = {"vault_key": VAULT_KEY, **identity}
    area.gives("an identity opens", "open_identity", good)
    area.refuses_each(
        "open_identity",
        good,
        {
            "identity: another vault key": {"vault_key": former[0]},
            "identity: last byte of the GCM tag flipped": {"sealed": flip(identity["sealed"], -1)},
            "identity: the public key is not the one of the private key": {"public": fixed("another public")},
            "identity: a chain entry in its place": {"sealed": full[0]},
        },
    )
    return area


def envelope() -> Area:
    area = Area("The envelope of a record: padding, version byte, nonce, commitment, AES-256-GCM.")
    for length, name in {
        0: "nothing",
        1: "one byte",
        255: "255 bytes fit in 256",
        256: "256 bytes need 512",
        511: "511 bytes fit in 512",
        512: "512 bytes need 1024",
        524_287: "the longest plaintext",
    }.items():
        area.gives(f"padded length: {name}", "padded_length", {"length": length})
    area.refuses("524,288 bytes", "padded_length", {"length": 524_288}, "one byte more than fits in 524,288")
    for length in (0, 3, 255, 256):
        padded = area.gives(f"{length} bytes padded", "pad", {"plain": "61" * length})["padded"]
        area.gives(f"{length} bytes unpadded", "unpad", {"padded": padded})
    area.gives("a plaintext that itself ends like padding", "unpad", {"padded": "618000" + "80" + "00" * 252})
    area.refuses_each(
        "unpad",
        {},
        {
            "no mark": {"padded": "00" * 256},
            "the last byte that is not zero is not 0x80": {"padded": "7b7d81" + "00" * 253},
            "128 bytes": {"padded": "7b7d80" + "00" * 125},
            "257 bytes, not a power of two": {"padded": "7b7d80" + "00" * 254},
            "384 bytes, not a power of two": {"padded": "7b7d80" + "00" * 381},
            "no bytes": {"padded": ""},
        },
    )
    good = {"record_key": fixed("record key"), "owner": OWNER, "id": RECORD, "epoch": 2, "revision": 7}
    text = '{"type":"goal","v":1,"created":"2026-05-12","by":{},"title":"Caf\u00e9 \u2014 \u0646\u0647\u0631"}'
    given = {**good, "text": text, "nonce": fixed("body nonce")}
    body = area.gives("a goal is sealed", "seal_body", given)["body"]
    area.gives("a goal opens", "open_body", {**good, "body": body})
    long = {
        **given,
        "text": '{"type":"note","v":1,"text":"' + "a" * 300 + '"}',
        "epoch": 2**31 - 1,
        "revision": 2**31 - 1,
    }
    area.gives("a longer record, at the largest epoch and revision", "seal_body", long)
    deleted = {**given, "text": '{"type":"deleted"}', "epoch": 3, "revision": 8}
    area.gives("a deletion", "seal_body", deleted)
    c = ctx("handrail/1/record", bytes.fromhex(OWNER), bytes.fromhex(RECORD), 2, 7)
    changes = {reason: {"body": changed} for reason, changed in parts_flipped(body, 32, 1).items()}
    changes |= {
        "the commitment belongs to another key": {"body": committed_to_another_key(good["record_key"], body, c, 32, 1)},
        "version byte 0": {"body": "00" + body[2:]},
        "version byte 2": {"body": "02" + body[2:]},
        "the version byte left out": {"body": body[2:]},
        "another record key": {"record_key": fixed("another key")},
        "another owner": {"owner": OTHER_OWNER},
        "another record": {"id": OTHER_RECORD},
        "owner and record swapped": {"owner": RECORD, "id": OWNER},
        "an older epoch": {"epoch": 1},
        "a newer epoch": {"epoch": 3},
        "an older revision": {"revision": 6},
        "a newer revision": {"revision": 8},
        "epoch and revision swapped": {"epoch": 7, "revision": 2},
        "the mark of the padding is missing": {"body": _sealed_raw(good, b"{}" + bytes(254))},
        "padded to 384 bytes, not a power of two": {"body": _sealed_raw(good, b"{}\x80" + bytes(381))},
        "padded to 128 bytes, less than 256": {"body": _sealed_raw(good, b"{}\x80" + bytes(125))},
        "the plaintext is not UTF-8": {"body": _sealed_raw(good, b'{"type":"\xff"}\x80' + bytes(243))},
    }
    area.refuses_each("open_body", {**good, "body": body}, changes)
    return area


def _sealed_raw(record: dict, padded: bytes) -> str:
    """A body whose seal is right and whose padded plaintext is `padded`, however wrong that is."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = bytes.fromhex(fixed("body nonce"))
    ids = bytes.fromhex(record["owner"]), bytes.fromhex(record["id"])
    c = ctx("handrail/1/record", *ids, record["epoch"], record["revision"])
    derived = hkdf(bytes.fromhex(record["record_key"]), c, 64, salt=nonce)
    return (bodies.VERSION + nonce + derived[32:] + AESGCM(derived[:32]).encrypt(bytes(12), padded, c)).hex()


def own_key() -> Area:
    area = Area("Her own key row: the record key under the vault key, opened with it or with an entry of the chain.")
    good = {"vault_key": VAULT_KEY, "owner": OWNER, "id": RECORD, "epoch": 2}
    given = {**good, "record_key": fixed("record key"), "nonce": fixed("own key nonce", 12)}
    key = area.gives("a record key is sealed", "seal_own_key", given)["key"]
    good |= {"former": [], "key": key}
    area.gives("it opens with the vault key", "open_own_key", good)
    newer = {"vault_key": fixed("newer vault key"), "former": [fixed("between"), VAULT_KEY]}
    area.gives("it opens with an entry of the chain", "open_own_key", {**good, **newer})
    changes = {reason: {"key": changed} for reason, changed in parts_flipped(key, 12).items()}
    changes |= {
        "another vault key and an empty chain": {"vault_key": fixed("newer vault key")},
        "another owner": {"owner": OTHER_OWNER},
        "another record": {"id": OTHER_RECORD},
        "owner and record swapped": {"owner": RECORD, "id": OWNER},
        "an older epoch": {"epoch": 1},
        "a newer epoch": {"epoch": 3},
    }
    area.refuses_each("open_own_key", good, changes)
    return area


def notices() -> Area:
    area = Area("Reminders: the sealed notice, its time, and the tag under which one replaces another.")
    key = area.gives("the notice key of a vault key", "notice_key", {"vault_key": VAULT_KEY})["notice_key"]
    good = {"notice_key": key, "owner": OWNER, "id": RECORD, "at": 1_780_000_200}
    given = {**good, "nonce": fixed("notice nonce", 12)}
    notice = area.gives("a text", "seal_notice", {**given, "text": "Dentist, 14:30 \u2014 bring the card"})["notice"]
    area.gives("255 bytes are the most", "seal_notice", {**given, "text": "\u00e9" * 127 + "a"})
    area.refuses("256 bytes", "seal_notice", {**given, "text": "\u00e9" * 128}, "one byte more than a notice holds")
    area.gives("a text opens", "open_notice", {**good, "notice": notice})
    changes = {reason: {"notice": changed} for reason, changed in parts_flipped(notice, 12).items()}
    changes |= {
        "the vault key in place of the notice key": {"notice_key": VAULT_KEY},
        "another owner": {"owner": OTHER_OWNER},
        "another record": {"id": OTHER_RECORD},
        "another time": {"at": good["at"] + 900},
    }
    area.refuses_each("open_notice", {**good, "notice": notice}, changes)
    for at in (1_780_000_199, 1_780_000_200, 1_780_001_099, 0):
        area.gives(f"{at} rounded down to the quarter hour", "quarter_hour", {"at": at})
    area.gives("the tag of a record", "reminder_tag", {"server_key": fixed("server key"), "owner": OWNER, "id": RECORD})
    return area


AREAS = {"seal": seal, "slots": slots, "chain": chain, "envelope": envelope, "own-key": own_key, "notices": notices}
