"""What the end-to-end tests stand on: a push service, a real server, phones. All of it real; nothing is shared.

Run it as a run of its own (`pytest tests/e2e`): it wants `build/app` to be there (`scripts/build`).
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from laptop import Laptop  # noqa: E402  found through the path set above
from live_server import BUILD, LiveServer  # noqa: E402  found through the path set above
from phone import Phone, put_away  # noqa: E402
from push_service import PushService  # noqa: E402
from push_thread import PushServiceThread  # noqa: E402

# A machine that does other things as well may take its time; what is right appears at once all the same.
expect.set_options(timeout=15_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Adds to a failure what every phone showed at that moment, as a screen reader would find it."""
    report = yield
    phones: list[Phone] = [*getattr(item, "phones", []), *getattr(item, "laptops", [])]
    if report.when == "call" and report.failed:
        for number, phone in enumerate(phones, 1):
            report.sections.append((f"phone {number}", phone.seen()))
    return report


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    if not (BUILD / "app" / "index.html").exists():
        pytest.exit("build/app is not there: run scripts/build first", returncode=2)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def push_thread() -> Iterator[PushServiceThread]:
    thread = PushServiceThread()
    yield thread
    thread.stop()


@pytest.fixture
def push(push_thread: PushServiceThread) -> PushService:
    """The push service, with nothing in it yet."""
    push_thread.service.messages.clear()
    push_thread.service.respond_with(201)
    return push_thread.service


@pytest.fixture(scope="module")
def live_server(push_thread: PushServiceThread) -> Iterator[LiveServer]:
    """One server for the tests of a module; each test has accounts of its own. Rate limits are off."""
    server = LiveServer(push_thread.service.origin, HANDRAIL_RATE_LIMITS="off")
    yield server
    server.remove()


@pytest.fixture
def own_server(push_thread: PushServiceThread) -> Iterator[LiveServer]:
    """A server for one test, to be killed or searched."""
    server = LiveServer(push_thread.service.origin, HANDRAIL_RATE_LIMITS="off")
    yield server
    server.remove()


@pytest.fixture
def new_phone(
    request: pytest.FixtureRequest, playwright: Playwright, live_server: LiveServer
) -> Iterator[Callable[..., Phone]]:
    """Makes phones. At the end of the test any console error, CSP violation or foreign request fails it."""
    phones: list[Phone] = []
    request.node.phones = phones

    def make(server: LiveServer | None = None, **options: object) -> Phone:
        phones.append(Phone(playwright, (server or live_server).origin, **options))
        return phones[-1]

    yield make
    put_away(phones)


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    return new_phone()


@pytest.fixture
def new_laptop(
    request: pytest.FixtureRequest, playwright: Playwright, live_server: LiveServer
) -> Iterator[Callable[..., Laptop]]:
    """Makes laptops. At the end of the test any console error, CSP violation or foreign request fails it."""
    laptops: list[Phone] = []
    request.node.laptops = laptops

    def make(server: LiveServer | None = None, origin: str = "") -> Laptop:
        laptops.append(laptop := Laptop(playwright, origin or (server or live_server).origin))
        return laptop

    yield make
    put_away(laptops)


@pytest.fixture
def laptop(new_laptop: Callable[..., Laptop]) -> Laptop:
    return new_laptop()
