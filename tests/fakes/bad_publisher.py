"""A publisher's server on the loopback interface that behaves as badly as asked, path by path."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request, with ways to answer it."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        self.publisher.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = self.publisher.answers.get(self.path)
        if answer is None:
            self.give(b"nothing here", status=404)
        else:
            answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        pass

    def give(self, body: bytes, *, status: int = 200, announced: int | None = None, **headers: str) -> None:
        """Send a body; `announced` is the length that is claimed. A shorter body breaks off the connection."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if announced is None else announced))
        self.end_headers()
        self.wfile.write(body)
        if announced is not None and announced > len(body):
            self.wfile.flush()
            self.close_connection = True


@dataclass
class Publisher:
    """Path → how it is answered; what was asked, with headers."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def ranges(self) -> list[str]:
        return [headers.get("range", "") for _, headers in self.asked]


@contextmanager
def publisher() -> Iterator[Publisher]:
    """A server until the end of the block."""
    served = Publisher()
    handler = type("Handler", (Request,), {"publisher": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def whole(body: bytes, **headers: str) -> Answer:
    """The file, whatever part is asked for."""
    return lambda request: request.give(body, **headers)


def status(code: int, body: bytes = b"no", **headers: str) -> Answer:
    return lambda request: request.give(body, status=code, **headers)


def silent(seconds: float) -> Answer:
    """Says nothing for a while."""

    def answer(request: Request) -> None:
        time.sleep(seconds)
        request.close_connection = True

    return answer


def breaking(body: bytes, after: int, tags: tuple[str, ...] = ('"one"',), *, ranges: bool = True, times: int = 1) -> Answer:
    """Breaks off so many times; then gives the rest if the validator fits and ranges are honoured, else all. A tag a request."""
    count = 0

    def answer(request: Request) -> None:
        nonlocal count
        tag = tags[min(count, len(tags) - 1)]
        count += 1
        start = 0
        asked = request.headers.get("Range", "")
        if asked and ranges and request.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        piece = body[start:]
        headers = {"ETag": tag} if tag else {}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        code = 206 if start else 200
        if count <= times:
            request.give(piece[:after], status=code, announced=len(piece), **headers)
        else:
            request.give(piece, status=code, **headers)

    return answer
