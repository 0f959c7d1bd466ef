"""A claim checked, in the process: the engine over the full tables, beside reading the published text for a pair."""

from __future__ import annotations

import statistics
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.finding import Subject
from bot.engine.engine import examine
from bot.pipeline.subjects import CHECK
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from tests.measure import full_set
from tests.measure.bases import TODAY, say

RUNS = 200
TEN_LINES = (
    "99214-25, 20610-RT, 93000, 36415, 80053, 96372-59, J3301 x4, 97110 x2, 97140-59, 11721; dx M17.11, E11.22, N18.32, I10;"
    " dos 2025-11-03; pos 11; state CA"
)
PAIR = "45385, 45380; dos 2025-11-03"
MANY = ", ".join("45378 45380 45381 45382 45384 45385 45386 45388 45389 45390 45391 45392 45393 45398 43235 43239 43249 43248 43251 43255".split())


def main() -> None:
    """Print the figures over all public files, built once; says what is missing when they are not at hand."""
    data, home = full_set.data(), full_set.home()
    if data is None or home is None:
        print("claims: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    print(f"{'claims, in the process, milliseconds':52} {'p50':>8} {'p95':>8} {'cpu p95':>8}")
    with base.use() as snapshot:
        for name, text, subjects in (
            ("check of 10 lines with 4 diagnoses", TEN_LINES, CHECK),
            ("NCCI, one pair", PAIR, (Subject.PTP,)),
            ("NCCI, 20 codes, 190 pairs", MANY, (Subject.PTP,)),
            ("fees of 10 lines in one locality", TEN_LINES.replace("state CA", "zip 90210"), (Subject.FEES,)),
        ):
            claim = read_claim(text, TODAY)
            _print(name, lambda claim=claim, subjects=subjects: examine(claim, snapshot.catalog, subjects))  # type: ignore[misc]
    base.close()
    _plain(read_claim(PAIR, TODAY), data)


def _print(name: str, call: Callable[[], object]) -> None:
    call()
    wall, cpu = [], []
    for _ in range(RUNS):
        started, used = time.perf_counter(), time.process_time()
        call()
        wall.append((time.perf_counter() - started) * 1e3)
        cpu.append((time.process_time() - used) * 1e3)
    print(f"{name:52} {statistics.median(wall):8.2f} {statistics.quantiles(wall, n=20)[-1]:8.2f} {statistics.quantiles(cpu, n=20)[-1]:8.2f}", flush=True)


def _plain(claim: Claim, data: Path) -> None:
    """The plain way: look through the published lines for the pair."""
    files = sorted((data / "ncci").glob("medicare-ncci-*practitioner-ptp*.zip"))
    say("reading the published lines for one pair ...")
    wanted = frozenset(code.encode() for code in claim.codes)
    started = time.perf_counter()
    found = 0
    for file in files:
        with zipfile.ZipFile(file) as archive, archive.open(archive.namelist()[0]) as lines:
            found += sum(frozenset(line.split(b"\t", 2)[:2]) == wanted for line in lines)
    print(f"{'NCCI, one pair, by reading the published files':52} {(time.perf_counter() - started) * 1e3:8.0f}   ({found} row)")


if __name__ == "__main__":
    main()
