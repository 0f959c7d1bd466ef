"""The ICD-10-CM tabular list: what a coder reads at a code, and what is said of a file that cannot be read."""

from __future__ import annotations

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from knowledge_desk import ICD, TODAY, catalog_of
from knowledge_tabular import INJURIES, SUGAR, Block, Chapter, Diagnosis, chapters, drop, extra, tabular

from knowledge.catalog import Catalog
from knowledge.discover import discover
from knowledge.errors import SourceError
from knowledge.icd10cm import dotted, key, looks_like, with_seventh
from knowledge.model import Code, LookupState, NoteKind
from knowledge.sources.base import FileReport
from knowledge.sources.icd10cm_tabular import Icd10cmTabular, packaged_tabular


def code(catalog: Catalog, name: str, on: date = TODAY) -> Code:
    found = catalog.code(ICD, name, on)
    assert found.code is not None, found
    return found.code


def notes(catalog: Catalog, name: str) -> set[tuple[NoteKind, str, str]]:
    return {(note.kind, note.text, note.origin) for note in code(catalog, name).notes}


def said_of(file: Path) -> FileReport:
    """What a build says of a file that it does not read."""
    found, rejected = discover(file.parent)
    assert not found
    return next(report for report in rejected if report.file == file.name)


def read(file: Path, folder: Path) -> FileReport:
    """Read a file as a build does; its report."""
    reader = Icd10cmTabular()
    edition = reader.recognise(file, file.read_bytes()[:65536])
    assert edition is not None
    database = sqlite3.connect(folder / "rows.sqlite")
    try:
        return reader.write(file, edition, database, lambda what, part: None)
    finally:
        database.close()


# what a coder reads


def test_a_code_knows_where_it_stands(small: Catalog) -> None:
    found = code(small, "E11.649")
    assert (found.parent, found.block, found.chapter) == ("E11.64", "Sugar sickness (E08-E13)", "Glands, food and body fuel (E00-E89)")
    assert code(small, "E11").children == ("E11.6", "E11.9")
    assert found.reportable
    assert not code(small, "E11.64").reportable


@pytest.mark.parametrize("asked", ["E11.9", "e119", "E119", " e11.9 ", "E 11.9"])
def test_a_code_is_found_however_it_is_typed(small: Catalog, asked: str) -> None:
    assert code(small, asked).code == "E11.9"


def test_notes_of_every_level_are_inherited(small: Catalog) -> None:
    assert notes(small, "E11.649") >= {
        (NoteKind.CODE_ALSO, "the kind of low sugar at E11.64", "E11.64"),
        (NoteKind.INCLUDES, "sugar sickness without a kind named", "E11"),
        (NoteKind.EXCLUDES1, "sugar sickness of the first kind (E10.-)", "E11"),
        (NoteKind.EXCLUDES2, "sugar in the urine only (R81)", "E11"),
        (NoteKind.CODE_FIRST, "what brought it on", "E11"),
        (NoteKind.USE_ADDITIONAL, "the medicine taken at E11", "E11"),
        (NoteKind.USE_ADDITIONAL, "the medicine taken for the whole block", "block E08-E13"),
        (NoteKind.INCLUDES, "everything about glands", "chapter 4"),
        (NoteKind.EXCLUDES1, "passing trouble of the newborn (P70-P74)", "chapter 4"),
    }


def test_notes_of_a_neighbour_are_not_inherited(small: Catalog) -> None:
    assert not [n for n in code(small, "E11.65").notes if n.origin == "E11.64"]
    assert not [n for n in code(small, "E10.9").notes if n.origin == "E11"]


def test_inclusion_terms_stay_at_their_code(small: Catalog) -> None:
    terms = {name: [n.text for n in code(small, name).notes if n.kind is NoteKind.INCLUSION_TERM] for name in ("E11", "E11.9", "E11.65")}
    assert terms == {"E11": ["Sweet blood of the category"], "E11.9": ["Grown-up sweet blood"], "E11.65": []}


def test_a_code_of_six_characters_takes_its_seventh_at_once(small: Catalog) -> None:
    found = code(small, "S72.001B")
    assert (found.base, found.parent, found.reportable) == ("S72.001", "S72.001", True)
    assert found.title == "Broken right thigh neck, first visit, skin open"
    assert not code(small, "S72.001").reportable


