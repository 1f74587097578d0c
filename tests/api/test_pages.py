"""The built files as the server hands them out: on each host, in each area, compressed and kept as they should be."""

from collections.abc import Callable
from pathlib import Path

import brotli
import httpx
import pytest
from starlette.responses import PlainTextResponse

from api.settings import read_settings
from api.web.pages import APP_POLICY, IMMUTABLE, SITE_POLICY, Pages

HOME = "<!doctype html><title>Start here</title>" + "<p>Plain words.</p>" * 50
SHELL = '<!doctype html><title>Daybook</title><meta name="apple-mobile-web-app-title" content="Daybook" />'
DESK = "<!doctype html><title>Desk</title>"
Browser = Callable[..., httpx.AsyncClient]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    files = {
        "public/index.html": HOME,
        "public/404.html": "<!doctype html><title>Not here</title>",
        "public/get-help-now/index.html": "<!doctype html><title>Help</title>",
        "app/index.html": SHELL,
        "app/sw.js": "self.x = 1;",
        "app/manifest.webmanifest": '{"id": "/app/", "name": "Daybook", "short_name": "Daybook"}',
        "app/assets/main-BxY3_k2a.js": "export default 1;",
        "desk/index.html": DESK,
        "desk/assets/keeper-BxY3_k2a.js": "self.x = 1;",
    }
    for name, text in files.items():
        path = tmp_path / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "build/public/index.html.br").write_bytes(brotli.compress(HOME.encode()))
    return tmp_path


@pytest.fixture
def browser(built: Path) -> Browser:
    def at(base: str = "http://localhost:8000", **more: str) -> httpx.AsyncClient:
        environ = {"HANDRAIL_DATA_DIR": str(built / "data"), "HANDRAIL_BUILD_DIR": str(built / "build"), **more}
        pages = Pages(PlainTextResponse("the api"), read_settings(environ))
        return httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=base)

    return at


def test_32_the_policies_let_in_no_code_but_our_own():
    for policy, also in ((APP_POLICY, {"'wasm-unsafe-eval'"}), (SITE_POLICY, set())):
        rules = {name: set(sources) for name, *sources in (rule.split() for rule in policy.split("; "))}
        assert rules["default-src"] == {"'none'"}
        assert rules["script-src"] == {"'self'"} | also
        assert rules["style-src"] == rules["connect-src"] == {"'self'"}
        assert rules["base-uri"] == rules["frame-ancestors"] == {"'none'"}
        assert not [one for sources in rules.values() for one in sources if "unsafe-inline" in one or "//" in one]
    assert "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'" in APP_POLICY


async def test_the_site_and_the_app_each_carry_their_own_policy(browser: Browser):
    async with browser() as client:
        home, shell, worker = [await client.get(path) for path in ("/", "/app/", "/app/sw.js")]
    assert home.text == HOME
    assert shell.text == SHELL
    assert home.headers["Content-Security-Policy"] == SITE_POLICY
    assert shell.headers["Content-Security-Policy"] == worker.headers["Content-Security-Policy"] == APP_POLICY
    for answer in (home, shell, worker):
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Permissions-Policy"] == "camera=(self), microphone=(), geolocation=()"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


async def test_the_desk_and_its_worker_carry_the_apps_policy(browser: Browser):
    async with browser() as client:
        page, worker = await client.get("/desk/"), await client.get("/desk/assets/keeper-BxY3_k2a.js")
        bare, missing = await client.get("/desk"), await client.get("/desk/nothing")
    assert page.text == DESK
    assert page.headers["Content-Security-Policy"] == worker.headers["Content-Security-Policy"] == APP_POLICY
    assert page.headers["Cache-Control"] == "no-cache"
    assert worker.headers["Cache-Control"] == IMMUTABLE
    assert (bare.status_code, bare.headers["Location"]) == (308, "/desk/")
    assert (missing.status_code, missing.text) == (404, "There is nothing here.\n")


async def test_a_browser_that_takes_brotli_gets_the_copy_made_at_build_time(browser: Browser):
    async with browser() as client:
        packed = await client.get("/", headers={"Accept-Encoding": "br"})
        plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.text == plain.text == HOME
    assert "Content-Encoding" not in plain.headers


