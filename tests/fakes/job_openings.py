"""Invented openings, and how each kind of feed tells of them. All names, numbers and texts are made up here; layouts are the published ones."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

_FIRST = "North South East West Lake River Cedar Maple Harbor Summit Prairie Canyon Willow Granite Amber Silver Stone Clear Fair Long Oak Pine".split()
_SECOND = "field view brook dale crest haven ridge port gate land ford mont wood shore side point bend glen well mark".split()
_WHAT = (
    "Clinic", "Medical Center", "Health System", "Hospital", "Orthopaedics", "Physicians Group", "Regional Health", "Billing Partners",
    "Revenue Services", "Heart Institute", "Children's Hospital", "Radiology Associates", "Surgery Center", "University Hospital",
)  # fmt: skip
_CITIES = (
    ("Columbus", "OH"), ("Dayton", "OH"), ("Austin", "TX"), ("Dallas", "TX"), ("El Paso", "TX"), ("Phoenix", "AZ"), ("Denver", "CO"), ("Boise", "ID"),
    ("Tampa", "FL"), ("Orlando", "FL"), ("Atlanta", "GA"), ("Raleigh", "NC"), ("Nashville", "TN"), ("Memphis", "TN"), ("Portland", "OR"), ("Salem", "OR"),
    ("Seattle", "WA"), ("Madison", "WI"), ("St. Louis", "MO"), ("Kansas City", "MO"), ("Omaha", "NE"), ("Albany", "NY"), ("Buffalo", "NY"), ("Fresno", "CA"),
    ("Sacramento", "CA"), ("Richmond", "VA"), ("Baltimore", "MD"), ("Boston", "MA"), ("Detroit", "MI"), ("Minneapolis", "MN"),
)  # fmt: skip
TITLES = (
    "Medical Coder", "Medical Coder II", "Senior Medical Coder", "Inpatient Coding Specialist", "Outpatient Coding Specialist", "Coding Auditor, Profee",
    "Risk Adjustment Coder", "Surgical Coder", "ED Facility Coder", "Radiology Coder", "Coding Educator", "Coding Manager", "Medical Biller",
    "Charge Capture Specialist", "Denials Coder", "Orthopedic Surgery Coder", "Cardiology Coder", "HCC Coding Auditor", "Anesthesia Coder", "CDI Specialist",
    "Pro Fee Coder III", "OB/GYN Coder", "Oncology Infusion Coder", "Coding Supervisor", "E/M Auditor", "Interventional Radiology Coder", "Pediatric Coder",
)  # fmt: skip
_DUTIES = (
    "Assign diagnosis and procedure codes from the record for every encounter in the queue",
    "Resolve edits before claims leave the building and say why in the work list",
    "Query providers when the documentation does not support what was charged",
    "Meet a weekly volume target with at least ninety-five percent accuracy",
    "Work denials by payer and write first-level appeals with the evidence",
    "Review operative notes line by line and choose modifiers that the note supports",
    "Keep up with quarterly updates and teach two short sessions a year",
    "Audit a sample of ten charts for each provider and report trends",
    "Reconcile charge sheets with the schedule at the end of each day",
    "Take part in the monthly meeting of the revenue integrity group",
    "Support the yearly risk adjustment sweep with chart retrieval and second reviews",
    "Abstract surgical cases in the encoder and check groupings",
    "Escalate compliance concerns to the coding manager without delay",
    "Validate present-on-admission indicators and discharge dispositions",
    "Code observation and same-day surgery accounts within three days of discharge",
    "Work closely with documentation specialists on severity and mortality reviews",
    "Prepare material for external audits and answer reviewers in time",
    "Capture infusion start and stop times and flag what is missing",
    "Cross-train in a second specialty within the first year",
    "Use the coding clinic archive and cite it when a rule is in dispute",
    "Help new colleagues through their first ninety days on the team",
    "Track unbilled accounts and bring the number down week by week",
    "Read payer bulletins and change local edits where needed",
    "Check medical necessity for imaging before the appointment",
    "Sort work queues by age and by amount so that nothing runs late",
)
_NEEDS = (
    "CPC or CCS is needed", "CCS-P or CPC with two years of experience", "RHIT or RHIA preferred", "COC within a year", "CRC preferred",
    "CPMA is a plus", "CIC or CCS and three years of inpatient work", "CPC-A welcome", "CPB or equal experience", "CCA to start, CCS later",
)  # fmt: skip
_TOOLS = ("a two-screen set-up", "an encoder of the usual make", "daily contact with physicians", "a quiet queue", "mentors", "weekly feedback")
_PERKS = (
    "We pay for one membership and for the yearly continuing education.", "Health plan from the first day; four weeks off.",
    "Equipment is sent to your home.", "Retirement plan with a match after six months.", "A small team with a long memory and little turnover.",
    "Bonus each quarter for quality.", "Tuition help after one year.", "Flexible start between six and nine.",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """A job that exists once, whoever tells of it."""

    number: int
    employer: str
    title: str
    city: str
    state: str
    remote: bool
    employment: str
    low: float
    high: float
    hourly: bool
    duties: tuple[str, ...]
    needs: str
    perks: tuple[str, ...]
    posted: date
    requisition: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        about = f"{self.employer} is looking for a {self.title.lower()} who likes careful work."
        return (about, *(f"- {duty}." for duty in self.duties), f"What you bring: {self.needs}.", *self.perks)

    @property
    def where(self) -> str:
        return f"{self.city}, {self.state}"


def openings(count: int, seed: int, employers: int = 0) -> list[Opening]:
    """So many different openings of invented employers; `employers` = how many share them."""
    dice = random.Random(seed)
    names = [f"{dice.choice(_FIRST)}{dice.choice(_SECOND)} {dice.choice(_WHAT)}" for _ in range(employers or max(3, count // 4))]
    made, taken = [], set()
    while len(made) < count:
        city, state = dice.choice(_CITIES)
        hourly = dice.random() < 0.6
        low = dice.randrange(40, 72) / 2 if hourly else dice.randrange(45, 90) * 1000
        one = Opening(
            number=len(made) + 1, employer=dice.choice(names), title=dice.choice(TITLES), city=city, state=state, remote=dice.random() < 0.4,
            employment=dice.choice(("full-time", "full-time", "full-time", "part-time", "contract", "per diem")), low=low,
            high=round(low * dice.uniform(1.1, 1.35)),
            hourly=hourly, duties=tuple(f"{duty}, with {dice.choice(_TOOLS)}" for duty in dice.sample(_DUTIES, dice.randrange(5, 10))),
            needs=dice.choice(_NEEDS), perks=tuple(dice.sample(_PERKS, dice.randrange(2, 5))),
            posted=date(2026, 9, 1) + timedelta(days=dice.randrange(60)), requisition=f"REQ-{dice.randrange(10_000, 99_999)}",
        )  # fmt: skip
        key = (one.employer, one.title, one.city, one.remote)
        if key not in taken:
            taken.add(key)
            made.append(one)
    return made


def many(count: int, seed: int) -> list[Opening]:
    """Any number of openings, all different by their number: `openings` has only so many combinations."""
    base = openings(min(count, 2_000), seed)
    dice = random.Random(seed + 1)
    more = (replace(dice.choice(base), city=f"{dice.choice(_FIRST)}{dice.choice(_SECOND)}", number=n) for n in range(len(base) + 1, count + 1))
    drawn = [*base, *more]
    return [replace(one, number=n, duties=tuple(dice.sample(one.duties, len(one.duties)))) for n, one in enumerate(drawn, 1)]


def as_html(one: Opening) -> str:
    """The text as boards keep it."""
    parts = [f"<li>{html.escape(p[2:])}</li>" if p.startswith("- ") else f"<p>{html.escape(p)}</p>" for p in one.paragraphs]
    return "".join(parts).replace("</p><li>", "</p><ul><li>").replace("</li><p>", "</li></ul><p>")


def _pay(one: Opening) -> str:
    low, high = (f"${one.low:,.2f}", f"${one.high:,.2f}") if one.hourly else (f"${one.low:,.0f}", f"${one.high:,.0f}")
    return f"{low} - {high} {'per hour' if one.hourly else 'per year'}"


def greenhouse(some: Sequence[Opening], board: str = "example") -> bytes:
    jobs = [
        {
            "absolute_url": f"https://boards.greenhouse.io/{board}/jobs/{4_000_000 + one.number}", "internal_job_id": one.number,
            "location": {"name": f"Remote - {one.where}" if one.remote else one.where},
            "metadata": [{"id": 1, "name": "Employment Type", "value": one.employment.title(), "value_type": "single_select"}],
            "id": 4_000_000 + one.number, "updated_at": f"{one.posted}T11:04:31-04:00", "requisition_id": one.requisition, "title": one.title,
            "company_name": one.employer, "first_published": f"{one.posted}T09:00:00-04:00", "content": html.escape(as_html(one)),
            "departments": [{"id": 1, "name": "Revenue Cycle", "child_ids": [], "parent_id": None}], "offices": [],
        }
        for one in some
    ]  # fmt: skip
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def lever(some: Sequence[Opening], site: str = "example") -> bytes:
    posted = [int(datetime(o.posted.year, o.posted.month, o.posted.day, 12, tzinfo=UTC).timestamp() * 1000) for o in some]
    return json.dumps(
        [
            {
                "id": f"5ac21346-0000-4000-8000-{one.number:012d}", "text": one.title, "createdAt": at,
                "categories": {"commitment": one.employment.title(), "department": "HIM", "location": one.where, "team": "Coding"}, "country": "US",
                "workplaceType": "remote" if one.remote else "on-site", "descriptionPlain": one.paragraphs[0],
                "description": f"<div>{html.escape(one.paragraphs[0])}</div>",
                "lists": [{"text": "What you do", "content": "".join(f"<li>{html.escape(p[2:])}</li>" for p in one.paragraphs if p.startswith("- "))}],
                "additional": "".join(f"<div>{html.escape(p)}</div>" for p in one.paragraphs[1:] if not p.startswith("- ")),
                "hostedUrl": f"https://jobs.lever.co/{site}/{one.number}", "applyUrl": f"https://jobs.lever.co/{site}/{one.number}/apply",
                "salaryRange": {"currency": "USD", "interval": "per-hour-wage" if one.hourly else "per-year-salary", "min": one.low, "max": one.high},
            }
            for one, at in zip(some, posted, strict=True)
        ]
    ).encode()  # fmt: skip


def ashby(some: Sequence[Opening], board: str = "example") -> bytes:
    kinds = {"full-time": "FullTime", "part-time": "PartTime", "contract": "Contract", "per diem": "Temporary"}
    jobs = [
        {
            "id": f"11111111-2222-4333-8444-{one.number:012d}", "title": one.title, "department": "Revenue Cycle", "team": "Coding",
            "employmentType": kinds[one.employment], "location": f"Remote ({one.where})" if one.remote else one.where, "secondaryLocations": [],
            "publishedAt": f"{one.posted}T15:00:00.000+00:00", "isListed": True, "isRemote": one.remote, "workplaceType": "Remote" if one.remote else "OnSite",
            "jobUrl": f"https://jobs.ashbyhq.com/{board}/{one.number}", "applyUrl": f"https://jobs.ashbyhq.com/{board}/{one.number}/application",
            "descriptionHtml": as_html(one), "compensation": {"scrapeableCompensationSalarySummary": _pay(one)},
        }
        for one in some
    ]  # fmt: skip
    return json.dumps({"apiVersion": "1", "jobs": jobs}).encode()


def json_ld_of(one: Opening) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org/", "@type": "JobPosting", "title": one.title + (" (Remote)" if one.remote else ""), "description": as_html(one),
        "identifier": {"@type": "PropertyValue", "name": one.employer, "value": one.requisition}, "datePosted": str(one.posted),
        "employmentType": one.employment.upper().replace("-", "_").replace(" ", "_").replace("CONTRACT", "CONTRACTOR"),
        "hiringOrganization": {"@type": "Organization", "name": one.employer},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": one.city, "addressRegion": one.state, "addressCountry": "US"},
        },
        "baseSalary": {
            "@type": "MonetaryAmount", "currency": "USD",
            "value": {"@type": "QuantitativeValue", "minValue": one.low, "maxValue": one.high, "unitText": "HOUR" if one.hourly else "YEAR"},
        },
        "url": f"https://careers.example.org/{one.number}",
    }  # fmt: skip
    return found | ({"jobLocationType": "TELECOMMUTE"} if one.remote else {})


def page(some: Sequence[Opening]) -> bytes:
    blocks = "".join(f'<script type="application/ld+json">{json.dumps(json_ld_of(one))}</script>' for one in some)
    return f"<!doctype html><html><head><title>Jobs</title>{blocks}</head><body></body></html>".encode()


def rss(some: Sequence[Opening], site: str = "https://board.example.org") -> bytes:
    items = "".join(
        f"<item><title>{html.escape(one.title)}</title><link>{site}/job/{one.number}/</link><dc:creator><![CDATA[{one.employer}]]></dc:creator>"
        f'<pubDate>{_rfc822(one)}</pubDate><guid isPermaLink="false">{site}/?p={one.number}</guid>'
        f"<description><![CDATA[{one.paragraphs[0]} &hellip;]]></description><content:encoded><![CDATA[{as_html(one)}]]></content:encoded>"
        f"<job_listing:location><![CDATA[{f'Remote, {one.where}' if one.remote else one.where}]]></job_listing:location>"
        f"<job_listing:job_type><![CDATA[{one.employment.title()}]]></job_listing:job_type>"
        f"<job_listing:company><![CDATA[{one.employer}]]></job_listing:company></item>"
        for one in some
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:job_listing="https://jobs.example.org"><channel><title>Example Coding Jobs</title>'
        f"<link>{site}</link><description>Latest</description>{items}</channel></rss>"
    ).encode()


def indeed(some: Sequence[Opening], site: str = "https://jobs.example.org") -> bytes:
    jobs = "".join(
        f"<job><title><![CDATA[{one.title}]]></title><date><![CDATA[{_rfc822(one)}]]></date><referencenumber><![CDATA[x{one.number}]]></referencenumber>"
        f"<requisitionid><![CDATA[{one.requisition}]]></requisitionid><url><![CDATA[{site}/view?id={one.number}&source=Indeed]]></url>"
        f"<company><![CDATA[{one.employer}]]></company><city><![CDATA[{one.city}]]></city><state><![CDATA[{one.state}]]></state>"
        f"<country><![CDATA[US]]></country><description><![CDATA[{as_html(one)}]]></description><salary><![CDATA[{_pay(one)}]]></salary>"
        f"<jobtype><![CDATA[{one.employment.replace('-', '').replace(' ', '')}]]></jobtype>"
        f"<remotetype><![CDATA[{'Fully remote' if one.remote else ''}]]></remotetype></job>"
        for one in some
    )
    return f'<?xml version="1.0" encoding="utf-8"?><source><publisher>Example Health Jobs</publisher>{jobs}</source>'.encode()


LAYOUTS = {"greenhouse": greenhouse, "lever": lever, "ashby": ashby, "page": page, "rss": rss, "indeed": indeed}


def _rfc822(one: Opening) -> str:
    return format_datetime(datetime(one.posted.year, one.posted.month, one.posted.day, 14, 12, tzinfo=UTC))
