"""The form of a posting, the same on every surface: its fields, the lines of text it amounts to, and what is wrong with them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.jobs import drafts, pay, terms
from bot.jobs.drafts import Draft, NotAPosting
from bot.jobs.posting import Listed, Posting

MOST_DAYS = 180
"""How far ahead a posting may end: what nobody renews for half a year is not fresh."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its name in the lines, what it is called, an example, and whether it may be empty or has many lines."""

    name: str
    label: str
    example: str
    optional: bool = False
    long: bool = False
    most: int = 150


FIELDS = (
    FormField("title", "Title", "Outpatient Coder II"),
    FormField("employer", "Employer", "Example Clinic"),
    FormField("terms", "Where; hours; pay; last day", "Remote or Columbus, OH; full-time; $28-34/hour; ends 2027-01-31", most=300),
    FormField("apply", "Web address to apply at", "https://careers.example.org/10442", most=600),
    FormField("text", "What the work is, and what you ask for", "Duties, credentials (CPC, CCS, RHIT …), experience", long=True, most=3_000),
)
"""Five: more fields Discord takes not in one form."""
_NAMES = tuple(field.name for field in FIELDS)
_LINE = re.compile(rf"^\s*({'|'.join(_NAMES)}|where|employment|pay|ends)\s*:\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"\b(?:ends?|until|through|last day|expires?)\s*:?\s*", re.IGNORECASE)


_OPENS = re.compile(r"(?:post(?:\s+a\s+job)?|edit\s+#?(?P<number>\d{1,9}))\s*\Z", re.IGNORECASE)


class Wrong(ValueError):
    """The form cannot be taken; `field` names what to mend."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what)
        self.field = field


def opens(text: str) -> int | None:
    """What the verb is told → 0 where a form for a new posting is asked for, the number of a posting to edit, None for anything else."""
    found = _OPENS.match(text.strip())
    return int(found["number"] or 0) if found else None


def told(values: Mapping[str, str], number: int) -> str:
    """A filled-in form → what the verb is told: `post` or `edit 12`, and the lines."""
    return f"{f'edit {number}' if number else 'post'}\n{lines(values)}"


def errors(values: Mapping[str, str], today: date) -> dict[str, str]:
    """Field → what to mend there; empty if the form can be taken."""
    try:
        posting(values, today)
    except Wrong as error:
        return {error.field: str(error)}
    return {}


def lines(values: Mapping[str, str]) -> str:
    """A filled-in form → the lines that would be typed."""
    return "\n".join(f"{name.title()}: {values[name].strip()}" for name in _NAMES if values.get(name, "").strip())


def read(text: str) -> dict[str, str]:
    """Lines as they are typed → fields by name. `Text:` takes all that follows; where, employment, pay and ends may have lines of their own."""
    found: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        named = _LINE.match(line) if last != "text" else None
        if named:
            last = named[1].lower()
            found[last] = named[2].strip()
        elif last:
            found[last] += f"\n{line}" if found[last] else line
    more = [f"ends {found['ends']}" if name == "ends" else found[name] for name in ("where", "employment", "pay", "ends") if found.get(name)]
    if more:
        found["terms"] = "; ".join([*([found["terms"]] if found.get("terms") else []), *more])
    return {name: found[name].strip() for name in _NAMES if name in found}


def posting(values: Mapping[str, str], today: date) -> Posting:
    """Fields → a posting. Raises `Wrong` for the first field that has to be mended."""
    for field in FIELDS:
        if not field.optional and not values.get(field.name, "").strip():
            raise Wrong(field.name, f"{field.label} is missing.")
    where, employment, stated, ends = _terms(values["terms"])
    expires = drafts.moment(ends, end_of_day=True) if ends else None
    if ends and expires is None:
        raise Wrong("terms", f"The last day is no date: {ends[:40]}. Write it as 2027-01-31.")
    if expires is not None and expires.date() < today:
        raise Wrong("terms", f"The last day, {expires.date()}, is over already.")
    if expires is not None and expires.date() > today + timedelta(days=MOST_DAYS):
        raise Wrong("terms", f"A posting is shown for {MOST_DAYS} days at most; post it again then.")
    amount = pay.read(stated) if stated else None
    if amount and (doubt := pay.doubt(amount)):
        raise Wrong("terms", f"The pay cannot be right: {doubt}.")
    if not where:
        raise Wrong("terms", "Say where the work is done: Remote, or a city and a state.")
    made = Draft(
        values["title"], values["text"], values["apply"], values["employer"], (where,), employment=employment, pay=amount, posted=today, expires=expires
    )
    try:
        return drafts.posting(made)[0]
    except NotAPosting as error:
        raise Wrong("apply" if "address" in str(error) else "title", f"This cannot be posted: {error}.") from error


def values_of(listed: Listed) -> dict[str, str]:
    """The form as it would be filled in for a posting: for who edits it."""
    one = listed.posting
    parts = [one.where, drafts.employment_words(one.employment), _pay_words(one), f"ends {listed.expires:%Y-%m-%d}"]
    told = "; ".join(part.replace(";", " or") for part in parts if part)
    return {"title": one.title, "employer": one.employer, "terms": told, "apply": one.url, "text": one.description[:3_000]}


def _pay_words(one: Posting) -> str:
    return one.pay.words.replace("–", " - ") if one.pay else ""


def _terms(text: str) -> tuple[str, str, str, str]:
    """`Remote or Columbus, OH; full-time; $28-34/hour; ends 2027-01-31` → where, hours, pay, last day."""
    where, employment, stated, ends = [], [], "", ""
    for part in re.split(r"[;\n]", text):
        if _ENDS.match(part.strip()):
            ends = _ENDS.sub("", part, count=1).strip()
        elif pay.read(part) and not stated:
            stated = part.strip()
        elif terms.employment(part) and not terms.states(part):
            employment.append(part.strip())
        elif part.strip():
            where.append(part.strip())
    return "; ".join(where), ", ".join(employment), stated, ends
