"""`make eval-cases`: notes with the codes that coders gave them, read by the product; how much it takes in time and memory.

The set is split in two halves by a hash of the case's id: lists of words, weights and thresholds were chosen on half A, half B is
what the figures are about. Codes are compared literally: dots are removed and nothing else is changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.case.model import CaseReading, Policy, Setting
from bot.case.reading import read_case
from knowledge.base import KnowledgeBase, OpenSnapshot
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError
from tests.measure import full_set
from tests.measure.bases import data
from tests.measure.case_metrics import MEASURES, Case, interval, literal, micro_f1

SET = ("eval", "codiesp_dev", "cases.jsonl")
DATE = date(2018, 12, 1)
_KILOBYTE = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """One case of the set."""

    identity: str
    text: str
    codes: frozenset[str]

    @property
    def half(self) -> str:
        """A or B: the parity of the SHA-256 of its id."""
        return "AB"[int(hashlib.sha256(self.identity.encode()).hexdigest(), 16) % 2]


def notes(file: Path) -> Iterator[Note]:
    """The cases of a file of JSON lines with `id`, `text` and `icd10cm`."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            yield Note(raw["id"], raw["text"], frozenset(map(literal, raw["icd10cm"])))


def case_of(note: Note, reading: CaseReading) -> Case:
    """What a reading says beside what is right."""
    ranked = dict.fromkeys(literal(candidate.code) for candidate in reading.candidates)
    return Case(note.codes, frozenset(literal(s.code) for s in reading.coded), tuple(ranked))


def _print_half(name: str, cases: Sequence[Case], *, intervals: bool) -> None:
    for level, found in (("exact", cases), ("category", [case.categories() for case in cases])):
        figures = []
        for title, measure in MEASURES:
            figure = f"{title} {measure(found):.3f}"
            if intervals:
                low, high = interval(measure, found)
                figure += f" [{low:.3f}, {high:.3f}]"
            figures.append(figure)
        print(f"{name}, {level}: " + "; ".join(figures))


def _quotes_valid(note: Note, reading: CaseReading) -> bool:
    every = [e for s in reading.suggestions for e in s.evidence] + [e for c in reading.candidates for e in c.evidence]
    return all(note.text[e.start : e.end] == e.quote != "" for e in every)


def _read(found: Sequence[Note], snapshot: OpenSnapshot, policy: Policy, on: date, setting: Setting) -> tuple[list[CaseReading], list[float], list[float]]:
    """The readings, and the milliseconds each took: on the clock, and of the processor (the machine may be busy)."""
    readings, took, worked = [], [], []
    for note in found:
        started, work = time.perf_counter(), time.process_time()
        readings.append(read_case(note.text, snapshot, on=on, policy=policy, setting=setting))
        took.append(1_000 * (time.perf_counter() - started))
        worked.append(1_000 * (time.process_time() - work))
    return readings, took, worked


def _measure(snapshot: OpenSnapshot, found: Sequence[Note], arguments: argparse.Namespace) -> None:
    policy = Policy(arguments.policy)
    print(f"policy {policy.value}, date of service {arguments.dos}, {len(found)} cases; halves by the parity of the SHA-256 of the case id")
    print("tuned on: half A. Compared literally (dots removed). In brackets: bootstrap over cases, 95 %")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    readings, took, worked = _read(found, snapshot, policy, arguments.dos, Setting.OUTPATIENT)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    for half in sorted({note.half for note in found}, reverse=True):
        cases = [case_of(note, reading) for note, reading in zip(found, readings, strict=True) if note.half == half]
        _print_half(f"half {half} ({len(cases)}{', tuned on' if half == 'A' else ''})", cases, intervals=half == "B")
    valid = sum(_quotes_valid(note, reading) for note, reading in zip(found, readings, strict=True))
    print(f"cases whose every quote is the text at its place: {valid} of {len(found)}")
    for what, times in (("on the clock", sorted(took)), ("of the processor", sorted(worked))):
        print(f"milliseconds a case {what}: median {times[len(times) // 2]:.0f}, p95 {times[int(0.95 * len(times))]:.0f}, most {times[-1]:.0f}")
    print(f"memory over the opened snapshot: {grown / _KILOBYTE:.0f} MB")
    gold = [note for note in found if note.half == "B"]
    if not gold:
        return
    shifted = [Case(n.codes, frozenset(literal(s.code) for s in r.coded), ()) for n, r in zip(gold[1:] + gold[:1], _of(readings, found), strict=True)]
    print(f"half B with the right codes of another case each: micro-F1 {micro_f1(shifted):.3f}")
    if policy is Policy.ANNOTATE:
        for setting in Setting:
            product, _, _ = _read([n for n in found if n.half == "B"], snapshot, Policy.PRODUCT, arguments.dos, setting)
            cases = [case_of(note, reading) for note, reading in zip(gold, product, strict=True)]
            _print_half(f"half B, the product's own policy ({setting.value})", cases, intervals=False)


def _of(readings: Sequence[CaseReading], found: Sequence[Note]) -> list[CaseReading]:
    return [reading for reading, note in zip(readings, found, strict=True) if note.half == "B"]


def main() -> None:
    """`python -m tests.measure.cases [HOME] [--policy annotate|product] [--dos DATE] [--half A]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", help="a CODERLY_HOME with a knowledge base")
    parser.add_argument("--policy", choices=[p.value for p in Policy], default=Policy.ANNOTATE.value)
    parser.add_argument("--half", choices=["A", "B", "AB"], default="AB", help="A alone while anything is being tuned")
    parser.add_argument("--dos", type=date.fromisoformat, default=DATE)
    arguments = parser.parse_args()
    file, home = data(*SET), arguments.home or full_set.home()
    if file is None or home is None:
        print("cases: not measured; set CODERLY_TEST_DATA to the folder with the public files and the set of cases.")
        return
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    try:
        with base.use() as snapshot:
            _measure(snapshot, [n for n in notes(file) if n.half in arguments.half], arguments)
    except KnowledgeError as error:
        print(f"cases: not measured; {error}")
    base.close()


if __name__ == "__main__":
    main()
