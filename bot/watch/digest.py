"""What changed for the codes that a place watches, as one card. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.actions import Action
from bot.pipeline import change_words
from bot.turns import Button, Reply, Table
from knowledge.changes.model import Change, Kind

MOST_CODES = 20
MOST_EACH = 3
"""Changes of one code that are listed; a button shows all."""
_FIRST = ("code", "LCD", "article", "NCD")
"""What a code is comes before what it is paid."""


def digest(found: Mapping[str, Sequence[Change]], since: str) -> Reply:
    """Watched code → changes, and the day of the snapshot before → a card. `found` holds at least one."""
    codes = sorted(found, key=lambda code: (_gravity(found[code]), code))
    rows: list[tuple[str, ...]] = []
    for code in codes[:MOST_CODES]:
        ordered = sorted(found[code], key=_weight)
        written = change_words.shown(ordered[0].source, code)
        rows.extend((written, *cells) for cells in change_words.rows(ordered[:MOST_EACH], code))
        if len(ordered) > MOST_EACH:
            rows.append((written, "", f"{len(ordered) - MOST_EACH} more", "", ""))
    left = f" The first {MOST_CODES} are listed." if len(codes) > MOST_CODES else ""
    names = [change_words.shown(found[code][0].source, code) for code in codes]
    return Reply(
        title="Watched codes changed",
        verdict=f"A reload changed {len(codes)} of the codes watched here{f' since {since}' if since else ''}.{left}",
        tables=(Table(("Code", *change_words.HEADER), tuple(rows)),),
        rule="Found by comparing the published files row by row. /watch lists what is watched here.",
        buttons=(*(Button(f"History of {name}"[:60], Action("history", name)) for name in names[:4]), Button("Watches", Action("watch"))),
        codes=tuple(names[:MOST_CODES]),
        topic="codes",
    )


def _weight(change: Change) -> tuple[bool, bool, str]:
    return change.what not in _FIRST, change.kind is Kind.CHANGED, change.label


def _gravity(changes: Sequence[Change]) -> bool:
    """Codes that began or ended come before codes whose values moved."""
    return not any(c.what == "code" and (c.kind is not Kind.CHANGED or c.label == "billable") for c in changes)
