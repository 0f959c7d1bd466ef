"""A process that serves: look-ups and searches off an event loop, as the assistant does them, timed; and how late the loop is.

Run as `python -m tests.measure.serving ROOT`: it reads `serve N` or `end` on standard input, and for each N it serves
for N seconds and writes one line of JSON. With `--control` it serves nothing: its loop shows what the machine alone does.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Self

from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.model import System

_TICK = 0.001
_PAUSE = 0.02
"""Between two questions: a busy desk, not a flood."""
_WORDS = ("chest pain", "type 2 diabetes with kidney disease", "fracture of the left wrist", "wheelchair", "knee brace", "asthma attack")


@dataclass(frozen=True, slots=True)
class Served:
    """Milliseconds: look-ups of a code, searches by words, lateness of the loop; megabytes; and what failed."""

    lookup_p95: float
    search_p95: float
    late_p999: float
    late_max: float
    asked: int
    failed: int
    resident: float
    peak: float


def main() -> None:
    """Serve as told on standard input."""
    root, control = Path(sys.argv[1]), "--control" in sys.argv
    base = None if control else KnowledgeBase(root, lambda: embedder_named("wordllama"))
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        print(json.dumps(asdict(asyncio.run(_serve(base, float(line.split()[1]))))), flush=True)


async def _serve(base: KnowledgeBase | None, seconds: float) -> Served:
    late: list[float] = []
    lookups: list[float] = []
    searches: list[float] = []
    failed = 0
    until = time.monotonic() + seconds

    async def clock() -> None:
        while time.monotonic() < until:
            started = time.perf_counter()
            await asyncio.sleep(_TICK)
            late.append((time.perf_counter() - started - _TICK) * 1e3)

    async def ask() -> None:
        nonlocal failed
        chance = random.Random(7)
        codes = await asyncio.to_thread(_codes, base) if base else []
        while base and time.monotonic() < until:
            for times, call, what in ((lookups, _look_up, chance.choice(codes)), (searches, _search, chance.choice(_WORDS))):
                started = time.perf_counter()
                try:
                    failed += not await asyncio.to_thread(call, base, what)
                except Exception:  # noqa: BLE001 - counted
                    failed += 1
                times.append((time.perf_counter() - started) * 1e3)
            await asyncio.sleep(_PAUSE)

    await asyncio.gather(clock(), ask())
    return Served(
        *(round(_share(times, of), 2) for times, of in ((lookups, 0.95), (searches, 0.95), (late, 0.999), (late, 1.0))),
        asked=len(lookups) + len(searches),
        failed=failed,
        resident=_memory("VmRSS"),
        peak=_memory("VmHWM"),
    )


def _codes(base: KnowledgeBase) -> list[str]:
    """Codes that are in the edition of today."""
    with base.use() as snapshot:
        file, _ = snapshot.catalog.file_for("icd10cm_tabular", date.today())  # noqa: DTZ011
        return [row[0] for row in file.all("SELECT code FROM code ORDER BY random() LIMIT 500")] if file else []


def _look_up(base: KnowledgeBase, code: str) -> bool:
    with base.use() as snapshot:
        return snapshot.catalog.code(System.ICD10CM, code, date.today()).code is not None  # noqa: DTZ011


def _search(base: KnowledgeBase, words: str) -> bool:
    with base.use() as snapshot:
        return bool(snapshot.find(words, (), 10, date.today())) and not snapshot.problems  # noqa: DTZ011


def _share(times: list[float], of: float) -> float:
    if len(times) < 2:
        return sum(times)
    return max(times) if of >= 1 else statistics.quantiles(times, n=1000)[round(of * 1000) - 1]


def _memory(name: str) -> float:
    """Megabytes of this process, as Linux counts them; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((round(int(line.split()[1]) / 1024, 1) for line in lines if line.startswith(f"{name}:")), 0.0)


class Server:
    """Such a process, from outside."""

    def __init__(self, root: Path, *, control: bool = False) -> None:
        more = ["--control"] if control else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.measure.serving", str(root), *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._say("end")
        self._process.wait()

    def start(self, seconds: float) -> None:
        """Let it serve for so long."""
        self._say(f"serve {seconds}")

    def result(self) -> Served:
        """How that went; waits for it."""
        return Served(**json.loads(self._line()))

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


if __name__ == "__main__":
    main()
