"""Which tables are compared between two releases of a source, what tells their rows apart, and what their columns are to people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.tables import coverage_export, ncci_ptp
from knowledge.tables.ncci_ptp import HOSPITAL, PRACTITIONER


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row. Of numbers the change is also told in percent."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of row of a source.

    `select` gives the rows of one catalog file: code, other code (the second of a pair) and variant (a modifier, a first day), which
    together tell a row; whether it has ended (0 or 1) or is silent; from when and until when (YYYYMMDD, 0 for the edition's own dates);
    then one column for each of `columns`. `what` says what a row is. `shown` turns a code of the table into one for people.
    """

    what: str
    select: str
    columns: tuple[Column, ...] = ()
    shown: Callable[[Any], str] = str


def _list() -> Compared:
    return Compared(
        "code",
        "SELECT code, '', '', 0, 0, 0, CASE billable WHEN 1 THEN 'yes' ELSE 'no' END, long FROM code",
        (Column("billable"), Column("title")),
    )


def _mue() -> Compared:
    return Compared("MUE", "SELECT code, '', '', 0, 0, 0, value, mai FROM mue", (Column("units", number=True), Column("MAI")))


def _ptp() -> Compared:
    # of the rows of a pair the one that holds longest counts: files repeat rows, and not all say when a row began; indicator 9 is no edit
    return Compared(
        "NCCI edit",
        "SELECT column1, column2, '', max(CASE indicator WHEN 9 THEN 0 ELSE coalesce(ends, 99999999) END) < 99999999, coalesce(begins, 0),"
        " coalesce(ends, 0), indicator FROM edit JOIN detail ON detail.id = edit.detail GROUP BY 1, 2",
        (Column("indicator"),),
        ncci_ptp.code,
    )


_FEE_VALUES = {
    "status": "status",
    "global_days": "global days",
    "pctc": "PC/TC",
    "multiple": "multiple procedures",
    "bilateral": "bilateral",
    "assistant": "assistant",
    "cosurgeon": "co-surgeons",
    "team": "team surgery",
}
_FEE_NUMBERS = {
    "work": "work RVU",
    "total_nonfacility": "total RVU, office",
    "total_facility": "total RVU, facility",
    "printf('%.2f', total_nonfacility * conversion_factor)": "national payment, office",
    "printf('%.2f', total_facility * conversion_factor)": "national payment, facility",
}


def _fees() -> Compared:
    return Compared(
        "fee schedule row",
        f"SELECT code, '', modifier, 0, 0, 0, {', '.join([*_FEE_VALUES, *_FEE_NUMBERS])} FROM fee",
        (*map(Column, _FEE_VALUES.values()), *(Column(label, number=True) for label in _FEE_NUMBERS.values())),
    )


def _documents(kind: str) -> Compared:
    return Compared(
        kind,
        "SELECT display_id, '', '', max(coalesce(retired, ends, 0)) > 0, coalesce(begins, 0), max(coalesce(retired, ends, 0)), max(version), title"
        " FROM document GROUP BY display_id",
        (Column("version"), Column("title")),
    )


