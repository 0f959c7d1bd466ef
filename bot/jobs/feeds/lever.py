"""The postings API of Lever: a bare list; an unknown site answers `{"ok": false}`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.jobs import drafts, pay
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import BrokenFeed, Item, Trouble, entries, joined, listed, mapping, parsed_json, text
from bot.jobs.posting import Pay

ADDRESS = "https://api.lever.co/v0/postings/{}?mode=json"


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    answer = parsed_json(data)
    if isinstance(answer, Mapping):
        raise BrokenFeed(f"the board says: {text(answer.get('error')) or 'no list of postings'}"[:120])
    return entries(answer, _one, lambda job: text(job.get("text")))


def _one(job: Mapping[str, Any]) -> Item:
    categories = mapping(job.get("categories"))
    lists = "\n".join(
        f"<p>{text(one.get('text'))}</p><ul>{text(one.get('content'))}</ul>" for one in map(mapping, listed(job.get("lists")))
    )
    description = text(job.get("description")) or text(job.get("descriptionPlain"))
    additional = text(job.get("additional")) or text(job.get("additionalPlain"))
    locations = listed(categories.get("allLocations")) or listed(categories.get("location"))
    return Item(
        str(job["id"]),
        Draft(
            title=text(job["text"]),
            description="\n".join(part for part in (description, lists, additional) if part),
            url=text(job.get("hostedUrl")) or text(job["applyUrl"]),
            locations=tuple(text(place) for place in locations),
            workplace=text(job.get("workplaceType")),
            employment=text(categories.get("commitment")),
            pay=_pay(mapping(job.get("salaryRange"))),
            posted=drafts.day(job.get("createdAt")),
            also=joined((categories.get("team"), categories.get("department"))),
        ),
    )


def _pay(stated: Mapping[str, Any]) -> Pay | None:
    low, high = stated.get("min"), stated.get("max")
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    return pay.of(low, high, pay.unit_named(stated.get("interval")), text(stated.get("currency")) or "USD")
