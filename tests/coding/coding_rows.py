"""Rows made by hand for tests of the rules: an edition, fee schedule rows, claim lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.coding.claim import ClaimLine
from knowledge.model import Edition
from knowledge.tables.physician_fee_schedule import FLAGS, NUMBERS, TEXTS, FeeRow

DAY = date(2026, 5, 5)
FEES = Edition("physician_fee_schedule", "2026 April", date(2026, 4, 1), date(2026, 6, 30))


def line(text: str, number: int = 1) -> ClaimLine:
    """`20610-RT-59 x2` → a line."""
    codes, _, units = text.partition(" x")
    code, *modifiers = codes.split("-")
    return ClaimLine(number, code, tuple(modifiers), int(units) if units else None)


def lines(*texts: str) -> tuple[ClaimLine, ...]:
    return tuple(line(text, number) for number, text in enumerate(texts, 1))


def fee(code: str, **own: str) -> FeeRow:
    """A row with indicators of 0, global XXX and no values, but for those given."""
    shares = {name: Decimal(own.pop(name, "0")) for name in ("pre", "intra", "post")}
    texts = {**dict.fromkeys(TEXTS, "0"), "modifier": "", "status": "A", "global_days": "XXX", **own, "code": code}
    numbers = {**dict.fromkeys(NUMBERS, Decimal(0)), **shares}
    return FeeRow(**texts, **dict.fromkeys(FLAGS, False), **numbers, edition=FEES, stale=False)  # type: ignore[arg-type]
