"""Processes of `coderly run` that share a store, a knowledge base and a Chroma server, and a person who asks any of them."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
from selectolax.lexbor import LexborHTMLParser

BIN = Path(sys.executable).parent
PATIENCE = 240.0
"""Seconds until a process counts as hanging on a busy machine."""
PAUSE = 0.1


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers with 200."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        assert process.poll() is None, f"it ended with status {process.returncode}"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(address, timeout=10).status_code == 200:
                return
        time.sleep(PAUSE)
    raise AssertionError(f"{address} does not answer")


@dataclass
class Chroma:
    """A Chroma server that can be stopped and started again on its folder."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        arguments = [BIN / "chroma", "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until_ready(f"{self.url}/api/v2/heartbeat", self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def chroma_server(folder: Path) -> Iterator[Chroma]:
    chroma = Chroma(folder, free_port())
    chroma.start()
    try:
        yield chroma
    finally:
        chroma.stop()


@dataclass
class Member:
    """One process. Its page, or its health, is at `address`."""

    address: str
    process: subprocess.Popen[bytes]
    log: IO[bytes]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """As a supervisor ends it; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


_SAYS = {"web": b"Coderly is at", "worker": b"worker", "slack": b"Coderly is in Slack", "email": b"Coderly answers mail"}


@dataclass
class Fleet:
    """What the processes share, and those that run."""

    home: Path
    database: str
    chroma: Chroma | None
    members: list[Member] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def environment(self, **settings: str) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("CODERLY_")}
        shared = {"CODERLY_HOME": str(self.home), "CODERLY_DATABASE_URL": self.database, "CODERLY_SECRET_KEY": "of the tests"}
        shared |= {"CODERLY_CHROMA_URL": self.chroma.url} if self.chroma else {}
        return {**plain, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **shared, **settings}

    def web(self, port: int | None = None, **settings: str) -> Member:
        """A process that serves the page; several may share a port."""
        port = port or free_port()
        return self._start("web", f"http://127.0.0.1:{port}", CODERLY_WEB__PORT=str(port), **settings)

    def worker(self, **settings: str) -> Member:
        port = free_port()
        return self._start("worker", f"http://127.0.0.1:{port}", CODERLY_OPS__PORT=str(port), **settings)

    def slack(self, **settings: str) -> Member:
        """A process that is connected to Slack; `settings` say to which."""
        port = free_port()
        return self._start("slack", f"http://127.0.0.1:{port}", CODERLY_OPS__PORT=str(port), **settings)

    def email(self, **settings: str) -> Member:
        """A process that answers mail; `settings` say whose."""
        port = free_port()
        return self._start("email", f"http://127.0.0.1:{port}", CODERLY_OPS__PORT=str(port), **settings)

    def _start(self, name: str, address: str, **settings: str) -> Member:
        log = (self.home.parent / f"log-{next(self._numbers)}").open("wb")
        arguments = [sys.executable, "-m", "adapters.cli", "run", name]
        process = subprocess.Popen(arguments, env=self.environment(**settings), cwd=self.home.parent, stdout=log, stderr=log)
        member = Member(address, process, log)
        self.members.append(member)
        self._until_it_says(member, _SAYS[name])  # another may answer on a shared port
        until_ready(f"{address}/readyz", process)
        return member

    def _until_it_says(self, member: Member, words: bytes) -> None:
        ends = time.monotonic() + PATIENCE
        while words not in Path(member.log.name).read_bytes():
            assert member.process.poll() is None, f"it ended with status {member.process.returncode}"
            assert time.monotonic() < ends, "it does not start"
            time.sleep(PAUSE)

    def end(self) -> None:
        for member in self.members:
            if member.process.poll() is None:
                member.kill()
            member.log.close()


class Person:
    """Asks as the page's script does: the same id again where the connection broke or the process ends."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.tries = 0
        self._cookies = httpx.Cookies()
        self._csrf = ""

    def open(self) -> None:
        """Load the page from whichever process is there."""
        with self._client() as http:
            page = self._persist(lambda: http.get(self._next()))
            self._csrf = LexborHTMLParser(page.text).css_first('input[name="csrf"]').attributes["value"] or ""
            self._cookies = http.cookies

    def ask(self, text: str, identity: str = "") -> str:
        """The text of the card."""
        fields = {"csrf": self._csrf, "id": identity or secrets.token_hex(8), "text": text}
        with self._client() as http:
            answered = self._persist(lambda: http.post(f"{self._next()}/say", data=fields, headers={"accept": "text/event-stream"}), "event: end")
        card = answered.text.rpartition("event: card\n")[2]
        return " ".join(LexborHTMLParser(card.replace("data: ", "")).text(separator=" ").split())

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=120, cookies=self._cookies)

    def _next(self) -> str:
        self.tries += 1
        return self.addresses[self.tries % len(self.addresses)]

    def _persist(self, send: object, wanted: str = "") -> httpx.Response:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with contextlib.suppress(httpx.TransportError):
                response: httpx.Response = send()  # type: ignore[operator]
                if response.status_code == 200 and wanted in response.text:
                    return response
                assert response.status_code in (200, 503), response.text
            time.sleep(PAUSE)
        raise AssertionError("nobody answered")