def test_a_shorter_code_is_filled_up_with_x(small: Catalog) -> None:
    assert code(small, "T81.40XA").base == "T81.40"
    assert code(small, "T07.XXXS").base == "T07"
    assert small.code(ICD, "T81.40A", TODAY).state is LookupState.NOT_FOUND


def test_a_seventh_character_row_keeps_the_notes_of_its_ancestors(small: Catalog) -> None:
    assert {n.origin for n in code(small, "S06.316A").notes} == {"S06"}


def test_the_choices_of_the_seventh_character_come_from_the_category(small: Catalog) -> None:
    assert [(s.character, s.meaning) for s in code(small, "T81.40").seventh] == [
        ("A", "first visit"),
        ("D", "later visit"),
        ("S", "late effect"),
    ]
    assert [s.character for s in code(small, "T81.40XD").seventh] == ["A", "D", "S"]
    assert code(small, "T81").seventh == ()
    assert code(small, "E11.9").seventh == ()


def test_seventh_characters_that_the_category_bars_do_not_exist(small: Catalog) -> None:
    assert code(small, "S06.317A").reportable
    assert code(small, "S06.316D").reportable
    assert [s.character for s in code(small, "S06.317").seventh] == ["A"]
    for barred in ("S06.317D", "S06.317S", "S06.318D", "S06.318S"):
        assert small.code(ICD, barred, TODAY).state is LookupState.NOT_FOUND


def test_a_block_that_is_one_category_keeps_its_own_notes(small: Catalog) -> None:
    assert notes(small, "T07") == {
        (NoteKind.EXCLUDES1, "an injury of one place", "T07"),
        (NoteKind.EXCLUDES1, "burns of many regions", "block T07"),
    }
    assert code(small, "T07.XXXA").block == "Injuries of many regions (T07)"


def test_a_code_that_does_not_exist_has_neighbours(small: Catalog) -> None:
    found = small.code(ICD, "T81.4XXA", TODAY)
    assert found.state is LookupState.NOT_FOUND
    assert found.code is None
    assert "T81.40XA" in found.neighbours
    assert len(found.neighbours) <= 5


@pytest.mark.parametrize(
    "asked", ["", "?", "E", "99213", "E11.999999999", "É11.9", "%", "'; DROP TABLE code; --", "\x00", "E11\n9", "Z" * 10_000]
)
def test_what_is_no_code_is_not_found(small: Catalog, asked: str) -> None:
    found = small.code(ICD, asked, TODAY)
    assert found.state is LookupState.NOT_FOUND
    assert small.starting_with(asked, 5, TODAY) == () or asked in ("", "E")


def test_half_a_code_lists_what_begins_with_it(small: Catalog) -> None:
    assert [hit.code for hit in small.starting_with("E11.6", 10, TODAY)] == ["E11.6", "E11.64", "E11.641", "E11.649", "E11.65"]
    assert [hit.code for hit in small.starting_with("s72", 2, TODAY)] == ["S72", "S72.0"]


def test_codes_are_written_with_and_without_the_dot() -> None:
    assert (dotted("e119"), dotted("E11"), key("e11.9 "), with_seventh("T07", "A")) == ("E11.9", "E11", "E119", "T07.XXXA")
    assert looks_like("S72.001A")
    assert not looks_like("99213")


# which edition a file is


@pytest.mark.parametrize(
    ("name", "year", "edition"),
    [
        ("icd10c-tabular-April-1-2026.xml", 2026, "FY2026 (April 1 2026)"),
        ("icd10cm-tabular-april-2025.xml", 2025, "FY2025 (April 1 2025)"),
        ("icd10cm_tabular_2026.xml", 2026, "FY2026 (October 1 2025)"),
        ("renamed by hand.txt", 2027, "FY2027 (October 1 2026)"),
    ],
)
def test_the_edition_comes_from_the_content_and_the_release_from_the_name(tmp_path: Path, name: str, year: int, edition: str) -> None:
    [item], rejected = discover(drop(tmp_path, name, tabular(year=year)).parent)
    assert (item.edition.name, item.edition.begins, item.edition.ends) == (edition, date(year - 1, 10, 1), date(year, 9, 30))
    assert not rejected


