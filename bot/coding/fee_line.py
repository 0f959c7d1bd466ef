"""What one claim line is paid by the physician fee schedule before other lines are looked at. Pure.

Rules: Pub. 100-04, chapter 12, sections 40.2 (split global care, return to the operating room), 40.7 (bilateral); Attachment A of
RVUPUF for the indicators. A line carries its steps; its payment is their sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.coding.claim import ClaimLine
from bot.coding.money import Step, dollars, part_of, percent
from bot.coding.relative_values import NEVER_PAID, PAYABLE, STATUS, Indices, Price, choose, price
from knowledge.tables.physician_fee_schedule import FeeRow

BILATERAL_RULE = "Pub. 100-04, chapter 12 section 40.7: bilateral surgery, by the bilateral indicator of the row"
GLOBAL_RULE = "Pub. 100-04, chapter 12 section 40.2 and 40.4: split global care and return to the operating room, by the pre, intra and post columns"
_SHARES = {"54": ("pre", "intra"), "55": ("post",), "56": ("pre",), "78": ("intra",)}
_SHARE_WORDS = {"54": "surgical care only", "55": "postoperative care only", "56": "preoperative care only", "78": "return to the operating room"}
_BY_REPORT = {
    "22": "22: more than the usual work; no published percentage, the contractor decides from the record",
    "52": "52: reduced service; no published percentage, the contractor decides from the record, up to the amount shown",
}
_TECHNICAL = frozenset("134")
"""PC/TC indicators of rows that hold a technical part."""
HALF = Decimal("0.5")


@dataclass(slots=True)
class FeeLine:
    """A line being priced: its row, the unit price, the steps so far. `reason` says why there is no amount.

    `doubts` are what the record or the contractor decides, `notes` what is worth knowing. `refused` says that the reason is a
    rule of Medicare against payment. `share` is what split care and sides leave of the full fee. Reductions for several procedures
    have taken `technical_cut` off the technical part of each of `technical_units` units.
    """

    line: ClaimLine
    rows: Mapping[str, FeeRow]
    price: Price | None = None
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    reason: str = ""
    refused: bool = False
    share: Decimal = Decimal(1)
    technical_cut: Decimal = Decimal("0.00")
    technical_units: int = 0

    @property
    def priced(self) -> bool:
        """Whether there is an amount."""
        return self.price is not None and not self.reason

    @property
    def amount(self) -> Decimal:
        """The payment so far: the sum of the steps."""
        return sum((step.amount for step in self.steps), Decimal("0.00"))

    @property
    def unit_amount(self) -> Decimal:
        """The fee of one unit, before anything else; 0 without a price."""
        return self.price.amount if self.price else Decimal("0.00")

    @property
    def sides(self) -> int:
        """How many times the fee ranks in a multiple-procedure rule: the units, twice that where both sides are paid in full."""
        both_in_full = self.price is not None and self.price.row.bilateral == "3" and two_sides(self.line)
        return max(self.line.count, 1) * (2 if both_in_full else 1)

    def add(self, step: str, numbers: str, amount: Decimal, rule: str = "") -> None:
        """One more step; a step of nothing is left out."""
        if amount:
            self.steps.append(Step(step, numbers, amount))
            if rule and rule not in self.rules:
                self.rules.append(rule)

    def scale(self, step: str, share: Decimal, rule: str = "") -> None:
        """Bring the amount so far to a share of it, in cents."""
        before = self.amount
        after = part_of(before, share)
        self.add(step, f"{percent(share)} of {dollars(before)} = {dollars(after)}", after - before, rule)
        self.share *= share

    def component(self, modifier: str, indices: Indices) -> Price | None:
        """The `26` or `TC` part of what the line bills: the line's own row, or that of the part if the whole test is billed."""
        if self.price is None:
            return None
        own = self.price.row.modifier
        if own == modifier:
            return self.price
        if own == "" and self.price.row.pctc == "1" and modifier in self.rows:
            return price(self.rows[modifier], indices, facility=self.price.facility, factor=self.price.factor)
        if own == "" and modifier == "TC" and self.price.row.pctc == "3":
            return self.price
        return None


def start(
    line: ClaimLine,
    rows: Sequence[FeeRow],
    indices: Indices,
    *,
    facility: bool,
    stated: bool = True,
    factors: Mapping[str, Decimal] | None = None,
) -> FeeLine:
    """The line with its row and the amount for its units, split global care and sides applied.

    A row marked NA for a setting has an amount there only if the claim states that setting. `factors`
    replaces the conversion factor of a code (another file of the same quarter); others keep their row's own.
    """
    found = FeeLine(line, {row.modifier: row for row in rows})
    if not rows:
        found.reason = "not in the physician fee schedule loaded"
        return found
    if line.count < 1:
        found.reason = f"{line.count} units: at least 1 is needed"
        return found
    choice = choose(rows, line.modifiers)
    if choice.row is None:
        found.reason = choice.note
        return found
    if choice.note:
        found.doubts.append(choice.note)
    if choice.row.status not in PAYABLE:
        found.price = price(choice.row, indices, facility=facility)
        found.refused = choice.row.status in NEVER_PAID
        found.reason = f"status {choice.row.status}: {STATUS.get(choice.row.status, 'not a status that is known')}"
        return found
    found.price = price(choice.row, indices, facility=facility, factor=(factors or {}).get(line.code))
    if facility and found.price.not_there and choice.row.pctc in _TECHNICAL:
        _technical_there(found, indices)
        return found
    if found.price.not_there and not stated:
        found.reason = f"NA in a {'facility' if facility else 'non-facility place'}: rarely or never done there"
        return found
    if not found.price.total:
        found.reason = f"status {choice.row.status}, but no relative values in the row: the contractor prices it"
        return found
    first = found.price.step()
    found.add(first.step, first.numbers, first.amount)
    if line.count > 1:
        found.add(f"{line.count} units", f"{line.count - 1} more x {dollars(found.unit_amount)}", found.unit_amount * (line.count - 1))
    found.doubts.extend(_BY_REPORT[m] for m in line.modifiers if m in _BY_REPORT)
    _split_global(found)
    _bilateral(found)
    return found


