"""The level of a visit from decision making, from time, or from both side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.coding import dates, visit_levels
from bot.coding.finding import Finding, Ground
from bot.coding.visit_levels import ELEMENTS, FAMILIES, MAX_MINUTES, SINGLE_MINIMUM_SINCE, Family, Mdm
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.engine.calculators.minutes import minutes_in
from bot.turns import Table
from knowledge.catalog import Catalog

NAME = "level"
_RANKS = {
    **dict.fromkeys(("straightforward", "minimal", "none", "self-limited", "minor"), Mdm.STRAIGHTFORWARD),
    **dict.fromkeys(("low", "limited"), Mdm.LOW),
    **dict.fromkeys(("moderate", "multiple"), Mdm.MODERATE),
    **dict.fromkeys(("high", "extensive"), Mdm.HIGH),
}
_RANK = "|".join(sorted(_RANKS, key=len, reverse=True))
_ELEMENT = r"problems?|data|risk"
_AFTER = re.compile(rf"\b(?P<element>{_ELEMENT})\b\s*(?:is|are|[:=-])?\s*(?P<rank>{_RANK})\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?P<rank>{_RANK})\s+(?:complexity\s+)?(?P<element>{_ELEMENT})\b", re.IGNORECASE)
_OVERALL = re.compile(rf"\b(?:mdm\s*[:=]?\s*(?P<after>{_RANK})|(?P<before>{_RANK})\s+(?:complexity\s+)?mdm)\b", re.IGNORECASE)
_FIRST = re.compile(rf"\b(?:(?P<element>{_ELEMENT})|(?:{_RANK}))\b", re.IGNORECASE)
_CODE = re.compile(r"(?<!\d)99\d{3}(?!\d)")
_PLACES = (
    (re.compile(r"\b(?:ed|er|emergency)\b", re.IGNORECASE), "emergency"),
    (re.compile(r"\bconsult\w*", re.IGNORECASE), "consultation"),
    (re.compile(r"\b(?:nursing|snf|nf)\b", re.IGNORECASE), "nursing"),
    (re.compile(r"\b(?:hospital|inpatient|observation|admi\w+)\b", re.IGNORECASE), "hospital"),
    (re.compile(r"\b(?:home|residence|domiciliary|assisted)\b", re.IGNORECASE), "home"),
    (re.compile(r"\b(?:office|outpatient|clinic)\b|", re.IGNORECASE), "office"),
)
_KINDS = (
    (re.compile(r"\bsame[\s-]?day\b", re.IGNORECASE), "same day"),
    (re.compile(r"\bdischarge\b", re.IGNORECASE), "discharge"),
    (re.compile(r"\bsubsequent\b|\bfollow[\s-]?up\b", re.IGNORECASE), "subsequent"),
    (re.compile(r"\binitial\b|\badmi\w+", re.IGNORECASE), "initial"),
    (re.compile(r"\bnew\b", re.IGNORECASE), "new"),
    (re.compile(r"\best(?:ablished)?\b", re.IGNORECASE), "established"),
    (re.compile(r"\binpatient\b", re.IGNORECASE), "inpatient"),
    (re.compile(r"\boutpatient\b|\boffice\b|\bclinic\b", re.IGNORECASE), "outpatient"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What was said of a visit: its family, the elements known or the level of decision making as a whole, the minutes."""

    family: Family
    elements: Mapping[str, Mdm] = field(default_factory=dict)
    overall: Mdm | None = None
    minutes: int | None = None
    on: date = SINGLE_MINIMUM_SINCE


def parse(text: str, today: date) -> Visit | Problem:
    """`established problems moderate, data limited, risk moderate`, `new 47 min`, `subsequent hospital 40 min`, `99214 35 min`."""
    family = _family(text)
    if isinstance(family, Problem):
        return family
    times = minutes_in(text)
    if len(times) > 1:
        return Problem("more than one time is given; add them up to the total of the day")
    minutes = times[0][2] if times else None
    if minutes is not None and not 0 < minutes <= MAX_MINUTES:
        return Problem(f"{minutes} minutes cannot be the time of one day")
    elements = _elements(text)
    if isinstance(elements, Problem):
        return elements
    overall = _OVERALL.search(text)
    level = _RANKS[(overall["after"] or overall["before"]).lower()] if overall else None
    if level is None and minutes is None and len(elements) < 2:
        return Problem("two of problems, data and risk are needed, or the minutes of the day")
    when = dates.service_date(text)
    return Visit(family, elements, level, minutes, when.value if when and when.value else today)


