"""What a new release changed, row by row, told by code; kept with the snapshot, also when the file before it is gone."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from knowledge_desk import Desk

from knowledge.changes.history import Told, between, first_loaded
from knowledge.changes.model import Change, Kind
from knowledge.snapshot import Manifest

MUE = '"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale'


def listed(*rows: tuple[str, int, str]) -> str:
    """An order file; the last code of the classification is in every complete one."""
    every = (*rows, ("Z999", 1, "Last wobble"))
    return "".join(f"{n:05} {code:7} {flag} {title:60} {title}\n" for n, (code, flag, title) in enumerate(every, 1))


ORDER_30 = listed(("R27", 0, "Wobbles"), ("R270", 1, "Wobble of the knees"), ("R278", 1, "Other wobble"), ("R279", 1, "Wobble, unspecified"))
ORDER_31 = listed(("R27", 0, "Wobbles"), ("R270", 0, "Wobble of the knees"), ("R2701", 1, "Wobble of the left knee"), ("R279", 1, "Wobble not otherwise said"))


def limits(*rows: str) -> str:
    return "\n".join(("Invented limits for tests,,,", MUE, *rows, ""))


LIMITS_2 = limits("20610,2,2 Date of Service Edit: Policy,x", "36415,2,1 Line Edit,x", "76140,0,3 Date of Service Edit: Clinical,x")
LIMITS_3 = limits("20610,2,3 Date of Service Edit: Clinical,x", "36415,4,1 Line Edit,x", "99999,1,1 Line Edit,x")


def told(desk: Desk, code: str) -> tuple[Told, ...]:
    with desk.open() as base, base.use() as snapshot:
        return snapshot.history.of(code)


def words(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(c.kind.value, c.label, c.before, c.after) for c in changes]


@pytest.fixture(scope="session")
def first_quarter(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With one release of two sources served. Nobody writes here, nor into the next."""
    desk = first_desk.copy(tmp_path_factory.mktemp("changes") / "first")
    desk.drop("icd10cm_order_2030.txt", ORDER_30)
    desk.drop("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", LIMITS_2)
    desk.build()
    return desk


