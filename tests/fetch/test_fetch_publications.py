"""Which editions should be loaded on a date, and that nothing behind a licence has an address."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.fetch.periods import Cadence, period
from knowledge.fetch.publications import PUBLICATIONS, Wanted, wanted
from knowledge.model import Edition
from knowledge.readers import readers

KNOWN = frozenset(reader.name for reader in readers())
LICENSED = (
    "ncci_ptp_practitioner", "ncci_ptp_hospital", "mue_practitioner", "mue_outpatient_hospital", "mue_dme_supplier", "addon_codes", "physician_fee_schedule",
    "physician_fee_schedule_qpp", "opps_addendum_b", "opps_cap", "clfs", "dmepos", "anesthesia_base_units", "coverage_lcds", "coverage_articles",
    "coverage_ncds",
)  # fmt: skip


def due(on: date, source: str) -> dict[str, Wanted]:
    return {issue.edition: issue for issue in wanted(on, (source,), KNOWN)}


@pytest.mark.parametrize("source", LICENSED)
def test_what_is_behind_a_licence_has_a_page_and_no_address(source: str) -> None:
    found = [publication for publication in PUBLICATIONS if source in publication.sources]
    assert found
    for publication in found:
        assert publication.licence
        assert publication.addresses == ()
        assert publication.page.startswith("https://www.cms.gov/")
        assert publication.files


def test_no_address_holds_the_name_of_a_licensed_file() -> None:
    addresses = " ".join(address for publication in PUBLICATIONS for address in publication.addresses).lower()
    for word in ("ncci", "ccipra", "mue", "rvu", "opps", "clab", "dme", "coverage-database", "license", "pprrvu"):
        assert word not in addresses


def test_a_free_publication_has_an_address_or_says_what_to_look_for() -> None:
    for publication in PUBLICATIONS:
        assert publication.addresses or publication.files
        assert all(address.startswith("https://") for address in publication.addresses)


@pytest.mark.parametrize(
    ("on", "source", "editions"),
    [
        (date(2026, 9, 30), "icd10cm_tabular", ["FY2026 (October 1 2025)", "FY2026 (April 1 2026)"]),
        (date(2026, 10, 1), "icd10cm_tabular", ["FY2027 (October 1 2026)"]),
        (date(2026, 3, 31), "icd10cm_tabular", ["FY2026 (October 1 2025)"]),
        (date(2026, 4, 1), "icd10pcs_order", ["FY2026 (October 1 2025)", "FY2026 (April 1 2026)"]),
        (date(2026, 12, 31), "hcpcs", ["October 2026"]),
        (date(2027, 1, 1), "hcpcs", ["January 2027"]),
        (date(2026, 11, 25), "ncci_ptp_practitioner", ["2026 Q4"]),
        (date(2026, 11, 25), "physician_fee_schedule", ["2026 October"]),
        (date(2026, 11, 25), "ccsr", ["v2027-1"]),
        (date(2026, 11, 25), "hcc_mappings", ["payment year 2026"]),
        (date(2026, 11, 25), "gems", ["FY2018"]),
        (date(2026, 11, 25), "documents", ["Guidelines FY2027", "NCCI Policy Manual 2026"]),
        (date(2026, 11, 25), "medicare_code_edits", ["FY2027 (October 1 2026)", "FY2024 (April 1 2024)"]),
    ],
)
def test_the_issue_in_force_on_a_date(on: date, source: str, editions: list[str]) -> None:
    assert list(due(on, source)) == editions


def test_addresses_are_those_that_were_seen() -> None:
    assert due(date(2026, 11, 25), "hcpcs")["October 2026"].addresses[0] == "https://www.cms.gov/files/zip/october-2026-alpha-numeric-hcpcs-file.zip"
    nchs = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM"
    assert f"{nchs}/2027/icd10cm-code-descriptions-2027.zip" in due(date(2026, 11, 25), "icd10cm_order")["FY2027 (October 1 2026)"].addresses
    assert f"{nchs}/2025/ICD10-CM%20Code%20Descriptions%202025.zip" in due(date(2025, 1, 1), "icd10cm_order")["FY2025 (October 1 2024)"].addresses
    april = due(date(2026, 5, 1), "icd10cm_order")["FY2026 (April 1 2026)"]
    assert april.addresses[0] == "https://www.cms.gov/files/zip/april-1-2026-code-descriptions-tabular-order.zip"
    assert "v323r" in due(date(2026, 11, 25), "ncci_ptp_practitioner")["2026 Q4"].files
    assert "v320r" in due(date(2026, 1, 1), "ncci_ptp_practitioner")["2026 Q1"].files


def test_every_cadence_has_an_issue_and_april_only_from_april() -> None:
    for cadence in Cadence:
        assert (period(cadence, date(2026, 11, 25)) is None) is (cadence is Cadence.APRIL_UPDATE)


def edition(source: str, name: str, *, part: str = "", partial: bool = False) -> Edition:
    return Edition(source=source, name=name, begins=date(2026, 10, 1), publisher="CMS", file="f", partial=partial, part=part)


def test_an_edition_counts_when_all_its_parts_are_there_and_no_excerpt_does() -> None:
    [edits] = wanted(date(2026, 11, 25), ("ncci_ptp_practitioner",), KNOWN)
    parts = tuple(edition("ncci_ptp_practitioner", "v32.3r0, 2026 Q4", part=f"{n}/4") for n in (1, 2, 3, 4))
    assert not edits.among(parts[:3])
    assert edits.among(parts)
    [codes] = wanted(date(2026, 11, 25), ("hcpcs",), KNOWN)
    assert codes.among((edition("hcpcs", "October 2026"),))
    assert not codes.among((edition("hcpcs", "October 2026 (excerpt)", partial=True), edition("hcpcs", "July 2026"), edition("rbcs", "October 2026")))


def test_publications_name_readers_that_exist() -> None:
    assert {source for publication in PUBLICATIONS for source in publication.sources} <= KNOWN


def test_a_document_counts_although_it_is_only_a_part_of_its_source() -> None:
    guidelines, _ = wanted(date(2026, 11, 25), ("documents",), KNOWN)
    assert guidelines.among((edition("documents", "ICD-10-CM Official Guidelines FY2027", part="x.pdf", partial=True),))
    assert not guidelines.among((edition("documents", "ICD-10-CM Official Guidelines FY2026", part="x.pdf", partial=True),))
