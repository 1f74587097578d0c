"""The HTTP side of a client: one call at a time, problems as exceptions, lost answers asked for again."""

from typing import Any

import httpx

API = "/api/v1"


class Problem(Exception):  # noqa: N818 -- RFC 9457 calls it a problem
    """The server answered with a problem document (RFC 9457)."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__(f"{status} {document.get('type')}: {document.get('detail') or document.get('title')}")
        self.status = status
        self.document = document
        self.slug = str(document.get("type", "")).removeprefix("/problems/")


class Lost(Exception):  # noqa: N818 -- an event, not a mistake
    """No answer came, so often that the call was given up. Whether the server did it is not known."""


class Service:
    """The API of one deployment through an `httpx.AsyncClient` that has its base URL (or an ASGI transport)."""

    def __init__(self, http: httpx.AsyncClient, *, tries: int = 3) -> None:
        self.http = http
        self.tries = tries

    async def call(self, method: str, path: str, body: Any = None, *, tries: int | None = None) -> Any:
        """The decoded answer (None for 204). Raises Problem, or Lost when no answer came in `tries` tries."""
        sent = {} if body is None else {"json": body}
        for _ in range(self.tries if tries is None else tries):
            try:
                answer = await self.http.request(method, API + path, **sent)
            except httpx.TransportError:
                continue
            return self._read(answer)
        raise Lost(f"{method} {path}")

    def _read(self, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json() if answer.content else None
        document = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        raise Problem(answer.status_code, document)
