"""A procedure code is spelled out from its table, found by the index, explained by the definitions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from codesets_reading import read, recognise, text

from knowledge.errors import SourceError
from knowledge.model import System
from knowledge.sources.icd10pcs import Icd10pcsDefinitions, Icd10pcsIndex, Icd10pcsTables
from knowledge.tables.icd10pcs import TABLES as TABLES_SOURCE
from knowledge.tables.icd10pcs import choices, define, look_up, spelled, table
from knowledge.titles import titled


def axis(position: int, title: str, **labels: str) -> str:
    cells = "".join(f'<label code="{code.lstrip("_")}">{label}</label>' for code, label in labels.items())
    return f'<axis pos="{position}" values="{len(labels)}"><title>{title}</title>{cells}</axis>'


HEAD = axis(1, "Section", _0="Carpentry") + axis(2, "Body System", _W="Wobbly Things") + axis(3, "Operation", S="Steadying")
ROW = (
    axis(4, "Part", _1="Leg", _2="Seat")
    + axis(5, "Approach", _0="Open")
    + axis(6, "Device", J="Glue", Z="No Device")
    + axis(7, "Qualifier", Z="No Qualifier")
)
OTHER = (
    axis(4, "Part", _3="Back")
    + axis(5, "Approach", X="External")
    + axis(6, "Device", Z="No Device")
    + axis(7, "Qualifier", Z="No Qualifier")
)
TABLES = f"""<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.tabular><version>2031</version><pcsTable>{HEAD}
<pcsRow codes="4">{ROW}</pcsRow>
<pcsRow codes="1">{OTHER}</pcsRow></pcsTable>
</ICD10PCS.tabular>"""
INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.index><version>2031</version><letter><title>S</title>
<mainTerm><title>Steadying</title><term level="1"><title>Leg</title><codes>0WS1</codes></term>
 <term level="1"><see>Gluing, Seat<codes>0WS2</codes></see></term><term level="1"><see>Nailing<tab>0WN</tab></see></term></mainTerm>
<mainTerm><title>Wood glue(R)</title><use>Glue</use></mainTerm>
<mainTerm><title>Whole</title><code>0WS10JZ</code></mainTerm>
<mainTerm><title>Broken</title><code>0WO?</code></mainTerm></letter></ICD10PCS.index>"""
DEFINITIONS = """<?xml version="1.0" encoding="utf-8"?>
<ICD10PCS.definitions><version>2031</version><section code="0"><title>Carpentry</title><axis pos="3"><title>Operation</title>
<terms><title>Steadying</title><definition>Making firm</definition><explanation>Not gluing</explanation><includes>Wedging</includes></terms>
<terms><definition>lost title</definition></terms></axis></section></ICD10PCS.definitions>"""


def test_a_code_is_spelled_out_only_if_a_row_allows_it(tmp_path: Path) -> None:
    file = read(Icd10pcsTables(), text(tmp_path / "icd10pcs_tables_2031.xml", TABLES))
    assert (file.report.rows, file.edition.name) == (2, "FY2031 (October 1 2030)")
    assert [value.label for value in spelled([file], "0ws10jz")] == ["Leg", "Open", "Glue", "No Qualifier"]
    assert spelled([file], "0WS3XJZ") == spelled([file], "0WS1") == ()
    found = table([file], "0WS10JZ")
    assert found is not None
    assert (found.system, found.operation) == ("Wobbly Things", "Steadying")


def test_the_next_character_depends_on_those_before_it(tmp_path: Path) -> None:
    file = read(Icd10pcsTables(), text(tmp_path / "icd10pcs_tables_2031.xml", TABLES))
    assert [value.character for value in choices([file], "0WS")] == ["1", "2", "3"]
    assert [value.label for value in choices([file], "0WS3")] == ["External"]
    assert [value.label for value in choices([file], "0WS20")] == ["Glue", "No Device"]
    assert choices([file], "0WS10JZ") == choices([file], "9ZZ") == ()


def test_search_gets_tables_and_parts_instead_of_codes(tmp_path: Path) -> None:
    entries = read(Icd10pcsTables(), text(tmp_path / "icd10pcs_tables_2031.xml", TABLES)).entries
    assert set(entries) == {"0WS", "0WS1", "0WS2", "0WS3"}
    assert entries["0WS1"].terms[0] == "Steadying Leg"
    assert "Glue" in entries["0WS1"].context
    assert "No Device" not in entries["0WS1"].context


