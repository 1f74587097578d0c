"""Posts pushes: one aiohttp session, never a redirect, never an address of this network, bounded per origin.

A name is resolved and judged in one step, by the resolver that the connection itself uses, so that a name which
answers differently the second time gains nothing.
"""

import ipaddress
import socket
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from api import ids
from api.services import push
from api.services.lanes import ANSWER_SECONDS, AT_ONCE_PER_ORIGIN, BREAKER_FAILURES, Lanes
from api.services.push import Verdict
from api.services.secrets import Secrets
from api.settings import Settings
from api.storage.database import Row

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 5
ANSWER_BYTES = 4096
LOCAL_CONTACT = "mailto:nobody@localhost"  # where no contact is set, which only localhost may do
TOKEN_REFUSED = (400, 401, 403)  # what services answer to a token of another time
CLOCK_WAIT = 600.0
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
#: All that is given out of IPv6 (RFC 4291, section 2.4). What lies beside it is old or local: ::127.0.0.1, ::ffff:0:…,
#: 64:ff9b:1::/48, fec0::/10; not every Python knows of each.
GIVEN_OUT = ipaddress.ip_network("2000::/3")
NOT_GLOBAL = (ipaddress.ip_network("3fff::/20"), ipaddress.ip_network("192.88.99.0/24"))  # RFC 9637, RFC 7526
#: The middle of an address made of an IPv4 address inside a network (ISATAP, RFC 5214, section 6.1).
INSIDE = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True)
class Target:
    """Where one push goes: a stored subscription. `id` is the token hash of the session that made it."""

    id: str
    endpoint: str
    p256dh: str
    auth: str
    lang: str


