"""When the publishers put out new editions, and whether one is due. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from knowledge.editions import released
from knowledge.holdings import Cycle
from knowledge.model import Edition

_OCTOBER = 10
_APRIL = 4


def began(cycle: Cycle, on: date) -> date | None:
    """The first day of the period that a date lies in; None for sources without a cycle."""
    if cycle is Cycle.QUARTER:
        return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    if cycle is Cycle.YEAR:
        return date(on.year, 1, 1)
    if cycle is Cycle.FISCAL_YEAR:
        return date(on.year - (on.month < _OCTOBER), _OCTOBER, 1)
    return None


def due(cycle: Cycle, editions: Iterable[Edition], on: date) -> str:
    """What to say when a period began for which there is no complete edition, else nothing.

    CMS publishes NCCI, HCPCS and the fee schedules by quarter. ICD-10-CM and -PCS hold from 1 October; in most years an
    update comes on 1 April, which may change nothing (DOMAIN: an empty addenda file is published then).
    """
    known = [edition for edition in editions if not edition.partial]
    start = began(cycle, on)
    if start is None or not known:
        return ""
    latest = max(max(edition.begins, released(edition)) for edition in known)
    if latest < start:
        what = f"fiscal year {start.year + 1}" if cycle is Cycle.FISCAL_YEAR else f"a new {cycle}"
        return f"{what} began on {start}"
    update = date(start.year + 1, _APRIL, 1)
    if cycle is Cycle.FISCAL_YEAR and latest < update <= on:
        return f"an update may have come out on {update}"
    return ""
