"""The application: what is wired to what. Nothing else happens here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api import metrics
from api.errors import NotFound, WrongMethod
from api.services.server import open_server
from api.settings import Settings
from api.web.health import health
from api.web.openapi import document
from api.web.pages import Pages
from api.web.replies import Replies
from api.web.routes import ROOT, routes
from api.worker import run_dispatcher


def create_app(settings: Settings, *, processes: int = 1) -> ASGIApp:
    """Gives the application for these settings: API, pages, and a dispatcher beside them while it runs.

    `processes`: how many of it run on this machine.
    """
    replies = Replies(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Any]]:
        stop = asyncio.Event()
        async with open_server(settings) as server, AsyncExitStack() as stack:
            stack.enter_context(metrics.served(settings.metrics_port, processes))
            dispatcher = asyncio.create_task(run_dispatcher(server, stop))
            try:
                yield {"server": server}
            finally:
                stop.set()
                await dispatcher

    async def missing(_request: Request, _error: Exception) -> Response:
        return replies.problem(NotFound())

    async def wrong_method(_request: Request, _error: Exception) -> Response:
        response = replies.problem(WrongMethod())
        response.headers["Allow"] = "GET, HEAD"  # of the health checks and of the description, which have no other
        return response

    openapi = msgspec.json.encode(document(replies.cookie))

    async def describe(_request: Request) -> Response:
        return replies.dress(Response(openapi, media_type="application/json"))

    api = Starlette(
        routes=[
            Route("/healthz", health(replies, ready=False)),
            Route("/readyz", health(replies, ready=True)),
            Route(f"{ROOT}/openapi.json", describe),
            *routes(replies),
        ],
        exception_handlers={404: missing, 405: wrong_method},
        lifespan=lifespan,
    )
    api.router.redirect_slashes = False
    return Pages(api, settings)