COMPARED: dict[str, tuple[Compared, ...]] = {
    "icd10cm_order": (_list(),),
    "icd10cm_codes": (_list(),),
    "icd10pcs_order": (_list(),),
    "icd10pcs_codes": (_list(),),
    "icd10cm_tabular": (
        Compared(
            "code",
            "SELECT key, '', '', 0, 0, 0, CASE reportable WHEN 1 THEN 'yes' ELSE 'no' END, title, coalesce(parent, '') FROM code",
            (Column("billable"), Column("title"), Column("stands under")),
        ),
        Compared("note", "SELECT replace(origin, '.', ''), '', kind || ': ' || text, 0, 0, 0 FROM note"),
    ),
    "hcpcs": (
        Compared(
            "code",
            "SELECT code, '', '', ended IS NOT NULL, coalesce(added, 0), coalesce(ended, 0), long, coverage, crossref FROM code",
            (Column("title"), Column("coverage"), Column("refers to")),
        ),
    ),
    PRACTITIONER: (_ptp(),),
    HOSPITAL: (_ptp(),),
    "mue_practitioner": (_mue(),),
    "mue_outpatient_hospital": (_mue(),),
    "mue_dme_supplier": (_mue(),),
    "addon_codes": (
        Compared(
            "primary of an add-on",
            "SELECT addon, primary_code, '', coalesce(ends, addon_deleted, primary_deleted) IS NOT NULL, coalesce(begins, 0),"
            " coalesce(ends, primary_deleted, addon_deleted, 0), type FROM addon",
            (Column("type"),),
        ),
    ),
    "physician_fee_schedule": (_fees(),),
    "physician_fee_schedule_qpp": (_fees(),),
    "opps_addendum_b": (
        Compared(
            "OPPS row",
            "SELECT code, '', '', 0, 0, 0, status, apc, coalesce(rate, '') FROM opps",
            (Column("status indicator"), Column("APC"), Column("payment rate", number=True)),
        ),
    ),
    "clfs": (Compared("laboratory fee", "SELECT code, '', modifier, 0, 0, 0, rate FROM lab", (Column("rate", number=True),)),),
    "dmepos": (
        Compared(
            "DMEPOS row",
            "SELECT code, '', trim(modifier || ' ' || modifier2), 0, 0, 0, ceiling, floor FROM dme",
            (Column("ceiling", number=True), Column("floor", number=True)),
        ),
    ),
    "gpci": (
        Compared(
            "GPCI",
            "SELECT '', '', contractor || '-' || locality || ' ' || name, 0, 0, 0, work, pe, mp FROM gpci",
            (Column("work", number=True), Column("practice expense", number=True), Column("malpractice", number=True)),
        ),
    ),
    "anesthesia_cf": (
        Compared(
            "anesthesia conversion factor",
            "SELECT '', '', contractor || '-' || locality || ' ' || name, 0, 0, 0, factor FROM anesthesia",
            (Column("factor", number=True),),
        ),
    ),
    "coverage_pairs": (
        Compared(
            "diagnosis of an LCD",
            "SELECT s.code, replace(d.code, '.', ''), '', 0, 0, 0, CASE max(covered) WHEN 1 THEN 'covered' ELSE 'not covered' END FROM support"
            " JOIN service s ON s.id = service JOIN diagnosis d ON d.id = diagnosis GROUP BY 1, 2",
            (Column("list"),),
        ),
    ),
    "coverage_documents": (
        Compared(
            "coverage document",
            "SELECT display_id, '', '', max(coalesce(retired, 0)) > 0, coalesce(begins, 0), max(coalesce(retired, 0)), max(version), title"
            " FROM document GROUP BY display_id",
            (Column("version"), Column("title")),
        ),
    ),
    coverage_export.LCDS: (_documents("LCD"),),
    coverage_export.ARTICLES: (
        _documents("article"),
        Compared(
            "diagnosis of an article",
            "SELECT DISTINCT s.code, d.code, p.display_id, 0, 0, 0, CASE d.covered WHEN 1 THEN 'covered' ELSE 'not covered' END"
            " FROM service s JOIN diagnosis d USING (id, version) JOIN document p USING (id, version)",
            (Column("list"),),
        ),
    ),
    coverage_export.NCDS: (
        Compared(
            "NCD",
            "SELECT section, '', '', max(coalesce(ends, 0)) > 0, coalesce(begins, 0), max(coalesce(ends, 0)), max(version), title, level"
            " FROM ncd GROUP BY section",
            (Column("version"), Column("title"), Column("coverage")),
        ),
    ),
    "hcc_mappings": (Compared("HCC", "SELECT DISTINCT code, '', model || ' ' || category, 0, 0, 0 FROM hcc"),),
    "place_of_service": (Compared("place of service", "SELECT code, '', '', 0, 0, 0, name FROM place", (Column("name"),)),),
}
"""Sources without an entry (indexes, crosswalks that are published once) are not compared."""
