"""Postings ↔ rows of the store. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from bot.jobs import query, terms, wording
from bot.jobs.posting import Employment, JobState, Listed, Pay, PayUnit, Place, Posting, Workplace


def columns(posting: Posting) -> dict[str, Any]:
    """What a posting's row holds of its content."""
    pay = posting.pay
    return {
        "posted": datetime.combine(posting.posted, time.min, UTC) if posting.posted else None,
        "title": posting.title,
        "employer": posting.employer,
        "url": posting.url,
        "places": [f"{place.city}|{place.state}|{place.country}" for place in posting.places],
        "workplace": posting.workplace.value,
        "pay": [str(pay.low), str(pay.high), pay.unit.value, pay.currency] if pay else [],
        "requisition": posting.requisition,
        "credentials": terms.bits(posting.credentials, terms.CREDENTIALS),
        "specialties": terms.bits(posting.specialties, terms.SPECIALTY_NAMES),
        "states": terms.bits((place.state for place in posting.places), terms.STATES),
        "employments": terms.bits((kind.value for kind in posting.employment), terms.EMPLOYMENT_NAMES),
        "yearly": min(query.yearly(posting), 2_000_000_000),
        "words": query.searchable(posting),
        "open_ended": posting.expires is None,
    }


def text_columns(posting: Posting, sketch: tuple[int, ...] | None = None) -> dict[str, Any]:
    """What the row of its text holds; `sketch` if it is known already."""
    told = wording.sketch(posting.description) if sketch is None else sketch
    return {"description": posting.description, "sketch": list(told)}


def posting_of(row: Any, description: str = "") -> Posting:
    """A row of `job_postings` → the posting, with its text if that was read."""
    return Posting(
        title=row.title,
        employer=row.employer,
        description=description,
        url=row.url,
        places=tuple(Place(*place.split("|", 2)) for place in row.places),
        workplace=Workplace(row.workplace),
        employment=tuple(Employment(name) for name in terms.named(row.employments, terms.EMPLOYMENT_NAMES)),
        pay=Pay(float(row.pay[0]), float(row.pay[1]), PayUnit(row.pay[2]), row.pay[3]) if row.pay else None,
        credentials=terms.named(row.credentials, terms.CREDENTIALS),
        specialties=terms.named(row.specialties, terms.SPECIALTY_NAMES),
        posted=row.posted.date() if row.posted else None,
        expires=None if row.open_ended else row.expires,
        requisition=row.requisition,
    )


def listed_of(row: Any, description: str = "") -> Listed:
    """A row → the posting as it stands on the board."""
    return Listed(
        id=row.id,
        posting=posting_of(row, description),
        state=JobState(row.state),
        feed=row.feed,
        person_id=row.person_id,
        listed=row.listed,
        expires=row.expires,
        reports=row.reports,
        replaces=row.replaces,
        reason=row.reason,
    )
