"""From one code to others, on small files in the published layouts and, where they are at hand, on the real ones."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import engine_crosswalk_files as files
import pytest
from sources_reading import real, recognised

from bot.coding.claim import Claim, ClaimLine
from bot.coding.equivalence import MapState, equivalence, looks_like_icd9
from bot.coding.finding import Finding, Level, Subject
from bot.engine.crosswalks import crosswalk, findings
from bot.engine.engine import examine
from knowledge import editions
from knowledge.catalog import FILE, Catalog
from knowledge.medicare_variants import variants_of
from knowledge.sources.crosswalk_texts import Gems
from knowledge.tables.crosswalks import Gem

ON = date(2026, 5, 15)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return files.catalog(tmp_path_factory.mktemp("crosswalks"))


def of_kind(found: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [f for f in found if f.data.get("kind") == kind]


MAPS = [
    ("V58.67", "9>10", "exact", ["Z79.4"]),
    ("250.00", "9>10", "approximate", ["E11.9"]),
    ("073.0", "9>10", "combination", ["A70", "J17"]),
    ("625.9", "9>10", "choice", ["R10.2", "R10.8"]),
    ("V99.99", "9>10", "no_map", []),
    ("999.9", "9>10", "absent", []),
    ("E11.9", "10>9", "approximate", ["250.00"]),
    ("R10.2", "10>9", "choice", ["608.9", "625.9"]),
    ("I25.110", "10>9", "combination", ["414.01", "411.1"]),
]


@pytest.mark.parametrize(("code", "direction", "state", "targets"), MAPS, ids=[code for code, *_ in MAPS])
def test_the_maps_keep_their_flags(catalog: Catalog, code: str, direction: str, state: str, targets: list[str]) -> None:
    (finding,) = of_kind(crosswalk((code,), catalog, ON), "gem")
    assert (finding.data["direction"], finding.data["state"], finding.data["targets"]) == (direction, state, targets)
    assert "FY2018" in finding.caveat


def test_a_combination_is_shown_as_scenarios_and_choice_lists(catalog: Catalog) -> None:
    (finding,) = of_kind(crosswalk(("073.0",), catalog, ON), "gem")
    assert finding.data["scenarios"] == [{"scenario": 1, "lists": [{"list": 1, "codes": ["A70"]}, {"list": 2, "codes": ["J17"]}]}]
    assert [row[0] for row in finding.tables[0].rows] == ["A70", "J17"]
    assert "A70 with J17" in finding.verdict


def test_two_ways_and_a_choice_inside_a_combination() -> None:
    lines = [Gem("1", target, True, False, True, scenario, choice, "") for target, scenario, choice in
             [("A", 1, 1), ("B", 1, 2), ("C", 1, 2), ("D", 2, 1), ("E", 2, 2)]]  # fmt: skip
    found = equivalence("1", "9>10", lines)
    assert found.state is MapState.COMBINATION
    assert found.scenarios == ((1, ((1, ("A",)), (2, ("B", "C")))), (2, ((1, ("D",)), (2, ("E",)))))


@pytest.mark.parametrize(
    ("code", "is_icd9"),
    [("250.00", True), ("V58.67", True), ("E849.0", True), ("47.01", True), ("99213", False), ("E11.9", False), ("E11", False)],
)
def test_icd9_is_told_by_its_shape(code: str, is_icd9: bool) -> None:
    assert looks_like_icd9(code) == is_icd9


def test_a_code_that_was_subdivided_and_one_that_is_new(catalog: Catalog) -> None:
    (ended,) = of_kind(crosswalk(("R10.2",), catalog, ON), "became")
    assert (ended.data["codes"], ended.data["derived"], ended.data["effective"]) == (["R10.20", "R10.21", "R10.22"], True, "2025-10-01")
    assert "comparing" in ended.caveat
    (new,) = of_kind(crosswalk(("R10.20",), catalog, ON), "came_from")
    assert new.data["codes"] == ["R10.2"]
    assert of_kind(crosswalk(("E11.9",), catalog, ON), "became") == []


def test_the_conversion_table_wins_over_comparing(catalog: Catalog) -> None:
    (became,) = of_kind(crosswalk(("Z79.4",), catalog, ON), "became")
    assert (became.data["codes"], became.data["derived"], became.caveat) == (["Z79.41"], False, "")
    (came,) = of_kind(crosswalk(("Z79.41",), catalog, ON), "came_from")
    assert came.data["codes"] == ["Z79.4"]


def test_risk_and_clinical_categories_of_a_diagnosis(catalog: Catalog) -> None:
    found = crosswalk(("E11.9", "I10"), catalog, date(2025, 5, 15))
    with_category, without = of_kind(found, "hcc")
    assert [(m["model"], m["category"]) for m in with_category.data["models"]] == [("CMS-HCC V24", "19"), ("CMS-HCC V28", "38")]  # type: ignore[attr-defined, index]
    assert not with_category.grounds[0].stale
    assert without.data["models"] == []
    assert of_kind(crosswalk(("E11.9",), catalog, ON), "hcc")[0].grounds[0].stale
    assert of_kind(found, "ccsr")[0].data["categories"] == [{"category": "END002", "inpatient": True, "outpatient": True}]


def test_services_and_diagnoses_by_the_coverage_lists_are_called_unions(catalog: Catalog) -> None:
    (services,) = of_kind(crosswalk(("M17.11",), catalog, ON), "services_for")
    (diagnoses,) = of_kind(crosswalk(("20610",), catalog, ON), "diagnoses_for")
    assert services.data["services"] == ["20610", "J7325"]
    assert diagnoses.data["diagnoses"] == ["M17.11", "M17.12"]
    assert "too wide" in services.caveat
    assert "no official crosswalk" in diagnoses.rule


def test_outpatient_status_and_classification(catalog: Catalog) -> None:
    found = crosswalk(("45378",), catalog, ON)
    assert (of_kind(found, "opps")[0].data["status"], of_kind(found, "opps")[0].data["apc"]) == ("T", "5311")
    assert of_kind(found, "rbcs")[0].data["subcategory"] == "Scope"
    before = crosswalk(("45378",), catalog, date(2025, 5, 15))
    assert of_kind(before, "opps") == []
    assert any("OPPS addendum B of 2025-05-15" in f.verdict for f in before if f.level is Level.UNKNOWN)


VARIANTS = [
    ("45378", "G0121"), ("G0121", "45378"), ("G0105", "45378"), ("G0439", "99397"), ("99397", "G0439"), ("90471", "G0008"), ("G0008", "90471"),
    ("99417", "G2212"), ("G2212", "99417"), ("99418", "G0316"), ("97014", "G0283"), ("27096", "G0260"), ("99213", "G0463"), ("84153", "G0103"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "other"), VARIANTS)
def test_medicares_own_codes_are_named_both_ways(catalog: Catalog, code: str, other: str) -> None:
    found = of_kind(crosswalk((code,), catalog, ON), "medicare_variant")
    assert any(other in f.data["others"] for f in found)  # type: ignore[operator]
    assert all(f.grounds[0].rule for f in found)


def test_g2211_has_no_cpt_counterpart() -> None:
    (only,) = variants_of("G2211")
    assert only.cpt == ()


def test_a_hcpcs_code_is_not_taken_for_a_diagnosis_without_its_dot(catalog: Catalog) -> None:
    assert of_kind(crosswalk(("G0439",), catalog, ON), "rbcs")
    assert not of_kind(crosswalk(("G04.39",), catalog, ON), "rbcs")


def test_what_is_not_loaded_is_said_once_for_all_codes() -> None:
    found = crosswalk(("E11.9", "I10", "45378", "250.00"), Catalog(()), ON)
    unknown = [f for f in found if f.level is Level.UNKNOWN]
    assert len(unknown) == 1
    assert {"HCC mappings", "CCSR", "RBCS", "coverage pairs"} <= set(unknown[0].data["tables"])  # type: ignore[call-overload]


def test_nothing_asked_of_it_breaks_it(catalog: Catalog) -> None:
    for code in ("", "zzz", "😀" * 50, "%", "E11.9; DROP TABLE hcc", "0", "A" * 400):
        assert all(f.level in (Level.UNKNOWN, Level.INFORMATION) for f in crosswalk((code,), catalog, ON))


def test_a_claim_is_crosswalked_code_by_code(catalog: Catalog) -> None:
    claim = Claim(on=ON, lines=(ClaimLine(1, "45378"),), diagnoses=("E11.9",))
    kinds = {f.data["kind"] for f in findings(claim, catalog)}
    assert {"rbcs", "opps", "hcc", "gem"} <= kinds
    assert examine(claim, catalog, (Subject.CROSSWALK,)) == findings(claim, catalog)


def test_the_real_maps(tmp_path: Path) -> None:
    """Expected values read off the text of the published maps, FY2018."""
    folders = []
    for number, (place, edition) in enumerate(recognised(Gems(), real("crosswalk/2018-ICD-10-CM-GEMs.zip"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        database = sqlite3.connect(folder / FILE)
        with place.opened() as file:
            Gems().write(file, edition, database, lambda what, part: None)
        database.execute("CREATE TABLE edition (json TEXT NOT NULL)")
        database.execute("INSERT INTO edition VALUES (?)", (editions.encode(edition),))
        database.commit()
        database.close()
        folders.append(folder)
    both = Catalog(folders)
    said = {code: of_kind(crosswalk((code,), both, ON), "gem")[0].data for code in ("250.00", "073.0", "V58.67", "I25.110")}
    assert (said["250.00"]["state"], said["250.00"]["targets"]) == ("approximate", ["E11.9"])
    assert (said["073.0"]["state"], said["073.0"]["targets"]) == ("combination", ["A70", "J17"])
    assert said["V58.67"]["state"] == "exact"
    assert said["I25.110"]["state"] == "combination"
