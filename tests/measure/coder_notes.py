"""`python -m tests.measure.coder_notes HOME [--note N]`: notes of our own beside what a coder reports of them.

`coder_notes.toml` says for each what its words support, what may stand beside it, what is asked of the provider and which services were done;
it was written before the notes were first read by the program. Prints what was found, missed and too much, and the figures over all.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.case.model import CaseReading, Group, Setting
from bot.case.procedures import with_procedures
from bot.case.reading import read_case
from bot.case_cards.queries import queries
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named

ON = date(2026, 5, 5)


@dataclass(frozen=True, slots=True)
class CoderNote:
    """A note and what a coder says of it."""

    name: str
    setting: Setting
    text: str
    codes: frozenset[str]
    also: frozenset[str]
    ask: tuple[str, ...]
    services: frozenset[str]


def coder_notes() -> Iterator[CoderNote]:
    """The notes of the file."""
    raw = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    for note in raw["note"]:
        sets = (frozenset(note[name]) for name in ("codes", "also"))
        yield CoderNote(note["name"], Setting(note["setting"]), note["text"].strip(), *sets, tuple(note["ask"]), frozenset(note["services"]))


def _print(note: CoderNote, reading: CaseReading) -> tuple[int, int, int]:
    coded = {s.code: s for s in reading.coded}
    right, missed = note.codes & coded.keys(), note.codes - coded.keys()
    extra = coded.keys() - note.codes - note.also
    print(f"\n{note.name} ({note.setting.value}): {len(right)} of {len(note.codes)} codes")
    for code in sorted(missed):
        other = next((f"{s.group.value}, {s.reason.value} {s.because}" for s in reading.suggestions if s.code == code), "")
        rank = next((n for n, c in enumerate(reading.candidates, 1) if c.code == code), 0)
        print(f"  missed    {code:9} {other or (f'candidate {rank}' if rank else 'not considered')}")
    for code in sorted(extra):
        print(f"  too much  {code:9} {coded[code].title} {[e.quote for e in coded[code].evidence][:2]}")
    services = {s.code: s for s in reading.procedures if s.group is not Group.LEFT_OUT}
    for code in sorted(note.services - services.keys()):
        print(f"  service missed    {code}")
    for code in sorted(services.keys() - note.services):
        print(f"  service too much  {code:9} {services[code].title[:70]} {[e.quote for e in services[code].evidence][:1]} {services[code].group.value}")
    asked = " ".join(query.text for query in queries(reading))
    for words in note.ask:
        if words not in asked:
            print(f"  not asked {words}")
    return len(right), len(missed), len(extra)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--note", type=int, default=0, help="this one alone, counted from 1")
    arguments = parser.parse_args()
    base = KnowledgeBase(arguments.home / "knowledge", lambda: embedder_named("wordllama"))
    right = missed = extra = 0
    with base.use() as snapshot:
        for number, note in enumerate(coder_notes(), 1):
            if arguments.note in (0, number):
                reading = with_procedures(read_case(note.text, snapshot, on=ON, setting=note.setting), snapshot)
                found = _print(note, reading)
                right, missed, extra = right + found[0], missed + found[1], extra + found[2]
    base.close()
    print(f"\ndiagnoses: {right} found, {missed} missed, {extra} too much")


if __name__ == "__main__":
    main()
