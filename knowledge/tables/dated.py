"""Dates of service: what a dated row says about one, and which files of a point-in-time source answer for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from knowledge.model import Edition
from knowledge.tables.files import Rows


class Force(StrEnum):
    """What a row says about a date of service."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    NOT_YET = "not_yet"
    NEVER = "never"
    """Deleted retroactively (indicator 9 of NCCI)."""
    BEGIN_UNKNOWN = "begin_unknown"
    """The begin date is not in the file and the date lies before the edition's own first day."""


def force(begins: date | None, ends: date | None, edition: Edition, on: date) -> Force:
    """What a row with these dates, both inside, says. An undated begin is certain from the edition's own first day."""
    if ends is not None and on > ends:
        return Force.ENDED
    if begins is not None:
        return Force.IN_FORCE if on >= begins else Force.NOT_YET
    return Force.IN_FORCE if on >= edition.begins else Force.BEGIN_UNKNOWN


def _ordered(files: Iterable[Rows], on: date) -> Iterator[tuple[Rows, bool]]:
    """Files whose edition covers the date, newest first, then those of earlier editions (True: only the newest before it)."""
    known = sorted(files, key=lambda f: (f.edition.begins, f.edition.name, f.edition.part), reverse=True)
    yield from ((f, False) for f in known if f.edition.covers(on))
    yield from ((f, True) for f in known if f.edition.begins <= on and not f.edition.covers(on))


def answering(files: Iterable[Rows], on: date) -> Iterator[tuple[Rows, bool]]:
    """Files to ask for a key, in order, each with whether its edition is only the newest before the date.

    A partial edition answers for the keys it has; the first complete edition has the last word. A date before
    the oldest edition gives nothing: never a verdict.
    """
    last: tuple[date, str] | None = None
    for file, stale in _ordered(files, on):
        edition = file.edition
        if last is not None and (edition.begins, edition.name) != last:
            return
        yield file, stale
        if not edition.partial:
            last = (edition.begins, edition.name)


def edition_for(files: Iterable[Rows], on: date) -> tuple[Edition | None, bool]:
    """The edition whose silence counts: the complete one that answers the date, or None."""
    for file, stale in answering(files, on):
        if not file.edition.partial:
            return file.edition, stale
    return None, False