# files that cannot be read


def test_a_truncated_file_is_named_with_its_line_and_a_remedy(tmp_path: Path) -> None:
    text = tabular()
    broken = text[: len(text) // 2]
    file = drop(tmp_path, "icd10cm_tabular_2026.xml", broken)
    with pytest.raises(SourceError, match=r"^icd10cm_tabular_2026\.xml, line \d+: .*Download the file again") as caught:
        read(file, tmp_path)
    assert caught.value.line == pytest.approx(broken.count("\n") + 1, abs=1)


def test_a_file_with_a_damaged_byte_is_named_with_its_line(tmp_path: Path) -> None:
    lines = tabular().encode().splitlines(keepends=True)
    lines[99] = b"<desc>M\xe9ni\xe8re in the wrong encoding</desc>\r\n"
    with pytest.raises(SourceError, match=r"line 100: .*damaged"):
        read(drop(tmp_path, "latin.xml", b"".join(lines)), tmp_path)


@pytest.mark.parametrize("lost", [1, 12, 22])
def test_a_list_without_one_of_its_chapters_is_refused(tmp_path: Path, lost: int) -> None:
    text = tabular([chapter for chapter in chapters() if chapter.number != lost])
    with pytest.raises(SourceError, match=r"only 21 of 22 chapters.*Get the complete tabular list"):
        read(drop(tmp_path, "icd10cm_tabular_2026.xml", text), tmp_path)


def test_a_list_of_the_years_with_21_chapters_is_read(tmp_path: Path) -> None:
    report = read(drop(tmp_path, "icd10cm_tabular_2019.xml", tabular(chapters(count=21), year=2019)), tmp_path)
    assert report.rows
    assert report.edition == "FY2019 (October 1 2018)"


def test_a_list_without_codes_is_refused(tmp_path: Path) -> None:
    empty = [Chapter(number, "Nothing", []) for number in range(1, 23)]
    with pytest.raises(SourceError, match="complete tabular list"):
        read(drop(tmp_path, "icd10cm_tabular_2026.xml", tabular(empty)), tmp_path)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    report = said_of(drop(tmp_path, "icd10cm_tabular_2026.xml", ""))
    assert report.rejected == 1
    assert report.reasons == ["icd10cm_tabular_2026.xml: the file is empty. Download it again."]


@pytest.mark.parametrize(
    "content",
    [
        "<?xml version='1.0'?><ICD10CM.somethingelse><version>2026</version></ICD10CM.somethingelse>",
        "<html><body>Please accept the licence</body></html>",
        "E119    Sugar sickness\r\n",
        b"\x00\xff\xfe\x00" * 500,
        b"%PDF-1.7 ...",
    ],
)
def test_a_file_of_another_kind_with_a_known_name_is_not_read(tmp_path: Path, content: str | bytes) -> None:
    report = said_of(drop(tmp_path, "icd10c-tabular-April-1-2026.xml", content))
    assert report.rows == 0
    assert report.reasons[0].startswith("no reader knows this file; nothing was read from it")


@pytest.mark.parametrize(("version", "says"), [("", "names no version"), ("26", "names no version"), ("0000", "0 is not a fiscal year")])
def test_a_list_without_a_fiscal_year_is_named(tmp_path: Path, version: str, says: str) -> None:
    text = tabular().replace("<version>2026</version>", f"<version>{version}</version>")
    report = said_of(drop(tmp_path, "list.xml", text))
    assert report.rejected == 1
    assert says in report.reasons[0]
    assert "Get the file again" in report.reasons[0]


def test_rows_that_are_no_codes_are_counted_with_what_stood_below_them(tmp_path: Path) -> None:
    wrong = Chapter(
        21,
        "Reasons",
        [
            Block(
                "Z00-Z99",
                "Visits",
                [
                    Diagnosis("Z0", "Too short", [Diagnosis("Z00.0", "Below it"), Diagnosis("Z00.1", "Below it, too")]),
                    Diagnosis("Z01", ""),
                    Diagnosis("", "No code"),
                    Diagnosis("Z02", "A good one"),
                ],
            )
        ],
    )
    report = read(drop(tmp_path, "list.xml", tabular(chapters(more=[wrong]))), tmp_path)
    assert report.rejected == 5
    assert report.reasons == [
        "Z0: not an ICD-10-CM code with a title (2 below it not read either)",
        "Z01: not an ICD-10-CM code with a title",
        "(no code): not an ICD-10-CM code with a title",
    ]


def test_only_the_first_hundred_reasons_are_kept(tmp_path: Path) -> None:
    wrong = Chapter(21, "Reasons", [Block("Z00-Z99", "Visits", [Diagnosis(f"!{n}", "Wrong") for n in range(150)])])
    report = read(drop(tmp_path, "list.xml", tabular(chapters(more=[wrong]))), tmp_path)
    assert (report.rejected, len(report.reasons)) == (150, 100)


def test_a_code_that_stands_twice_is_taken_once_and_reported(tmp_path: Path) -> None:
    again = extra("E11.9", "Something else under the same code")
    file = drop(tmp_path, "list.xml", tabular(chapters(more=[again])))
    catalog = catalog_of(tmp_path / "catalog", file)
    assert code(catalog, "E11.9").title == "Sugar sickness of the second kind, nothing else wrong"
    catalog.close()
    assert read(file, tmp_path).reasons == ["E11: stands in the file twice, the first was taken (1 below it not read either)"]


def test_a_chapter_that_stands_twice_does_not_stop_the_reading(tmp_path: Path) -> None:
    report = read(drop(tmp_path, "list.xml", tabular([*chapters(), SUGAR, INJURIES])), tmp_path)
    assert report.rejected > 10
    assert "stands in the file twice" in report.reasons[0]


def test_a_definition_of_seventh_characters_with_gaps_is_survived(tmp_path: Path) -> None:
    odd = Chapter(
        21,
        "Reasons",
        [
            Block(
                "Z00-Z99", "Visits", [Diagnosis("Z01", "Visit", [Diagnosis("Z01.1", "Odd visit")], seventh={"": "x", "AB": "y", "A": "z"})]
            )
        ],
    )
    catalog = catalog_of(tmp_path / "catalog", drop(tmp_path, "list.xml", tabular(chapters(more=[odd]))))
    assert [s.character for s in code(catalog, "Z01.1").seventh] == ["A"]
    catalog.close()


# the official list


def test_the_packaged_list_holds_every_reportable_code(official: Catalog) -> None:
    [edition] = official.editions
    file, _ = official.file_for("icd10cm_tabular", TODAY)
    assert file is not None
    assert file.one("SELECT count(*) FROM code WHERE reportable = 1") == (74_719,)
    assert (edition.name, edition.begins, edition.ends) == ("FY2026 (April 1 2026)", date(2025, 10, 1), date(2026, 9, 30))
    for name in ("E11.9", "S72.001A", "T81.40XA"):
        assert code(official, name).reportable
    missing = official.code(ICD, "T81.4XXA", TODAY)
    assert missing.state is LookupState.NOT_FOUND
    assert missing.neighbours
    assert all(neighbour.startswith("T81.4") for neighbour in missing.neighbours)
    assert official.code(ICD, "S06.317D", TODAY).state is LookupState.NOT_FOUND
    assert official.code(ICD, "S06.317A", TODAY).state is LookupState.FOUND


def test_the_list_gives_exactly_the_published_codes(official: Catalog, tmp_path: Path) -> None:
    given = os.environ.get("CODERLY_TEST_DATA")
    if not given:
        pytest.skip("CODERLY_TEST_DATA does not say where the full public files are")
    folder = Path(given) / "icd10cm" / "fy2026"
    [tabular_file] = folder.glob("*tabular*.xml")
    packaged = packaged_tabular()
    same = packaged is not None and packaged.read_bytes() == tabular_file.read_bytes()
    catalog = official if same else catalog_of(tmp_path, tabular_file)
    file, _ = catalog.file_for("icd10cm_tabular", TODAY)
    assert file is not None
    ours = {row[0] for row in file.all("SELECT key FROM code WHERE reportable = 1")}
    published = {
        line.split()[0] for line in (folder / "icd10cm_codes_2026.rebuilt.txt").read_text(encoding="ascii").splitlines() if line.strip()
    }
    assert ours == published
