"""Replies: which status each failure has, problem documents (RFC 9457), JSON, cookies."""

from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import errors
from api.services.sessions import NewSession
from api.settings import Settings
from api.web.pages import API_POLICY, common_headers

#: Failure → status. A failure without a line of its own has that of the class above it.
STATUS: dict[type[errors.Failure], int] = {
    errors.Malformed: 400,
    errors.ForeignCursor: 400,
    errors.NoSession: 401,
    errors.SignInRefused: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.WrongMethod: 405,
    errors.Taken: 409,
    errors.Conflict: 409,
    errors.StartOver: 409,
    errors.HalfGone: 410,
    errors.TooLarge: 413,
    errors.WrongType: 415,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
#: Bytes of an answer that are handed on at a time.
PIECE = 64 * 1024
#: What a browser forgets when she takes the daybook off a phone.
FORGET = '"cache", "cookies", "storage"'


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers.

    Attributes:
        status: HTTP status.
        body: what is sent as JSON; None: no body.
        session: a session just made; its cookie is set.
        ended: the session's cookie is taken back.
        forget: the browser is told to forget all that it keeps for this origin.
    """

    status: int = 200
    body: msgspec.Struct | None = None
    session: NewSession | None = None
    ended: bool = False
    forget: bool = False


class Paced(Response):
    """A response that is handed on piece by piece: it has ended only when the client has taken nearly all of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it. A connection that takes nothing holds this up, until the server gives it up."""
        del scope, receive
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        content = memoryview(self.body)
        for begin in range(0, len(content), PIECE):
            piece = bytes(content[begin : begin + PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Replies:
    """Makes HTTP responses for one deployment."""

    def __init__(self, settings: Settings) -> None:
        """Takes the settings: they decide headers and the cookie's name."""
        self._secure = settings.secure
        self._headers = {**common_headers(settings), "Content-Security-Policy": API_POLICY, "Cache-Control": "no-store"}
        #: `__Host-` binds a cookie to the host, to https and to `/`; browsers refuse it without Secure.
        self.cookie = "__Host-session" if settings.secure else "session"

    def reply(self, reply: Reply) -> Response:
        """Gives the response for a handler's answer."""
        content = b"" if reply.body is None else msgspec.json.encode(reply.body)
        media_type = None if reply.body is None else "application/json"
        kind = Paced if len(content) > PIECE else Response
        response = kind(content, reply.status, dict(self._headers), media_type)
        if reply.session is not None:
            self.set_cookie(response, reply.session.token, reply.session.seconds)
        if reply.ended:
            self.set_cookie(response, "", 0)
        if reply.forget:
            response.headers["Clear-Site-Data"] = FORGET
        return response

    def dress(self, response: Response) -> Response:
        """Gives a response of the API's host the headers that all carry."""
        response.headers.update(self._headers)
        return response

    def set_cookie(self, response: Response, token: str, seconds: int) -> None:
        """Sets the session's cookie for so many seconds; 0 takes it back."""
        response.set_cookie(
            self.cookie, token, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="strict"
        )

    def problem(self, failure: errors.Failure, background: BackgroundTask | None = None) -> Response:
        """Gives the problem document of a failure."""
        status = status_of(type(failure))
        document: dict[str, Any] = {"type": f"/problems/{failure.code}", "title": failure.title, "status": status}
        if failure.detail is not None:
            document["detail"] = failure.detail
        more = {"Retry-After": str(failure.retry_after)} if isinstance(failure, errors.TooMany) else {}
        return self._document(status, document | failure.members, more, background)

    def incident(self, number: str) -> Response:
        """Gives the answer to an error that nobody foresaw: a number that stands in the log, and nothing else."""
        title = "Something went wrong here. What was not answered as written is not written."
        return self._document(500, {"type": "about:blank", "title": title, "status": 500, "incident": number}, {}, None)

    def _document(
        self, status: int, document: dict[str, Any], more: dict[str, str], background: BackgroundTask | None
    ) -> Response:
        return Response(
            msgspec.json.encode(document), status, self._headers | more, "application/problem+json", background
        )


def status_of(kind: type[errors.Failure]) -> int:
    """Gives the HTTP status of a kind of failure."""
    return next(STATUS[one] for one in kind.__mro__ if one in STATUS)
