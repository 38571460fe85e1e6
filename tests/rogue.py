"""Something that answers in a platform's place: a login page, garbage, errors, a platform that is not what it was."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class Rogue:
    """Answers every request with `answer(method, path)`; `asked` counts them and `tokens` are what it was shown."""

    def __init__(self, answer: Callable[[str, str], Answer]) -> None:
        self.asked: Counter[str] = Counter()
        self.tokens: set[str] = set()
        rogue = self

        class Asked(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                rogue.asked[f"{self.command} {self.path.split('?')[0]}"] += 1
                rogue.tokens.add(self.headers.get("Authorization", ""))
                found = answer(self.command, self.path)
                self.send_response_only(found.status)
                for name, value in {
                    "Date": formatdate(usegmt=True),
                    "Content-Type": found.kind,
                    **found.headers,
                }.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(found.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(found.body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
        self._server.daemon_threads = False
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.02), name="rogue")

    def __enter__(self) -> Rogue:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


LOGIN_PAGE = Answer(200, b"<html><h1>Welcome to the train</h1><form></form></html>", "text/html; charset=utf-8")
