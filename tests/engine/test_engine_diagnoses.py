"""Diagnoses of a claim against the real tabular list of FY2026 (and a small FY2025); expected values are asked of the raw XML."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import engine_diagnosis_lists as lists
import pytest
import test_sources_code_edits as code_edits
from sources_reading import read, real

from bot.coding.claim import Claim, ClaimLine, Sex
from bot.coding.finding import Finding, Level, Subject
from bot.engine import diagnoses
from bot.engine.engine import examine
from knowledge.catalog import Catalog
from knowledge.sources.code_order import Icd10cmCodes

MAY_2025, NOVEMBER_2025 = date(2025, 5, 15), date(2025, 11, 15)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = tmp_path_factory.mktemp("lists")
    return lists.catalog_of(root, lists.packaged_list(), lists.small_2025(root / "own"))


@pytest.fixture(scope="module")
def printed() -> lists.Printed:
    return lists.Printed(lists.packaged_list())


def found(catalog: Catalog, codes: str, on: date = NOVEMBER_2025, **more: object) -> tuple[Finding, ...]:
    return diagnoses.findings(Claim(on=on, diagnoses=tuple(codes.split()), **more), catalog)  # type: ignore[arg-type]


def kinds(findings: tuple[Finding, ...]) -> list[str]:
    return [str(f.data["kind"]) for f in findings if "kind" in f.data]


COMPLETE = (
    "J44.0 J06.9 I11.0 I50.9 I12.9 N18.30 E11.A E11.9 E11.22 M54.50 M51.370 H25.13 M17.0 F17.210 Z87.891 Z00.00 R10.20 A41.9 B34.9 U07.1"
)
UNFINISHED = {
    "M54.5": "M54.50 M54.51 M54.59",
    "T81.4": "T81.40 T81.41 T81.42 T81.43 T81.44 T81.49",
    "R10.2": "R10.20 R10.21 R10.22 R10.23 R10.24",
    "N18": "N18.1 N18.2 N18.3",
}


@pytest.mark.parametrize("code", COMPLETE.split())
def test_a_complete_code_is_billable(catalog: Catalog, printed: lists.Printed, code: str) -> None:
    assert printed.complete(code)
    finding = found(catalog, code)[0]
    assert (finding.level, finding.data["status"], finding.data["billable"]) == (Level.PASSED, "billable", True)
    assert finding.grounds[0].edition is not None


@pytest.mark.parametrize("code", UNFINISHED)
def test_a_subdivided_code_comes_with_its_choices(catalog: Catalog, printed: lists.Printed, code: str) -> None:
    below = [diag.findtext("name") for diag in printed.above[code][-1].findall("diag")]
    finding = found(catalog, code)[0]
    assert (finding.level, finding.data["status"]) == (Level.DENIED, "subdivided")
    assert finding.data["choices"] == below
    assert set(UNFINISHED[code].split()) <= set(below)
    assert [row[0] for row in finding.tables[0].rows] == below


@pytest.mark.parametrize("code", ["T81.40", "S72.001", "W19", "S06.0X0", "M80.00"])
def test_a_code_without_its_7th_character_names_those_that_exist(catalog: Catalog, printed: lists.Printed, code: str) -> None:
    finding = found(catalog, code)[0]
    choices = finding.data["choices"]
    assert isinstance(choices, list)
    assert (finding.level, finding.data["status"]) == (Level.DENIED, "needs_seventh")
    assert [choice[-1] for choice in choices] == printed.seventh(code)
    assert {len(choice.replace(".", "")) for choice in choices} == {7}


WRITTEN_WRONG = [
    ("T81.4XXA", "placeholder_misplaced", "T81.4 is subdivided", "T81.40"),
    ("T81.40A", "seventh_misplaced", "7th place", "T81.40XA"),
    ("W19A", "seventh_misplaced", "7th place", "W19.XXXA"),
    ("S72.001Z", "wrong_seventh", "Z is not a 7th character of S72.001", "S72.001A"),
    ("T81.40XB", "wrong_seventh", "B is not a 7th character of T81.40", "T81.40XA"),
    ("E11.95", "too_long", "E11.9 is complete", "E11.9"),
    ("J06.9X", "too_long", "J06.9 is complete", "J06.9"),
    ("J44.7", "not_found", "not found", "J44.9"),
]


@pytest.mark.parametrize(("code", "status", "said", "choice"), WRITTEN_WRONG)
def test_a_code_that_does_not_exist_is_told_apart_by_its_reason(
    catalog: Catalog, printed: lists.Printed, code: str, status: str, said: str, choice: str
) -> None:
    assert code not in printed.above
    finding = found(catalog, code)[0]
    assert (finding.level, finding.data["status"]) == (Level.DENIED, status)
    assert said in finding.verdict
    assert choice in finding.data["choices"]  # type: ignore[operator]
    assert finding.mend


@pytest.mark.parametrize("code", ["T81.40XA", "S72.001A", "W19.XXXA", "T8140XA", "t81.40xa"])
def test_a_placeholder_in_an_empty_place_is_valid(catalog: Catalog, code: str) -> None:
    assert found(catalog, code)[0].data["billable"] is True


@pytest.mark.parametrize(
    ("code", "on", "status", "said"),
    [
        ("R10.2", MAY_2025, "billable", "is billable"),
        ("R10.2", NOVEMBER_2025, "subdivided", "It was billable until 2025-09-30"),
        ("E11.A", NOVEMBER_2025, "billable", "is billable"),
        ("E11.A", MAY_2025, "not_found", "It is new from 2025-10-01"),
        ("E11.9", date(2020, 1, 1), "edition_not_loaded", "is not loaded"),
    ],
)
def test_the_date_of_service_chooses_the_edition(catalog: Catalog, code: str, on: date, status: str, said: str) -> None:
    finding = found(catalog, code, on)[0]
    assert finding.data["status"] == status
    assert said in finding.verdict
    assert (finding.level is Level.UNKNOWN) == (status == "edition_not_loaded")


def test_an_inpatient_stay_is_judged_by_its_discharge(catalog: Catalog) -> None:
    stay = found(catalog, "R10.2", MAY_2025, discharge=NOVEMBER_2025, inpatient=True)
    assert stay[0].data["status"] == "subdivided"
    assert any("MS-DRG" in f.verdict and f.level is Level.UNKNOWN for f in stay)


def test_a_date_after_the_newest_edition_says_which_one_answered(catalog: Catalog) -> None:
    late = found(catalog, "E11.9", date(2027, 3, 1))
    assert late[0].grounds[0].stale
    assert [f.level for f in late if f.data.get("kind") == "edition_not_loaded"] == [Level.INFORMATION]


EXCLUDES1 = [
    # first, second, where the note is read (a code in the raw list), what it names, which code stays
    ("J44.0", "J06.9", "J06.9", "(J44.0)", "J44.0"),
    ("J06.9", "J44.0", "J06.9", "(J44.0)", "J44.0"),
    ("E11.A", "E11.9", "E11.A", "(E11.9)", ""),
    ("E11.A", "E11.22", "E11.A", "(E11.0-E11.8)", "E11.22"),
    ("E10.9", "E11.9", "E10.9", "(E11.-)", ""),
    ("E11.65", "E13.9", "E11.65", "(E13.-)", "E13.9"),
    ("M54.50", "M51.370", "M54.50", "(M51.370)", "M51.370"),
    ("M54.50", "S39.012A", "M54.50", "(S39.012)", "S39.012A"),
    ("G81.94", "I69.354", "G81.94", "(I69.05-, I69.15-, I69.25-, I69.35-, I69.85-, I69.95-)", "I69.354"),
    ("G63", "E11.42", "G63", "(E08-E13 with .42)", "E11.42"),
    ("F17.210", "Z87.891", "F17.210", "(Z87.891)", ""),
    ("I12.9", "I15.0", "I12.9", "(I15.0, I15.1)", "I15.0"),
    ("I10", "O10.011", "I10", "(O10-O11, O13-O16)", "O10.011"),
    ("R50.9", "T81.40XA", "", "", ""),
    ("M25.561", "M25.569", "", "", ""),
    ("J45.909", "J44.9", "", "", ""),
]


@pytest.mark.parametrize(("first", "second", "at", "names", "stays"), EXCLUDES1, ids=[f"{a}+{b}" for a, b, *_ in EXCLUDES1])
def test_excludes1_notes_are_inherited_and_read_both_ways(
    catalog: Catalog, printed: lists.Printed, first: str, second: str, at: str, names: str, stays: str
) -> None:
    if at:
        other = (second if at == first else first).removesuffix("A")
        assert any(names in note for note in printed.notes(at, "excludes1"))
        assert any(f"({at[:3]}" in note for note in printed.notes(other, "excludes1")) == (stays == "")
    conflicts = [f for f in found(catalog, f"{first} {second}") if f.data.get("kind") == "excludes1"]
    assert len(conflicts) == bool(at)
    for conflict in conflicts:
        assert (conflict.level, conflict.codes) == (Level.ATTENTION, (first, second))
        assert (conflict.data["stays"] or "") == stays
        assert "nothing to do with each other" in conflict.mend
        assert any(names in note["text"] for note in conflict.data["notes"])  # type: ignore[union-attr]


def test_a_pair_named_by_excludes1_is_not_named_a_second_time(catalog: Catalog) -> None:
    pairs = [f.codes for f in found(catalog, "E11.A E11.9") if set(f.codes) == {"E11.A", "E11.9"} and f.level is not Level.INFORMATION]
    assert len(pairs) == 1


ORDER = [
    # diagnoses in their order, kind expected (or none), level
    ("I11.0 I50.9", "", None),
    ("I50.9 I11.0", "after_partner", Level.ATTENTION),
    ("I12.9 N18.30", "", None),
    ("N18.30 I12.9", "after_partner", Level.ATTENTION),
    ("N18 I12", "after_partner", Level.ATTENTION),
    ("E85.1 G63", "", None),
    ("G63 E85.1", "manifestation_first", Level.DENIED),
    ("G63", "manifestation_first", Level.DENIED),
    ("F02.80 G30.9", "manifestation_first", Level.DENIED),
    ("E11.9 G63", "no_partner", Level.ATTENTION),
    ("R65.20 A41.9", "after_partner", Level.ATTENTION),
    ("I11.0", "additional_missing", Level.ATTENTION),
    ("E11.22", "additional_missing", Level.ATTENTION),
    ("E11.22 N18.30", "", None),
    ("I50.22", "may_be_secondary", Level.INFORMATION),
    ("W19.XXXA S72.001A", "external_cause_first", Level.DENIED),
    ("S72.001A W19.XXXA", "", None),
    ("T38.3X6A E11.65", "underdosing_first", Level.DENIED),
    ("I10 Z00.00", "only_first", Level.ATTENTION),
    ("Z00.00 I10", "", None),
    ("I10 Z00.6", "", None),
]
_OF_ORDER = {kind for _, kind, _ in ORDER if kind} | {"additional_before", "secondary_first"}


@pytest.mark.parametrize(("codes", "kind", "level"), ORDER, ids=[codes for codes, _, _ in ORDER])
def test_the_order_of_diagnoses_follows_the_notes_and_guidelines(catalog: Catalog, codes: str, kind: str, level: Level | None) -> None:
    said = [(f.data["kind"], f.level) for f in found(catalog, codes) if f.data.get("kind") in _OF_ORDER and "codes" not in f.data]
    assert said == ([(kind, level)] if kind else [])


BESIDE = [
    ("E11.9 E11.9", "twice", ""),
    ("H25.11 H25.12", "both_sides", "H25.13"),
    ("M17.11 M17.12", "both_sides", "M17.0"),
    ("M25.561 M25.562", "", ""),
    ("M25.561 M25.569", "side_unspecified", "M25.561"),
    ("J44.9 J44.1", "less_specific", "J44.1"),
    ("E11.9 E11.65", "less_specific", "E11.65"),
    ("N18.9 N18.31", "less_specific", "N18.31"),
    ("J44.1 J44.0", "", ""),
    ("S72.001A S72.001D", "encounters_mixed", ""),
    ("O31.11X1 O31.11X2", "", ""),
]


@pytest.mark.parametrize(("codes", "kind", "instead"), BESIDE, ids=[codes for codes, _, _ in BESIDE])
def test_diagnoses_that_say_too_much_or_too_little_beside_each_other(catalog: Catalog, codes: str, kind: str, instead: str) -> None:
    said = [f for f in found(catalog, codes) if "instead" in f.data and f.data["kind"] != "presumed_link"]
    assert [f.data["kind"] for f in said] == ([kind] if kind else [])
    assert [f.data["instead"] for f in said] == ([instead] if kind else [])


@pytest.mark.parametrize(
    ("codes", "instead"),
    [
        ("I10 N18.31", ["I12.-"]),
        ("I10 I50.22", ["I11.-"]),
        ("N18.31 I10 I50.22", ["I13.-", "I13.-"]),
        ("E11.9 N18.31", ["E11.22"]),
        ("I13.0 I50.22 N18.31", []),
        ("I10 E11.9", []),
    ],
)
def test_conditions_that_the_classification_joins(catalog: Catalog, codes: str, instead: list[str]) -> None:
    assert [f.data["instead"] for f in found(catalog, codes) if f.data.get("kind") == "presumed_link"] == instead


def test_that_no_note_excludes_a_pair_is_said(catalog: Catalog) -> None:
    (said,) = [f for f in found(catalog, "R51.9 G43.909") if f.data.get("kind") == "no_excludes1"]
    assert said.verdict == "No Excludes1 note stands between R51.9 and G43.909."
    assert said.grounds[0].edition is not None
    assert not [f for f in found(catalog, "E11.9 E10.9") if f.data.get("kind") == "no_excludes1"]
    assert not [f for f in found(catalog, "E11.9") if f.data.get("kind") == "no_excludes1"]


def test_excludes2_is_only_information(catalog: Catalog) -> None:
    said = [f for f in found(catalog, "R51.9 G43.909") if f.data.get("kind") == "excludes2"]
    assert [f.level for f in said] == [Level.INFORMATION]


def test_sex_and_age_are_open_where_they_are_given_and_no_list_is_loaded(catalog: Catalog) -> None:
    assert any(f.data.get("tables") == ["sex and age edits"] for f in found(catalog, "N40.0", sex=Sex.FEMALE))
    assert "not_loaded" not in kinds(found(catalog, "N40.0"))
    assert "not_loaded" not in kinds(found(catalog, "N40.0", lines=(ClaimLine(1, "99213"),)))


@pytest.fixture(scope="module")
def with_edits(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The small FY2025 and, in the published layout, two versions of the code editor: one before, one after the sex edit ended."""
    root = tmp_path_factory.mktemp("edits")
    rows, sexes = (("E109",), ("Z00121",), ("O80",), ("F32A",)), {**code_edits.SEXES, "C. Diagnoses for males only": "R079\tx"}
    old = code_edits.file(root, rows=rows, sexes=sexes)
    new = code_edits.file(root, "Definitions of Medicare Code Edits_v42.txt", version="Version 42", rows=rows, sexes={})
    folders = [root / "lists" / "tabular-0", root / "old", root / "new"]
    lists.catalog_of(root / "lists", lists.small_2025(root / "own")).close()
    for path, folder in zip((old, new), folders[1:], strict=True):
        read(code_edits.READER, path, folder)[0].close()
    return Catalog(folders)


