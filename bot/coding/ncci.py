"""NCCI procedure-to-procedure edits: published rows → a verdict on a pair for a date of service. Pure functions.

Rules: NCCI Policy Manual for Medicare Services, chapter 1 (column 1 is paid, column 2 is denied unless a bypass
applies; indicator 0 never, 1 with an NCCI-associated modifier when the record supports it, 9 not in force).
An absent row is never an "OK to bill": it says only that no edit is in the table that was looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from bot.coding.visits import is_visit
from knowledge.model import Edition
from knowledge.tables.dated import Force
from knowledge.tables.ncci_ptp import PtpRow

MAX_CODES = 25
DISTINCT = ("59", "XE", "XS", "XP", "XU")
MAJOR = "090"
SIDES = ("LT", "RT")
EITHER_LINE_SINCE = date(2019, 7, 1)
"""From this date of service 59 and the X modifiers count on the column 1 line, too (MLN1783722)."""


class PairState(StrEnum):
    """What the table says about two codes on a date of service."""

    NO_BYPASS = "no_bypass"
    BYPASS_POSSIBLE = "bypass_possible"
    NOT_IN_FORCE = "not_in_force"
    NO_ROW = "no_row"
    BEGIN_UNKNOWN = "begin_unknown"
    NOT_LOADED = "not_loaded"
    BEFORE_EDITION = "before_edition"


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """The verdict on an unordered pair. `row` is the row it stands on; `history` every row of the pair.

    `paid` and `denied` are set when an edit is in force. `modifiers` may bypass it, on the line of `modifier_on`,
    only under `condition`; both are empty whenever the indicator is not 1.
    """

    first: str
    second: str
    on: date
    table: str
    state: PairState
    edition: Edition | None = None
    row: PtpRow | None = None
    history: tuple[PtpRow, ...] = ()
    modifiers: tuple[str, ...] = ()
    modifier_on: str = ""
    condition: str = ""

    @property
    def paid(self) -> str:
        """The column 1 code of an edit in force."""
        return self.row.column1 if self.in_force and self.row else ""

    @property
    def denied(self) -> str:
        """The column 2 code of an edit in force."""
        return self.row.column2 if self.in_force and self.row else ""

    @property
    def in_force(self) -> bool:
        """Whether an edit applies on the date."""
        return self.state in (PairState.NO_BYPASS, PairState.BYPASS_POSSIBLE)


def pairs(codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """All unordered pairs of different codes, in the order given; at most `MAX_CODES` codes are paired."""
    return tuple(combinations(tuple(dict.fromkeys(codes))[:MAX_CODES], 2))


def decide(
    first: str,
    second: str,
    on: date,
    table: str,
    rows: Sequence[PtpRow],
    edition: Edition | None,
    missing: Sequence[str] = (),
    global_days: Mapping[str, str] | None = None,
    sided: Collection[str] = (),
) -> PairVerdict:
    """Rows of both orders (see `knowledge.tables.ncci_ptp.pair`) → the verdict.

    `edition` is the newest complete edition of the table, None if only excerpts or nothing are loaded; `missing`
    its parts that are not loaded. `global_days` (code → 000, 010, 090 …) tells 57 from 25; `sided` are the codes
    that are done on a left and a right side, for which LT and RT may be proposed.
    """
    applying = [row for row in rows if row.force(on) is Force.IN_FORCE]
    if applying:
        row = max(applying, key=lambda r: (r.dated, r.begins or date.min))
        state = PairState.BYPASS_POSSIBLE if row.indicator == 1 else PairState.NO_BYPASS
        names, line, condition = bypass(row, global_days or {}, sided) if state is PairState.BYPASS_POSSIBLE else ((), "", "")
        return PairVerdict(first, second, on, table, state, row.edition, row, tuple(rows), names, line, condition)
    unknown = next((row for row in rows if row.force(on) is Force.BEGIN_UNKNOWN), None)
    if unknown is not None:
        return PairVerdict(first, second, on, table, PairState.BEGIN_UNKNOWN, unknown.edition, unknown, tuple(rows))
    if rows:
        return PairVerdict(first, second, on, table, PairState.NOT_IN_FORCE, rows[0].edition, rows[0], tuple(rows))
    if edition is None or missing:
        return PairVerdict(first, second, on, table, PairState.NOT_LOADED, edition)
    if on < edition.begins:
        return PairVerdict(first, second, on, table, PairState.BEFORE_EDITION, edition)
    return PairVerdict(first, second, on, table, PairState.NO_ROW, edition)


def bypass(row: PtpRow, global_days: Mapping[str, str], sided: Collection[str] = ()) -> tuple[tuple[str, ...], str, str]:
    """For an edit with indicator 1: modifiers that may bypass it, the line they go on, and the condition.

    Visits take 25 (57 before a major procedure), anything else 59 or the X modifier that fits, or an anatomic one.
    """
    visit1, visit2 = is_visit(row.column1), is_visit(row.column2)
    if visit1 or visit2:
        visit, other = (row.column2, row.column1) if visit2 else (row.column1, row.column2)
        if global_days.get(other) == MAJOR:
            return (
                ("57",),
                visit,
                f"the visit is the one at which the decision for {other} (global {MAJOR}) was made, that day or the day before",
            )
        return ("25",), visit, f"the visit is significant and stands apart from the work that belongs to {other}, and the record shows it"
    sides = SIDES if row.column1 in sided and row.column2 in sided else ()
    return (
        (*DISTINCT, *sides),
        row.column2,
        "the two were done at different anatomic sites, in separate encounters, or are otherwise truly distinct, and the record shows it",
    )
