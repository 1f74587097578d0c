"""Who asks, and from where: the session's cookie, the origin of an unsafe request, the address behind proxies."""

import ipaddress
from enum import Enum

from starlette.requests import Request

from api.errors import CrossSite, Forbidden, NoSession, NotFound, SecondStepNeeded
from api.services.access import Actor
from api.services.server import Server
from api.services.sessions import find_actor
from api.settings import IPNetwork

SAFE = frozenset({"GET", "HEAD"})


class Who(Enum):
    """Who may call a route."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    #: Also a session that a recovery code opened: it is good for this alone.
    SIGNED_IN_OR_RECOVERING = "signed in, or by recovery"
    #: Also a case manager who passed only the first step.
    SIGNED_IN_OR_FIRST_STEP = "signed in, or first step passed"
    SURVIVOR = "survivor"
    CASE_MANAGER = "case manager"
    CASE_MANAGER_FIRST_STEP = "case manager, first step passed"


#: Which kinds of session a route takes beside full ones.
_BESIDE_FULL = {
    Who.SIGNED_IN_OR_RECOVERING: "recovery",
    Who.SIGNED_IN_OR_FIRST_STEP: "first-step",
    Who.CASE_MANAGER_FIRST_STEP: "first-step",
}
_STAFF = {Who.CASE_MANAGER, Who.CASE_MANAGER_FIRST_STEP}


def check_origin(request: Request, origin: str) -> None:
    """Lets an unsafe request through only from the configured origin, or from what is no browser.

    Raises:
        CrossSite: the browser says that it comes from elsewhere.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            raise CrossSite
        return
    told = request.headers.get("Origin")
    if told is not None and told != origin:
        raise CrossSite


async def admit(request: Request, server: Server, cookie: str, who: Who) -> Actor | None:
    """Gives who asks: None only where anyone may.

    Raises:
        NoSession: a session is needed, and there is none that is good.
        SecondStepNeeded: a case manager has passed only the first step.
        Forbidden: the session is good only for something else, or the route is the case managers'.
        NotFound: the route is the survivors'.
    """
    token = request.cookies.get(cookie)
    actor = await find_actor(server.database, token) if token else None
    if who is Who.ANYONE:
        return actor if actor is not None and actor.kind == "full" else None
    if actor is None:
        raise NoSession
    if actor.kind not in ("full", _BESIDE_FULL.get(who)):
        raise SecondStepNeeded if actor.kind == "first-step" else Forbidden
    if who in _STAFF and actor.role != "case-manager":
        raise Forbidden
    if who is Who.SURVIVOR and actor.role != "survivor":
        raise NotFound
    return actor


def client_address(request: Request, trusted: tuple[IPNetwork, ...]) -> str:
    """Gives the address to count tries by: the peer's, or the nearest that a trusted proxy names.

    X-Forwarded-For is read from its end, and only as far as the hops are trusted: what a client wrote itself does not
    count. An IPv6 address is cut to its /64, which one customer has as a whole.
    """
    hops = [hop.strip() for line in request.headers.getlist("X-Forwarded-For") for hop in line.split(",")]
    address = request.client.host if request.client else ""
    while hops and is_within(address, trusted):
        address = hops.pop()
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def is_within(address: str, networks: tuple[IPNetwork, ...]) -> bool:
    """Whether an address is of one of the networks; what is no address is of none."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:  # how a socket for both shows IPv4
        ip = ip.ipv4_mapped
    return any(ip.version == network.version and ip in network for network in networks)