@pytest.mark.parametrize(
    ("code", "more", "kind", "level"),
    [
        ("E10.9", {"age": 40}, "age_conflict", Level.ATTENTION),
        ("E10.9", {"age": 40, "inpatient": True}, "age_conflict", Level.DENIED),
        ("E10.9", {"age": 0}, "", None),
        ("O80", {"age": 70}, "age_conflict", Level.ATTENTION),
        ("O80", {"age": 30, "sex": Sex.FEMALE}, "", None),
        ("R07.9", {"sex": Sex.FEMALE}, "sex_conflict", Level.INFORMATION),
        ("R07.9", {"sex": Sex.MALE}, "", None),
    ],
)
def test_sex_and_age_are_held_against_the_lists_of_the_code_editor(
    with_edits: Catalog, code: str, more: dict[str, object], kind: str, level: Level | None
) -> None:
    said = [(f.data["kind"], f.level) for f in found(with_edits, code, MAY_2025, **more) if "conflict" in str(f.data.get("kind"))]
    assert said == ([(kind, level)] if kind else [])


NONSENSE = ["", "-", "ZZZZZZZZZZ", "99213", "E11.9.9", "😀", "A" * 400, "%", "'; DROP TABLE code; --"]


def test_nothing_on_a_claim_breaks_the_findings(catalog: Catalog) -> None:
    findings = diagnoses.findings(Claim(on=NOVEMBER_2025, diagnoses=tuple(NONSENSE)), catalog)
    assert len(findings) == len(NONSENSE)
    assert {f.level for f in findings} == {Level.DENIED}
    assert max(len(f.verdict) for f in findings) < 300


