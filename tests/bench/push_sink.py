"""The push service of `pushes.py`, over TLS in a process of its own, so that its CPU is not counted.

It checks each push as the tests' push service does: token, Topic, TTL, and it decrypts every one. Started with the
number of subscriptions; prints one line of JSON with its origin and them. For each line that it then reads it prints
what has come since: `{"pushes": …, "wrong": …, "bytes": […]}`, with the sizes of plaintexts.
"""

import asyncio
import datetime as dt
import json
import ssl
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from push_service import PushService


def make_certificate(folder: Path) -> None:
    """Writes `cert.pem` and `key.pem` for localhost, signed by itself, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)


async def main(folder: Path, count: int) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    async with PushService(tls) as service:
        subscriptions = [service.new_subscription() for _ in range(count)]
        print(json.dumps({"origin": service.origin, "subscriptions": subscriptions}), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            wrong = [message.problem for message in service.messages if message.problem]
            sizes = {len(message.plaintext or b"") for message in service.messages}
            told = {"pushes": len(service.messages), "wrong": wrong[:5], "bytes": sorted(sizes)}
            service.messages.clear()
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
