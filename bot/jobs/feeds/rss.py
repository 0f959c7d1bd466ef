"""RSS 2.0, RSS 1.0 and Atom as job plugins write them: the full text in `content:encoded`, company and place in vendors' namespaces or nowhere. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bot.jobs import drafts
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import Item, Trouble
from bot.jobs.feeds.xml_items import elements, values


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    found = elements(data, "item", "entry")
    return (_one(element) if element is not None else Trouble("the rest", "the feed breaks off") for element in found)


def _one(item: Element) -> Item | Trouble:
    said = values(item)
    title = said.get("title", "")
    url = said.get("link", "") or said.get("guid", "")
    if not title or not url:
        return Trouble(title[:60] or "an item", "it has no title or no link")
    employer, what = _split(title) if "company" not in said else ("", title)
    return Item(
        said.get("guid") or said.get("id") or url,
        Draft(
            title=what,
            description=_longest(said, "encoded", "content", "description", "summary"),
            url=url,
            employer=_first(said, "company", "company_name", "employer", "creator", "author", "source") or employer,
            locations=(_first(said, "location", "job_location", "city", "region"),),
            workplace=_first(said, "remote", "workplace", "remote_position").replace("true", "remote").replace("1", "remote"),
            employment=_first(said, "job_type", "type", "jobtype", "employmenttype", "category"),
            pay=_first(said, "salary", "compensation", "job_salary", "pay"),
            posted=drafts.day(_first(said, "pubdate", "published", "updated", "date")),
            expires=drafts.moment(_first(said, "expires", "expirationdate", "job_expires", "validthrough"), end_of_day=True),
            also=said.get("category", ""),
        ),
    )


def _split(title: str) -> tuple[str, str]:
    """`Medical Coder at Example Clinic` → employer and title."""
    what, mark, employer = title.rpartition(" at ")
    return (employer.strip(), what.strip()) if mark and 2 < len(employer) < 60 and employer[:1].isupper() else ("", title)


def _first(said: dict[str, str], *names: str) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _longest(said: dict[str, str], *names: str) -> str:
    return max((said.get(name, "") for name in names), key=len)