@pytest.fixture(scope="session")
def compared(first_quarter: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """And the next release of both, the files of the first still there."""
    desk = first_quarter.copy(tmp_path_factory.mktemp("changes") / "second")
    desk.drop("icd10cm_order_2031.txt", ORDER_31)
    desk.drop("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", LIMITS_3)
    desk.build()
    return desk


@pytest.fixture
def quarterly(first_quarter: Desk, tmp_path: Path) -> Desk:
    return first_quarter.copy(tmp_path / "desk")


@pytest.fixture
def reloaded(compared: Desk, tmp_path: Path) -> Desk:
    return compared.copy(tmp_path / "desk")


def test_a_first_release_changes_nothing(quarterly: Desk) -> None:
    assert told(quarterly, "R27.0") == ()
    assert quarterly.serving().parts_of("changes") == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("R27.0", [("changed", "billable", "yes", "no")]),
        ("R27.01", [("added", "", "", "billable yes; title Wobble of the left knee")]),
        ("r278", [("removed", "", "billable yes; title Other wobble", "")]),
        ("R27.9", [("changed", "title", "Wobble, unspecified", "Wobble not otherwise said")]),
        ("R27", []),
        ("20610", [("changed", "MAI", "2", "3")]),
        ("36415", [("changed", "units", "2", "4")]),
        ("76140", [("removed", "", "units 0; MAI 3", "")]),
        ("99999", [("added", "", "", "units 1; MAI 1")]),
    ],
)
def test_what_changed_is_told_by_code(compared: Desk, code: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = told(compared, code)
    assert [change for step in found for change in words(step.changes)] == expected
    assert {(step.step.source, step.step.before, step.step.after) for step in found} <= {
        ("icd10cm_order", "FY2030 (October 1 2029)", "FY2031 (October 1 2030)"),
        ("mue_practitioner", "2026 Q2", "2026 Q3"),
    }


def test_numbers_are_told_in_percent_and_with_their_day(compared: Desk) -> None:
    (step,) = told(compared, "36415")
    assert (step.changes[0].percent, step.changes[0].effective) == (100.0, "2026-07-01")


def test_a_build_that_changes_nothing_keeps_the_snapshot(reloaded: Desk) -> None:
    before = reloaded.serving().id
    reloaded.build()
    assert reloaded.serving().id == before


def test_changes_outlive_the_file_they_were_made_from(reloaded: Desk) -> None:
    (reloaded.sources / "icd10cm_order_2030.txt").unlink()
    (reloaded.sources / "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv").unlink()
    reloaded.build()
    assert "FY2030 (October 1 2029)" not in {p.edition for p in reloaded.serving().parts_of("catalog")}
    assert words(told(reloaded, "R27.9")[0].changes) == [("changed", "title", "Wobble, unspecified", "Wobble not otherwise said")]
    reloaded.build()
    assert len(told(reloaded, "36415")) == 1


def test_a_release_whose_file_before_it_left_at_once_is_compared_with_what_served(quarterly: Desk) -> None:
    (quarterly.sources / "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv").unlink()
    quarterly.drop("MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", LIMITS_3)
    quarterly.build()
    assert words(told(quarterly, "36415")[0].changes) == [("changed", "units", "2", "4")]


def test_a_corrected_file_of_the_same_quarter_is_compared_with_the_one_it_replaces(quarterly: Desk) -> None:
    quarterly.drop("MCR_MUE_PractitionerServices_Eff_04-01-2026.csv", LIMITS_2.replace("36415,2", "36415,3"))
    quarterly.build()
    (step,) = told(quarterly, "36415")
    assert (step.step.before, step.step.after, words(step.changes)) == ("2026 Q2", "2026 Q2", [("changed", "units", "2", "3")])


def test_an_excerpt_says_nothing_of_rows_it_has_not(quarterly: Desk) -> None:
    quarterly.drop("MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv", limits("36415,4,1 Line Edit,x"))
    quarterly.build()
    assert words(told(quarterly, "36415")[0].changes) == [("changed", "units", "2", "4")]
    assert told(quarterly, "76140") == ()


def snapshots_of(desk: Desk) -> list[Manifest]:
    return [desk.snapshots.load(identity) for identity in desk.snapshots.ids()]


def test_two_snapshots_are_compared_in_either_direction(reloaded: Desk) -> None:
    older, newer = snapshots_of(reloaded)[-2:]
    with between(reloaded.snapshots, older, newer) as steps:
        assert {step.step.source for step in steps} == {"icd10cm_order", "mue_practitioner"}
        counted = Counter(c.kind for step in steps for c in step.every())
        assert counted == {Kind.ADDED: 2, Kind.REMOVED: 2, Kind.CHANGED: 4}
    with between(reloaded.snapshots, newer, older) as steps:
        assert steps == ()  # going back brings no release that was not there


def test_what_was_not_loaded_before_is_named_apart(quarterly: Desk) -> None:
    older, newer = snapshots_of(quarterly)[-2:]
    with between(quarterly.snapshots, older, newer) as steps:
        assert steps == ()
    assert {held.source for held in first_loaded(quarterly.snapshots, older, newer)} == {"icd10cm_order", "mue_practitioner"}


def test_a_damaged_changes_file_does_not_stop_a_build(reloaded: Desk) -> None:
    folder = reloaded.artefact("changes", "mue_practitioner")
    (folder / "catalog.sqlite").write_bytes(b"no database")
    reloaded.build()
    assert words(told(reloaded, "36415")[0].changes) == [("changed", "units", "2", "4")]


def order_rows(file: Path) -> dict[str, tuple[bool, str]]:
    """The published order file, read without the reader: code → (billable, long title)."""
    lines = file.read_text(encoding="cp1252").splitlines()
    return {line[6:13].strip(): (line[14] == "1", line[77:].strip()) for line in lines if line.strip()}


@pytest.mark.skipif(not os.environ.get("CODERLY_TEST_DATA"), reason="CODERLY_TEST_DATA does not say where the full public files are")
def test_fy2025_to_fy2026_is_right_to_the_row(desk: Desk) -> None:
    """Against the two order files compared by themselves."""
    data = Path(os.environ["CODERLY_TEST_DATA"])
    files = {name: next(iter(sorted(data.rglob(f"icd10cm*order*{name}*.txt"))), None) for name in ("2025", "2026")}
    if None in files.values():
        pytest.skip("the order files of FY2025 and FY2026 are not among the public files at hand")
    was, now = (order_rows(file) for file in files.values() if file is not None)
    for file in files.values():
        assert file is not None
        desk.drop(file.name, file.read_bytes())
    desk.build()
    with desk.open() as base, base.use() as snapshot:
        (step,) = [s for s in snapshot.history._steps() if s.step.source == "icd10cm_order"]
        changes = list(step.every())
    kinds: dict[str, set[str]] = {}
    for change in changes:
        kinds.setdefault(change.label or change.kind.value, set()).add(change.code)
    assert kinds["added"] == now.keys() - was.keys()
    assert kinds["removed"] == was.keys() - now.keys()
    assert kinds["billable"] == {c for c in was.keys() & now.keys() if was[c][0] != now[c][0]}
    assert kinds["title"] == {c for c in was.keys() & now.keys() if was[c][1] != now[c][1]}
    assert len(changes) == sum(map(len, kinds.values()))
