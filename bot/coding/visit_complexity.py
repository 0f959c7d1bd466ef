"""G2211, Medicare's add-on for a lasting relationship, beside a visit with modifier 25. Pure.

Source: CMS, CY 2024, 2025 and 2026 Physician Fee Schedule final rules: paid from 2024 with office visits, not when the visit carries
25; from 2025 paid all the same when the other service is an annual wellness visit, a vaccine administration or another Part B
preventive service; from 2026 also with home and residence visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.coding.claim import ClaimLine

CODE = "G2211"
RULE = "CMS, CY 2025 Physician Fee Schedule final rule and Transmittal 13015: G2211 and modifier 25"
EXCEPTION_FROM = date(2025, 1, 1)
HOME_VISITS_FROM = date(2026, 1, 1)
_OFFICE = frozenset((*(str(n) for n in range(99202, 99206)), *(str(n) for n in range(99211, 99216))))
_HOME = frozenset(str(n) for n in (99341, 99342, 99344, 99345, 99347, 99348, 99349, 99350))
_VACCINE = frozenset((*(str(n) for n in range(90460, 90475)), "90480", "G0008", "G0009", "G0010"))
_PREVENTIVE = frozenset(
    "G0402 G0438 G0439 G0101 Q0091 G0102 G0108 G0109 97802 97803 97804 G0270 G0271 G0296 G0442 G0443 G0444 G0445 G0446 G0447 G0473 G0136"
    " 99406 99407 G0117 G0118 G0104 G0105 G0121 G0106 76706 77067 77080 71271 82270 G0328 G0403 G0404 G0405 G0472 G0475 G0499 G0011 G0012 G0013".split()
)
"""Part B preventive services that are done or ordered in an office; vaccine administrations stand apart."""


class Complexity(StrEnum):
    """What becomes of G2211 on a claim."""

    NOT_PAID = "not_paid"
    """The visit carries 25 for something that is not preventive, or for nothing on the claim."""
    EXCEPTION = "exception"
    """25 stands for a preventive service, from 2025."""
    MIXED = "mixed"
    """A preventive service and something else: the contractor decides."""


@dataclass(frozen=True, slots=True)
class ComplexityVerdict:
    """`line` is that of G2211, `visit` the one with 25 (None: 25 was put on G2211 itself); the codes that decided."""

    state: Complexity
    line: ClaimLine
    visit: ClaimLine | None
    preventive: tuple[str, ...]
    others: tuple[str, ...]


def decide(lines: Sequence[ClaimLine], on: date) -> ComplexityVerdict | None:
    """The verdict on G2211 where its visit carries 25; None where neither is on the claim. `on` is the date of service."""
    addon = next((line for line in lines if line.code == CODE), None)
    if addon is None:
        return None
    visits = _OFFICE | _HOME if on >= HOME_VISITS_FROM else _OFFICE
    visit = next((line for line in lines if line.code in visits and "25" in line.modifiers), None)
    if visit is None and "25" not in addon.modifiers:
        return None
    rest = tuple(dict.fromkeys(line.code for line in lines if line.code not in visits and line.code != CODE))
    preventive = tuple(code for code in rest if code in _PREVENTIVE or code in _VACCINE)
    others = tuple(code for code in rest if code not in preventive)
    state = Complexity.MIXED if others else Complexity.EXCEPTION
    if not preventive or on < EXCEPTION_FROM:
        state = Complexity.NOT_PAID
    return ComplexityVerdict(state, addon, visit, preventive, others)
