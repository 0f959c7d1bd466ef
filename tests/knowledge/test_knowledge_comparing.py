"""What a person has to accept before a reload is published."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.catalog_files import Written
from knowledge.comparing import Kind, compare
from knowledge.model import Edition
from knowledge.sources.base import FileReport

LAST, NEXT = date(2026, 7, 1), date(2026, 10, 1)


def file(name: str, rows: int, *, source: str = "mue_practitioner", begins: date = LAST, part: str = "", rejected: int = 0, partial: bool = False) -> Written:
    edition = Edition(source, name, begins, file=f"{name}.csv", sha256=f"{source} {name} {part} {rows} {rejected}", rows=rows, partial=partial, part=part)
    reasons = [f"{name}.csv, line {n}: no number" for n in range(1, min(rejected, 100) + 1)]
    return Written(edition, FileReport(edition.file, source, name, rows, rejected, reasons), ())


OLD = [file("2026Q3", 1000)]
NOTES = [file("notes", 9, source="documents", part="a.md")]
PTP = [file("2026Q3", 500, source="ncci_ptp_practitioner", part=f"{n}/4") for n in range(1, 5)]


@pytest.mark.parametrize(
    ("before", "after", "concern"),
    [
        (OLD, [*OLD, file("2026Q4", 1010, begins=NEXT)], ""),
        (OLD, [*OLD, file("2026Q4", 800, begins=NEXT)], ""),
        (OLD, [*OLD, file("2026Q4", 799, begins=NEXT)], "799 rows, 20% fewer than 2026Q3"),
        (OLD, [*OLD, file("2026Q4", 0, begins=NEXT)], "0 rows, 100% fewer"),
        (OLD, [*OLD, file("2026Q2", 1000, begins=date(2026, 4, 1))], "2026Q2 is older than 2026Q3"),
        (OLD, [*OLD, file("2026Q4", 1000, begins=NEXT, rejected=10)], ""),
        (OLD, [*OLD, file("2026Q4", 1000, begins=NEXT, rejected=11)], "11 of 1,011 rows could not be read"),
        (OLD, [*OLD, file("2026Q4", 30, begins=NEXT, partial=True)], "is an excerpt; 2026Q3 is whole"),
        (OLD, [file("2026Q3", 400)], "400 rows, 60% fewer"),
        (OLD, [], "2026Q3 would no longer be there"),
        (PTP, PTP[:3], "lacks part 4/4"),
        (PTP, [*PTP, *[file("2026Q4", 500, source="ncci_ptp_practitioner", begins=NEXT, part=f"{n}/4") for n in (1, 2, 4)]], "2026Q4 lacks part 3/4"),
        (PTP, [*PTP, *[file("2026Q4", 510, source="ncci_ptp_practitioner", begins=NEXT, part=f"{n}/4") for n in (1, 2, 3, 4)]], ""),
        ([], [file("2026Q3", 5)], ""),
        (NOTES, [*NOTES, file("notes", 1, source="documents", part="b.md")], ""),
    ],
)  # fmt: skip
def test_the_gate(before: list[Written], after: list[Written], concern: str) -> None:
    concerns = compare(before, after).concerns
    if concern:
        assert any(concern in said for said in concerns), concerns
    else:
        assert concerns == ()


def test_changes_are_measured_by_the_newest_whole_edition_before() -> None:
    before = [*OLD, file("2026Q3 excerpt", 3, partial=True, begins=NEXT)]
    compared = compare(before, [*before, file("2026Q4", 1100, begins=date(2026, 11, 1))])
    (change,) = compared.changes
    assert (change.kind, change.before, change.rows - change.rows_before) == (Kind.NEW, "2026Q3", 100)


def test_nothing_changes_where_nothing_did() -> None:
    assert compare(PTP, list(reversed(PTP))).changes == ()
