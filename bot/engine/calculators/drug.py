"""Billing units of a drug: the unit out of its HCPCS description (or given), the dose, the vials opened, JW and JZ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.coding import dates, drug_units
from bot.coding.drug_units import MAX_SIZES, MAX_VIALS, QUANTITY, DrugUnits, Quantity, quantity
from bot.coding.finding import Finding, Ground, Level
from bot.engine.calculators.calculator import Calculator, Problem, result
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.tables import hcpcs

NAME = "drug"
_CODE = re.compile(r"(?<![\w.])[A-CE-HJ-MP-V]\d{4}(?![\w.])", re.IGNORECASE)
_MULTI_DOSE = re.compile(r"\bmulti[\s-]?dose\b|\bmdv\b", re.IGNORECASE)
_PER = re.compile(r"\b(?:per|each|unit\s*(?:of|is|=))\s*$", re.IGNORECASE)
_VIALS_BEFORE = re.compile(r"\bvials?\s*(?:of|sizes?|[:=])?\s*$", re.IGNORECASE)
_VIAL_AFTER = re.compile(
    r"^\s*(?:single[\s-]?dose\s*|multi[\s-]?dose\s*)?(?:vials?|sdv|mdv|syringes?|ampu?les?)\b(?!\s*(?:of|sizes?|[:=])?\s*[\d.])", re.IGNORECASE
)
"""`30 mg vial`, but in `45 mg vial 30 mg` the word belongs to what follows it."""
_DOSE_AFTER = re.compile(r"^\s*dose\b", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:,|/|and|or|&|\+)\s*$", re.IGNORECASE)
_WITHOUT_UNIT = re.compile(r"\b(?:dose|give[ns]?|administered)\s*[:=]?\s*(?P<number>-?\d[\d.,]*)(?!\s*-?\s*[a-z\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drug:
    """A dose, the code or the unit it is billed by, and the sizes of the vials."""

    dose: Quantity
    code: str = ""
    per: Quantity | None = None
    sizes: tuple[Quantity, ...] = ()
    multi_dose: bool = False


def parse(text: str, today: date) -> Drug | Problem:
    """`J1885 dose 45 mg vial 30 mg`, `45 mg per 15 mg, vials 30 mg, 15 mg`."""
    plain = dates.without_dates(text)
    codes = tuple(dict.fromkeys(m[0].upper() for m in _CODE.finditer(plain)))
    if len(codes) > 1:
        return Problem("more than one code is given; one drug at a time")
    per, sizes, doses = _sorted_out(plain)
    for value in (*per, *sizes, *doses):
        if value.amount <= 0:
            return Problem(f"{value} is not above zero")
    bare = _WITHOUT_UNIT.search(plain)
    if not doses:
        return Problem(f"{bare['number']} of what? Give the unit of the dose (mg, mcg, units, ml)" if bare else "the dose is missing")
    if len(doses) > 1:
        return Problem(f"more than one dose is given: {', '.join(map(str, doses))}")
    if not codes and not per:
        return Problem("a HCPCS code, or the unit it is billed by (per 15 mg), is missing")
    if len(per) > 1 or len(sizes) > MAX_SIZES:
        return Problem(f"more than {'one billing unit' if len(per) > 1 else f'{MAX_SIZES} sizes of vials'} is given")
    mixed = next((value for value in (*per, *sizes) if value.kind != doses[0].kind), None)
    if mixed is not None:
        return Problem(f"{doses[0]} and {mixed} are not of one kind; the strength of the solution is needed to convert them")
    return Drug(doses[0], codes[0] if codes else "", per[0] if per else None, tuple(sizes), bool(_MULTI_DOSE.search(plain)))


def _sorted_out(text: str) -> tuple[list[Quantity], list[Quantity], list[Quantity]]:
    """Amounts by what they are: billing unit, size of a vial, dose."""
    per: list[Quantity] = []
    sizes: list[Quantity] = []
    doses: list[Quantity] = []
    vial_until = -1
    for match in QUANTITY.finditer(text):
        value = quantity(match)
        if value is None:
            continue
        if _PER.search(text, 0, match.start()):
            per.append(value)
        elif _DOSE_AFTER.search(text[match.end() :]):
            doses.append(value)
        elif (
            _VIALS_BEFORE.search(text, 0, match.start())
            or _VIAL_AFTER.search(text[match.end() :])
            or (vial_until >= 0 and _LISTED.search(text[vial_until : match.start()]))
        ):
            sizes.append(value)
            vial_until = match.end()
        else:
            doses.append(value)
    return per, sizes, doses


def compute(drug: Drug, catalog: Catalog) -> Finding:
    """Units, and the lines to report with JW or JZ."""
    entry = hcpcs.look_up(catalog.files(hcpcs.SOURCE), drug.code) if drug.code else None
    per = drug.per or (drug_units.unit_of_description(entry.long or entry.short) if entry else None)
    ground: tuple[Ground, ...] = ()
    if entry is not None and drug.per is None:
        edition = next((f.edition for f in catalog.files(hcpcs.SOURCE) if f.edition.name == entry.edition), None)
        ground = (Ground(edition, f"{entry.code}: billed per {per}" if per else entry.code),)
    if per is None:
        why = "is not in the HCPCS file loaded" if drug.code and entry is None else "has no single billing unit in its description"
        return DRUG.unclear(Problem(f"{drug.code} {why}; add it, for example `per 15 mg`"))
    if per.kind != drug.dose.kind:
        return DRUG.unclear(Problem(f"{drug.code} is billed per {per}, the dose is {drug.dose}; the strength is needed to convert it"))
    found = drug_units.drug_units(per, drug.dose, () if drug.multi_dose else drug.sizes)
    if found is None:
        return DRUG.unclear(Problem(f"that would take more than {MAX_VIALS} vials; check the dose and the sizes"))
    return _words(drug, found, ground)


def _words(drug: Drug, found: DrugUnits, ground: tuple[Ground, ...]) -> Finding:
    name = drug.code or "the drug"
    rows = [("billing units", f"{found.dose} / {found.per}, rounded up", str(found.units))]
    notes = []
    if found.opened:
        opened = " + ".join(f"{count} x {size}" for size, count in found.opened)
        rows.append(("vials opened", opened, f"{sum(c for _, c in found.opened)}"))
        rows.append(("discarded", f"{opened} - {found.dose}", f"{found.discarded.normalize():f} {found.dose.kind}"))
        rows.append(("discarded units", "whole units beyond those of the dose", str(found.wasted)))
    if found.wasted:
        lines = f"{name} x{found.units}, {name}-JW x{found.wasted}"
        notes.append("The record must show the amount discarded.")
    elif found.opened:
        lines = f"{name}-JZ x{found.units}"
        if found.discarded:
            notes.append("What is left over is less than a whole unit beyond the dose: it cannot be billed with JW.")
    else:
        lines = f"{name} x{found.units}"
        if drug.multi_dose:
            notes.append("Multi-dose container: neither JW nor JZ, and what is discarded is not billed.")
        else:
            notes.append("Give the size of the single-dose vial for JW or JZ; one of them is wanted by Medicare since 2023-07-01.")
    return result(
        NAME,
        f"{found.dose} at {found.per} a unit: {lines}",
        rule="Dose divided by the unit of the description, rounded up; whole units discarded from single-dose vials go on a line with JW.",
        codes=(drug.code,) if drug.code else (),
        tables=(Table(("Step", "Numbers", "Result"), tuple(rows), "Drug units"),),
        caveat=" ".join((*notes, "The fewest milligrams discarded are assumed where several sizes are given." if len(drug.sizes) > 1 else "")).strip(),
        level=Level.INFORMATION,
        sources=(*ground, Ground(rule=drug_units.RULE)),
        data={
            "units": found.units, "jw": found.wasted, "jz": bool(found.opened) and not found.wasted,
            "opened": [[str(size), count] for size, count in found.opened],
        },
    )


DRUG = Calculator(
    NAME, "Drug units", ("drug units", "drug", "jw", "jz"), "drug J1885 dose 45 mg vial 30 mg", parse, compute
)
