"""How findings speak of editions: what a verdict stands on, whether that is old, and what to load where it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.coding.finding import Finding, Ground
from knowledge import deletions
from knowledge.model import Edition
from knowledge.tables import addon_codes, hcpcs, locality, medicare_code_edits, mue, ncci_ptp, other_fees, physician_fee_schedule

TABLE_NAME = {
    ncci_ptp.PRACTITIONER: "NCCI PTP practitioner table",
    ncci_ptp.HOSPITAL: "NCCI PTP hospital outpatient table",
    mue.PRACTITIONER: "MUE practitioner table",
    mue.OUTPATIENT_HOSPITAL: "MUE outpatient hospital table",
    mue.DME_SUPPLIER: "MUE DME supplier table",
    addon_codes.SOURCE: "NCCI add-on code table",
    physician_fee_schedule.SOURCE: "physician fee schedule",
    physician_fee_schedule.QPP: "physician fee schedule (QPP)",
    hcpcs.SOURCE: "HCPCS Level II",
    other_fees.OPPS_ADDENDUM_B: "OPPS addendum B",
    other_fees.CLFS: "clinical laboratory fee schedule",
    other_fees.DMEPOS: "DMEPOS fee schedule",
    other_fees.OPPS_CAP: "OPPS cap table",
    other_fees.ANESTHESIA_UNITS: "anesthesia base units",
    locality.GPCI: "geographic practice cost indices",
    locality.ZIP_LOCALITIES: "ZIP code file",
    locality.ANESTHESIA_CF: "anesthesia conversion factors",
    "rbcs": "RBCS",
    "starter": "starter pack",
    deletions.SOURCE: "CPT code changes of",
    "icd10cm_tabular": "ICD-10-CM tabular list",
    "icd10cm_order": "ICD-10-CM order file",
    "icd10cm_codes": "ICD-10-CM codes file",
    "icd10pcs_order": "ICD-10-PCS order file",
    "icd10pcs_codes": "ICD-10-PCS codes file",
    medicare_code_edits.SOURCE: "Medicare code edits",
    "hcc_mappings": "HCC mappings",
    "coverage_pairs": "coverage extract",
}
_FILE = {
    ncci_ptp.PRACTITIONER: "CMS's four practitioner PTP files (ccipra-v…-f1 to f4)",
    ncci_ptp.HOSPITAL: "CMS's four hospital PTP files (ccioph-v…-f1 to f4)",
    mue.PRACTITIONER: "CMS's practitioner services MUE table",
    mue.OUTPATIENT_HOSPITAL: "CMS's outpatient hospital services MUE table",
    mue.DME_SUPPLIER: "CMS's DME supplier services MUE table",
    addon_codes.SOURCE: "CMS's add-on code file (AOC_V…)",
    physician_fee_schedule.SOURCE: "CMS's relative value file (RVU…, PPRRVU)",
    hcpcs.SOURCE: "CMS's quarterly HCPCS file (…_ANWEB)",
    "icd10cm_tabular": "the ICD-10-CM tabular list (XML)",
    "icd10pcs_order": "the ICD-10-PCS order file",
    medicare_code_edits.SOURCE: "CMS's Definitions of Medicare Code Edits (MCE, text)",
}


STALE_BEGINS = "For {on} the newest loaded is"
"""How the sentence on editions that end before the date begins."""


def table_name(source: str) -> str:
    """What a table is called in an answer."""
    return TABLE_NAME.get(source, source.replace("_", " "))


def named(edition: Edition) -> str:
    """An edition with its table: `MUE practitioner table 2026 Q2`."""
    table = table_name(edition.source)
    if edition.source == "starter":
        return table
    return edition.name if edition.name.startswith(table) else f"{table} {edition.name}"


def is_stale(edition: Edition, on: date) -> bool:
    """Whether a date lies after the last day of an edition."""
    return edition.ends is not None and on > edition.ends and edition.source != deletions.SOURCE


def ground(edition: Edition, on: date, row: str = "") -> Ground:
    """What a finding stands on: a row of an edition, marked if the date lies after it."""
    return Ground(edition, row, stale=is_stale(edition, on))


def staleness(editions: Iterable[Edition], on: date) -> str:
    """A sentence for those of the editions that end before the date, blank if there is none."""
    old = tuple(dict.fromkeys(named(e) for e in editions if is_stale(e, on)))
    return f"{STALE_BEGINS.format(on=on.isoformat())} {listed(old)}; later editions may differ." if old else ""


def with_staleness(finding: Finding, on: date) -> Finding:
    """The same finding, its caveat led by what `staleness` says of the editions it stands on."""
    old = staleness([ground.edition for ground in finding.grounds if ground.edition is not None], on)
    return replace(finding, caveat=f"{old} {finding.caveat}".rstrip()) if old else finding


def to_load(source: str, on: date) -> str:
    """What to do where a table is missing or does not reach back to a date."""
    return f"Put {_FILE.get(source, table_name(source))} in force on {on.isoformat()} into the sources folder and run: coderly kb build"


def to_load_dated(source: str) -> str:
    """What to do where the loaded copy of a table has lost the begin dates of its rows."""
    files = _FILE.get(source, table_name(source))
    return f"The files as CMS publishes them have the begin dates: put {files} of any later quarter into the sources folder and run: coderly kb build"


def listed(words: Sequence[str], most: int = 12) -> str:
    """`a`, `a and b`, `a, b and c`; what is beyond `most` is counted."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def lines_named(numbers: Sequence[int]) -> str:
    """`line 2`, `lines 1 and 3`."""
    return f"line{'s' if len(numbers) > 1 else ''} {listed([str(n) for n in numbers])}"
