"""What the loaded tables say of a code: every table that lists codes, asked once, as the rules of `bot.coding.status` want it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from bot.coding.status import Listing, yearly
from knowledge import icd10cm
from knowledge.catalog import Catalog, EditionFile
from knowledge.deletions import deletion_of
from knowledge.editions import released
from knowledge.model import Edition, System
from knowledge.tables import addon_codes, code_order, crosswalks, hcpcs, mue, ncci_ptp, other_fees, physician_fee_schedule

RBCS = "rbcs"
_BY_CODE = {
    physician_fee_schedule.SOURCE: "SELECT 1 FROM fee WHERE code = ?",
    other_fees.OPPS_ADDENDUM_B: "SELECT 1 FROM opps WHERE code = ?",
    other_fees.CLFS: "SELECT 1 FROM lab WHERE code = ?",
    mue.PRACTITIONER: "SELECT 1 FROM mue WHERE code = ?",
    mue.OUTPATIENT_HOSPITAL: "SELECT 1 FROM mue WHERE code = ?",
    mue.DME_SUPPLIER: "SELECT 1 FROM mue WHERE code = ?",
}
"""Tables with a code a row, dated by their edition."""
_MOST_NEIGHBOURS = 5
_STARTER_ENDS = date(2026, 12, 31)
"""The pack was written from files of 2025 and 2026."""
_CENSUS = frozenset((physician_fee_schedule.SOURCE, other_fees.OPPS_ADDENDUM_B))
_CENSUS_OF_ALL = frozenset((other_fees.OPPS_ADDENDUM_B,))
"""The fee schedule leaves out the laboratory codes that change each quarter (U, M)."""
_TABULAR = "icd10cm_tabular"
_ICD10CM = ("icd10cm_order", "icd10cm_codes", _TABULAR)
_ICD10PCS = ("icd10pcs_order", "icd10pcs_codes")


def of_procedure(catalog: Catalog, code: str, system: System) -> tuple[Listing, ...]:
    """What is loaded about a CPT, HCPCS or ICD-10-PCS code. Tables that are silent are in it only if their silence counts."""
    if system is System.ICD10PCS:
        return tuple(_classified(catalog, _ICD10PCS, code))
    found = [*_by_edition(catalog, code, system), *_with_dates(catalog, code, system)]
    return tuple(found) if any(x.listed for x in found) else (*found, *_as_a_last_resort(catalog, code))


def of_diagnosis(catalog: Catalog, code: str, on: date) -> tuple[Listing, ...]:
    """What is loaded about an ICD-10-CM code; for the date itself the edition that answers it has the word."""
    file, _ = catalog.file_for(_TABULAR, on)
    others = [x for x in _classified(catalog, _ICD10CM, code) if file is None or not _same_year(x.edition, file.edition)]
    if file is None:
        return tuple(others)
    title, reportable = catalog.title(System.ICD10CM, code, on)
    return (Listing(file.edition, listed=bool(title), census=not file.edition.partial, reportable=reportable), *others)


def _by_edition(catalog: Catalog, code: str, system: System) -> Iterator[Listing]:
    silent = frozenset[str]() if system is not System.CPT else _CENSUS if yearly(code) else _CENSUS_OF_ALL
    for source, query in _BY_CODE.items():
        for file in catalog.files(source):
            census = source in silent and not file.edition.partial
            if file.one(query, code) is not None:
                yield Listing(file.edition, listed=True, census=census)
            elif census:
                yield Listing(file.edition, listed=False, census=True)


def _as_a_last_resort(catalog: Catalog, code: str) -> Iterator[Listing]:
    """For a code that no table of codes has: the edits that name it, and the starter pack, which holds only a few dozen."""
    last = ncci_ptp.last_edit(catalog.files(ncci_ptp.PRACTITIONER), code)
    if last is not None:
        yield Listing(last[1], listed=True, ends=last[0])
    for file in catalog.files("starter"):
        if file.one("SELECT 1 FROM code WHERE code = ?", code) is not None:
            yield Listing(replace(file.edition, ends=_STARTER_ENDS), listed=True)


def _with_dates(catalog: Catalog, code: str, system: System) -> Iterator[Listing]:
    """HCPCS Level II and RBCS, which give each code's own dates, our table of deletions, and deletion dates of the add-on table."""
    if system is System.HCPCS:
        for file in catalog.files(hcpcs.SOURCE):
            row = hcpcs.look_up((file,), code)
            edition = _for_its_quarter(file.edition)
            if row is not None and not row.modifier:
                yield Listing(edition, listed=True, census=not edition.partial, dated=True, begins=row.added, ends=row.ended)
            elif not edition.partial:
                yield Listing(edition, listed=False, census=True)
    deletion = deletion_of(code)
    if deletion is not None:
        yield Listing(deletion.edition, listed=True, ends=deletion.last_day)
    life = crosswalks.lifetime(catalog.files(RBCS), code)
    if life is not None:
        begins, ends, edition = life
        yield Listing(replace(edition, ends=date(edition.begins.year, 12, 31)), listed=True, dated=True, begins=begins, ends=ends)
    deleted = {
        row.addon_deleted: row.edition for row in addon_codes.primaries_of(catalog.files(addon_codes.SOURCE), code) if row.addon_deleted
    }
    for ends, edition in deleted.items():
        yield Listing(edition, listed=True, ends=ends)