def test_an_icd9_code_is_called_so(catalog: Catalog) -> None:
    assert "is an ICD-9-CM code" in found(catalog, "250.00")[0].verdict


def test_without_a_tabular_list_every_diagnosis_is_open() -> None:
    findings = diagnoses.findings(Claim(on=NOVEMBER_2025, diagnoses=("E11.9", "ZZZ")), Catalog(()))
    assert [f.level for f in findings] == [Level.UNKNOWN, Level.UNKNOWN]


def test_the_engine_answers_for_the_subject(catalog: Catalog) -> None:
    claim = Claim(on=NOVEMBER_2025, diagnoses=("E11.9",))
    assert examine(claim, catalog, (Subject.DIAGNOSES,)) == diagnoses.findings(claim, catalog)
    assert diagnoses.findings(Claim(on=NOVEMBER_2025), catalog) == ()


def test_the_real_list_of_the_year_before(tmp_path: Path) -> None:
    """R10.2 and E11.A by date on the two full lists."""
    old, new = real("icd10cm/fy2025/icd10cm-tabular-April-2025.xml"), real("icd10cm/fy2026/icd10c-tabular-April-1-2026.xml")
    both = lists.catalog_of(tmp_path, old, new)
    assert lists.Printed(old).complete("R10.2")
    assert not lists.Printed(new).complete("R10.2")
    states = {on: [f.data["status"] for f in found(both, "R10.2 E11.A", on)[:2]] for on in (MAY_2025, NOVEMBER_2025)}
    assert states == {MAY_2025: ["billable", "not_found"], NOVEMBER_2025: ["subdivided", "billable"]}