def test_the_index_leads_to_codes_tables_and_values(tmp_path: Path) -> None:
    file = read(Icd10pcsIndex(), text(tmp_path / "icd10pcs_index_2031.xml", INDEX))
    steps = look_up([file], "steadying")
    assert [(step.code, step.see) for step in steps] == [("", ""), ("0WS2", "Gluing, Seat"), ("0WN", "Nailing")]
    assert look_up([file], "steadying leg")[0].code == "0WS1"
    assert look_up([file], "wood glue r")[0].uses == "Glue"
    assert look_up([file], "") == ()
    assert file.entries["0WS1"].terms == ("Steadying Leg", "Whole")
    assert (file.report.rejected, "line 7: Broken: '0WO?'" in file.report.reasons[0]) == (1, True)


def test_a_term_is_explained_section_by_section(tmp_path: Path) -> None:
    file = read(
        Icd10pcsDefinitions(),
        text(tmp_path / "icd10pcs_definitions_2031.xml", DEFINITIONS.replace("<terms><definition>lost title</definition></terms>", "")),
    )
    (found,) = define([file], "steadying", "Carpentry")
    assert (found.definition, found.explanation, found.includes) == ("Making firm", "Not gluing", "Wedging")
    assert define([file], "steadying", "Plumbing") == ()


def test_a_row_that_contradicts_itself_is_rejected(tmp_path: Path) -> None:
    rows = "".join(f'<pcsRow codes="1">{OTHER}</pcsRow>' for _ in range(5))
    report = read(
        Icd10pcsTables(),
        text(tmp_path / "t_2031.xml", TABLES.replace("</pcsTable>", f'{rows}<pcsRow codes="9">{OTHER}</pcsRow></pcsTable>')),
    ).report
    assert (report.rows, report.rejected) == (7, 1)
    assert "states 9 codes, its values make 1" in report.reasons[0]


def test_each_file_is_known_to_one_reader_and_damage_is_named(tmp_path: Path) -> None:
    readers = (Icd10pcsTables(), Icd10pcsIndex(), Icd10pcsDefinitions())
    for expected, content in zip(readers, (TABLES, INDEX, DEFINITIONS), strict=True):
        path = text(tmp_path / f"{expected.name}_2031.xml", content)
        assert [reader for reader in readers if recognise(reader, path)] == [expected]
        cut = text(tmp_path / f"{expected.name}_2032.xml", content[:-30], end="")
        with pytest.raises(SourceError, match="breaks off or is damaged"):
            read(expected, cut)
    with pytest.raises(SourceError, match="no row could be read"):
        read(Icd10pcsTables(), text(tmp_path / "e_2031.xml", "<ICD10PCS.tabular><version>2031</version></ICD10PCS.tabular>"))


@pytest.mark.parametrize(
    ("code", "title", "reportable"),
    [
        ("0WS", "Steadying, Wobbly Things", False),
        ("0WS1", "Steadying of Leg, Wobbly Things", False),
        ("0WS10", "Steadying of Leg, Wobbly Things, Open", False),
        ("0WS10JZ", "Steadying of Leg, Wobbly Things, Open, Glue, No Qualifier", True),
    ],
)
def test_a_code_and_its_beginnings_are_called_by_the_words_of_their_characters(tmp_path: Path, code: str, title: str, reportable: bool) -> None:
    tables = read(Icd10pcsTables(), text(tmp_path / "icd10pcs_tables_2031.xml", TABLES))
    found = titled(lambda source, _: [tables] if source == TABLES_SOURCE else [], System.ICD10PCS, code, date(2031, 1, 1))
    assert found is not None
    assert (found.title, found.reportable, found.edition) == (title, reportable, tables.edition)


@pytest.mark.parametrize("code", ["0WS9", "0WS30JZ", "0WS1XZZ", "9ZZ"])
def test_a_combination_that_no_row_allows_is_no_code(tmp_path: Path, code: str) -> None:
    tables = read(Icd10pcsTables(), text(tmp_path / "icd10pcs_tables_2031.xml", TABLES))
    assert titled(lambda source, _: [tables] if source == TABLES_SOURCE else [], System.ICD10PCS, code, date(2031, 1, 1)) is None