def _technical_there(found: FeeLine, indices: Indices) -> None:
    """In a facility the technical part of a test is the facility's own; the practitioner has the professional part."""
    professional = found.component("26", indices)
    found.refused = True
    found.reason = "NA in a facility: the technical part is the facility's"
    if professional is not None:
        found.reason += f"; the professional part, with 26, is {dollars(professional.amount)}"


def _split_global(found: FeeLine) -> None:
    """54, 55, 56 and 78: only some of the pre, intra and post percentages of the row."""
    asked = [m for m in found.line.modifiers if m in _SHARES]
    if not asked or found.price is None:
        return
    row = found.price.row
    percentages = {"pre": row.pre, "intra": row.intra, "post": row.post}
    if not any(percentages.values()):
        words = "paid in full" if asked == ["78"] else "there is no global care to split"
        found.notes.append(f"{', '.join(asked)}: global {row.global_days} has no pre, intra and post percentages; {words}")
        return
    names = tuple(dict.fromkeys(name for m in asked for name in _SHARES[m]))
    share = sum((percentages[name] for name in names), Decimal(0))
    what = ", ".join(f"{m} {_SHARE_WORDS[m]}" for m in asked)
    found.scale(f"{what}: {' + '.join(f'{name} {percentages[name]}' for name in names)} = {share}", share, GLOBAL_RULE)
    if "55" in asked:
        found.notes.append("55: several practitioners who share the aftercare each take the days they had")
    if "78" in asked:
        found.notes.append("78: no new global period begins")


def two_sides(line: ClaimLine) -> bool:
    """Whether a line alone says both sides: 50, or LT and RT together."""
    return "50" in line.modifiers or {"LT", "RT"} <= set(line.modifiers)


def _bilateral(found: FeeLine) -> None:
    if not two_sides(found.line) or found.price is None:
        return
    said = "50" if "50" in found.line.modifiers else "LT and RT"
    match found.price.row.bilateral:
        case "1":
            found.scale(f"{said}: both sides, bilateral indicator 1", Decimal("1.5"), BILATERAL_RULE)
        case "3":
            found.add(f"{said}: both sides in full, bilateral indicator 3", f"2 x {dollars(found.amount)}", found.amount, BILATERAL_RULE)
        case "2":
            found.notes.append(f"{said}: bilateral indicator 2, the values are for both sides already; nothing is added")
        case "0":
            found.notes.append(f"{said}: bilateral indicator 0, paid as one side")
        case _:
            found.doubts.append(f"{said}: the concept of two sides does not apply to the code (bilateral indicator {found.price.row.bilateral})")
    if found.line.count > 1 and found.price.row.bilateral in ("1", "3"):
        found.notes.append(f"{said} goes with one unit; here each of the {found.line.count} units is taken as a pair")


def second_sides(lines: Sequence[FeeLine]) -> dict[int, int]:
    """Lines alike but for LT and RT: line number of the second side -> that of the first. Applies the bilateral rule."""
    pairs: dict[int, int] = {}
    waiting: dict[tuple[object, ...], list[FeeLine]] = {}
    for found in lines:
        side = _side(found)
        if not side or found.price is None:
            continue
        same = (found.line.code, found.line.count, frozenset(found.line.modifiers) - {side})
        other = waiting.get((*same, "RT" if side == "LT" else "LT"))
        if not other:
            waiting.setdefault((*same, side), []).append(found)
            continue
        first = other.pop(0)
        indicator = found.price.row.bilateral
        if indicator == "1":
            found.scale(f"second side of line {first.line.number}, bilateral indicator 1: 150 % for both", HALF, BILATERAL_RULE)
            pairs[found.line.number] = first.line.number
        elif indicator in ("0", "2"):
            why = "paid as one side" if indicator == "0" else "the values are for both sides already"
            found.scale(f"second side of line {first.line.number}, bilateral indicator {indicator}: {why}", Decimal(0), BILATERAL_RULE)
            pairs[found.line.number] = first.line.number
    return pairs


def _side(found: FeeLine) -> str:
    sides = {"LT", "RT"} & set(found.line.modifiers)
    return sides.pop() if found.priced and len(sides) == 1 and "50" not in found.line.modifiers else ""
