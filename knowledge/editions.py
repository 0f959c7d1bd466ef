"""Which edition answers a date of service, and how an edition is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from knowledge.model import Edition

_RELEASED = re.compile(r"\(([A-Z][a-z]+ \d{1,2} \d{4})\)$")


@lru_cache(maxsize=1024)
def released(edition: Edition) -> date:
    """The day in the edition's name, `FY2026 (April 1 2026)`; for others the day it begins."""
    return _day_named(edition.name) or edition.begins


@lru_cache(maxsize=256)
def _day_named(name: str) -> date | None:
    """Cached, since every look-up of a diagnosis orders the editions."""
    found = _RELEASED.search(name)
    try:
        return datetime.strptime(found[1], "%B %d %Y").replace(tzinfo=UTC).date() if found else None
    except ValueError:
        return None


def order(edition: Edition) -> tuple[date, date, str]:
    """Sorts editions of one source from the oldest to the newest."""
    return edition.begins, released(edition), edition.name


def newest(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """The newest complete edition of each source (an excerpt where there is no other), by source name; parts count once."""
    best: dict[str, Edition] = {}
    for edition in editions:
        known = best.get(edition.source)
        if known is None or (not edition.partial, order(edition)) > (not known.partial, order(known)):
            best[edition.source] = edition
    return tuple(best[source] for source in sorted(best))


def in_force(editions: Iterable[Edition], on: date) -> tuple[Edition | None, bool]:
    """The edition for a date of service, and whether it is only the newest one before that date.

    Of several that cover the date, the one that began or was released last, but not after the date, wins: with both
    loaded, the April release of a fiscal year answers from 1 April and the October release before. A date after the newest
    edition takes the newest and says so (True); a date before the oldest gives None: never a verdict.
    """
    known = sorted(editions, key=order)
    covering = [e for e in known if e.covers(on)]
    if covering:
        out_by_then = [e for e in covering if released(e) <= on]
        return (out_by_then or covering[:1])[-1], False
    earlier = [e for e in known if e.begins <= on]
    return (earlier[-1], True) if earlier else (None, False)


def encode(edition: Edition) -> str:
    """`Edition` → JSON, as each catalog file carries it."""
    return json.dumps(
        {
            "source": edition.source,
            "name": edition.name,
            "begins": edition.begins.isoformat(),
            "ends": edition.ends.isoformat() if edition.ends else None,
            "publisher": edition.publisher,
            "file": edition.file,
            "sha256": edition.sha256,
            "rows": edition.rows,
            "partial": edition.partial,
            "part": edition.part,
        },
        sort_keys=True,
    )


def decode(text: str) -> Edition:
    """JSON → `Edition`. Raises `ValueError` or `KeyError` on anything else."""
    raw = json.loads(text)
    return Edition(
        source=raw["source"],
        name=raw["name"],
        begins=date.fromisoformat(raw["begins"]),
        ends=date.fromisoformat(raw["ends"]) if raw["ends"] else None,
        publisher=raw["publisher"],
        file=raw["file"],
        sha256=raw["sha256"],
        rows=raw["rows"],
        partial=raw["partial"],
        part=raw["part"],
    )