async def test_hashed_files_are_kept_for_ever_and_pages_are_asked_for_again(browser: Browser):
    async with browser() as client:
        asset = await client.get("/app/assets/main-BxY3_k2a.js")
        page = await client.get("/get-help-now/")
        again = await client.get("/get-help-now/", headers={"If-None-Match": page.headers["ETag"]})
    assert asset.headers["Cache-Control"] == IMMUTABLE
    assert asset.headers["Content-Type"].startswith("text/javascript")
    assert page.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304
    assert not again.content


async def test_the_manifest_is_sent_as_one(browser: Browser):
    async with browser() as client:
        answer = await client.get("/app/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")


async def test_what_is_not_there_is_the_sites_own_page_with_404(browser: Browser):
    async with browser() as client:
        site, app = await client.get("/nothing/"), await client.get("/app/nothing")
    assert (site.status_code, app.status_code) == (404, 404)
    assert "Not here" in site.text
    assert "Not here" not in app.text  # nothing of the site inside the app


async def test_no_path_leads_out_of_the_build(browser: Browser):
    async with browser() as client:
        for path in ("/../data/secrets.json", "/%2e%2e/data/secrets.json", "/app/..%2f..%2fdata/x", "//etc/passwd"):
            assert (await client.get(path)).status_code == 404


async def test_folders_without_a_slash_lead_to_the_one_with(browser: Browser):
    async with browser() as client:
        app, page = await client.get("/app"), await client.get("/get-help-now")
    assert app.is_redirect
    assert app.headers["Location"] == "/app/"
    assert page.is_redirect
    assert page.headers["Location"].endswith("get-help-now/")


async def test_pages_can_only_be_read(browser: Browser):
    async with browser() as client:
        answer = await client.post("/get-help-now/")
    assert answer.status_code == 405


async def test_127_0_0_1_leads_to_localhost(browser: Browser):
    async with browser("http://127.0.0.1:8000") as client:
        answer = await client.get("/app/?x=1")
    assert answer.headers["Location"] == "http://localhost:8000/app/?x=1"


async def test_a_name_that_is_not_ours_is_told_where_to_go(browser: Browser):
    async with browser("http://elsewhere.example") as client:
        assert (await client.get("/app/")).status_code == 421
        assert (await client.get("/api/v1")).status_code == 421
        assert (await client.get("/healthz")).text == "the api"


async def test_over_https_the_browser_is_told_to_stay_there(browser: Browser):
    async with browser("https://one.example", HANDRAIL_ORIGIN="https://one.example") as client:
        assert "max-age=" in (await client.get("/app/")).headers["Strict-Transport-Security"]


async def test_with_two_hosts_each_serves_only_its_own(browser: Browser):
    two = {"HANDRAIL_ORIGIN": "https://one.example", "HANDRAIL_SITE_ORIGIN": "https://two.example"}
    async with browser("https://one.example", **two) as app, browser("https://two.example", **two) as site:
        assert (await app.get("/app/")).text == SHELL
        assert (await app.get("/api/v1")).text == "the api"
        blank = await app.get("/")
        assert (blank.status_code, blank.text) == (200, "")
        hidden = await app.get("/get-help-now/")
        assert hidden.status_code == 404
        assert (await site.get("/")).text == HOME
        for path in ("/app/", "/app", "/desk/", "/desk", "/api/v1"):
            assert (await site.get(path)).status_code == 404
        assert (await site.get("/healthz")).text == "the api"


async def test_the_operator_can_give_the_app_another_neutral_name(browser: Browser):
    async with browser(HANDRAIL_APP_NAME="Agenda d’Eva") as client:
        page, manifest = await client.get("/app/"), await client.get("/app/manifest.webmanifest")
        again = await client.get("/app/", headers={"If-None-Match": page.headers["ETag"]})
        asset = await client.get("/app/assets/main-BxY3_k2a.js")
    assert "Daybook" not in page.text + manifest.text
    assert page.text.count("Agenda d’Eva") == 2
    assert manifest.json() == {"id": "/app/", "name": "Agenda d’Eva", "short_name": "Agenda d’Eva"}
    assert page.headers["Content-Security-Policy"] == APP_POLICY
    assert page.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304
    assert asset.headers["Cache-Control"] == IMMUTABLE
