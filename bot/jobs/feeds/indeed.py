"""Indeed's XML feed: `<job>` elements with everything in CDATA, pay and kind of employment as free text. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bot.jobs import drafts
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import Item, Trouble
from bot.jobs.feeds.xml_items import elements, values
from bot.jobs.posting import Place


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    found = elements(data, "job")
    return (_one(element) if element is not None else Trouble("the rest", "the feed breaks off") for element in found)


def _one(job: Element) -> Item | Trouble:
    said = values(job)
    identity = said.get("referencenumber") or said.get("url", "")
    if not said.get("title") or not identity:
        return Trouble(said.get("title", "")[:60] or "a job", "it has no title, or neither number nor address")
    country = said.get("country", "")
    place = Place(
        said.get("city", ""), said.get("state", ""), "US" if country.upper() in ("", "US", "USA", "UNITED STATES") else country[:40]
    )
    return Item(
        identity,
        Draft(
            title=said["title"],
            description=said.get("description", ""),
            url=said.get("url", ""),
            employer=said.get("company") or said.get("sourcename", ""),
            locations=(place,),
            workplace=said.get("remotetype", ""),
            employment=said.get("jobtype", ""),
            pay=said.get("salary", ""),
            posted=drafts.day(said.get("date")),
            expires=drafts.moment(said.get("expirationdate"), end_of_day=True),
            requisition=said.get("requisitionid", ""),
            also=said.get("category", ""),
        ),
    )
