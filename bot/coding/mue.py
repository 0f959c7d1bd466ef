"""Medically unlikely edits: units on a claim against the published limit → a verdict for each code. Pure functions.

Rules: NCCI Policy Manual for Medicare Services, chapter 1 V, and the MUE FAQ of CMS. Adjudication indicator 1 is tested on
each claim line, 2 and 3 on all units of a code, practitioner and date of service. Units above the limit deny the
whole line (1) or all units of the day (2, 3), not only what is above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.coding.claim import ClaimLine
from knowledge.model import Edition
from knowledge.tables.mue import MueRow

LINE, POLICY, CLINICAL = 1, 2, 3


class UnitState(StrEnum):
    """What a limit says about the units of one code."""

    WITHIN = "within"
    LINE_EXCEEDED = "line_exceeded"
    """More than a line may hold (indicator 1)."""
    DAY_EXCEEDED_ABSOLUTE = "date_of_service_exceeded_absolute"
    """More than a day may hold by law, anatomy or definition (indicator 2)."""
    DAY_EXCEEDED_CLINICAL = "date_of_service_exceeded_clinical"
    """More than a day usually holds (indicator 3)."""
    NO_LIMIT_PUBLISHED = "not_published"
    NOT_LOADED = "edition_not_loaded"


EXCEEDED = frozenset((UnitState.LINE_EXCEEDED, UnitState.DAY_EXCEEDED_ABSOLUTE, UnitState.DAY_EXCEEDED_CLINICAL))


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """The verdict on one code. `units` is what was tested: the largest line (indicator 1) or the sum of the day.

    `lines` are the claim lines that are denied where it is exceeded, else all lines of the code. `split` says that the
    units stand on several lines.
    """

    code: str
    state: UnitState
    units: int
    lines: tuple[int, ...]
    split: bool = False
    row: MueRow | None = None
    edition: Edition | None = None

    @property
    def exceeded(self) -> bool:
        """Whether the limit denies something."""
        return self.state in EXCEEDED


def decide(code: str, lines: Sequence[ClaimLine], row: MueRow | None, edition: Edition | None) -> UnitVerdict:
    """The lines of one code and its row → the verdict. `edition` is the complete table that answers the date, if any."""
    numbers = tuple(line.number for line in lines)
    total, split = sum(line.count for line in lines), len(lines) > 1
    if row is None:
        state = UnitState.NOT_LOADED if edition is None else UnitState.NO_LIMIT_PUBLISHED
        return UnitVerdict(code, state, total, numbers, split, edition=edition)
    if row.mai == LINE:
        over = tuple(line.number for line in lines if line.count > row.value)
        largest = max((line.count for line in lines), default=0)
        return UnitVerdict(code, UnitState.LINE_EXCEEDED if over else UnitState.WITHIN, largest, over or numbers, split, row, row.edition)
    above = UnitState.DAY_EXCEEDED_ABSOLUTE if row.mai == POLICY else UnitState.DAY_EXCEEDED_CLINICAL
    return UnitVerdict(code, above if total > row.value else UnitState.WITHIN, total, numbers, split, row, row.edition)
