"""The job board at size: imports of 5,000 postings of each kind of feed, and searches among 50,000: `python -m tests.measure.bench_jobs`."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))

import job_openings
from bad_publisher import publisher

from bot.jobs import importing, query
from bot.jobs.feeds.configured import feed
from bot.jobs.fetching import Limits
from bot.store import Store

POSTINGS = 5_000
BOARD = 50_000
_LIMITS = Limits(300, 256 << 20, private=True)
SEARCHES = (
    "",
    "remote",
    "CPC",
    "remote CPC inpatient",
    "TX",
    "remote CPC TX full-time $30/h",
    "auditor clinic",
    "zzzz",
    "part-time risk adjustment",
    "$90k",
    "WY CDIP",
)


async def imports(url: str) -> None:
    """Each kind into an empty board, then all of them into one."""
    some = job_openings.many(POSTINGS, 7)
    with publisher() as served, tempfile.TemporaryDirectory() as folder:
        bodies = {kind: made(some) for kind, made in job_openings.LAYOUTS.items()}
        for kind, body in bodies.items():
            served.answers[f"/{kind}"] = lambda request, body=body: request.give(body)
        async with await Store.open(url or f"sqlite:///{folder}/one.sqlite", "of the bench") as store:
            for kind, body in bodies.items():
                started, cpu = time.perf_counter(), time.process_time()
                report = await importing.run(feed(f"{kind}:{served.url}/{kind}"), store, _LIMITS)
                seconds, used = time.perf_counter() - started, time.process_time() - cpu
                print(f"{kind:11} {len(body) / 1e6:5.1f} MB {seconds:6.1f} s ({used:.1f} s of CPU)  {report.line}", flush=True)


async def searches(url: str) -> None:
    """Milliseconds of a page and its count among 50,000 open postings, by the clock and of CPU, which other work changes less."""
    some = job_openings.many(BOARD, 8)
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(url or f"sqlite:///{folder}/two.sqlite", "of the bench") as store:
            await _fill(store, some)
            for text in SEARCHES:
                wanted, times, used = query.read(text), [], []
                for _ in range(30):
                    started, cpu = time.perf_counter(), time.process_time()
                    found = await store.jobs.search(wanted, 120)
                    times.append((time.perf_counter() - started) * 1e3)
                    used.append((time.process_time() - cpu) * 1e3)
                print(
                    f"{text or '(all)':34} {found.count:7,} found   p50 {statistics.median(times):5.1f} ms   p95 {sorted(times)[28]:5.1f} ms   "
                    f"CPU p50 {statistics.median(used):4.1f} ms",
                    flush=True,
                )


async def _fill(store: Store, some: Sequence[job_openings.Opening]) -> None:
    """Straight into the store: comparing them is what the imports measure."""
    from bot.jobs import drafts
    from bot.jobs.feeds.reading import Item
    from bot.store.job_imports import Entry

    for start in range(0, len(some), 1_000):
        found = [
            i for i in feed("indeed:https://a.example.org/x").read(job_openings.indeed(some[start : start + 1_000])) if isinstance(i, Item)
        ]
        entries = [Entry(item.external, drafts.posting(item.draft)[0], "d", (start,), ()) for item in found]
        await store.job_imports.apply("indeed:bench", entries, (), (), ())


async def main() -> None:
    """All figures, or the `searches` alone; on SQLite, or on the database of an argument."""
    only, url = ("searches" in sys.argv), next((one for one in sys.argv[1:] if ":" in one), "")
    if not only:
        await imports(url)
    await searches(url)


if __name__ == "__main__":
    asyncio.run(main())
