"""Medical necessity, on small files in the published layouts: the extract, the exports, contractors, other payers."""

from __future__ import annotations

import csv
from datetime import date

import engine_crosswalk_files as files
import pytest
from sources_reading import real

from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Level, Subject
from bot.coding.medical_necessity import Listed, NecessityState, decide, is_equipment
from bot.coding.states import abbreviation
from bot.engine import coverage
from bot.engine.engine import examine
from knowledge import contractors
from knowledge.catalog import Catalog

ON = date(2026, 5, 15)


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return files.catalog(tmp_path_factory.mktemp("extract"))


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return files.catalog(tmp_path_factory.mktemp("exports"), pairs=False, exports=True)


def claim(codes: str, diagnoses: str = "", **more: object) -> Claim:
    lines = tuple(ClaimLine(number, code) for number, code in enumerate(codes.split(), start=1))
    return Claim(on=ON, lines=lines, diagnoses=tuple(diagnoses.split()), **more)  # type: ignore[arg-type]


def one(catalog: Catalog, codes: str, diagnoses: str = "", **more: object) -> Finding:
    (finding,) = coverage.findings(claim(codes, diagnoses, **more), catalog)
    return finding


EXTRACT = [
    # service, diagnoses, state, kind, level
    ("20610", "M17.11", "CA", "supported", Level.PASSED),
    ("20610", "I10 M17.11", "CA", "supported", Level.PASSED),
    ("20610", "Z00.00", "CA", "not_covered", Level.ATTENTION),
    ("20610", "M54.50", "CA", "not_listed", Level.ATTENTION),
    ("20610", "", "CA", "no_diagnosis", Level.INFORMATION),
    ("20610", "M17.11", "FL", "no_document", Level.UNKNOWN),
    ("99213", "E11.9", "CA", "no_document", Level.UNKNOWN),
    ("J7325", "M17.11", "SC", "supported", Level.PASSED),
]


@pytest.mark.parametrize(("service", "diagnoses", "state", "kind", "level"), EXTRACT)
def test_the_extract_answers_and_says_how_wide_it_is(
    extract: Catalog, service: str, diagnoses: str, state: str, kind: str, level: Level
) -> None:
    finding = one(extract, service, diagnoses, state=state)
    assert (finding.data["kind"], finding.level) == (kind, level)
    assert finding.data["union"] is True
    assert ("too wide for a payment decision" in finding.caveat) == bool(finding.data["documents"])


EXPORTS = [
    ("20610", "M17.11", "CA", "supported", Level.PASSED),
    ("20610", "M54.50", "CA", "not_listed", Level.DENIED),
    ("20610", "", "CA", "no_diagnosis", Level.INFORMATION),
    ("20610", "M17.11", "NY", "no_document", Level.INFORMATION),
    ("99213", "M17.11", "CA", "no_document", Level.INFORMATION),
]


@pytest.mark.parametrize(("service", "diagnoses", "state", "kind", "level"), EXPORTS)
def test_the_exports_decide_by_group_and_state(exports: Catalog, service: str, diagnoses: str, state: str, kind: str, level: Level) -> None:
    finding = one(exports, service, diagnoses, state=state)
    assert (finding.data["kind"], finding.level) == (kind, level)
    assert finding.data["union"] is False


def test_what_else_the_documents_ask_for_is_shown(exports: Catalog) -> None:
    facts = dict(one(exports, "20610", "M17.11", state="CA").facts)
    assert facts["List 2 of A50000 counts for"] == "These support 20610 and J7325."
    assert facts["L50000 asks for"] == "Record the joint"
    assert facts["NCD 30.3.3"] == "Needles for the lower back (restricted coverage)"
    assert facts["Article A50000"].startswith("Billing and Coding: Knee Injections, Noridian")


def test_no_lcd_is_not_called_not_covered(exports: Catalog, extract: Catalog) -> None:
    for catalog in (exports, extract):
        assert "does not mean not covered" in one(catalog, "99213", "E11.9", state="CA").caveat


def test_a_denial_for_necessity_names_the_abn_and_never_another_diagnosis(exports: Catalog) -> None:
    finding = one(exports, "20610", "M54.50", state="CA")
    assert "ABN" in finding.mend
    assert "M17.11" not in finding.mend


def test_nothing_loaded_is_one_open_point(extract: Catalog) -> None:
    (finding,) = coverage.findings(claim("20610 99213 45378", "M17.11"), Catalog(()))
    assert (finding.level, finding.data["kind"]) == (Level.UNKNOWN, "not_loaded")


