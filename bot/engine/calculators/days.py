"""Ages, days between two dates, and new or established. The date of birth itself is never repeated in a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coding import dates, day_counts
from bot.coding.finding import Finding, Ground
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.turns import Table
from knowledge.catalog import Catalog

_BIRTH_WORDS = re.compile(r"\b(?:d\.?o\.?b\.?|born|birth(?:[\s-]?da(?:te|y))?)\b", re.IGNORECASE)
_DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_CALENDAR = "Calendar arithmetic"


@dataclass(frozen=True, slots=True)
class Days:
    """Two days, the earlier one first."""

    first: date
    second: date


def _days(text: str, today: date, *, fill: bool) -> Days | Problem:
    """The dates of a text. `fill`: one date is enough, the other is today."""
    mentions = dates.all_dates(_BIRTH_WORDS.sub(" ", text))
    bad = next((m for m in mentions if m.value is None), None)
    if bad is not None:
        return Problem(bad.problem)
    unread = _DATE_LIKE.search(dates.without_dates(text))
    if unread is not None:
        return Problem(f"{unread[0]} is not a date that can be read; write it as YYYY-MM-DD")
    found = [m.value for m in mentions if m.value is not None]
    if len(found) == 1 and fill:
        found.append(today)
    if len(found) != 2:
        return Problem(f"{'one or two dates' if fill else 'two dates'} are needed, {len(found)} were given")
    return Days(found[0], found[1])


def parse_age(text: str, today: date) -> Days | Problem:
    """Date of birth, and the day (today if there is none). The earlier date is the birth."""
    days = _days(text, today, fill=True)
    if isinstance(days, Problem):
        return days
    first, second = sorted((days.first, days.second))
    if days.second == today and days.first > today:
        return Problem("the date of birth lies in the future")
    if second.year - first.year > day_counts.MAX_YEARS:
        return Problem(f"more than {day_counts.MAX_YEARS} years lie between the dates")
    return Days(first, second)


def age(days: Days, catalog: Catalog) -> Finding:
    """Completed years, months and days."""
    found = day_counts.age(days.first, days.second)
    return result(
        "age",
        f"{found.years} years old on {days.second} ({found.months} months and {found.days} days beyond the birthday)",
        rule="Years count when the birthday is reached.",
        tables=(
            Table(
                ("Step", "Result"),
                (
                    ("completed years", str(found.years)),
                    ("months beyond", str(found.months)),
                    ("days beyond", str(found.days)),
                    ("days in all", str((days.second - days.first).days)),
                ),
            ),
        ),
        sources=(Ground(rule=_CALENDAR),),
        data={"years": found.years, "months": found.months, "days": found.days},
    )


def parse_days(text: str, today: date) -> Days | Problem:
    """Two dates in any order, or one and today."""
    days = _days(text, today, fill=True)
    return days if isinstance(days, Problem) else Days(*sorted((days.first, days.second)))


def between(days: Days, catalog: Catalog) -> Finding:
    """How many days lie between, and the count with both inside."""
    apart = (days.second - days.first).days
    return result(
        "days",
        f"{days.first} to {days.second}: {apart} days apart ({apart + 1} with both days counted)",
        rule="Days apart do not count the first day; a stay or a period counts both where its rule says so.",
        tables=(Table(("Step", "Result"), (("days apart", str(apart)), ("weeks and days", f"{apart // 7} weeks {apart % 7} days"))),),
        sources=(Ground(rule=_CALENDAR),),
        data={"days": apart},
    )


def parse_new(text: str, today: date) -> Days | Problem:
    """The day last seen, and the day of the visit (today if there is none)."""
    days = _days(text, today, fill=True)
    if isinstance(days, Problem):
        return days
    first, second = sorted((days.first, days.second))
    return Problem("both dates are the same day") if first == second else Days(first, second)


def new_or_established(days: Days, catalog: Catalog) -> Finding:
    """Whether three years have passed."""
    established = day_counts.is_established(days.first, days.second)
    limit = day_counts.anniversary(days.first, day_counts.NEW_YEARS)
    edge = " The visit is on that very day: some payers count it as new." if days.second == limit else ""
    return result(
        "new",
        f"{'Established' if established else 'New'} patient on {days.second}, last seen {days.first}",
        rule="Established: a face-to-face professional service by the same group and exact specialty within the three years before.",
        tables=(Table(("Step", "Day"), (("last seen", str(days.first)), ("three years later", str(limit)), ("visit", str(days.second)))),),
        caveat="Holds for the same group and the same specialty only; a service without face-to-face contact does not count." + edge,
        sources=(Ground(rule=day_counts.NEW_RULE),),
        data={"established": established, "until": limit.isoformat()},
    )


AGE = Calculator("age", "Age on a day", ("age",), "age 1958-03-04 on 2026-11-20", parse_age, age)
DAYS = Calculator("days", "Days between two dates", ("days between", "days"), "days 2026-01-01 2026-03-01", parse_days, between)
NEW = Calculator(
    "new", "New or established patient", ("new or established", "last seen", "three-year rule"), "last seen 2023-11-25, visit 2026-11-20",
    parse_new, new_or_established,
)
