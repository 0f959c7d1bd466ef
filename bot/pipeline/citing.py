"""The sources of an answer, each numbered once, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.coding.finding import Finding, Ground
from bot.turns import Citation
from knowledge.model import Edition, Passage

SOURCES = {
    "icd10cm_tabular": "NCHS/CMS, ICD-10-CM tabular list",
    "starter": "Coderly starter pack (plain words of our own)",
    "cpt_deletions": "CPT code changes (numbers and dates)",
    "hcpcs": "CMS, HCPCS Level II file",
    "cpt_licensed": "American Medical Association, CPT, licensed copy",
    "physician_fee_schedule": "CMS, Medicare physician fee schedule, relative value file",
    "ncci_ptp_practitioner": "CMS, NCCI procedure-to-procedure edits, practitioner",
    "ncci_ptp_hospital": "CMS, NCCI procedure-to-procedure edits, hospital outpatient",
    "mue_practitioner": "CMS, NCCI medically unlikely edits, practitioner",
    "mue_outpatient_hospital": "CMS, NCCI medically unlikely edits, outpatient hospital",
    "mue_dme_supplier": "CMS, NCCI medically unlikely edits, DME supplier",
    "addon_codes": "CMS, NCCI add-on code edits",
    "physician_fee_schedule_qpp": "CMS, Medicare physician fee schedule, relative value file (QPP)",
    "gpci": "CMS, geographic practice cost indices",
    "localities": "CMS, localities by county",
    "zip_localities": "CMS, ZIP code to carrier locality",
    "anesthesia_cf": "CMS, anesthesia conversion factors",
    "opps_cap": "CMS, OPPS cap on imaging",
    "opps_addendum_b": "CMS, OPPS addendum B",
    "opps_status_indicators": "CMS, OPPS status indicators",
    "clfs": "CMS, clinical laboratory fee schedule",
    "dmepos": "CMS, DMEPOS fee schedule",
    "place_of_service": "CMS, place of service codes",
    "coverage_pairs": "Medicare coverage database, services and diagnoses",
    "coverage_documents": "Medicare coverage database, list of documents",
    "icd10cm_index": "NCHS/CMS, ICD-10-CM alphabetic index",
    "icd10cm_external_cause_index": "NCHS/CMS, ICD-10-CM external cause index",
    "icd10cm_neoplasm_table": "NCHS/CMS, ICD-10-CM neoplasm table",
    "icd10cm_drug_table": "NCHS/CMS, ICD-10-CM table of drugs",
    "icd10cm_order": "NCHS/CMS, ICD-10-CM order file",
    "icd10cm_codes": "NCHS/CMS, ICD-10-CM codes file",
    "icd10cm_addenda": "NCHS/CMS, ICD-10-CM addenda",
    "documents": "Documents",
    "icd10pcs_order": "CMS, ICD-10-PCS order file",
    "icd10pcs_codes": "CMS, ICD-10-PCS codes file",
    "icd10pcs_addenda": "CMS, ICD-10-PCS addenda",
    "icd10pcs_tables": "CMS, ICD-10-PCS tables",
    "icd10pcs_index": "CMS, ICD-10-PCS index",
    "icd10pcs_definitions": "CMS, ICD-10-PCS definitions",
    "medicare_code_edits": "CMS, Definitions of Medicare Code Edits",
    "icd10cm_conversion": "NCHS, ICD-10-CM conversion table",
    "icd9cm_diagnoses": "CMS, ICD-9-CM titles of diagnoses",
    "icd9cm_procedures": "CMS, ICD-9-CM titles of procedures",
    "gems": "CMS, general equivalence maps ICD-9-CM and ICD-10-CM",
    "hcc_mappings": "CMS, ICD-10-CM mappings to risk-adjustment categories",
    "ccsr": "AHRQ, clinical classifications of ICD-10-CM diagnoses (CCSR)",
    "rbcs": "CMS, Restructured BETOS classification",
    "anesthesia_base_units": "CMS, anesthesia base units by code",
    "coverage_lcds": "Medicare coverage database, local determinations",
    "coverage_articles": "Medicare coverage database, billing and coding articles",
    "coverage_ncds": "Medicare coverage database, national determinations",
}
EDITION_SOURCES = (
    ("RVU", "CMS, Medicare physician fee schedule, relative value file"),
    ("MUE", "CMS, NCCI medically unlikely edits"),
    ("HCPCS", "CMS, HCPCS Level II file"),
)

DOCUMENT = {
    "NCCI Policy Manual": "NCCI Policy Manual for Medicare Services",
    "Claims Processing Manual": "CMS, Claims Processing Manual (Pub. 100-04)",
    "Pub. 100-04": "CMS, Claims Processing Manual (Pub. 100-04)",
    "Medicare Claims Processing Manual": "CMS, Claims Processing Manual (Pub. 100-04)",
    "CMS, Claims Processing Manual": "CMS, Claims Processing Manual (Pub. 100-04)",
}
"""Documents of rules that go by several names, so that each is cited once."""
_RULE = "rule"


class Sources:
    """Numbers the sources of an answer, each once, from 1."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str, str], Citation] = {}
        self._places: dict[str, dict[str, None]] = {}

    def cite(self, source: str, edition: str = "", effective: str = "", locator: str = "", *, by_place: bool = False) -> int:
        """The number of a source. The first locator and the first days given stand, unless each place is a source of its own (`by_place`)."""
        key = (source, edition, effective if by_place else "", locator if by_place else "")
        if key not in self._numbers:
            self._numbers[key] = Citation(len(self._numbers) + 1, source, edition, effective, locator)
        return self._numbers[key].number

    def edition(self, edition: Edition, locator: str = "") -> int:
        """The number of a loaded edition."""
        ends = edition.ends.isoformat() if edition.ends else "open"
        return self.cite(SOURCES.get(edition.source, edition.source), edition.name, f"{edition.begins.isoformat()} to {ends}", locator)

    def ground(self, ground: Ground) -> tuple[int, ...]:
        """The numbers of what a finding stands on: its edition, else the documents of its rule; none if it names neither."""
        if ground.edition is not None:
            return (self.edition(ground.edition),)
        return tuple(dict.fromkeys(self._document(part) for part in ground.rule.split("; ") if part))

    def _document(self, rule: str) -> int:
        """The number of a document of rules, named once with every place in it that is cited."""
        name, _, place = rule.partition(", ")
        name = DOCUMENT.get(name, name)
        key = (name, "", "", _RULE)
        known = self._numbers.get(key) or Citation(len(self._numbers) + 1, name)
        places = self._places.setdefault(name, {})
        places.update({place: None} if place else {})
        self._numbers[key] = replace(known, locator=", ".join(places))
        return known.number

    def fact(self, edition: str) -> int:
        """The number of the edition that a starter fact was read from."""
        source = next((label for prefix, label in EDITION_SOURCES if edition.startswith(prefix)), "public file")
        return self.cite(source, edition)

    def passage(self, passage: Passage) -> int:
        """The number of a passage's source."""
        if passage.document and (passage.valid_from or passage.valid_to):
            ends = passage.valid_to.isoformat() if passage.valid_to else "open"
            effective = f"{passage.valid_from.isoformat()} to {ends}" if passage.valid_from else f"to {ends}"
        else:
            effective = f"checked {passage.checked.isoformat()}"
        return self.cite(passage.source, passage.edition, effective, passage.locator, by_place=True)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All sources, in order of their numbers."""
        return tuple(self._numbers.values())


def finding_facts(findings: Iterable[Finding], sources: Sources) -> Iterable[tuple[str, int]]:
    """Findings as statements with the number of their first source: what a model may word."""
    for finding in findings:
        numbers = [number for ground in finding.grounds for number in sources.ground(ground)]
        cited = numbers[0] if numbers else 0
        yield finding.verdict, cited
        yield from ((f"{label}: {value}.", cited) for label, value in finding.facts)
        yield from ((text, cited) for text in (finding.rule, finding.mend) if text)
