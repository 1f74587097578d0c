"""Push services for a load: one process, a port and a way of its own for each, over TLS, as little work as can be.

`python push_load.py CERTIFICATE KEY WAY…` prints one line of JSON (ports and browsers' keys) and then obeys lines on
its standard input: `count` prints how many topics each has taken, `save FILE` writes down every push that it answered.
Where `CERTIFICATE` is `-` it speaks plain http. `tests/push_service.py` is the strict and slow one; this one checks
each token once and opens one push in two hundred.
"""

import asyncio
import json
import secrets
import ssl
import sys
import time
from collections import Counter
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from push_opening import check_vapid, decrypt, encode, public_bytes

#: Seconds from a push to its answer, as over the internet.
DISTANCE = 0.02
SLOW_SECONDS = 6.0
BUSY_SECONDS = 15
#: Seconds from the first push for which the erring one errs.
ERRING_SECONDS = 30.0
#: One push in so many is opened.
OPENED = 200
LARGEST_BODY = 4096
BROWSERS = 16
WORDS = {201: "Created", 404: "Not Found", 410: "Gone", 429: "Too Many Requests", 503: "Service Unavailable"}


class Service:
    """One push service. Its way: good, slow, stalls, busy (429 at each first try), erring (503 at first), gone."""

    def __init__(self, way: str, keys: list[tuple[ec.EllipticCurvePrivateKey, bytes]]) -> None:
        self.way = way
        self.keys = keys
        self.origin = ""
        self.first: float | None = None
        self.taken: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.answered: list[tuple[float, str, str, int]] = []
        self.wrong: list[str] = []
        self._tokens: set[str] = set()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[float, int | None, str]:
        """Gives after how many seconds to answer, with what status (None: never) and what further header."""
        self.first = self.first or time.time()
        topic = headers.get("topic", "")
        self._check(path, headers, topic, body)
        self.tried[topic] += 1
        delay, status, more = DISTANCE, 201, ""
        if self.way == "slow":
            delay = SLOW_SECONDS
        elif self.way == "stalls":
            return 0, None, ""
        elif self.way == "busy" and self.tried[topic] == 1:
            status, more = 429, f"Retry-After: {BUSY_SECONDS}\r\n"
        elif self.way == "erring" and time.time() < self.first + ERRING_SECONDS:
            status = 503
        elif self.way == "gone":
            status = 404 if int(topic.encode()[0]) % 2 else 410
        if status == 201:
            self.taken[topic] += 1
        self.answered.append((time.time(), path, topic, status))
        return delay, status, more

    def _check(self, path: str, headers: dict[str, str], topic: str, body: bytes) -> None:
        token = headers.get("authorization", "")
        try:
            if token not in self._tokens:
                check_vapid(token, self.origin)
                self._tokens.add(token)
            assert len(topic) == 32, "no topic"
            assert headers["ttl"].isdigit(), "no TTL"
            assert headers["content-encoding"] == "aes128gcm", "another encoding"
            assert 0 < len(body) <= LARGEST_BODY, "too long"
            if len(self.answered) % OPENED == 0:
                document = json.loads(decrypt(body, *self.keys[int(path.rsplit("/", 1)[1])]))
                assert document["notification"]["tag"] == topic, "another tag than its topic"
        except Exception as error:  # noqa: BLE001  whatever it is, it is told at the end
            self.wrong.append(repr(error))


class Connection(asyncio.Protocol):
    """HTTP/1.1, kept alive, one request after the other: what the sender speaks and no more."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.held = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        end = self.held.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *lines = self.held[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        whole = end + 4 + int(headers["content-length"])
        if len(self.held) < whole:
            return
        body, self.held = self.held[end + 4 : whole], self.held[whole:]
        delay, status, more = self.service.take(first.split(" ")[1], headers, body)
        if status is not None:
            asyncio.get_running_loop().call_later(delay, self._answer, status, more)

    def _answer(self, status: int, more: str) -> None:
        if self.transport and not self.transport.is_closing():
            head = f"HTTP/1.1 {status} {WORDS[status]}\r\nContent-Length: 0\r\n{more}\r\n"
            self.transport.write(head.encode())


async def main() -> None:
    certificate, key, *ways = sys.argv[1:]
    context = None
    if certificate != "-":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    keys = [(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)) for _ in range(BROWSERS)]
    loop = asyncio.get_running_loop()
    services = []
    for way in ways:
        service = Service(way.split("-")[0], keys)
        server = await loop.create_server(lambda one=service: Connection(one), "127.0.0.1", 0, ssl=context, backlog=512)
        port = server.sockets[0].getsockname()[1]
        service.origin = f"{'https' if context else 'http'}://localhost:{port}"
        services.append(service)
    browsers = [(encode(public_bytes(key)), encode(auth)) for key, auth in keys]
    origins = dict(zip(ways, (service.origin for service in services), strict=True))
    print(json.dumps({"origins": origins, "browsers": browsers}), flush=True)
    asked = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    while line := (await asked.readline()).decode().split():
        if line[0] == "save":
            found = {
                way: {"answered": service.answered, "tried": sum(service.tried.values()), "wrong": service.wrong}
                for way, service in zip(ways, services, strict=True)
            }
            Path(line[1]).write_text(json.dumps(found))  # noqa: ASYNC240  nothing is measured any more
            print("{}", flush=True)
        else:
            counts = {way: len(service.taken) for way, service in zip(ways, services, strict=True)}
            print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
