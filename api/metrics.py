"""Counts for whoever watches over the server, on a port of their own; no label is taken from a request."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server

REGISTRY = CollectorRegistry()
REQUESTS = Counter("handrail_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram("handrail_request_seconds", "Seconds from request to answer", ["route"], registry=REGISTRY)
PUSHES = Counter("handrail_pushes", "Pushes tried, by what became of them", ["verdict"], registry=REGISTRY)
CLAIMED = Counter("handrail_reminders_claimed", "Due reminders that were taken from the queue", registry=REGISTRY)


@contextmanager
def served(port: int | None, processes: int = 1) -> Iterator[None]:
    """Serves `/metrics` on 127.0.0.1 while the block runs; nothing where `port` is None.

    Of several processes each tells its own counts, on the first of the next ports that is free.

    Raises:
        OSError: no such port can be used.
    """
    if port is None:
        yield
        return
    server, thread = _start(port, processes)
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def _start(port: int, processes: int) -> tuple[WSGIServer, Thread]:
    for number in range(processes - 1):
        with suppress(OSError):
            return start_http_server(port + number, addr="127.0.0.1", registry=REGISTRY)
    return start_http_server(port + processes - 1, addr="127.0.0.1", registry=REGISTRY)
