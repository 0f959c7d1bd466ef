"""How a verdict on a code is worded: where it was listed, when it ended, what was searched."""

from __future__ import annotations

from datetime import timedelta

from bot.coding.status import Listing, Status
from bot.engine.editions import listed, named
from knowledge.model import Edition


def gone(verdict: Status, start: str) -> str:
    """When a code ended, as far as it is known; `start` begins the sentence."""
    if verdict.until is not None:
        how = f" (inferred: {named(verdict.gone_by)} has it no longer)" if verdict.inferred and verdict.gone_by else ""
        return f"{start}: its last day was {verdict.until.isoformat()}{how}."
    if verdict.gone_by is not None and verdict.last_seen is not None:
        return f"{start}: {named(verdict.last_seen)} has it, {named(verdict.gone_by)} no longer."
    return f"{start}."


def inference(verdict: Status) -> str:
    """That a day was inferred and from what, blank where the tables give it."""
    if not verdict.inferred:
        return ""
    day = verdict.until + timedelta(days=1) if verdict.until else verdict.since
    both = listed([named(x.edition) for x in verdict.basis])
    return f"The day is inferred: CPT changes on 1 January, and {day.isoformat() if day else 'it'} is the only one between {both}."


def newest(verdict: Status) -> tuple[Edition, ...]:
    """The editions nearest to the date among those that a verdict stands on."""
    latest = max((x.edition.begins for x in verdict.basis), default=None)
    return tuple(x.edition for x in verdict.basis if x.edition.begins == latest)


def sought(verdict: Status) -> str:
    """The editions that were searched, in words."""
    return listed(list(dict.fromkeys(named(x.edition) for x in verdict.basis)), 4)


def listing_names(verdict: Status) -> str:
    """The editions that list the code, in words."""
    return listed([named(x.edition) for x in verdict.basis if x.listed], 2)


def row(code: str, listing: Listing) -> str:
    """What a table says of a code, as a ground shows it."""
    if not listing.listed:
        return f"{code} not listed"
    own = [f"{word} {day.isoformat()}" for word, day in (("from", listing.begins), ("to", listing.ends)) if day]
    return " ".join((code, *own)) if own else f"{code} listed"