def bare_list(root: Path) -> Catalog:
    """FY2025 as a tabular list and FY2024 as a codes file alone, in our own words."""
    path = root / "icd10cm-codes-2024.txt"
    rows = "M5416   Pain from the root\r\nM5450   Sore back\r\nM5459   Other sore back\r\nR102    Sore pelvis\r\nZ999    Needs a device\r\n"
    path.write_text(rows, newline="")
    file, report = read(Icd10cmCodes(), path, root / "codes")
    assert report.rows == 5
    return Catalog([file.path.parent, *(f.path.parent for f in lists.catalog_of(root, lists.small_2025(root / "own")).files("icd10cm_tabular"))])


def test_a_year_with_a_list_of_codes_alone_is_answered_from_it(tmp_path: Path) -> None:
    catalog, may_2024 = bare_list(tmp_path), date(2024, 5, 10)
    found_ = found(catalog, "M54.16 M54.5 M54.99 R10.2", may_2024)
    assert [f.data["status"] for f in found_[:4]] == ["billable", "subdivided", "not_found", "billable"]
    assert found_[1].data["choices"] == ["M54.50", "M54.59"]
    assert found_[0].grounds[0].edition is not None
    assert found_[0].grounds[0].edition.source == "icd10cm_codes"
    open_ = next(f for f in found_ if f.data.get("kind") == "notes_not_loaded")
    assert (open_.level, "tabular list" in open_.mend) == (Level.UNKNOWN, True)


