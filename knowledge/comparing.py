"""What would change if one snapshot took the place of another, and what of that looks like a mistake. Pure but for `written`.

A quarter's file that lost half its rows, a release with a part missing, last year's file in place of this year's: each is a
concern that a person has to accept before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge import catalog_files, editions
from knowledge.catalog_files import Written
from knowledge.changes.kept import Step
from knowledge.feeds import DOCUMENTS
from knowledge.holdings import holding
from knowledge.model import Edition
from knowledge.snapshot import Manifest, Snapshots

SHRINK = 0.2
"""A source may lose so much of its rows from one edition to the next; PTP deletions and ICD-10-CM revisions stay far below."""
REJECTED = 0.01
"""So much of a file's rows may be unreadable."""
_PART = re.compile(r"(\d+)/(\d+)")


class Kind(StrEnum):
    """What happens to an edition."""

    FIRST = "first of its source"
    NEW = "new edition"
    REPLACED = "read anew"
    GONE = "no longer there"


@dataclass(frozen=True, slots=True)
class Change:
    """One edition that is not as it was. `before` is the edition it is measured by: itself, or the newest that served."""

    source: str
    title: str
    kind: Kind
    edition: str
    rows: int
    rejected: int
    reasons: tuple[str, ...]
    before: str = ""
    rows_before: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """All changes by source, and the concerns among them, a sentence each. `steps`: what changed in the rows, release by release."""

    changes: tuple[Change, ...]
    concerns: tuple[str, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Whole:
    """An edition with all its parts."""

    edition: Edition
    parts: tuple[str, ...]
    rows: int
    rejected: int
    reasons: tuple[str, ...]
    made_of: frozenset[str]


def written(snapshots: Snapshots, manifest: Manifest) -> list[Written]:
    """What stands beside the tables of every catalog file of a snapshot."""
    return [catalog_files.read(snapshots.artefacts.path(part.artefact)) for part in manifest.parts_of("catalog")]


def compare(before: Iterable[Written], after: Iterable[Written], shrink: float = SHRINK) -> Compared:
    """Two snapshots, edition by edition. `shrink`: the share of its rows that a source may lose."""
    old, new = _wholes(before), _wholes(after)
    changes: list[Change] = []
    concerns: list[str] = []
    for source in sorted({*old, *new}):
        was, now = old.get(source, {}), new.get(source, {})
        last = _newest(was.values())
        for name, whole in now.items():
            known = was.get(name)
            if known is not None and known.made_of == whole.made_of:
                continue
            measured = known or (None if source == DOCUMENTS else last)  # a document is no later edition of another
            kind = Kind.REPLACED if known else Kind.NEW if last else Kind.FIRST
            changes.append(_change(name, kind, whole, measured))
            concerns += _concerns(name, whole, measured, shrink)
        for name in sorted(was.keys() - now.keys()):
            changes.append(_change(name, Kind.GONE, was[name], None))
            concerns.append(f"{holding(source).title}, {name} would no longer be there: no file holds it now.")
    return Compared(tuple(changes), tuple(concerns))


def _concerns(name: str, whole: _Whole, before: _Whole | None, shrink: float) -> list[str]:
    name = f"{holding(whole.edition.source).title}, {name}"
    found = []
    missing = _missing_parts(whole.parts, before.parts if before else ())
    if missing:
        found.append(f"{name} lacks part {', '.join(missing)}.")
    rejected = whole.rejected / max(1, whole.rows + whole.rejected)
    if rejected > REJECTED:
        found.append(f"{name}: {whole.rejected:,} of {whole.rows + whole.rejected:,} rows could not be read.")
    if before is None:
        return found
    if editions.order(whole.edition) < editions.order(before.edition):
        found.append(f"{name} is older than {before.edition.name}, which is loaded.")
    if whole.edition.partial and not before.edition.partial:
        found.append(f"{name} is an excerpt; {before.edition.name} is whole.")
    elif whole.rows < before.rows * (1 - shrink) and whole.edition.partial == before.edition.partial:
        lost = 1 - whole.rows / before.rows
        found.append(f"{name} has {whole.rows:,} rows, {lost:.0%} fewer than {before.edition.name} ({before.rows:,}).")
    return found


def _missing_parts(parts: Sequence[str], before: Sequence[str]) -> list[str]:
    """Parts that the release itself counts (`3/4`) or the one before had, and this one lacks."""
    counted = [found for part in parts if (found := _PART.fullmatch(part))]
    if counted:
        total = max(int(found[2]) for found in counted)
        there = {int(found[1]) for found in counted}
        return [f"{number}/{total}" for number in range(1, total + 1) if number not in there]
    return sorted(set(before) - set(parts))


def _change(name: str, kind: Kind, whole: _Whole, before: _Whole | None) -> Change:
    return Change(
        source=whole.edition.source,
        title=holding(whole.edition.source).title,
        kind=kind,
        edition=name,
        rows=whole.rows,
        rejected=whole.rejected,
        reasons=whole.reasons,
        before=before.edition.name if before else "",
        rows_before=before.rows if before else 0,
    )


def _newest(wholes: Iterable[_Whole]) -> _Whole | None:
    """What a new edition is measured by: the newest whole one, an excerpt where there is no other."""
    return max(wholes, key=lambda whole: (not whole.edition.partial, editions.order(whole.edition)), default=None)


def _wholes(files: Iterable[Written]) -> dict[str, dict[str, _Whole]]:
    """Source → edition's name → the edition over all its files."""
    grouped: dict[tuple[str, str], list[Written]] = {}
    for item in files:
        name = f"{item.edition.part}, {item.edition.name}" if item.edition.source == DOCUMENTS else item.edition.name
        grouped.setdefault((item.edition.source, name), []).append(item)
    found: dict[str, dict[str, _Whole]] = {}
    for (source, name), parts in sorted(grouped.items(), key=lambda item: item[0]):
        found.setdefault(source, {})[name] = _Whole(
            edition=parts[0].edition,
            parts=tuple(sorted(part.edition.part for part in parts)),
            rows=sum(part.report.rows for part in parts),
            rejected=sum(part.report.rejected for part in parts),
            reasons=tuple(reason for part in parts for reason in part.report.reasons),
            made_of=frozenset(part.edition.sha256 for part in parts),
        )
    return found