def test_the_pointers_of_a_line_choose_its_diagnoses(extract: Catalog) -> None:
    lines = (ClaimLine(1, "20610", pointers=(0,)), ClaimLine(2, "20610", pointers=(1, 7)))
    found = coverage.findings(Claim(on=ON, lines=lines, diagnoses=("M17.11", "M54.50"), state="CA"), extract)
    assert [(f.lines, f.data["kind"]) for f in found] == [((1,), "supported"), ((2,), "not_listed")]


def test_another_payer_hears_that_it_is_the_medicare_rule(extract: Catalog) -> None:
    labels = [label for label, _ in one(extract, "20610", "M17.11", payer="aetna", payer_given=True).facts]
    assert labels[0] == "Rule"
    medicaid = dict(one(extract, "20610", "M17.11", payer="medicaid", payer_given=True).facts)
    assert "tables and coverage rules of its own" in medicaid["Rule"]
    assert "Rule" not in dict(one(extract, "20610", "M17.11").facts)


def test_a_diagnosis_alone_lists_the_services_it_supports(extract: Catalog) -> None:
    (finding,) = coverage.findings(claim("", "M17.11"), extract)
    assert finding.data["services"] == ["20610", "J7325"]


def test_a_zip_code_names_the_contractor(extract: Catalog) -> None:
    assert one(extract, "20610", "M17.11", zip5="90210").data["contractor"] == "Noridian Healthcare Solutions (JE)"


CONTRACTORS = [
    ("CA", "JE", "DME D"), ("NY", "JK", "DME A"), ("TX", "JH", "DME C"), ("FL", "JN", "DME C"), ("VA", "JM", "DME C"), ("DC", "JL", "DME A"),
    ("OH", "J15", "DME B"), ("MI", "J8", "DME B"), ("IL", "J6", "DME B"), ("MO", "J5", "DME D"), ("AL", "JJ", "DME C"), ("WA", "JF", "DME D"),
    ("GU", "JE", "DME D"), ("PR", "JN", "DME C"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "ab", "dme"), CONTRACTORS)
def test_the_contractors_of_a_state(extract: Catalog, state: str, ab: str, dme: str) -> None:
    area = contractors.of_state(state)
    assert area is not None
    assert (area.ab.jurisdiction, area.dme.jurisdiction) == (ab, dme)
    (finding,) = coverage.findings(Claim(on=ON, state=state), extract)
    assert ab in finding.verdict
    assert bool(area.split) == (len(area.part_b) > 1)


def test_every_contractor_number_is_the_one_of_the_published_localities() -> None:
    """State by state against the localities by county of CMS, October 2025."""
    state, published = "", {}
    with real("mpfs/RVU25D/25LOCCO.csv").open(encoding="cp1252") as text:
        for row in csv.reader(text):
            if len(row) == 5 and row[0].strip().isdigit():
                for name in row[2].strip().split("/"):
                    state = abbreviation(name) or state
                    published.setdefault(state, set()).add(row[0].strip().zfill(5))
    ours = {s: set(contractors.of_state(s).part_b) for s in published}  # type: ignore[union-attr]
    ours["MD"].discard("12202")
    ours["VA"].discard("12202")  # both stand under the District of Columbia there
    assert len(published) == 54  # 50 states, DC, Guam, Puerto Rico, the Virgin Islands
    assert ours == published


def test_equipment_goes_to_the_dme_contractor(extract: Catalog) -> None:
    assert is_equipment("E0601")
    assert not is_equipment("20610")
    assert one(extract, "E0601", state="TX").data["contractor"] == "CGS Administrators (DME C)"


def test_one_supporting_diagnosis_is_enough_and_a_list_against_does_not_outweigh_it() -> None:
    listed = [Listed("A00.0", False, "A1"), Listed("B00.0", True, "A1", 1)]
    found = decide("12345", ["A00.0", "B00.0"], listed, loaded=True, named=True, has_lists=True, derived=False)
    assert (found.state, [x.diagnosis for x in found.supporting]) == (NecessityState.SUPPORTED, ["B00.0"])


def test_nothing_on_a_claim_breaks_it(extract: Catalog, exports: Catalog) -> None:
    odd = claim("😀 % 99999 ' " + "A" * 300, "zzz ' %", state="ZZ", zip5="abcde", payer="'; --")
    for catalog in (extract, exports):
        assert {f.level for f in coverage.findings(odd, catalog)} <= {Level.UNKNOWN, Level.INFORMATION}
    assert coverage.findings(Claim(on=ON), extract) == ()


def test_the_engine_answers_for_the_subject(extract: Catalog) -> None:
    asked = claim("20610", "M17.11", state="CA")
    answered = tuple(f for f in examine(asked, extract, (Subject.COVERAGE,)) if f.subject is Subject.COVERAGE)
    assert answered == coverage.findings(asked, extract)
