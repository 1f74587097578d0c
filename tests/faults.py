"""A network that loses, doubles and delays what a client sends: an httpx transport around another one."""

from collections.abc import Iterable

import httpx

FAULTS = ("fine", "lost", "unanswered", "doubled", "late")


class FaultyTransport(httpx.AsyncBaseTransport):
    """Treats each request as the next word of `plan` says; when the plan is at its end all is fine.

    `lost`: never arrives. `unanswered`: arrives, the answer does not. `doubled`: arrives twice, the second answer comes
    back. `late`: gets no answer, and arrives only after the next request that does arrive.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.plan: list[str] = []
        self.held: list[httpx.Request] = []
        self.sent = 0

    def then(self, faults: Iterable[str]) -> None:
        """What happens to the next requests."""
        self.plan = list(faults)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fault = self.plan.pop(0) if self.plan else "fine"
        self.sent += 1
        if fault == "late":
            self.held.append(request)
        if fault in {"lost", "late"}:
            raise httpx.ConnectError(fault, request=request)
        answer = await self._deliver(request)
        if fault == "doubled":
            answer = await self._deliver(request)
        held, self.held = self.held, []
        for late in held:
            await self._deliver(late)
        if fault == "unanswered":
            raise httpx.ReadError(fault, request=request)
        return answer

    async def _deliver(self, request: httpx.Request) -> httpx.Response:
        copy = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self.inner.handle_async_request(copy)
        await answer.aread()
        return answer
