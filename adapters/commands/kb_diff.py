"""`coderly kb diff`: what one snapshot changed against another, source by source, or row by row for some codes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from adapters.commands.session import settings_with_logs
from bot.pipeline.change_words import of_release, shown
from bot.pipeline.citing import SOURCES
from knowledge.changes.compared import COMPARED
from knowledge.changes.history import between, first_loaded
from knowledge.changes.kept import Kept
from knowledge.changes.model import Change
from knowledge.errors import KnowledgeError
from knowledge.icd10cm import key
from knowledge.snapshot import Manifest, Snapshots


def diff(older: str | None, newer: str | None, codes: tuple[str, ...], *, as_json: bool) -> int:
    """Compare two snapshots by their ids, the serving one and the one before it if none are given."""
    snapshots = Snapshots(settings_with_logs().knowledge_dir)
    now = snapshots.load(newer) if newer else snapshots.current()
    before = snapshots.load(older) if older else snapshots.before(now.id)
    if before is None:
        raise KnowledgeError(f"There is no snapshot before {now.id} to compare it with.", "Snapshots at hand: coderly kb status")
    with between(snapshots, before, now) as steps:
        wanted = [(step, tuple(step.of_all(list(map(key, codes)))) if codes else tuple(step.every() if as_json else ())) for step in steps]
        if as_json:
            for _, changes in wanted:
                for change in changes:
                    print(json.dumps(asdict(change), ensure_ascii=False))
            return 0
        print(f"{before.id} → {now.id}")
        for step, changes in wanted:
            _print(step, changes if codes else None)
    for held in first_loaded(snapshots, before, now):
        print(f"{SOURCES.get(held.source, held.source)}: {held.edition.name} is the first edition loaded.")
    _print_not_compared(before, now)
    return 0


def _print(kept: Kept, changes: Iterable[Change] | None) -> None:
    step = kept.step
    if changes is None:
        print(f"{SOURCES.get(step.source, step.source)}, {step.before} → {step.after}:")
        for line in of_release(step):
            print(f"  {line}")
        return
    for change in changes:
        codes = " ".join(shown(change.source, c) for c in (change.code, change.other) if c)
        label = " ".join(part for part in (change.variant, change.label) if part)
        values = " → ".join(part for part in (change.before, change.after) if part)
        percent = f" ({change.percent:+.1f} %)" if change.percent is not None else ""
        print(f"{change.effective}  {codes}  {change.what} {change.kind.value} {label}  {values}{percent}")


def _print_not_compared(before: Manifest, now: Manifest) -> None:
    """Documents and other sources that are not compared row by row, and editions that are gone."""
    was, there = ({(p.of, p.edition) for p in m.parts_of("catalog")} for m in (before, now))
    for of, edition in sorted((of, edition) for of, edition in there - was if of not in COMPARED):
        print(f"{SOURCES.get(of, of)}: {edition} is newly loaded.")
    for of, edition in sorted(was - there):
        print(f"{SOURCES.get(of, of)}: {edition} is no longer loaded.")
