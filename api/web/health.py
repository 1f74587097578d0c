"""Is the process alive, and can it answer: for whoever watches over it."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.services.server import Server
from api.web.replies import Replies

#: Seconds within which the database must answer.
PATIENCE = 3


def health(replies: Replies, *, ready: bool) -> Callable[[Request], Awaitable[Response]]:
    """Gives the endpoint: `ready` also asks the database."""

    async def answer(request: Request) -> Response:
        server: Server = request.state.server
        good = not ready or await _answers(server)
        response = PlainTextResponse("ok\n" if good else "no database\n", 200 if good else 503)
        replies.dress(response)
        return response

    return answer


async def _answers(server: Server) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return bool(await server.database.fetch("SELECT 1 AS one"))
    except Exception:  # noqa: BLE001  whatever it is, the database does not answer
        return False
