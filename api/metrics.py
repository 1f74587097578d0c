"""Counts for whoever watches over the server, on a port of their own; no label is taken from a request."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server

REGISTRY = CollectorRegistry()
REQUESTS = Counter("handrail_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram("handrail_request_seconds", "Seconds from request to answer", ["route"], registry=REGISTRY)
PUSHES = Counter("handrail_pushes", "Pushes tried, by what became of them", ["verdict"], registry=REGISTRY)
CLAIMED = Counter("handrail_reminders_claimed", "Due reminders that were taken from the queue", registry=REGISTRY)


@contextmanager
def served(port: int | None) -> Iterator[None]:
    """Serves `/metrics` on 127.0.0.1 while the block runs; nothing where `port` is None.

    Raises:
        OSError: the port cannot be used.
    """
    if port is None:
        yield
        return
    server, thread = start_http_server(port, addr="127.0.0.1", registry=REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
