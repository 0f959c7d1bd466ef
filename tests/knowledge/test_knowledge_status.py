"""`kb status`: what is loaded, whether a newer edition is due, and what is missing."""

from __future__ import annotations

from datetime import date

import pytest
from knowledge_desk import APRIL, TODAY, Desk
from knowledge_tabular import tabular

from knowledge.cycles import due
from knowledge.holdings import OTHER, Cycle, holding
from knowledge.model import Edition
from knowledge.readers import readers
from knowledge.status import Stock, status


def edition(begins: date, name: str = "an edition", *, partial: bool = False) -> Edition:
    return Edition("some_source", name, begins, partial=partial)


QUARTER, FISCAL, YEAR = Cycle.QUARTER, Cycle.FISCAL_YEAR, Cycle.YEAR


@pytest.mark.parametrize(
    ("cycle", "loaded", "today", "said"),
    [
        (QUARTER, [edition(date(2026, 10, 1))], date(2026, 12, 31), ""),
        (QUARTER, [edition(date(2026, 10, 1))], date(2027, 1, 1), "a new quarter began on 2027-01-01"),
        (QUARTER, [edition(date(2026, 4, 1)), edition(date(2025, 1, 1))], date(2026, 9, 30), "a new quarter began on 2026-07-01"),
        (QUARTER, [edition(date(2027, 1, 1))], date(2026, 12, 24), ""),
        (QUARTER, [edition(date(2026, 4, 1)), edition(date(2026, 7, 1), partial=True)], date(2026, 8, 1), "a new quarter began on 2026-07-01"),
        (QUARTER, [edition(date(2026, 7, 1), partial=True)], date(2026, 11, 1), ""),
        (YEAR, [edition(date(2025, 1, 1))], date(2026, 1, 1), "a new calendar year began on 2026-01-01"),
        (FISCAL, [edition(date(2025, 10, 1))], date(2026, 3, 31), ""),
        (FISCAL, [edition(date(2025, 10, 1))], date(2026, 4, 1), "an update may have come out on 2026-04-01"),
        (FISCAL, [edition(date(2025, 10, 1), "FY2026 (April 1 2026)")], date(2026, 4, 1), ""),
        (FISCAL, [edition(date(2025, 10, 1), "FY2026 (April 1 2026)")], date(2026, 10, 1), "fiscal year 2027 began on 2026-10-01"),
        (Cycle.NONE, [edition(date(2001, 1, 1))], date(2026, 10, 1), ""),
    ],
)
def test_a_period_that_began_without_its_edition_is_named(cycle: Cycle, loaded: list[Edition], today: date, said: str) -> None:
    assert due(cycle, loaded, today) == said


def test_every_source_that_can_be_read_has_a_name_for_people_a_group_and_a_file_to_get() -> None:
    known = [holding(reader.name) for reader in readers()]
    assert [item.source for item in known if item.group == OTHER or "_" in item.title] == []
    assert [item.source for item in known if not item.file] == ["starter"]


def stock_of(desk: Desk, source: str, on: date = TODAY) -> Stock:
    return next(stock for stock in status(desk.snapshots, on).stock if stock.holding.source == source)


def test_each_edition_is_shown_with_dates_rows_rejections_and_age(desk: Desk) -> None:
    desk.drop("icd10cm_tabular_2025.xml", tabular(year=2025))
    desk.build()
    new, old = stock_of(desk, "icd10cm_tabular").editions
    assert (new.edition.name, old.edition.name) == ("FY2026 (April 1 2026)", "FY2025 (October 1 2024)")
    assert (new.files, new.serves, old.serves) == ((APRIL,), True, False)
    assert new.rows == old.rows > 50
    assert (new.rejected, new.age_days) == (0, (TODAY - new.edition.begins).days)
    assert [e.serves for e in stock_of(desk, "icd10cm_tabular", date(2025, 1, 1)).editions] == [False, True]


def test_what_the_program_could_read_and_does_not_have_is_named_with_its_file(desk: Desk) -> None:
    missing = {item.source: item for item in status(desk.snapshots, TODAY).missing}
    assert "icd10cm_tabular" not in missing
    assert "ccipra" in missing["ncci_ptp_practitioner"].file


def test_a_snapshot_for_measuring_says_so(desk: Desk) -> None:
    desk.drop("icd10cm-index-2026.xml", INDEX)
    queries = desk.folder / "queries.tsv"
    queries.write_text("query\nquivering\n", encoding="utf-8")
    desk.build(holdout=str(queries))
    assert stock_of(desk, "icd10cm_index").held_out == 1
    desk.build(holdout=str(queries), only=("starter",))
    assert stock_of(desk, "icd10cm_index").held_out == 1


INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter><title>Q</title>
<mainTerm><title>Quivering</title><code>H81.9</code></mainTerm></letter></ICD10CM.index>"""
