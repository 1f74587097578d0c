"""The built site and app: which files each host serves, and with which headers.

Files, compressed copies, ETags and ranges are servestatic's. Here stand the Content-Security-Policy of each area
(docs/threat-model.md, "What enforces each promise"), how long a browser may keep what, and which host shows what.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from servestatic import ServeStaticASGI  # type: ignore[import-untyped]  # the package ships no types
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import Settings
from api.web.naming import renamed

SITE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
APP_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types urls"
)
API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

#: A year: the name of such a file changes with what is in it.
IMMUTABLE = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"/assets/.*[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
#: What belongs to the app's host when the public site has one of its own.
_APP_PATHS = ("/app/", "/desk/", "/api/")
#: Pages of the app's host by their addresses without the last slash.
_PAGES = ("/app", "/desk")
_HEALTH = ("/healthz", "/readyz")


def common_headers(settings: Settings) -> dict[str, str]:
    """Gives the headers that every answer carries."""
    headers = {
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    }
    if settings.secure:
        headers["Strict-Transport-Security"] = "max-age=63072000"
    return headers


def policy_for(path: str) -> str:
    """Gives the Content-Security-Policy of a path; a worker takes its own from its own answer."""
    if path.startswith(("/app/", "/desk/")) or path in _PAGES:
        return APP_POLICY
    return API_POLICY if path.startswith("/api/") or path in _HEALTH else SITE_POLICY


class Pages:
    """The outermost application: picks host and area, serves built files, and hands the rest to the API."""

    def __init__(self, api: ASGIApp, settings: Settings) -> None:
        """Takes the API's application and the settings. What is not built yet is answered as not found."""
        self._api = api
        self._settings = settings
        self._common = common_headers(settings)
        self._app_host = urlsplit(settings.origin).netloc
        self._site_host = urlsplit(settings.site_origin).netloc
        public = settings.build_dir / "public"
        self._missing_page = public / "404.html"
        app = settings.build_dir / "app"
        app_headers = {"Content-Security-Policy": APP_POLICY, **self._common}
        self._app = renamed(self._folder(app, "/app/", self._missing), app, settings.app_name, app_headers)
        self._desk = self._folder(settings.build_dir / "desk", "/desk/", self._missing)
        self._site = self._folder(public, "/", self._missing)

    def _folder(self, folder: Path, prefix: str, otherwise: ASGIApp) -> ASGIApp:
        if not folder.is_dir():
            return otherwise
        files: ASGIApp = ServeStaticASGI(
            otherwise,
            root=folder,
            prefix=prefix,
            index_file=True,
            max_age=0,
            allow_all_origins=False,
            add_headers_function=self._add_headers,
            mimetypes={".webmanifest": "application/manifest+json"},
        )
        return files

    def _add_headers(self, headers: Headers, _path: str, url: str) -> None:
        headers["Cache-Control"] = IMMUTABLE if _HASHED.search(url) else "no-cache"
        headers["Content-Security-Policy"] = policy_for(url)
        for name, value in self._common.items():
            headers[name] = value

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._api(scope, receive, send)
            return
        await self._pick(scope)(scope, receive, send)

    def _pick(self, scope: Scope) -> ASGIApp:
        path: str = scope["path"]
        if path in _HEALTH:
            return self._api
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "").lower()
        if host not in {self._app_host, self._site_host}:
            return self._other_host(host, scope)
        of_app = path in {*_PAGES, "/api"} or path.startswith(_APP_PATHS)
        if self._settings.two_hosts and of_app != (host == self._app_host):
            blank = path == "/" and host == self._app_host
            return self._dress(HTMLResponse("")) if blank else self._missing
        return self._area(path, scope["method"], of_app=of_app)

    def _area(self, path: str, method: str, *, of_app: bool) -> ASGIApp:
        if path.startswith("/api"):
            return self._api if of_app else self._missing
        if method not in {"GET", "HEAD"}:
            return self._dress(PlainTextResponse("This page can only be read.\n", 405, {"Allow": "GET, HEAD"}))
        if path in _PAGES:
            return self._dress(RedirectResponse(f"{path}/", 308))
        if path.startswith("/desk/"):
            return self._desk
        return self._app if of_app else self._site

    def _other_host(self, host: str, scope: Scope) -> ASGIApp:
        """127.0.0.1 leads to localhost, the one name that browsers trust without https; other names are not ours."""
        if self._settings.local and host.startswith(("127.0.0.1", "[::1]")):
            query = "?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""
            return self._dress(RedirectResponse(self._settings.origin + scope["path"] + query, 307))
        return self._dress(PlainTextResponse(f"Open {self._settings.site_origin} instead.\n", 421))

    def _dress(self, response: Response) -> ASGIApp:
        response.headers.update({"Cache-Control": "no-cache", "Content-Security-Policy": SITE_POLICY, **self._common})
        return response

    async def _missing(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The site's own page for what is not there, with status 404."""
        own = not scope["path"].startswith(("/app/", "/desk/")) and self._missing_page.is_file()
        text = self._missing_page.read_text(encoding="utf-8") if own else "There is nothing here.\n"
        response = HTMLResponse(text, 404) if own else PlainTextResponse(text, 404)
        await self._dress(response)(scope, receive, send)