@dataclass(frozen=True)
class Outcome:
    """What became of one push. `status` is the push service's, or None; `wait` in seconds goes with `RETRY`.

    `tried` is False where nothing was sent because its service is paused or has too much to do.
    """

    verdict: Verdict
    status: int | None
    reason: str
    wait: float | None = None
    tried: bool = True


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, also when it is an IPv4 address dressed as IPv6."""
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip not in GIVEN_OUT or int(ip) >> 32 & 0xFFFFFFFF in INSIDE:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_GLOBAL)


def as_target(row: Row) -> Target:
    """Makes a target of a subscription's row (session, endpoint, p256dh, auth, lang)."""
    p256dh, auth = ids.to_base64url(bytes(row["p256dh"])), ids.to_base64url(bytes(row["auth"]))
    return Target(row["session"], row["endpoint"], p256dh, auth, push.language(row["lang"]))


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; the hosts of the settings' extra origins to any."""

    def __init__(self, extra_origins: frozenset[str], inner: AbstractResolver | None = None) -> None:
        """`inner` does the resolving: the system's resolver unless a test brings another."""
        self._exempt = {_host_and_port(origin) for origin in extra_origins}
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Gives the addresses of a name; raises `OSError` if one of them is not public: such a name is not trusted."""
        found = await self._inner.resolve(host, port, family)
        if (host, port) not in self._exempt and not all(is_public(result["host"]) for result in found):
            raise OSError("the name leads into a private network")
        return found

    async def close(self) -> None:
        """Closes the resolver inside."""
        await self._inner.close()


def _host_and_port(origin: str) -> tuple[str, int]:
    scheme, _, rest = origin.partition("://")
    host, colon, port = rest.rpartition(":")
    if colon and port.isdigit():
        return host.strip("[]"), int(port)
    return rest.strip("[]"), 443 if scheme == "https" else 80


class Sender:
    """Sends pushes; one for a process. Use as an async context manager."""

    def __init__(
        self,
        wrapper: push.Wrapper,
        extra_origins: frozenset[str],
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`extra_origins`: exact origins beside the public push services that may be contacted."""
        self._wrapper = wrapper
        self._extra_origins = extra_origins
        self._resolver = PublicResolver(extra_origins, resolver)
        self._lanes = Lanes()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Opens the session."""
        connector = aiohttp.TCPConnector(resolver=self._resolver, limit=0, limit_per_host=AT_ONCE_PER_ORIGIN)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS),
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(
        self, target: Target, *, content: bytes, topic: str, ttl: int, start_by: float = float("inf")
    ) -> Outcome:
        """Sends one push and says what became of it; never raises for what the other side does.

        `content` is the padded payload, `ttl` in whole seconds. A push whose turn comes after second `start_by` is not
        sent: the caller's hold on it may have ended by the time it is answered. Where a service is so slow that its
        turn would come after that, this is told at once: the caller's room is for pushes to others.
        """
        origin = push.origin_of(target.endpoint)
        if origin is None or not push.is_allowed_origin(origin, self._extra_origins):
            return Outcome(Verdict.GONE, None, "not-allowed")
        lane = self._lanes.of(origin)
        backlog = lane.backlog()
        if time.time() + backlog > start_by:
            return Outcome(Verdict.RETRY, None, "waiting", max(1.0, backlog), tried=False)
        lane.queued += 1
        try:
            await lane.slots.acquire()
        finally:
            lane.queued -= 1
        try:
            if time.time() > start_by:
                return Outcome(Verdict.RETRY, None, "late", max(1.0, lane.backlog()), tried=False)
            if not lane.admits():
                wait = max(1.0, lane.closed_until - time.monotonic())
                return Outcome(Verdict.RETRY, None, "waiting", wait, tried=False)
            probe = lane.probing and lane.failures >= BREAKER_FAILURES
            outcome = Outcome(Verdict.RETRY, None, "unreachable")
            try:
                with lane.under_way():
                    outcome = await self._post(target, origin, content=content, topic=topic, ttl=ttl)
            finally:
                broken = outcome.verdict is Verdict.RETRY and outcome.status != 429  # noqa: PLR2004  busy, not broken
                lane.note(worked=not broken, probe=probe)
        finally:
            lane.slots.release()
        if outcome.verdict is not Verdict.DELIVERED:
            log.info("push-not-delivered", service=_family(origin), status=outcome.status, reason=outcome.reason)
        return outcome

    async def _post(self, target: Target, origin: str, *, content: bytes, topic: str, ttl: int) -> Outcome:
        if self._session is None:
            raise RuntimeError("the sender is not open")
        try:
            message = self._wrapper.message(
                origin=origin,
                p256dh=target.p256dh,
                auth=target.auth,
                content=content,
                topic=topic,
                ttl=ttl,
            )
        except ValueError:
            return Outcome(Verdict.GONE, None, "bad-keys")
        try:
            async with self._session.post(
                target.endpoint, data=message.body, headers=message.headers, allow_redirects=False
            ) as answer:
                await answer.content.read(ANSWER_BYTES)  # the connection can be used again; what is more is cut off
                verdict, now = push.judge(answer.status), time.time()
                if answer.status in TOKEN_REFUSED and push.clocks_differ(answer.headers.get("Date"), now):
                    return Outcome(Verdict.RETRY, answer.status, "clock", CLOCK_WAIT)
                wait = push.retry_after(answer.headers.get("Retry-After"), now)
                return Outcome(verdict, answer.status, verdict.value, wait)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return Outcome(Verdict.RETRY, None, "unreachable")


def _family(origin: str) -> str:
    """A name for the log that tells no address of hers: the well-known service, or `other`."""
    host = origin.partition("://")[2]
    known = [*push.PUSH_HOSTS, *push.PUSH_HOST_ENDINGS]
    return next((name.removeprefix(".") for name in known if host.endswith(name)), "other")


def new_sender(settings: Settings, secrets: Secrets) -> Sender:
    """Makes the sender that the settings describe; open it with `async with`."""
    contact = settings.vapid_contact or LOCAL_CONTACT
    return Sender(push.Wrapper(secrets.vapid, contact), frozenset(settings.push_origins))
