"""A hostile server: the real one behind a small proxy that changes what it answers."""

import http.client
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from live_server import LiveServer, free_port

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}
Tamper = Callable[[str, Any, Any], Any]


class Hostile:
    """Serves at `origin` what `server` answers, with the JSON of API answers changed by `tamper`.

    `tamper` gets "METHOD /path" below /api/v1, the JSON asked with and the JSON answered, and gives what goes out.
    """

    def __init__(self, push_origin: str) -> None:
        port = free_port()
        self.origin = f"http://localhost:{port}"
        self.server = LiveServer(push_origin, HANDRAIL_RATE_LIMITS="off", HANDRAIL_ORIGIN=self.origin)
        self.behind = int(self.server.origin.rsplit(":", 1)[1])
        self.tamper: Tamper = lambda _what, _asked, answered: answered
        self.asked: list[tuple[str, Any]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def honest(self) -> None:
        """From now on nothing is changed."""
        self.tamper = lambda _what, _asked, answered: answered

    def rows(self, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
        """From now on the rows of sync answers are changed."""

        def tamper(what: str, _asked: Any, answered: Any) -> Any:
            if what == "POST /sync" and isinstance(answered, dict) and "records" in answered:
                return answered | {"records": change(answered["records"])}
            return answered

        self.tamper = tamper

    def remove(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self.server.remove()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                ahead = http.client.HTTPConnection("127.0.0.1", outer.behind, timeout=30)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
                headers["Accept-Encoding"] = "identity"
                ahead.request(self.command, self.path, body or None, headers)
                answer = ahead.getresponse()
                content = outer._changed(self.command, self.path, body, answer.read())
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                ahead.close()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815  the names that http.server asks for

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        return Handler

    def _changed(self, method: str, path: str, asked: bytes, answered: bytes) -> bytes:
        if not path.startswith("/api/v1"):
            return answered
        what = f"{method} {path.removeprefix('/api/v1')}"
        try:
            question = json.loads(asked) if asked else None
            answer = json.loads(answered) if answered else None
        except ValueError:
            return answered
        self.asked.append((what, question))
        if answer is None:
            return answered
        return json.dumps(self.tamper(what, question, answer)).encode()
