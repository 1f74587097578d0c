"""The floor: the least that a Starlette server can answer."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def hello(request: Request) -> JSONResponse:
    await request.body()
    return JSONResponse({"hello": "world"})


app = Starlette(routes=[Route("/", hello, methods=["POST"])])
