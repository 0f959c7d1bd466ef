"""Open postings for the world: schema.org JobPosting for search engines, and an Atom feed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.jobs.posting import Listed, Place, Workplace

_ATOM = "http://www.w3.org/2005/Atom"


def job_posting(listed: Listed, address: str) -> dict[str, Any]:
    """A posting as schema.org JobPosting, with what search engines ask for: place or remote with a country, employer, day, HTML text."""
    one = listed.posting
    made: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": one.title,
        "description": "".join(f"<p>{escape(line)}</p>" for line in (one.description or one.title).split("\n")),
        "identifier": {"@type": "PropertyValue", "name": "Coderly", "value": one.requisition or str(listed.id)},
        "datePosted": str(one.posted or listed.listed.date()),
        "validThrough": listed.expires.isoformat(timespec="seconds"),
        "hiringOrganization": {"@type": "Organization", "name": one.employer or "confidential"},
        "directApply": False,
        "url": address,
    }
    if one.employment:
        made["employmentType"] = [kind.value.upper() for kind in one.employment]
    if one.workplace is Workplace.REMOTE:
        states = [{"@type": "State", "name": f"{place.state}, USA"} for place in one.places if place.state and place.country == "US"]
        made |= {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": states or {"@type": "Country", "name": "USA"}}
    else:
        made["jobLocation"] = [_place(place) for place in one.places or (Place(),)]
    if one.pay:
        value = {"@type": "QuantitativeValue", "minValue": one.pay.low, "maxValue": one.pay.high, "unitText": one.pay.unit.value.upper()}
        made["baseSalary"] = {"@type": "MonetaryAmount", "currency": one.pay.currency, "value": value}
    if one.credentials:
        made["qualifications"] = ", ".join(one.credentials)
    return made


def _place(place: Place) -> dict[str, Any]:
    address = {"addressLocality": place.city, "addressRegion": place.state, "addressCountry": place.country}
    return {"@type": "Place", "address": {"@type": "PostalAddress"} | {name: value for name, value in address.items() if value}}


def atom(listed: Sequence[Listed], home: str, now: datetime) -> bytes:
    """An Atom feed of postings, the newest first; `home` is the address of the list."""
    feed = Element("feed", xmlns=_ATOM)
    _add(feed, "title", "Coding jobs")
    _add(feed, "id", home)
    _add(feed, "updated", max((one.listed for one in listed), default=now).astimezone(UTC).isoformat(timespec="seconds"))
    SubElement(feed, "link", rel="self", href=f"{home}.atom", type="application/atom+xml")
    SubElement(feed, "link", rel="alternate", href=home, type="text/html")
    for one in listed:
        entry, posting = SubElement(feed, "entry"), one.posting
        _add(entry, "title", f"{posting.title}, {posting.employer}" if posting.employer else posting.title)
        _add(entry, "id", f"{home}/{one.id}")
        _add(entry, "updated", one.listed.astimezone(UTC).isoformat(timespec="seconds"))
        if posting.posted:
            _add(entry, "published", datetime.combine(posting.posted, time.min, UTC).isoformat())
        SubElement(entry, "link", rel="alternate", href=f"{home}/{one.id}", type="text/html")
        author = SubElement(entry, "author")
        _add(author, "name", posting.employer or "confidential")
        facts = " · ".join(part for part in (posting.where, posting.pay.words if posting.pay else "", ", ".join(posting.credentials)) if part)
        _add(entry, "summary", facts)
        _add(entry, "content", posting.description).set("type", "text")
    shown: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return shown


def _add(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, name)
    made.text = text
    return made


