"""`make bench`: speed, beside the same work done by the plain pipeline, in one run, as medians and ratios.

Parts of it: `python -m tests.measure.bench --only builds --only sizes`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.model import System
from tests.measure import bench_accounts, bench_builds, bench_changes, bench_claims, bench_sizes, soak
from tests.measure.bases import ICD, TODAY, build, ours, plain, say

RUNS = 400


def main() -> None:
    """Print every figure, or the named parts; nothing here passes or fails."""
    parts = {
        "answers": _answered,
        "starts": _starts,
        "claims": bench_claims.main,
        "accounts": bench_accounts.main,
        "builds": bench_builds.main,
        "changes": bench_changes.main,
        "sizes": bench_sizes.main,
        "kills": soak.main,
    }
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("--only", action="append", choices=parts, help="a part to measure (repeatable); all if left out")
    chosen = asked.parse_args().only or list(parts)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
    for name in chosen:
        parts[name]()
        print(flush=True)


def _answered() -> None:
    base, _ = ours("wordllama")
    store, _ = plain("wordllama", base)
    codes, titles = _samples(base)
    print(f"{'in the process, milliseconds':52} {'p50':>8} {'p95':>8} {'p50 plain':>10} {'ratio':>8}")
    with base.use() as snapshot:
        _pair(
            "one code, exact row with all notes",
            lambda i: snapshot.catalog.code(System.ICD10CM, codes[i], TODAY),
            lambda i: store.get(where={"code": codes[i]}),
        )
        snapshot.find("warm up", ICD, 10, TODAY)
        _pair(
            "hybrid search, ten codes",
            lambda i: snapshot.find(titles[i], ICD, 10, TODAY),
            lambda i: store.similarity_search(titles[i], k=10),
        )
    _single("/code through the whole app (gate, chain, store)", asyncio.run(_answers([f"/code {c}" for c in codes[:200]])))
    _single("a question through the whole app", asyncio.run(_answers([f"Which code for {t}?" for t in titles[:200]])))
    print(f"\nmemory of this process after all of it (both pipelines): {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    base.close()


def _samples(base: KnowledgeBase) -> tuple[list[str], list[str]]:
    with base.use() as snapshot:
        rows = snapshot.catalog.files("icd10cm_tabular")[0].all("SELECT code, title FROM code WHERE reportable ORDER BY code")
    chosen = random.Random(7).sample(rows, RUNS)
    return [code for code, _ in chosen], [" ".join(title.replace(",", "").split()[:6]) for _, title in chosen]


def _times(call: Callable[[int], object]) -> list[float]:
    times = []
    for i in range(RUNS):
        started = time.perf_counter()
        call(i)
        times.append((time.perf_counter() - started) * 1e3)
    return times


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _pair(name: str, ours_: Callable[[int], object], plain_: Callable[[int], object]) -> None:
    plain_(0)
    mine, theirs = _times(ours_), _times(plain_)
    a, b = statistics.median(mine), statistics.median(theirs)
    print(f"{name:52} {a:8.2f} {_p95(mine):8.2f} {b:10.2f} {b / a:7.1f}x", flush=True)


def _single(name: str, times: list[float]) -> None:
    print(f"{name:52} {statistics.median(times):8.2f} {_p95(times):8.2f}", flush=True)


async def _answers(questions: list[str]) -> list[float]:
    from bot.app import create_app
    from bot.settings import Settings
    from bot.turns import Platform, Turn

    with tempfile.TemporaryDirectory() as home:
        root = Path("var/measure/knowledge-wordllama").resolve()
        (Path(home) / "knowledge").symlink_to(root)
        async with create_app(Settings(home=Path(home), llm="", _env_file=None)) as app:  # type: ignore[call-arg]
            times = []
            for i, question in enumerate(["/code I10", *questions]):
                started = time.perf_counter()
                await app.answer(Turn(Platform.TERMINAL, "bench", "c", str(i), "me", question))
                times.append((time.perf_counter() - started) * 1e3)
    return times[1:]


def _starts() -> None:
    """From nothing to the first prompt, a second start, and one cold question, as whole processes."""
    print(f"{'whole processes, seconds':52} {'median':>8} {'max':>8}")
    say("a build from nothing …")
    root = Path(tempfile.mkdtemp())
    try:
        times = build(root / "knowledge", "wordllama")
        print(f"{'first build: exact rows and words answer after':52} {times.facts:8.1f}")
        print(f"{'first build: passages answer after':52} {times.passages:8.1f}")
        environment = {**os.environ, "CODERLY_HOME": str(root), "CODERLY_LLM": ""}
        command = [sys.executable, "-m", "adapters.cli"]
        for name, arguments, stdin in (
            ("second start: chat opens, ends at end of input", ["chat"], ""),
            ("chat: opens and answers /code E11.9", ["chat"], "/code E11.9\n"),
            ("coderly ask 99213, cold", ["ask", "99213"], ""),
            ("coderly ask 'When is modifier 25 right?', cold", ["ask", "When is modifier 25 right?"], ""),
        ):
            runs = []
            for _ in range(5):
                started = time.perf_counter()
                subprocess.run(
                    [*command, *arguments],
                    input=stdin,
                    text=True,
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    check=False,
                )
                runs.append(time.perf_counter() - started)
            print(f"{name:52} {statistics.median(runs):8.2f} {max(runs):8.2f}", flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
