"""The app under another neutral name: HANDRAIL_APP_NAME in the page's title and in the manifest, nowhere else.

The built files carry the default name. Where the operator set another, these two are made anew at the start and served
from memory; everything they load stays as it was built.
"""

import hashlib
import html
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

DEFAULT_NAME = "Daybook"
_PAGES = ("/app/", "/app/index.html")
_MANIFEST = "/app/manifest.webmanifest"


def renamed(app: ASGIApp, folder: Path, name: str, headers: dict[str, str]) -> ASGIApp:
    """Gives `app` with the two files under `name` in front of it; `app` itself where the name is the default one.

    Args:
        app: serves the built folder.
        folder: the built app.
        name: at most 30 plain characters.
        headers: what every answer of the app carries.
    """
    page, manifest = folder / "index.html", folder / "manifest.webmanifest"
    if name == DEFAULT_NAME or not (page.is_file() and manifest.is_file()):
        return app
    shown = page.read_text(encoding="utf-8")
    for mark in (f"<title>{DEFAULT_NAME}<", f'-title" content="{DEFAULT_NAME}"'):
        shown = shown.replace(mark, mark.replace(DEFAULT_NAME, html.escape(name)))
    described = json.loads(manifest.read_text(encoding="utf-8")) | {"name": name, "short_name": name}
    files = dict.fromkeys(_PAGES, (shown.encode(), "text/html; charset=utf-8"))
    files[_MANIFEST] = (json.dumps(described, ensure_ascii=False).encode(), "application/manifest+json")

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        found = files.get(scope["path"])
        if found is None:
            await app(scope, receive, send)
            return
        content, media_type = found
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        more = {**headers, "Cache-Control": "no-cache", "ETag": tag}
        same = Request(scope).headers.get("If-None-Match") == tag
        response = Response(b"" if same else content, 304 if same else 200, more, None if same else media_type)
        await response(scope, receive, send)

    return serve
