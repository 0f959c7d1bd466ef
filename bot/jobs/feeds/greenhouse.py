"""The job board API of Greenhouse: `{"jobs": [...]}`, whose `content` is HTML that was escaped once more. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.jobs import drafts
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import BrokenFeed, Item, Trouble, entries, joined, listed, mapping, parsed_json, text

ADDRESS = "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    answer = parsed_json(data)
    if not isinstance(answer, Mapping) or "jobs" not in answer:
        raise BrokenFeed("the answer has no list of postings")
    return entries(answer["jobs"], _one, lambda job: text(job.get("title")))


def _one(job: Mapping[str, Any]) -> Item:
    more = {text(m.get("name")).lower(): m.get("value") for m in map(mapping, listed(job.get("metadata")))}
    pay = next((value for name, value in more.items() if any(word in name for word in ("salary", "pay", "compensation"))), None)
    employment = next((value for name, value in more.items() if "employment" in name or "job type" in name or "time type" in name), "")
    return Item(
        str(job["id"]),
        Draft(
            title=text(job["title"]),
            description=text(job.get("content")),
            url=text(job["absolute_url"]),
            employer=text(job.get("company_name")),
            locations=(text(mapping(job.get("location")).get("name")),),
            workplace=text(more.get("workplace type") or more.get("location type")),
            employment=joined(listed(employment)),
            pay=text(pay),
            posted=drafts.day(job.get("first_published") or job.get("updated_at")),
            expires=drafts.moment(job.get("application_deadline"), end_of_day=True),
            requisition=text(job.get("requisition_id")),
            also=joined(mapping(d).get("name") for d in listed(job.get("departments"))),
        ),
    )
