"""The posting API of Ashby: `{"jobs": [...]}`; postings that are not listed are none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.jobs import drafts
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import BrokenFeed, Item, Trouble, entries, joined, listed, mapping, parsed_json, text

ADDRESS = "https://api.ashbyhq.com/posting-api/job-board/{}?includeCompensation=true"


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    answer = parsed_json(data)
    if not isinstance(answer, Mapping) or "jobs" not in answer:
        raise BrokenFeed("the answer has no list of postings")
    shown = [job for job in listed(answer["jobs"]) if not (isinstance(job, Mapping) and job.get("isListed") is False)]
    return entries(shown, _one, lambda job: text(job.get("title")))


def _one(job: Mapping[str, Any]) -> Item:
    pay = mapping(job.get("compensation"))
    others = tuple(text(mapping(other).get("location")) for other in listed(job.get("secondaryLocations")))
    return Item(
        str(job["id"]),
        Draft(
            title=text(job["title"]),
            description=text(job.get("descriptionHtml")) or text(job.get("descriptionPlain")),
            url=text(job.get("jobUrl")) or text(job["applyUrl"]),
            locations=(text(job.get("location")), *others),
            workplace=text(job.get("workplaceType")) or ("remote" if job.get("isRemote") is True else ""),
            employment=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text(job.get("employmentType"))),
            pay=text(pay.get("scrapeableCompensationSalarySummary")) or text(pay.get("compensationTierSummary")),
            posted=drafts.day(job.get("publishedAt")),
            also=joined((job.get("department"), job.get("team"))),
        ),
    )
