"""What each `op` of the vectors means in Python: a function from the members of `input` to the members of `output`.

Bytes stand as lower-case hexadecimal digits. `README.md` says the same in words, for other languages.
"""

from collections.abc import Callable
from typing import Any

from protocol import bodies, codes, exports, links, names, seals
from protocol.context import OpenError, ctx

Members = dict[str, Any]
OPERATIONS: dict[str, Callable[[Members], Members]] = {}
b = bytes.fromhex


def operation(run: Callable[[Members], Members]) -> Callable[[Members], Members]:
    OPERATIONS[run.__name__.removeprefix("op_")] = run
    return run


def parts(given: list[Members]) -> list[Any]:
    """The parts of a context: `{"bytes": hex}`, `{"integer": n}` or `{"text": …}`."""
    return [b(one["bytes"]) if "bytes" in one else one.get("integer", one.get("text")) for one in given]


def optional(given: Members, member: str) -> bytes | None:
    return b(given[member]) if member in given else None


@operation
def op_ctx(i: Members) -> Members:
    return {"bytes": ctx(i["tag"], *parts(i["parts"])).hex()}


@operation
def op_handle(i: Members) -> Members:
    return {"handle": names.handle(i["text"])}


@operation
def op_passphrase(i: Members) -> Members:
    return {"passphrase": names.passphrase(i["text"])}


@operation
def op_root(i: Members) -> Members:
    name = names.handle(i["handle"])
    return {
        "salt": names.salt(i["rp"], name).hex(),
        "root": names.root(i["rp"], name, names.passphrase(i["passphrase"])).hex(),
    }


@operation
def op_lookup(i: Members) -> Members:
    return {"lookup": names.lookup(i["rp"], names.handle(i["handle"])).hex()}


@operation
def op_split_root(i: Members) -> Members:
    sign_in_key, slot_key = names.split(b(i["root"]))
    return {"sign_in_key": sign_in_key.hex(), "slot_key": slot_key.hex()}


@operation
def op_notice_key(i: Members) -> Members:
    return {"notice_key": seals.notice_key(b(i["vault_key"])).hex()}


@operation
def op_seal_small(i: Members) -> Members:
    sealed = seals.seal_small(b(i["key"]), i["tag"], parts(i["ids"]), b(i["plain"]), nonce=b(i["nonce"]))
    return {"sealed": sealed.hex()}


@operation
def op_open_small(i: Members) -> Members:
    return {"plain": seals.open_small(b(i["key"]), i["tag"], parts(i["ids"]), b(i["sealed"])).hex()}


@operation
def op_seal_slot(i: Members) -> Members:
    return {"sealed": seals.seal_slot(b(i["key"]), i["slot"], b(i["vault_key"]), nonce=b(i["nonce"])).hex()}


@operation
def op_open_slot(i: Members) -> Members:
    return {"vault_key": seals.open_slot(b(i["key"]), i["slot"], [b(one) for one in i["slots"]]).hex()}


@operation
def op_seal_chain(i: Members) -> Members:
    former, nonces = [b(one) for one in i["former"]], [b(one) for one in i["nonces"]]
    return {"vault_chain": [one.hex() for one in seals.seal_chain(b(i["vault_key"]), former, nonces=nonces)]}


@operation
def op_open_chain(i: Members) -> Members:
    former = seals.open_chain(b(i["vault_key"]), [b(one) for one in i["vault_chain"]])
    return {"former": [one.hex() for one in former]}


@operation
def op_seal_identity(i: Members) -> Members:
    private = b(i["private"])
    return {
        "public": seals.public_of(private).hex(),
        "sealed": seals.seal_identity(b(i["vault_key"]), private, nonce=b(i["nonce"])).hex(),
    }


@operation
def op_open_identity(i: Members) -> Members:
    return {"private": seals.open_identity(b(i["vault_key"]), b(i["sealed"]), b(i["public"])).hex()}


@operation
def op_show_code(i: Members) -> Members:
    return {"shown": codes.show(b(i["code"]))}


@operation
def op_read_code(i: Members) -> Members:
    return {"code": codes.read(i["text"]).hex()}


@operation
def op_recovery_keys(i: Members) -> Members:
    keys = codes.recovery_credentials(b(i["code"]))
    return {"lookup": keys.lookup.hex(), "sign_in_key": keys.sign_in_key.hex(), "slot_key": keys.slot_key.hex()}


@operation
def op_two_papers(i: Members) -> Members:
    return {"papers": list(codes.two_papers(b(i["code"]), sheet=b(i["sheet"])))}


@operation
def op_join_papers(i: Members) -> Members:
    return {"code": codes.join_papers(*i["papers"]).hex()}


