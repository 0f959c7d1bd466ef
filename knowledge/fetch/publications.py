"""What is published where. The free files have addresses; what sits behind a licence page has none here, on purpose.

Publishers change names from year to year, so there are several candidates, the likeliest first. Words in braces are
those of `knowledge.fetch.periods`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.fetch.periods import Cadence, period
from knowledge.model import Edition

_CMS = "https://www.cms.gov"
_ZIP = f"{_CMS}/files/zip"
_NCHS = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM"
_ICD = f"{_CMS}/medicare/coding-billing/icd-10-codes"
_MCE = f"{_CMS}/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software"
_NCCI = f"{_CMS}/medicare/coding-billing/national-correct-coding-initiative-ncci-edits"
_FEES = f"{_CMS}/medicare/payment/fee-schedules"
_MCD = f"{_CMS}/medicare-coverage-database/downloads/downloads.aspx"
_OCTOBER, _APRIL = "FY{year} (October 1 {before})", "FY{year} (April 1 {year})"
AMA = "the AMA's licence for CPT"
AMA_ADA = "the AMA's licence for CPT and the ADA's for CDT"
AMA_ADA_AHA = "the licences of the AMA (CPT), the ADA (CDT) and the AHA (NUBC codes)"


@dataclass(frozen=True, slots=True)
class Publication:
    """Something that comes out again and again under patterns of names."""

    title: str
    sources: tuple[str, ...]
    """Names of the readers that find something in it; the first is what it is fetched for."""
    cadence: Cadence
    edition: str
    """Words that the name of the edition holds once it is read."""
    page: str
    addresses: tuple[str, ...] = ()
    listing: str = ""
    """A folder whose page lists its files, for when none of the names is there any more."""
    pattern: str = ""
    """Which of its files to try."""
    files: str = ""
    """What to look for on the page, where a person has to."""
    licence: str = ""
    """Who has to be asked first. Such files are never fetched, even where a direct address would answer."""
    optional: bool = False
    """Not every issue comes out."""
    parts: int = 1
    """In how many parts the edition comes."""
    name: str = ""
    """The file's name here, `{}` for the publisher's: where that does not tell what the edition is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One issue of a publication."""

    publication: Publication
    begins: date
    edition: str
    addresses: tuple[str, ...]
    listing: str
    files: str
    name: str

    def among(self, editions: tuple[Edition, ...]) -> bool:
        """Whether these hold all parts of it. Excerpts do not count; a document is never more than a part of its source."""
        parts = {
            edition.part for edition in editions
            if edition.source == self.publication.sources[0] and self.edition in edition.name and (not edition.partial or edition.source == "documents")
        }  # fmt: skip
        return len(parts) >= self.publication.parts


def wanted(on: date, only: tuple[str, ...] = (), known: frozenset[str] = frozenset()) -> tuple[Wanted, ...]:
    """The issues in force on a date, of all sources or of those named; `known` are the readers there are."""
    found = []
    for publication in PUBLICATIONS:
        issue = period(publication.cadence, on)
        if issue is None or publication.sources[0] not in known or (only and not set(only) & set(publication.sources)):
            continue
        words = issue.words
        texts = (publication.edition, publication.listing, publication.files, publication.name or "{}")
        edition, listing, files, name = (text.format("{}", **words) for text in texts)
        addresses = tuple(address.format(**words) for address in publication.addresses)
        found.append(Wanted(publication, issue.begins, edition, addresses, listing, files, name))
    return tuple(found)


_CM_TABLES = ("icd10cm_tabular", "icd10cm_index", "icd10cm_external_cause_index", "icd10cm_neoplasm_table", "icd10cm_drug_table")
_TABLES, _DESCRIPTIONS = r"(tabular|tables?).*ind.*\.zip$", r"(codes?.?desc|order.*code).*\.zip$|order.?\d{4}\.txt$"
_CM_CODES = ("icd10cm_order", "icd10cm_codes", "icd10cm_addenda")
_FREE = (
    Publication(
        "ICD-10-CM tabular list and indexes", _CM_TABLES, Cadence.FISCAL_YEAR, _OCTOBER, _ICD,
        (
            _NCHS + "/{year}/icd10cm-table-and-index-{year}.zip", _NCHS + "/{year}/icd10cm-Table%20and%20Index-{year}.zip",
            _NCHS + "/{year}/icd10cm-tabular-and-index-{year}.zip", _ZIP + "/{year}-code-tables-tabular-and-index.zip",
        ),
        listing=_NCHS + "/{year}/", pattern=_TABLES,
    ),
    Publication(
        "ICD-10-CM tabular list and indexes, April update", _CM_TABLES, Cadence.APRIL_UPDATE, _APRIL, _ICD,
        (
            _ZIP + "/april-1-{year}-code-tables-tabular-and-index.zip", _NCHS + "/{year}-Update/icd10cm-table-and-index-April-1-{year}.zip",
            _NCHS + "/{year}-Update/icd10cm-table-and-index-{year}.zip",
        ),
        listing=_NCHS + "/{year}-Update/", pattern=_TABLES,
        optional=True, name="april-1-{year}-{}",
    ),
    Publication(
        "ICD-10-CM order and codes files", _CM_CODES, Cadence.FISCAL_YEAR, _OCTOBER, _ICD,
        (
            _ZIP + "/{year}-code-descriptions-tabular-order.zip", _NCHS + "/{year}/icd10cm-code-descriptions-{year}.zip",
            _NCHS + "/{year}/icd10cm-Code%20Descriptions-{year}.zip", _NCHS + "/{year}/ICD10-CM%20Code%20Descriptions%20{year}.zip",
            _NCHS + "/{year}/icd10cm-CodesDescriptions-{year}.zip", _NCHS + "/{year}/icd10-Order-CodeFiles{year}.zip",
            _NCHS + "/{year}/icd10cm_order_{year}.txt",
        ),
        listing=_NCHS + "/{year}/", pattern=_DESCRIPTIONS,
    ),
    Publication(
        "ICD-10-CM order and codes files, April update", _CM_CODES, Cadence.APRIL_UPDATE, _APRIL, _ICD,
        (
            _ZIP + "/april-1-{year}-code-descriptions-tabular-order.zip", _NCHS + "/{year}-Update/icd10cm-code-descriptions-{year}.zip",
            _NCHS + "/{year}-Update/icd10cm-Code%20Descriptions-{year}.zip",
        ),
        listing=_NCHS + "/{year}-Update/", pattern=_DESCRIPTIONS,
        optional=True, name="april-1-{year}-{}",
    ),
    Publication(
        "ICD-10-CM conversion table", ("icd10cm_conversion",), Cadence.FISCAL_YEAR, _OCTOBER, _ICD,
        (_ZIP + "/{year}-conversion-table.zip", _ZIP + "/{year}-icd-10-cm-conversion-table.zip"),
    ),
    Publication(
        "ICD-10-CM official guidelines", ("documents",), Cadence.FISCAL_YEAR, "Guidelines FY{year}", _ICD,
        (
            _CMS + "/files/document/fy-{year}-icd-10-cm-coding-guidelines.pdf",
            _NCHS + "/{year}/ICD-10-CM-October-1-{before}-FY{yy}-Guidelines.pdf", _NCHS + "/{year}/FY{yy}-ICD-10-CM-Guidelines-October-1-{before}.pdf",
        ),
        listing=_NCHS + "/{year}/", pattern=r"guidelines.*\.pdf$",
    ),
    Publication(
        "ICD-10-PCS order file", ("icd10pcs_order", "icd10pcs_addenda"), Cadence.FISCAL_YEAR, _OCTOBER, _ICD,
        (
            _ZIP + "/{year}-icd-10-pcs-order-file-long-abbreviated-titles.zip", _ZIP + "/{year}-icd-10-pcs-order-file-long-and-abbreviated-titles.zip",
            _ZIP + "/{year}-icd-10-pcs-order-file-long-and-abbreviated-titles-updated-december-1-{before}.zip",
        ),
    ),
    Publication(
        "ICD-10-PCS order file, April update", ("icd10pcs_order",), Cadence.APRIL_UPDATE, _APRIL, _ICD,
        (
            _ZIP + "/april-1-{year}-icd-10-pcs-order-file-long-abbreviated-titles.zip",
            _ZIP + "/april-1-{year}-icd-10-pcs-order-file-long-and-abbreviated-titles.zip",
            _ZIP + "/{year}-icd-10-pcs-order-file-long-and-abbreviated-titles-april.zip",
        ),
        optional=True, name="april-1-{year}-{}",
    ),
    Publication(
        "ICD-10-PCS codes file", ("icd10pcs_codes", "icd10pcs_addenda"), Cadence.FISCAL_YEAR, _OCTOBER, _ICD, (_ZIP + "/{year}-icd-10-pcs-codes-file.zip",),
    ),
    Publication(
        "ICD-10-PCS tables and index", ("icd10pcs_tables", "icd10pcs_index", "icd10pcs_definitions"), Cadence.FISCAL_YEAR, _OCTOBER, _ICD,
        (_ZIP + "/{year}-icd-10-pcs-code-tables-and-index.zip",),
    ),
    Publication(
        "ICD-10-PCS definitions", ("icd10pcs_definitions",), Cadence.FISCAL_YEAR, _OCTOBER, _ICD, (_ZIP + "/{year}-icd-10-pcs-definitions.zip",),
    ),
    Publication(
        "Medicare code edits (ages)", ("medicare_code_edits",), Cadence.FISCAL_YEAR, _OCTOBER, _MCE,
        (
            _ZIP + "/fy{year}-fr-definition-mce-v{mce}.zip", _ZIP + "/definition-medicare-code-edits-v{mce}.zip",
            _ZIP + "/definitions-medicare-code-edits-v{mce}.zip",
        ),
    ),
    Publication(
        "Medicare code edits (the last with sexes)", ("medicare_code_edits",), Cadence.ONCE, "FY2024 (April 1 2024)", _MCE,
        (_ZIP + "/definition-medicare-code-edits-v411.zip",),
    ),
    Publication(
        "HCPCS Level II", ("hcpcs",), Cadence.QUARTER, "{Month} {year}",
        f"{_CMS}/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update",
        (_ZIP + "/{month}-{year}-alpha-numeric-hcpcs-file.zip", _ZIP + "/{month}-{year}-alpha-numeric-hcpcs-files.zip"),
    ),
    Publication(
        "General equivalence maps (the last issue)", ("gems",), Cadence.ONCE, "FY2018", f"{_ICD}/icd-10-cm-icd-10-pcs-gem-archive",
        (_CMS + "/medicare/coding/icd10/downloads/2018-icd-10-cm-gems.zip", _ZIP + "/2018-icd-10-cm-gems.zip"), parts=2,
    ),
    Publication(
        "ICD-9-CM titles (the last version)", ("icd9cm_diagnoses", "icd9cm_procedures"), Cadence.ONCE, "version 32",
        f"{_ICD}/icd-9-cm-diagnosis-procedure-codes",
        (_CMS + "/medicare/coding/icd9providerdiagnosticcodes/downloads/icd-9-cm-v32-master-descriptions.zip",),
    ),
    Publication(
        "Clinical classifications (CCSR)", ("ccsr",), Cadence.FISCAL_YEAR, "v{year}-1", "https://hcup-us.ahrq.gov/toolssoftware/ccsr/dxccsr.jsp",
        (
            "https://hcup-us.ahrq.gov/toolssoftware/ccsr/DXCCSR-v{year}-1.zip", "https://hcup-us.ahrq.gov/toolssoftware/ccsr/DXCCSR_v{year}-1.zip",
        ),
    ),
    Publication(
        "Risk-adjustment mappings (HCC)", ("hcc_mappings",), Cadence.CALENDAR_YEAR, "payment year {year}",
        f"{_CMS}/medicare/payment/medicare-advantage-rates-statistics/risk-adjustment",
        (
            _ZIP + "/{year}-initial-icd-10-cm-mappings.zip", _ZIP + "/{year}-midyear-final-icd-10-cm-mappings.zip",
            _ZIP + "/{year}-midyear-final-icd-10-mappings.zip",
        ),
    ),
    Publication(
        "Restructured BETOS classification (RBCS)", ("rbcs",), Cadence.CALENDAR_YEAR, "RBCS {year}",
        "https://data.cms.gov/provider-summary-by-type-of-service/provider-service-classifications/restructured-betos-classification-system",
        files="the csv of {year} (its address changes with every release), named e.g. RBCS_RY_{year}.csv", optional=True,
    ),
    Publication(
        "Places of service", ("place_of_service",), Cadence.CALENDAR_YEAR, "{year}", f"{_CMS}/medicare/coding-billing/place-of-service-codes/code-sets",
        ("https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",), name="place_of_service_codes_{year}.html",
    ),
    Publication(
        "ZIP codes to localities", ("zip_localities",), Cadence.QUARTER, "{year} Q{q}", _FEES,
        files="the ZIP code to carrier locality file of {Month} {year}, with ZIP5_{MON}{year}.txt in it",
    ),
)  # fmt: skip
_RELEASE = "rvu{yy}{letter}.zip (or the newest rvu{yy}{letter}-updated-….zip)"
_LICENSED = (
    Publication(
        "NCCI edits, practitioner", ("ncci_ptp_practitioner",), Cadence.QUARTER, "{year} Q{q}", f"{_NCCI}/medicare-ncci-procedure-procedure-ptp-edits",
        files="the four files medicare-ncci-{year}-q{q}-practitioner-ptp-edits-ccipra-v{ncci}r….zip, f1 to f4 (the highest r)", licence=AMA, parts=4,
    ),
    Publication(
        "NCCI edits, outpatient hospital", ("ncci_ptp_hospital",), Cadence.QUARTER, "{year} Q{q}", f"{_NCCI}/medicare-ncci-procedure-procedure-ptp-edits",
        files="the four files medicare-ncci-{year}-q{q}-hospital-ptp-edits-ccioph-v{ncci}r….zip, f1 to f4 (the highest r)", licence=AMA, parts=4,
    ),
    *(
        Publication(
            f"Medically unlikely edits, {name}", (source,), Cadence.QUARTER, "{year} Q{q}", f"{_NCCI}/medicare-ncci-medically-unlikely-edits",
            files=f"medicare-ncci-{{year}}-q{{q}}-{slug}-mue-table.zip", licence=AMA,
        )
        for name, source, slug in (
            ("practitioner", "mue_practitioner", "practitioner-services"), ("outpatient hospital", "mue_outpatient_hospital", "outpatient-hospital-services"),
            ("DME supplier", "mue_dme_supplier", "dme-supplier-services"),
        )
    ),
    Publication(
        "NCCI add-on codes", ("addon_codes",), Cadence.QUARTER, "{year} Q{q}", f"{_NCCI}/medicare-ncci-add-code-edits",
        files="the add-on code file of {year} Q{q}, with AOC_V{year}Q{q}-….txt in it", licence=AMA,
    ),
    Publication(
        "NCCI policy manual", ("documents",), Cadence.CALENDAR_YEAR, "NCCI Policy Manual {year}", f"{_NCCI}/medicare-ncci-policy-manual",
        files="the manual of {year}, all chapters, as PDF", licence=AMA,
    ),
    Publication(
        "Physician fee schedule and its localities",
        ("physician_fee_schedule", "physician_fee_schedule_qpp", "gpci", "localities", "anesthesia_cf", "opps_cap"),
        Cadence.QUARTER, "{year} {Month}", f"{_FEES}/physician/pfs-relative-value-files", files=_RELEASE, licence=AMA_ADA,
    ),
    Publication(
        "OPPS addendum B", ("opps_addendum_b",), Cadence.QUARTER, "{year} {Month}",
        f"{_CMS}/medicare/payment/prospective-payment-systems/hospital-outpatient-pps/quarterly-addenda-updates",
        files="{month}-{year}-opps-addendum-b.zip", licence=AMA,
    ),
    Publication(
        "Laboratory fee schedule", ("clfs",), Cadence.QUARTER, "{year} Q{q}", f"{_FEES}/clinical-laboratory-fee-schedule-clfs/files",
        files="{yy}CLABQ{q}.zip", licence=AMA,
    ),
    Publication(
        "Equipment fee schedule", ("dmepos",), Cadence.QUARTER, "{year} {Month}", f"{_FEES}/dmepos/dmepos-fee-schedule",
        files="the DMEPOS fee schedule of {Month} {year}, with DMEPOS{yy}_{MON}.csv in it", licence=AMA,
    ),
    Publication(
        "Anesthesia base units", ("anesthesia_base_units",), Cadence.CALENDAR_YEAR, "CY{year}", f"{_FEES}/anesthesiologists-center",
        files="the anesthesia base units by CPT code of {year}", licence=AMA,
    ),
    *(
        Publication(f"Medicare coverage: {name}", (source,), Cadence.CALENDAR_YEAR, "export of {year}", _MCD, files=file, licence=AMA_ADA_AHA)
        for name, source, file in (
            ("local determinations", "coverage_lcds", "current_lcd.zip"), ("billing and coding articles", "coverage_articles", "current_article.zip"),
            ("national determinations", "coverage_ncds", "ncd.zip"),
        )
    ),
)  # fmt: skip
PUBLICATIONS = _FREE + _LICENSED