def _family(text: str) -> Family | Problem:
    code = _CODE.search(text)
    if code:
        return visit_levels.family_of(code[0]) or Problem(f"{code[0]} is not in a family of visits with levels")
    place = next(name for pattern, name in _PLACES if pattern.search(text))
    if place in FAMILIES:
        return FAMILIES[place]
    kinds = [kind for pattern, kind in _KINDS if pattern.search(text) and f"{place} {kind}" in FAMILIES]
    if not kinds:
        choices = " or ".join(key.removeprefix(f"{place} ") for key in FAMILIES if key.startswith(f"{place} "))
        return Problem(f"say which {place} visit: {choices}")
    if {"new", "established"} <= set(kinds) or {"initial", "subsequent"} <= set(kinds):
        return Problem(f"{' and '.join(kinds)}: which of both?")
    return FAMILIES[f"{place} {kinds[0]}"]


def _elements(text: str) -> dict[str, Mdm] | Problem:
    """People write `problems low` or `low problems`; the first word of the list tells which."""
    first = _FIRST.search(text)
    pattern = _AFTER if first and first["element"] else _BEFORE
    found: dict[str, Mdm] = {}
    for match in pattern.finditer(text):
        element = "problems" if match["element"].lower().startswith("problem") else match["element"].lower()
        rank = _RANKS[match["rank"].lower()]
        if found.setdefault(element, rank) is not rank:
            return Problem(f"{element} is given twice")
    return found


def compute(visit: Visit, catalog: Catalog) -> Finding:
    """The level by each basis that was given."""
    family = visit.family
    level = visit.overall if visit.overall is not None else visit_levels.level_of(visit.elements) if len(visit.elements) > 1 else None
    bases: list[tuple[str, str]] = []
    notes: list[str] = []
    if level is not None:
        if family.decided:
            bases.append((f"decision making ({level.words})", visit_levels.by_decision(family, level)))
        else:
            notes.append("Decision making does not choose here; the time does.")
        if visit.overall is None and len(visit.elements) == 2:
            missing = next(e for e in ELEMENTS if e not in visit.elements)
            notes.append(f"With two elements known the lower counts; {missing} could raise it.")
    if visit.minutes is not None:
        if family.timed:
            bases.append((f"time ({visit.minutes} min)", visit_levels.by_time(family, visit.minutes)))
        else:
            notes.append("Time does not choose the level here; decision making does.")
    if visit.on < SINGLE_MINIMUM_SINCE:
        notes.append("One minimum time a code holds since 2024-01-01; before it CPT gave ranges, and before 2023 other rules outside the office.")
    reached = [code for _, code in bases if code]
    if not bases:
        verdict = f"{family.name}: no level from what was given"
    else:
        verdict = f"{family.name}: " + "; ".join(f"{code or 'no code reached'} by {basis}" for basis, code in bases)
    if len(set(reached)) > 1:
        notes.append("Either basis may be used; the record must support the one chosen.")
    notes.append("The record decides; medical necessity comes before the count.")
    return result(
        NAME,
        verdict,
        rule="Two of three elements must reach a level, or the total time of that day the minimum of the code (met or exceeded).",
        sources=(Ground(rule=visit_levels.RULE),),
        codes=tuple(dict.fromkeys(reached)),
        facts=_prolonged(visit, reached),
        tables=_tables(visit, level),
        caveat=" ".join(notes),
        data={"family": family.name, "codes": [[basis, code] for basis, code in bases], "minutes": visit.minutes},
    )


def _prolonged(visit: Visit, reached: list[str]) -> tuple[tuple[str, str], ...]:
    if visit.minutes is None:
        return ()
    code = visit_levels.by_time(visit.family, visit.minutes)
    return tuple(
        (f"Prolonged, {addon}", f"from {first} min; {units} units at {visit.minutes} min")
        for addon, first, units in visit_levels.prolonged(code, visit.minutes)
        if code in reached
    )


def _tables(visit: Visit, level: Mdm | None) -> tuple[Table, ...]:
    tables = []
    if visit.elements and visit.overall is None:
        rows = tuple((name, visit.elements[name].words if name in visit.elements else "not given") for name in ELEMENTS)
        tables.append(Table(("Element", "Level"), (*rows, ("two of three", level.words if level else "")), "Decision making"))
    needs = tuple(
        (step.code, step.mdm.words if step.mdm else "", _minutes(visit.family, step.minutes)) for step in visit.family.steps
    )
    tables.append(Table(("Code", "Decision making from", "Minutes from"), needs, visit.family.name))
    return tuple(tables)


def _minutes(family: Family, minutes: int | None) -> str:
    if minutes is None:
        return ""
    return str(minutes) if not family.more_than else f"more than {minutes}" if minutes else "up to 30"


LEVEL = Calculator(
    NAME, "E/M level", ("level", "e/m", "em", "mdm", "visit level"), "level established problems moderate, data limited, risk moderate, 25 min",
    parse, compute,
)
