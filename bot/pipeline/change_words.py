"""What a release changed, in words: rows of a table for one code, one line for a whole release. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.pipeline.citing import SOURCES
from bot.turns import Citation, Table
from knowledge import icd10cm
from knowledge.changes.history import Told
from knowledge.changes.kept import Step
from knowledge.changes.model import Change, Kind

HEADER = ("From", "What", "Before", "Now")
_TOLD = {Kind.ADDED: "new", Kind.REMOVED: "ended", Kind.CHANGED: "changed"}
_DIAGNOSES = ("icd10cm_",)
_TITLE = re.compile(r"title (?P<title>.*?)(?:; (?:coverage|refers to|stands under) .*)?\Z", re.DOTALL)
_LONGEST = 120
_PLAIN = ("code", "fee schedule row")
"""Rows whose values say by their names what they are of."""
_NOTE_KINDS = {
    "includes": "includes",
    "inclusion_term": "inclusion term",
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "code_first": "code first",
    "use_additional": "use additional",
    "code_also": "code also",
    "notes": "note",
}


def shown(source: str, code: str) -> str:
    """A code of a source as people write it: with a dot if it is a diagnosis."""
    return icd10cm.dotted(code) if source.startswith(_DIAGNOSES) else code


def table(told: Iterable[Told], code: str, most: int) -> tuple[Table, int]:
    """The changes of one code, the latest first, at most so many rows; and how many there are."""
    changes = _latest_first(told)
    return Table(HEADER, rows(changes[:most], code)), len(changes)


def rows(changes: Iterable[Change], code: str) -> tuple[tuple[str, ...], ...]:
    """Changes as rows under `HEADER`, seen from a code that they are of."""
    return tuple((change.effective, _what(change, code), _cut(_titled(change, change.before)), _now(change)) for change in changes)


def citations(told: Iterable[Told]) -> tuple[Citation, ...]:
    """Which releases were compared."""
    steps = tuple(dict.fromkeys((t.step.source, t.step.before, t.step.after, t.step.begins.isoformat()) for t in told))
    return tuple(Citation(n, SOURCES.get(s, s), f"{a} compared with {b}", begins) for n, (s, b, a, begins) in enumerate(steps, 1))


def latest(told: tuple[Told, ...], code: str) -> str:
    """The last thing that changed for a code, as one line; empty if nothing did."""
    if not told:
        return ""
    first, *others = _latest_first(told)
    values = f": {_cut(first.before)} → {_now(first)}" if first.kind is Kind.CHANGED else ""
    return f"{first.effective}, {_what(first, code)}{values}" + (f"; {len(others)} more" if others else "")


def ended(told: Iterable[Told]) -> bool:
    """Whether the code itself ended, or can no longer be billed as it stands."""
    own = (c for step in told for c in step.changes if c.what == "code")
    return any(c.kind is Kind.REMOVED or (c.label == "billable" and c.after == "no") for c in own)


def _latest_first(told: Iterable[Told]) -> list[Change]:
    """By the day from which they hold; of one day what the code is before what it is paid."""
    return sorted((change for step in told for change in step.changes), key=lambda change: change.effective, reverse=True)


def of_release(step: Step) -> Iterator[str]:
    """How many rows of each kind a release added, ended or changed: `code: 614 new, 12 ended, 44 title changed`."""
    by_what: dict[str, list[str]] = {}
    for what, kind, label, rows in step.counts:
        told = f"{label} changed" if label else _TOLD[Kind(kind)]
        by_what.setdefault(what, []).append(f"{rows:,} {told}")
    for what, counts in by_what.items():
        yield f"{what}: {', '.join(counts)}"


def _what(change: Change, code: str) -> str:
    state = _TOLD[change.kind] if change.kind is not Kind.CHANGED else change.label
    if change.other:
        pair = (shown(change.source, change.code), change.other)
        partner = pair[1] if icd10cm.key(code) == change.code else pair[0]
        column = "under" if icd10cm.key(code) != change.code else "over"
        with_words = f"{change.what} {column} {partner}" if change.what == "NCCI edit" else f"{change.what}, {partner}"
        return f"{with_words}, {state}"
    if change.what == "note":
        kind, _, text = change.variant.partition(": ")
        return f"{_NOTE_KINDS.get(kind, kind)} {_TOLD[change.kind]}: {_cut(text)}"
    if change.what == "code" and not change.label:
        return f"{_TOLD[change.kind]} code" if change.kind is Kind.ADDED else f"code {_TOLD[change.kind]}"
    variant = f" ({change.variant})" if change.variant else ""
    if change.label and change.what in _PLAIN:
        return f"{change.label}{variant}"
    return f"{change.what}{variant}{',' if not change.label else ''} {state}"


def _now(change: Change) -> str:
    sign = "" if change.percent is None else f" ({change.percent:+.1f} %)"
    return f"{_cut(_titled(change, change.after))}{sign}"


def _titled(change: Change, values: str) -> str:
    """Of a code that began or ended its title, and whether it is only a heading."""
    found = _TITLE.search(values) if change.what == "code" and not change.label else None
    if found is None:
        return values
    return f"{found['title']} (heading)" if "billable no" in values else found["title"]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
