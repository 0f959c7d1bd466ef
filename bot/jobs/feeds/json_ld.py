"""Pages with schema.org JobPosting as JSON-LD: an object, a list or a graph; a block that is no JSON costs that block only. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.jobs import drafts, pay
from bot.jobs.drafts import Draft
from bot.jobs.feeds.reading import MOST_ITEMS, BrokenFeed, Item, Trouble, joined, listed, mapping, text
from bot.jobs.posting import Pay, Place

_DEEPEST = 6


def read(data: bytes) -> Iterator[Item | Trouble]:
    """See `reading.Read`."""
    from selectolax.lexbor import LexborHTMLParser

    blocks = [
        node.text() for node in LexborHTMLParser(data.decode("utf-8", "replace")).css("script") if _is_json_ld(node.attributes.get("type"))
    ]
    if not blocks:
        raise BrokenFeed("the page has no JSON-LD")
    return _of_blocks(blocks)


def _is_json_ld(kind: str | None) -> bool:
    return (kind or "").split(";")[0].strip().lower() == "application/ld+json"


def _of_blocks(blocks: list[str]) -> Iterator[Item | Trouble]:
    count = 0
    for number, block in enumerate(blocks):
        try:
            found = json.loads(block)
        except (ValueError, RecursionError):
            yield Trouble(f"block {number + 1}", "it is no JSON")
            continue
        for job in _postings(found, 0):
            count += 1
            if count > MOST_ITEMS:
                return
            try:
                yield _one(job)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                yield Trouble(text(job.get("title"))[:60] or f"block {number + 1}", f"its layout is another one ({type(error).__name__})")


def _postings(found: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(found, list):
        for one in found:
            yield from _postings(one, depth + 1)
    elif isinstance(found, Mapping):
        if any(text(kind).rsplit("/", 1)[-1] == "JobPosting" for kind in listed(found.get("@type"))):
            yield found
        for name in ("@graph", "itemListElement", "item", "mainEntity"):
            if name in found:
                yield from _postings(found[name], depth + 1)


def _one(job: Mapping[str, Any]) -> Item:
    identifier = job.get("identifier")
    requisition = text(mapping(identifier).get("value")) or text(identifier)
    employer = job.get("hiringOrganization")
    url = text(job.get("url")) or text(mapping(job.get("mainEntityOfPage")).get("@id"))
    allowed = [text(mapping(one).get("name")) or text(one) for one in listed(job.get("applicantLocationRequirements"))]
    remote = any(text(kind).upper() == "TELECOMMUTE" for kind in listed(job.get("jobLocationType")))
    return Item(
        url or requisition or text(job.get("title")),
        Draft(
            title=text(job["title"]),
            description=text(job.get("description")) + "\n" + joined(listed(job.get("responsibilities")), "\n"),
            url=url,
            employer=text(mapping(employer).get("name")) or text(employer),
            locations=(*(_place(place) for place in listed(job.get("jobLocation"))), *(one for one in allowed if remote)),
            workplace="remote" if remote else "",
            employment=joined(listed(job.get("employmentType"))),
            pay=_pay(job.get("baseSalary")),
            posted=drafts.day(job.get("datePosted")),
            expires=drafts.moment(job.get("validThrough"), end_of_day=True),
            requisition=requisition,
            also=joined((*listed(job.get("qualifications")), *listed(job.get("skills")), *listed(job.get("occupationalCategory"))), "\n"),
        ),
    )


def _place(value: object) -> Place | str:
    address = mapping(value).get("address", value)
    if not isinstance(address, Mapping):
        return text(address)
    country = address.get("addressCountry")
    named = (text(mapping(country).get("name")) or text(country)).strip()
    home = named.upper().replace(".", "") in ("", "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA")
    return Place(text(address.get("addressLocality")), text(address.get("addressRegion")), "US" if home else named[:40])


def _pay(salary: object) -> Pay | None:
    amount = mapping(salary)
    value = amount.get("value", salary)
    stated = mapping(value)
    unit = pay.unit_named(stated.get("unitText") or amount.get("unitText"))
    low, high = (_number(stated.get(name)) for name in ("minValue", "maxValue"))
    only = _number(stated.get("value")) if stated else _number(value)
    low, high = (low or only or high), (high or only or low)
    if low is None or high is None:
        return pay.read(value) if isinstance(value, str) else None
    return pay.of(low, high, unit, text(amount.get("currency")) or text(stated.get("currency")) or "USD")


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        return float(value.replace(",", "").lstrip("$ ")) if isinstance(value, str) else None
    except ValueError:
        return None
