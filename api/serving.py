"""Running the application: one process, or several that take turns at one port, and what uvicorn is told."""

import functools
import gc
import multiprocessing
import os
import resource
import signal
import socket
import threading
import time
from multiprocessing.connection import wait

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from api import logs
from api.app import create_app
from api.guard import MOST_CONNECTIONS, Door, Guarded
from api.settings import Settings
from api.web.session import is_within

#: Seconds that running requests have to end when the server stops.
GRACE = 10
#: Seconds that the processes have to start.
START = 60
#: Seconds after which a process that does not say that it lives is ended and replaced.
HUNG = 30
#: Seconds from the start of one that could not start until it is tried again.
AGAIN = 5.0
#: Connections that wait to be accepted.
BACKLOG = 512


class ServingError(Exception):
    """What stops a start, in one line."""


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            listening = (one.getsockname()[1] for server in self.servers for one in server.sockets)
            _say(self._settings, next(listening, self._settings.port))


class _Workers(Multiprocess):
    """Says where they listen once all of them do, and replaces each that dies.

    uvicorn gives a process 5 seconds to say that it lives, its start included, looks at no other meanwhile, and ends
    all of them when one cannot start. So a slow machine would kill what is just starting, again and again, and a
    database that is away for a moment would end those that only wait for it.
    """

    def __init__(self, config: uvicorn.Config, settings: Settings, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._settings = settings
        self.started = False
        self._begun: dict[Process, float] = {}  # those that were started again → when
        self._silent: set[Process] = set()  # of these, those that have not yet said anything

    def init_processes(self) -> None:
        super().init_processes()
        for process in self.processes:
            if not process.wait_until_ready(START) and process.exitcode == STARTUP_FAILURE:
                self.should_exit.set()
                return
        self.started = True
        _say(self._settings, self.sockets[0].getsockname()[1])

    def keep_subprocess_alive(self) -> None:
        """Replaces what has died or hangs; what is starting has its time."""
        for place, process in enumerate(self.processes):
            if self.should_exit.is_set():
                return
            if self._is_well(process):
                continue
            process.kill()
            process.join()
            self._begun.pop(process, None)
            self._silent.discard(process)
            self.processes[place] = self._begin()

    def _begin(self) -> Process:
        process = Process(self.config, self.sockets)
        process.start()
        process.parent_conn.send(b"ping")  # once: it answers when it has come so far
        self._begun[process] = time.monotonic()
        self._silent.add(process)
        return process

    def _is_well(self, process: Process) -> bool:
        age = time.monotonic() - self._begun.get(process, 0)
        if not process.process.is_alive():
            return process.exitcode == STARTUP_FAILURE and age < AGAIN  # not yet: it would fail again
        if process not in self._silent:
            return process.ping(HUNG)
        if process.parent_conn.poll(0):
            process.parent_conn.recv()
            self._silent.remove(process)
            return True
        return age < START


def refuse_workers(settings: Settings, workers: int) -> None:
    """Says why so many processes cannot serve this deployment.

    Raises:
        ServingError: SQLite has one writer; counts in memory would be each process's own.
    """
    if workers == 1:
        return
    if not settings.postgres:
        raise ServingError("--workers above 1 needs PostgreSQL (HANDRAIL_DATABASE_URL): SQLite has one writer.")
    if settings.rate_limits and settings.rate_limit_store.startswith("memory:"):
        raise ServingError(
            "--workers above 1 needs HANDRAIL_RATE_LIMIT_STORE: each process would count guesses by itself."
        )


def serve(settings: Settings, workers: int) -> bool:
    """Serves until Ctrl-C or SIGTERM; tells whether it ever did.

    Raises:
        ServingError: the port cannot be used, or so many processes cannot serve this deployment.
    """
    refuse_workers(settings, workers)
    _raise_file_limit()
    app = functools.partial(_process, settings, workers)
    config = uvicorn.Config(
        app,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        http=Guarded,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE,
        backlog=BACKLOG,
        lifespan="on",
    )
    try:
        if workers > 1:
            many = _Workers(config, settings, [listening_socket(config)])
            many.run()
            return many.started
        one = _Server(config, settings)
        one.run()
    except KeyboardInterrupt:
        return True
    except SystemExit as ended:
        if ended.code != STARTUP_FAILURE:
            raise
        raise ServingError(f"The port {settings.port} cannot be used: is another server there?") from None
    return one.started


def listening_socket(config: uvicorn.Config) -> socket.socket:
    """Binds the socket that several processes share; connections accepted from it send each answer at once.

    asyncio would see to that only where a socket names its protocol, and uvicorn's does not: each answer waited 40 ms.
    """
    listening = config.bind_socket()
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _process(settings: Settings, workers: int) -> ASGIApp:
    """Makes the application of one process: called in it, before it takes its first connection."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        logs.configure_logs()
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()

    def is_proxy(address: str) -> bool:
        return is_within(address, settings.trusted_proxies)

    Guarded.door = Door(is_proxy, per_address=settings.rate_limits)
    app = create_app(settings, processes=workers)
    # What was loaded by now stays: the garbage collector need not look through all of it again and again.
    gc.collect()
    gc.freeze()
    return app


def _end_with(sentinel: int) -> None:
    """Ends this process in order when the one that started it is gone."""
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _raise_file_limit() -> None:
    """Lets the process have as many open files as it may have connections, where the system allows it."""
    wanted = 2 * MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _say(settings: Settings, port: int) -> None:
    shown = f"Handrail runs. The app: {settings.origin}/app/  The site: {settings.site_origin}/"
    if port != settings.port:
        shown += f"  Port: {port}"
    print(f"{shown}\nCtrl-C ends it.", flush=True)  # noqa: T201  the command line says so
