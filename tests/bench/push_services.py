"""The process of `push_load.py` as a benchmark sees it, and what processes use: CPU and memory."""

import base64
import bisect
import contextlib
import datetime as dt
import ipaddress
import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from load import cpu_seconds

from live_server import free_port

#: Of a hundred due reminders so many go to each service. `refused`: nobody listens there.
SHARES = {
    "good-1": 30,
    "good-2": 30,
    "good-3": 24,
    "slow": 1,
    "stalls": 4,
    "busy": 4,
    "erring": 3,
    "gone": 3,
    "refused": 1,
}


class Services:
    """The push services in their process."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "push.pem"
        key = folder / "push.key"
        _write_certificate(self.certificate, key)
        ways = [way for way in SHARES if way != "refused"]
        command = [sys.executable, str(Path(__file__).with_name("push_load.py")), self.certificate, key, *ways]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = json.loads(self._line())
        self.origins: dict[str, str] = told["origins"] | {"refused": f"https://localhost:{free_port()}"}
        self.browsers = [tuple(base64.urlsafe_b64decode(text + "==") for text in one) for one in told["browsers"]]
        self.way_of: dict[str, str] = {}
        edges = [sum(list(SHARES.values())[: place + 1]) for place in range(len(SHARES))]
        self._ways = [list(SHARES)[bisect.bisect(edges, percent)] for percent in range(100)]

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def ask(self, words: str) -> Any:
        """Says a line to them and gives what they answer."""
        assert self.process.stdin
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return json.loads(self._line())

    def subscribe(self, account: str) -> tuple[str, bytes, bytes]:
        """Makes a subscription for an account, at each service as many as its share."""
        way = self.way_of[account] = self._ways[len(self.way_of) % 100]
        browser = secrets.randbelow(len(self.browsers))
        p256dh, auth = self.browsers[browser]
        return f"{self.origins[way]}/{account}/{browser}", p256dh, auth


def _write_certificate(certificate: Path, key: Path) -> None:
    """Writes a certificate for localhost that is its own authority."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate.write_bytes(made.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


class Machine:
    """What the processes of a session (the server's, PostgreSQL's) use."""

    def __init__(self, leader: int) -> None:
        self.leader = leader

    def pids(self) -> list[int]:
        """The leader and its children."""
        found = [self.leader]
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError, ValueError):
                if int(path.read_text().rpartition(")")[2].split()[1]) == self.leader:
                    found.append(int(path.parent.name))
        return found

    def cpu(self) -> float:
        """Seconds of all of them that still run."""
        return sum(cpu_seconds(pid) for pid in self.pids())

    def highest(self) -> float:
        """MiB that the largest of them ever had in memory."""
        most = 0
        for pid in self.pids():
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                most = max(most, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")))
        return most / 1024
