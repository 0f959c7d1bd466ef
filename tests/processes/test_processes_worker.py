"""Work by the clock over several workers: each piece once, and on by another when the one that had it is killed."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import job_openings
import pytest
from processes_fleet import PATIENCE, Fleet, Member
from sqlalchemy import text
from test_processes_together import in_store

from bot.store import Store

FEEDS = ("one", "two", "held", "four", "five")
HELD = "held"


class Boards(ThreadingHTTPServer):
    """A site with five feeds. One comes byte by byte until `answers` is set. `asked` are the feeds that were fetched, with the port of who did."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.answers = threading.Event()
        super().__init__(("127.0.0.1", 0), Board)

    def of(self, feed: str) -> list[int]:
        return [port for name, port in self.asked if name == feed]

    def held_by(self) -> int:
        """The port of who is at the slow feed, once somebody is."""
        until(lambda: bool(self.of(HELD)))
        return self.of(HELD)[0]


class Board(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        boards, name = self.server, self.path.strip("/")
        assert isinstance(boards, Boards)
        boards.asked.append((name, self.client_address[1]))
        number = FEEDS.index(name)
        content = job_openings.rss(job_openings.openings(len(FEEDS), seed=7)[number : number + 1])
        self.send_response(200)
        self.send_header("content-type", "application/rss+xml")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        while name == HELD and content and not boards.answers.wait(1.0):  # silence would be given up
            content = content[self.wfile.write(content[:1]) :]
        self.wfile.write(content)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # who was killed over it
            super().handle()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def boards() -> Iterator[Boards]:
    serving = Boards()
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    try:
        yield serving
    finally:
        serving.answers.set()
        serving.shutdown()
        thread.join()
        serving.server_close()


def whose(port: int, members: list[Member]) -> Member:
    """The process that has the connection from a port of this machine."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {line[9] for line in lines if int(line[1].split(":")[1], 16) == port}
    for member in members:
        links = [link.readlink() for link in Path(f"/proc/{member.process.pid}/fd").iterdir()]
        if any(str(link) == f"socket:[{inode}]" for link in links for inode in inodes):
            return member
    raise AssertionError("nobody has it")


def until(reached: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < ends
        time.sleep(0.1)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="which process has a connection is read from /proc")
def test_each_piece_is_done_once_and_a_worker_that_is_killed_over_one_is_replaced(fleet: Fleet) -> None:
    with boards() as site:
        names = [f"rss:http://localhost:{site.server_port}/{feed}" for feed in FEEDS]

        async def due(store: Store) -> None:
            for name in names:
                assert await store.schedules.take(f"jobs {name}", "nobody", timedelta(0))

        async def lease_is_over(store: Store) -> None:
            async with store._engine.begin() as connection:
                await connection.execute(text("UPDATE schedules SET until = due WHERE holder <> '' AND name LIKE '%held'"))

        async def resting(store: Store) -> bool:
            return all(row.ran and not row.holder for row in await store.schedules.all() if row.name.removeprefix("jobs ") in names)

        in_store(fleet, due)
        settings = {"CODERLY_JOBS__FEEDS": ",".join(names), "CODERLY_JOBS__PRIVATE_ADDRESSES": "true", "CODERLY_JOBS__TIMEOUT": "600"}
        with ThreadPoolExecutor(2) as pool:
            workers = [one.result() for one in [pool.submit(lambda: fleet.worker(**settings)) for _ in range(2)]]
        dead = whose(site.held_by(), workers)
        until(lambda: {feed for feed, _ in site.asked} == set(FEEDS))  # one is at the held feed, the other has done the rest
        dead.kill()
        site.answers.set()
        in_store(fleet, lease_is_over)
        until(lambda: in_store(fleet, resting))
        assert {feed: len(site.of(feed)) for feed in FEEDS} == {feed: 1 + (feed == HELD) for feed in FEEDS}
        (alive,) = [worker for worker in workers if worker is not dead]
        assert alive.stop() == 0