@lru_cache(maxsize=64)
def _for_its_quarter(edition: Edition) -> Edition:
    """A HCPCS edition bounded by its quarter: after that another may have added or ended codes."""
    return edition if edition.ends else replace(edition, ends=_quarter_end(edition.begins))


def _quarter_end(begins: date) -> date:
    month = begins.month - (begins.month - 1) % 3 + 3
    return date(begins.year + (month > 12), (month - 1) % 12 + 1, 1) - timedelta(days=1)


def _classified(catalog: Catalog, sources: tuple[str, ...], code: str) -> Iterator[Listing]:
    """One listing an edition of a classification: the order file where it is loaded, else the codes file, else the tabular list."""
    editions: dict[tuple[date, date], EditionFile] = {}
    for source in sources:
        for file in catalog.files(source):
            editions.setdefault((file.edition.begins, released(file.edition)), file)
    key = icd10cm.key(code)
    for file in editions.values():
        tabular = file.edition.source == _TABULAR
        row = file.one("SELECT reportable FROM code WHERE key = ?" if tabular else "SELECT billable FROM code WHERE code = ?", key)
        if row is not None:
            yield Listing(file.edition, listed=True, census=True, reportable=bool(row[0]))
        elif file.edition.source.endswith("_codes") and file.one("SELECT 1 FROM code WHERE code > ? AND code < ? LIMIT 1", key, key + "~"):
            yield Listing(file.edition, listed=True, reportable=False)  # a codes file lists no headers
        elif not file.edition.partial:
            yield Listing(file.edition, listed=False, census=True)


def _same_year(one: Edition, other: Edition) -> bool:
    return one.begins <= (other.ends or date.max) and other.begins <= (one.ends or date.max)


def below(catalog: Catalog, code: str, on: date) -> tuple[str, ...]:
    """The billable codes that begin with an ICD-10-CM code in the order or codes file of a date."""
    for source in ("icd10cm_order", "icd10cm_codes"):
        found = code_order.below(catalog.in_force(source, on)[0], code)
        if found:
            return tuple(icd10cm.dotted(x.code) for x in found)
    return ()


def neighbours(catalog: Catalog, code: str, system: System, on: date) -> tuple[str, ...]:
    """Codes near one that does not exist: with two digits changed over, then the nearest by number; at most five."""
    if system is System.ICD10CM:
        return catalog.code(system, code, on).neighbours
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)]
    for file, query in _near_tables(catalog, system, on):
        marks = ",".join("?" * len(swapped))
        near = [c for (c,) in file.all(f"{query} code IN ({marks}) ORDER BY code", *swapped)]
        near += [c for (c,) in file.all(f"{query} code > ? AND code < ? ORDER BY code LIMIT 3", code, code[:2] + "~")]
        near += [c for (c,) in file.all(f"{query} code < ? AND code > ? ORDER BY code DESC LIMIT 3", code, code[:2])]
        return tuple(c for c in dict.fromkeys(near) if c.isdecimal() == code.isdecimal())[:_MOST_NEIGHBOURS]
    return catalog.code(system, code, on).neighbours


def _near_tables(catalog: Catalog, system: System, on: date) -> Iterator[tuple[EditionFile, str]]:
    if system is System.HCPCS:
        complete = (f for f in catalog.files(hcpcs.SOURCE) if not f.edition.partial)
        yield from ((f, "SELECT code FROM code WHERE modifier = 0 AND ended IS NULL AND") for f in complete)
    elif system is System.CPT:
        fees = (f for f in catalog.files(physician_fee_schedule.SOURCE) if not f.edition.partial and f.edition.begins <= on)
        yield from ((f, "SELECT DISTINCT code FROM fee WHERE") for f in fees)
