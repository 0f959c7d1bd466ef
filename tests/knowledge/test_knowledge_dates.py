"""Which edition answers a date of service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from knowledge_desk import APRIL, ICD, catalog_of
from knowledge_tabular import chapters, drop, extra, tabular

from knowledge import editions
from knowledge.catalog import Catalog
from knowledge.model import Edition, LookupState, System

OLD = Edition("list", "FY2025", date(2024, 10, 1), date(2025, 9, 30))
NEW = Edition("list", "FY2026", date(2025, 10, 1), date(2026, 9, 30))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """FY2025, FY2026 of October and FY2026 of April."""
    folder = tmp_path_factory.mktemp("years")
    files = [
        drop(folder, APRIL, tabular(chapters(more=[extra("Z98.1", "Visit of April 2026")]))),
        drop(folder, "icd10cm_tabular_2025.xml", tabular(chapters(more=[extra("Z98.1", "Visit of fiscal 2025")]), year=2025)),
        drop(folder, "icd10cm_tabular_2026.xml", tabular(chapters(more=[extra("Z98.1", "Visit of October 2025")]))),
    ]
    opened = catalog_of(folder, *files)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("on", "edition", "stale"),
    [
        (date(2024, 10, 1), OLD, False),
        (date(2025, 9, 30), OLD, False),
        (date(2025, 10, 1), NEW, False),
        (date(2026, 9, 30), NEW, False),
        (date(2026, 10, 1), NEW, True),
        (date(2040, 1, 1), NEW, True),
        (date(2024, 9, 30), None, False),
        (date(1, 1, 1), None, False),
    ],
)
def test_the_edition_that_covers_the_date_answers_or_the_newest_before_it(on: date, edition: Edition | None, stale: bool) -> None:
    assert editions.in_force([NEW, OLD], on) == (edition, stale)


def test_without_editions_nothing_answers() -> None:
    assert editions.in_force([], date(2026, 1, 1)) == (None, False)


def test_between_two_editions_with_a_gap_the_earlier_one_answers_and_says_so() -> None:
    later = Edition("list", "FY2028", date(2027, 10, 1), date(2028, 9, 30))
    assert editions.in_force([later, NEW], date(2027, 1, 1)) == (NEW, True)


def test_an_edition_without_end_answers_ever_after() -> None:
    assert editions.in_force([Edition("list", "open", date(2025, 1, 1))], date(2099, 1, 1))[1] is False


@pytest.mark.parametrize(
    ("on", "title", "edition"),
    [
        (date(2025, 5, 15), "Visit of fiscal 2025", "FY2025 (October 1 2024)"),
        (date(2025, 9, 30), "Visit of fiscal 2025", "FY2025 (October 1 2024)"),
        (date(2025, 10, 1), "Visit of October 2025", "FY2026 (October 1 2025)"),
        (date(2026, 3, 31), "Visit of October 2025", "FY2026 (October 1 2025)"),
        (date(2026, 4, 1), "Visit of April 2026", "FY2026 (April 1 2026)"),
        (date(2027, 2, 1), "Visit of April 2026", "FY2026 (April 1 2026)"),
    ],
)
def test_each_date_of_service_is_answered_by_its_edition_which_is_named(shelf: Catalog, on: date, title: str, edition: str) -> None:
    found = shelf.code(ICD, "Z98.1", on)
    assert found.code is not None
    assert found.edition is not None
    assert (found.code.title, found.edition.name) == (title, edition)
    titled = shelf.titled(ICD, "Z98.1", on)
    assert titled is not None
    assert (titled.title, titled.reportable, titled.edition.name) == (title, True, edition)


def test_a_date_after_the_newest_edition_is_marked(shelf: Catalog) -> None:
    assert shelf.file_for("icd10cm_tabular", date(2026, 12, 1))[1] is True
    assert shelf.file_for("icd10cm_tabular", date(2026, 6, 1))[1] is False


def test_a_date_before_the_oldest_edition_gets_no_verdict(shelf: Catalog) -> None:
    found = shelf.code(ICD, "Z98.1", date(2023, 1, 1))
    assert (found.state, found.code, found.neighbours) == (LookupState.EDITION_NOT_LOADED, None, ())
    assert shelf.code(ICD, "Nonsense", date(2023, 1, 1)).state is LookupState.EDITION_NOT_LOADED


def test_an_april_list_alone_answers_for_its_whole_year(small: Catalog) -> None:
    assert small.code(ICD, "E11.9", date(2025, 11, 15)).state is LookupState.FOUND


def test_a_system_of_which_no_file_is_loaded_says_so(small: Catalog) -> None:
    assert small.code(System.HCPCS, "J1100", date(2026, 1, 1)).state is LookupState.SYSTEM_NOT_LOADED


def test_an_edition_survives_being_written_down() -> None:
    edition = Edition("list", "name", date(2025, 1, 1), None, "NCHS", "file.xml", "ab", 3, True, "1/4")
    assert editions.decode(editions.encode(edition)) == edition


def test_a_code_has_no_title_on_a_date_without_an_edition(small: Catalog) -> None:
    assert small.titled(ICD, "E11.9", date(2020, 1, 1)) is None
