"""Several procedures on one day: who is paid in full and who is reduced, by the multiple procedure indicator. Pure.

Rules: Attachment A of RVUPUF, indicators 1 to 7; Pub. 100-04, chapter 12 section 40.6 (surgery, endoscopy), chapter 13 section 10.3
(imaging), chapter 5 section 10.7 (therapy). Ranking is by fee schedule amount; sides (fee_line) come before, shares of surgeons after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.coding.fee_line import FeeLine
from bot.coding.money import cents, dollars, part_of, percent
from bot.coding.relative_values import Indices, price
from knowledge.tables.physician_fee_schedule import FeeRow

RULE = "Attachment A of RVUPUF, multiple procedure indicator; Pub. 100-04, chapter 12 section 40.6"
IMAGING_RULE = "Attachment A of RVUPUF, multiple procedure indicator 4: technical part 50 %, professional part 95 % after the first in a session"
THERAPY_RULE = "Attachment A of RVUPUF, multiple procedure indicator 5; Pub. 100-04, chapter 5 section 10.7: PE halved after the first unit of the day"
TECHNICAL_RULE = "Attachment A of RVUPUF, multiple procedure indicators 6 and 7: technical part 75 % and 80 % after the first of the day"

_STANDARD = (Decimal(1), *[Decimal("0.5")] * 4)
_OLD = (Decimal(1), Decimal("0.5"), *[Decimal("0.25")] * 3)
_BY_REPORT = Decimal("0.5")
_MANY = 5
_HALF = Decimal("0.5")
_TECHNICAL = {"6": (Decimal("0.25"), "cardiovascular"), "7": (Decimal("0.20"), "ophthalmology")}
_IMAGING_TECHNICAL, _IMAGING_PROFESSIONAL = Decimal("0.50"), Decimal("0.05")
_OTHER_SESSION = frozenset(("59", "XE"))
_NO_FAMILY = ("", "99")


@dataclass(slots=True)
class _Procedure:
    """What ranks as one: a line, two lines that are the sides of one code, or a family of endoscopies."""

    lines: list[FeeLine]
    units: int = 1
    indicator: str = "2"
    words: str = ""
    order: int = 0
    amount: Decimal = field(default=Decimal(0))


def reduce_all(lines: Sequence[FeeLine], indices: Indices, bases: Mapping[str, FeeRow], sides: Mapping[int, int]) -> None:
    """Add the reductions to the lines of one practitioner on one day.

    `bases` are the rows of endoscopic base codes; `sides` says which line is the second side of which other (`fee_line.second_sides`).
    """
    _surgery([f for f in lines if f.price and f.price.row.multiple in ("1", "2", "3") and not _only_care(f)], indices, bases, sides)
    _therapy([f for f in lines if f.price and f.price.row.multiple == "5"])
    _imaging(lines, indices)
    for indicator, (share, words) in _TECHNICAL.items():
        own = [f for f in lines if f.price and f.price.row.multiple == indicator]
        _parts(own, indices, "TC", share, f"indicator {indicator}, {words}: technical part", TECHNICAL_RULE)
        if len(own) > 1:
            for found in own:
                if found.price and found.price.row.pctc == "4":
                    found.doubts.append("its technical part has a code of its own and no row here: a reduction of that part is not in the amount")


def _only_care(found: FeeLine) -> bool:
    """Care before or after an operation (55, 56) is no procedure of the day."""
    return bool({"55", "56"} & set(found.line.modifiers)) and "54" not in found.line.modifiers


def _surgery(lines: Sequence[FeeLine], indices: Indices, bases: Mapping[str, FeeRow], sides: Mapping[int, int]) -> None:
    procedures = _procedures(lines, sides)
    procedures = _families(procedures, indices, bases)
    if sum(p.units for p in procedures) < 2:
        return
    for procedure in procedures:
        procedure.amount = sum((f.amount for f in procedure.lines), Decimal(0)) / procedure.units
    position = 0
    for procedure in sorted(procedures, key=lambda p: (-p.amount, p.order)):
        _rank(procedure, position)
        position += procedure.units


def _procedures(lines: Sequence[FeeLine], sides: Mapping[int, int]) -> list[_Procedure]:
    found: dict[int, _Procedure] = {}
    for line in lines:
        first = sides.get(line.line.number)
        if first in found:
            found[first].lines.append(line)
            continue
        indicator = line.price.row.multiple if line.price else "2"
        found[line.line.number] = _Procedure([line], line.sides, indicator, order=line.line.number)
    return list(found.values())


def _rank(procedure: _Procedure, position: int) -> None:
    """Reduce the lines of what stands at `position` (from 0) and the following ones, one for each unit."""
    scale = _OLD if procedure.indicator == "1" else _STANDARD
    shares = [_share(scale, position + unit) for unit in range(min(procedure.units, _MANY + 1))]
    more = procedure.units - len(shares)
    kept = sum(shares, Decimal(0)) + _BY_REPORT * more
    if kept == procedure.units:
        return
    for found in procedure.lines:
        before = found.amount
        after = cents(before * kept / procedure.units)
        one = procedure.units == 1
        rank = f"rank {position + 1}" if one else f"ranks {position + 1} to {position + procedure.units}"
        each = percent(shares[0]) if one else f"{kept.normalize():f} of {procedure.units} units"
        what = procedure.words or f"indicator {procedure.indicator}"
        found.add(f"multiple procedures, {what}: {rank}", f"{each} of {dollars(before)} = {dollars(after)}", after - before, RULE)
        if position + procedure.units > _MANY:
            found.doubts.append("from the sixth procedure on the contractor pays by report, at least half; half is taken here")


def _share(scale: Sequence[Decimal], position: int) -> Decimal:
    return scale[position] if position < len(scale) else _BY_REPORT


def _families(procedures: list[_Procedure], indices: Indices, bases: Mapping[str, FeeRow]) -> list[_Procedure]:
    """Endoscopies with the same base become one procedure each: the dearest in full, the others less their base, the base nothing."""
    families: dict[str, list[_Procedure]] = {}
    for procedure in procedures:
        row = procedure.lines[0].price.row if procedure.lines[0].price else None
        if row is not None and row.multiple == "3" and row.endoscopic_base:
            families.setdefault(row.endoscopic_base, []).append(procedure)
    gone: set[int] = set()
    merged: list[_Procedure] = []
    for base, members in families.items():
        alone = [p for p in procedures if p.lines[0].line.code == base and p.order not in gone and p not in members]
        if sum(p.units for p in members) + len(alone) < 2 or gone & {p.order for p in members}:
            continue
        for procedure in alone:
            for found in procedure.lines:
                found.scale(f"endoscopic base {base}: included in the other endoscopy of its family", Decimal(0), RULE)
        _less_base(members, base, indices, bases)
        gone |= {p.order for p in (*members, *alone)}
        lines = [f for p in (*members, *alone) for f in p.lines]
        merged.append(_Procedure(lines, 1, "3", f"family of {base}", min(p.order for p in (*members, *alone))))
    return [p for p in procedures if p.order not in gone] + merged


def _less_base(members: Sequence[_Procedure], base: str, indices: Indices, bases: Mapping[str, FeeRow]) -> None:
    ranked = sorted(members, key=lambda p: (-sum((f.amount for f in p.lines), Decimal(0)) / p.units, p.order))
    row = bases.get(base)
    for at, procedure in enumerate(ranked):
        first = procedure.lines[0]
        reduced = procedure.units - (at == 0)
        if not reduced or first.price is None:
            continue
        if row is None:
            first.doubts.append(f"its endoscopic base {base} is not in the file: what the base is worth could not be taken off")
            continue
        worth = price(row, indices, facility=first.price.facility, factor=first.price.factor).amount
        before = sum((f.amount for f in procedure.lines), Decimal(0)) / procedure.units
        less = min(worth, cents(before))
        times = f"{reduced} x " if reduced > 1 else ""
        first.add(f"endoscopy of the family of {base}: less the base", f"-{times}{dollars(less)}", -min(less * reduced, first.amount), RULE)


def _therapy(lines: Sequence[FeeLine]) -> None:
    """The unit with the highest practice expense in full, half of it for every other unit of every code."""
    if sum(f.sides for f in lines) < 2:
        return
    parts = [(f, part_of(f.price.practice_expense_amount, f.share)) for f in lines if f.price]
    for at, (found, part) in enumerate(sorted(parts, key=lambda pair: (-pair[1], pair[0].line.number))):
        reduced = found.sides - (at == 0)
        if not reduced:
            continue
        less = cents(part * _HALF)
        numbers = f"-{reduced} x 50 % of {dollars(part)}"
        found.add("therapy, indicator 5: practice expense halved after the first unit of the day", numbers, -less * reduced, THERAPY_RULE)


def _imaging(lines: Sequence[FeeLine], indices: Indices) -> None:
    families: dict[str, list[FeeLine]] = {}
    for found in lines:
        if found.price is None or found.price.row.multiple != "4" or found.price.row.imaging_family in _NO_FAMILY:
            continue
        if _OTHER_SESSION & set(found.line.modifiers):
            found.doubts.append("59 or XE says another session: the reduction for imaging in one session is not applied")
            continue
        families.setdefault(found.price.row.imaging_family, []).append(found)
    for family in families.values():
        _parts(family, indices, "TC", _IMAGING_TECHNICAL, "imaging, indicator 4: technical part", IMAGING_RULE)
        _parts(family, indices, "26", _IMAGING_PROFESSIONAL, "imaging, indicator 4: professional part", IMAGING_RULE)


def _parts(lines: Sequence[FeeLine], indices: Indices, modifier: str, cut: Decimal, words: str, rule: str) -> None:
    """Cut a part of every unit but the dearest."""
    parts = [
        (found, part_of(part.amount, found.share))
        for found in lines
        if (part := found.component(modifier, indices)) is not None and part.amount
    ]
    if sum(found.sides for found, _ in parts) < 2:
        return
    for at, (found, amount) in enumerate(sorted(parts, key=lambda part: (-part[1], part[0].line.number))):
        reduced = found.sides - (at == 0)
        if reduced:
            times, less = f"{reduced} x " if reduced > 1 else "", cents(amount * cut)
            found.add(f"{words} after the first", f"-{times}{percent(cut)} of {dollars(amount)}", -less * reduced, rule)
            if modifier == "TC":
                found.technical_cut, found.technical_units = less, reduced