@operation
def op_padded_length(i: Members) -> Members:
    return {"padded": bodies.padded_length(i["length"])}


@operation
def op_pad(i: Members) -> Members:
    return {"padded": bodies.pad(b(i["plain"])).hex()}


@operation
def op_unpad(i: Members) -> Members:
    return {"plain": bodies.unpad(b(i["padded"])).hex()}


def record_of(i: Members) -> tuple[bytes, bytes, int]:
    return b(i["owner"]), b(i["id"]), i["epoch"]


@operation
def op_seal_body(i: Members) -> Members:
    body = bodies.seal_body(b(i["record_key"]), *record_of(i), i["revision"], i["text"], nonce=b(i["nonce"]))
    return {"body": body.hex()}


@operation
def op_open_body(i: Members) -> Members:
    return {"text": bodies.open_body(b(i["record_key"]), *record_of(i), i["revision"], b(i["body"]))}


@operation
def op_seal_own_key(i: Members) -> Members:
    key = seals.seal_own_key(b(i["vault_key"]), *record_of(i), b(i["record_key"]), nonce=b(i["nonce"]))
    return {"key": key.hex()}


@operation
def op_open_own_key(i: Members) -> Members:
    vault_keys = [b(one) for one in [i["vault_key"], *i["former"]]]
    return {"record_key": seals.open_own_key(vault_keys, *record_of(i), b(i["key"])).hex()}


def share_of(i: Members) -> Members:
    return {
        "owner": b(i["owner"]), "reader": b(i["reader"]), "record": b(i["id"]), "epoch": i["epoch"],
        "until": i["until"], "link": b(i["link"]), "secret": b(i["secret"]),
    }  # fmt: skip


@operation
def op_seal_reader_key(i: Members) -> Members:
    key = links.seal_reader_key(
        sender_private=b(i["sender_private"]),
        reader_public=b(i["reader_public"]),
        record_key=b(i["record_key"]),
        ephemeral_private=optional(i, "ephemeral_private"),
        **share_of(i),
    )
    return {"key": key.hex()}


@operation
def op_open_reader_key(i: Members) -> Members:
    record_key = links.open_reader_key(
        reader_private=b(i["reader_private"]), sender_public=b(i["sender_public"]), key=b(i["key"]), **share_of(i)
    )
    return {"record_key": record_key.hex()}


@operation
def op_link_keys(i: Members) -> Members:
    link, secret = links.link_keys(b(i["code"]))
    return {"link": link.hex(), "secret": secret.hex()}


@operation
def op_seal_card(i: Members) -> Members:
    return {"card": links.seal_card(b(i["secret"]), b(i["link"]), i["text"], nonce=b(i["nonce"])).hex()}


@operation
def op_open_card(i: Members) -> Members:
    return {"text": links.open_card(b(i["secret"]), b(i["link"]), b(i["card"]))}


@operation
def op_link_proof(i: Members) -> Members:
    proof = links.link_proof(b(i["secret"]), b(i["link"]), b(i["survivor"]), b(i["survivor_key"]))
    return {"proof": proof.hex()}


@operation
def op_link_words(i: Members) -> Members:
    pair = b(i["link"]), b(i["secret"]), b(i["case_manager_key"]), b(i["survivor_key"])
    return {"numbers": links.link_numbers(*pair), "words": links.link_words(*pair)}


@operation
def op_seal_notice(i: Members) -> Members:
    key, owner, record = b(i["notice_key"]), b(i["owner"]), b(i["id"])
    return {"notice": seals.seal_notice(key, owner, record, i["at"], i["text"], nonce=b(i["nonce"])).hex()}


@operation
def op_open_notice(i: Members) -> Members:
    key, owner, record = b(i["notice_key"]), b(i["owner"]), b(i["id"])
    return {"text": seals.open_notice(key, owner, record, i["at"], b(i["notice"]))}


@operation
def op_reminder_tag(i: Members) -> Members:
    return {"tag": links.reminder_tag(b(i["server_key"]), b(i["owner"]), b(i["id"]))}


@operation
def op_quarter_hour(i: Members) -> Members:
    return {"at": seals.quarter_hour(i["at"])}


@operation
def op_seal_export(i: Members) -> Members:
    nonces = [b(one) for one in i["nonces"]]
    plains = [one.encode() for one in i["pieces"]]
    return {"file": exports.seal_export(b(i["code"]), b(i["export_key"]), plains, nonces=nonces).hex()}


@operation
def op_open_export(i: Members) -> Members:
    plain = exports.open_export(b(i["code"]), b(i["file"]))
    try:
        return {"text": plain.decode()}
    except UnicodeDecodeError:
        raise OpenError from None
