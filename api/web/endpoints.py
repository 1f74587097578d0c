"""From a route of the table to an answer: the same steps for each, in the same order, so that none is forgotten."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
import structlog
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import ids, logs, metrics
from api.errors import Failure, NoSession, NotFound, Unavailable, WrongMethod
from api.services.access import Actor
from api.services.accounts import Refused
from api.services.events import log_failed_sign_in
from api.services.server import Server, database_is_away
from api.services.sessions import duration
from api.web.parsing import SMALL_BODY, Decoder, parse_query, read_body
from api.web.replies import Replies, Reply
from api.web.session import SAFE, Who, admit, check_origin, client_address

log = structlog.get_logger(__name__)
B = TypeVar("B")


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A request that carries nothing: no body or query, or an empty object."""


@dataclass(frozen=True, slots=True, repr=False)
class Call(Generic[B]):
    """One request, checked.

    Attributes:
        server: the parts of the server.
        visitor: who asks; None only where anyone may.
        body: the decoded body, or the query of a GET.
        path: the ids in the path, by name.
        address: a keyed hash of the client's address, to count tries by.
    """

    server: Server
    visitor: Actor | None
    body: B
    path: Mapping[str, str]
    address: str

    @property
    def actor(self) -> Actor:
        """Who is signed in.

        Raises:
            NoSession: nobody; only where the route table lets anyone call.
        """
        if self.visitor is None:
            raise NoSession
        return self.visitor


Handler = Callable[[Call[Any]], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the route table.

    Attributes:
        method: GET, POST, PUT or DELETE.
        path: below `/api/v1`, with ids in braces.
        who: who may call it.
        handler: what answers.
        answers: status → type of the answer, None without a body. The first is the usual one.
        takes: the type of the body; of the query for GET.
        most: bytes of a body at most.
    """

    method: str
    path: str
    who: Who
    handler: Handler
    answers: Mapping[int, type[msgspec.Struct] | None]
    takes: type[msgspec.Struct] = Nothing
    most: int = SMALL_BODY


class Resource:
    """An ASGI application for one path: its endpoints by method."""

    def __init__(self, endpoints: Sequence[Endpoint], replies: Replies) -> None:
        """Takes the endpoints of one path and what makes responses."""
        self._route = endpoints[0].path or "/"
        self._endpoints = {one.method: one for one in endpoints}
        self._decoders = {one.method: Decoder(one.takes) for one in endpoints}
        # Looked up once: it reads annotations, which took 4 % of a sync's time.
        self._optional = {
            one.method: not any(field.required for field in msgspec.structs.fields(one.takes)) for one in endpoints
        }
        self._replies = replies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, whatever happens, and logs that it did."""
        async with AsyncExitStack() as held:
            await self._answer(Request(scope, receive), held, send)

    async def _answer(self, request: Request, held: AsyncExitStack, send: Send) -> None:
        began = time.perf_counter()
        try:
            response = await self._respond(request, held)
        except ClientDisconnect:
            return
        except Failure as failure:
            response = self._replies.problem(failure, _afterwards(request, failure))
            if isinstance(failure, WrongMethod):
                response.headers["Allow"] = ", ".join(self._endpoints)
        except Exception as error:  # noqa: BLE001  whatever it is, its text must not get out
            number = ids.new_id()[:12]
            log.error("incident", number=number, kind=type(error).__name__, where=logs.where(error))  # noqa: TRY400
            away = database_is_away(error)
            response = self._replies.problem(Unavailable()) if away else self._replies.incident(number)
        await response(request.scope, request.receive, send)
        spent = time.perf_counter() - began
        method = request.method if request.method in self._endpoints else "other"
        metrics.REQUESTS.labels(method, self._route, response.status_code).inc()
        metrics.SECONDS.labels(self._route).observe(spent)
        log.info("request", method=method, route=self._route, status=response.status_code, ms=round(spent * 1000, 1))

    async def _respond(self, request: Request, held: AsyncExitStack) -> Response:
        """What is answered; `held` keeps the place of a large request until the answer is out."""
        server: Server = request.state.server
        endpoint = self._endpoints.get("GET" if request.method == "HEAD" else request.method)
        if endpoint is None:
            raise WrongMethod
        check_origin(request, server.settings.origin)
        visitor = await admit(request, server, self._replies.cookie, endpoint.who)
        path = request.path_params
        if not all(ids.is_id(value) for value in path.values()):
            raise NotFound
        if visitor is not None and endpoint.most > SMALL_BODY:
            await held.enter_async_context(server.limits.place(visitor.account))
        body = await self._parse(request, endpoint)
        address = server.secrets.address_tag(client_address(request, server.settings.trusted_proxies))
        reply = await endpoint.handler(Call(server, visitor, body, path, address))
        response = self._replies.reply(reply)
        if visitor is not None and visitor.renewed and not (reply.ended or reply.session):
            self._slide(request, response, visitor)
        return response

    def _slide(self, request: Request, response: Response, visitor: Actor) -> None:
        """The session slid to a new day: its cookie lasts as long as it does."""
        token = request.cookies[self._replies.cookie]
        self._replies.set_cookie(response, token, duration(visitor.role, visitor.kind))

    async def _parse(self, request: Request, endpoint: Endpoint) -> msgspec.Struct:
        if endpoint.method in SAFE:
            return parse_query(request, endpoint.takes)
        body = await read_body(request, endpoint.most)
        if not body and self._optional[endpoint.method]:
            return endpoint.takes()
        return self._decoders[endpoint.method].decode(body)


def _afterwards(request: Request, failure: Failure) -> BackgroundTask | None:
    """A refused sign-in is noted in the account's log once the answer is out, so that its time tells nothing."""
    if isinstance(failure, Refused) and failure.account is not None:
        return BackgroundTask(_note_refused, request.state.server, failure.account)
    return None


async def _note_refused(server: Server, account: str) -> None:
    try:
        await log_failed_sign_in(server.database, account)
    except Exception as error:  # noqa: BLE001  the answer is out already
        log.error("incident", kind=type(error).__name__, where=logs.where(error))  # noqa: TRY400