def test_a_tabular_list_of_the_date_has_the_word_before_a_list_of_codes(tmp_path: Path) -> None:
    finding = found(bare_list(tmp_path), "R10.2", MAY_2025)[0]
    assert finding.grounds[0].edition is not None
    assert finding.grounds[0].edition.source == "icd10cm_tabular"


def test_between_an_edition_that_has_a_code_and_one_that_has_not_nothing_is_certain(tmp_path: Path) -> None:
    folders = []
    for year, gone in ((2019, "R51"), (2024, "R519")):
        path = tmp_path / f"icd10cm-codes-{year}.txt"
        path.write_text(f"M5416   Pain from the root\r\n{gone:<8}Sore head\r\nZ999    Needs a device\r\n", newline="")
        file, _ = read(Icd10cmCodes(), path, tmp_path / str(year))
        folders.append(file.path.parent)
    catalog, between = Catalog(folders), date(2022, 5, 10)
    head, root = found(catalog, "R51 M54.16", between)[:2]
    assert (head.level, "FY2024" in head.verdict) == (Level.UNKNOWN, True)
    assert (root.level, root.data["status"]) == (Level.PASSED, "billable")
    assert found(catalog, "R51", date(2019, 5, 10))[0].level is Level.PASSED


def test_a_code_of_pregnancy_on_the_claim_of_a_man_needs_no_list_to_be_seen(catalog: Catalog) -> None:
    conflicts = [f for f in found(catalog, "O80 I10", sex=Sex.MALE) if f.data.get("kind") == "sex_conflict"]
    assert [(f.level, f.codes) for f in conflicts] == [(Level.ATTENTION, ("O80",))]
    assert "sex_conflict" not in kinds(found(catalog, "O80 I10", sex=Sex.FEMALE))
