"""A coder looks a term up in the index, and finds codes by the index's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from codesets_reading import read, recognise, text

from knowledge.errors import SourceError
from knowledge.sources.base import Entry
from knowledge.sources.holdout import held_out, read_queries
from knowledge.sources.icd10cm_index import Icd10cmDrugTable, Icd10cmExternalCauseIndex, Icd10cmIndex, Icd10cmNeoplasmTable
from knowledge.sources.icd10cm_index_words import phrases, without_modifiers
from knowledge.sources.merging import merged
from knowledge.tables.icd10cm_index import below, entries_of, look_up
from knowledge.traits import adjustment, traits

INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2031</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter><title>W</title>
<mainTerm><title>Wobble<nemod>(benign) (late)</nemod> NEC</title><code>R27.0</code>
 <term level="1"><title>Köhler's<nemod>(tarsal)</nemod></title><code>M92.6-</code>
  <term level="2"><title>left</title><code>M92.62</code></term></term>
 <term level="1"><title>in sleep</title><code>G47.8</code><manif>F51.8</manif></term>
 <term level="1"><title>of gait</title><see>Gait, wobbling</see></term>
</mainTerm>
<mainTerm><title>Wheel fear</title><seeAlso>Phobia</seeAlso><code>not a code</code></mainTerm>
<mainTerm><title></title><code>R68.89</code><term level="1"><title>orphan</title><code>R68.8</code></term></mainTerm>
</letter></ICD10CM.index>"""

TABLE = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2031</version><indexHeading><head col="1">{kind}</head><head col="2">{first}</head><head col="3">{second}</head>
</indexHeading><letter><title>T</title><mainTerm><title>{main}</title><cell col="2">{code}1</cell><cell col="3">--</cell>
<term level="1"><title>tip<nemod>(any)</nemod></title><cell col="2">{code}-</cell><cell col="9">T99</cell></term></mainTerm></letter></ICD10CM.index>"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return text(tmp_path / "icd10cm-index-2031.xml", INDEX)


def table(path: Path, **words: str) -> Path:
    return text(path, TABLE.format(**words))


def test_a_term_is_found_with_its_code_and_what_stands_below_it(index: Path) -> None:
    file = read(Icd10cmIndex(), index)
    (found,) = look_up([file], "wobble NEC")
    assert (found.code, found.more, found.path) == ("R27.0", False, "Wobble (benign) (late) NEC")
    assert look_up([file], "WOBBLE benign late nec") == (found,)
    assert [entry.path.rpartition(" > ")[2] for entry in below([file], "wobble nec")] == ["Köhler's (tarsal)", "in sleep", "of gait"]
    assert look_up([file], "no such term") == look_up([file], "") == ()


def test_accents_possessives_and_dashes_do_not_matter_to_the_coder(index: Path) -> None:
    file = read(Icd10cmIndex(), index)
    (found,) = look_up([file], "Wobble NEC Kohler's")
    assert (found.code, found.more) == ("M92.6", True)
    assert look_up([file], "wobble nec koehlers") == ()
    assert look_up([file], "wobble nec kohlers left")[0].code == "M92.62"


def test_references_and_second_codes_are_kept(index: Path) -> None:
    file = read(Icd10cmIndex(), index)
    assert look_up([file], "wobble nec of gait")[0].see == "Gait, wobbling"
    assert look_up([file], "wobble nec in sleep")[0].second == "F51.8"
    assert look_up([file], "wheel fear")[0].see_also == "Phobia"


def test_a_code_leads_back_to_its_terms(index: Path) -> None:
    file = read(Icd10cmIndex(), index)
    assert [entry.path for entry in entries_of([file], "m9262")] == ["Wobble (benign) (late) NEC > Köhler's (tarsal) > left"]
    assert entries_of([file], "A00.0") == ()


def test_what_is_no_code_or_has_no_title_is_rejected_with_its_line(index: Path) -> None:
    report = read(Icd10cmIndex(), index).report
    assert (report.rows, report.rejected) == (7, 2)
    assert any(reason.startswith("line 9: Wheel fear: 'not a code'") for reason in report.reasons)
    assert any(reason.startswith("line 10: ") for reason in report.reasons)


def test_search_gets_the_words_with_and_without_nonessential_modifiers(index: Path) -> None:
    entries = read(Icd10cmIndex(), index).entries
    assert entries["R27.0"].terms == ("Wobble NEC", "Wobble (benign) (late) NEC")
    assert entries["M92.62"].terms == ("Wobble NEC Köhler's left",)


def test_an_excerpt_answers_for_what_it_has_and_the_full_index_for_the_rest(index: Path, tmp_path: Path) -> None:
    excerpt = text(tmp_path / "index_2032.excerpt.xml", INDEX.replace("2031", "2032").replace("R27.0", "R27.8").replace("Wheel", "Cart"))
    new, old = read(Icd10cmIndex(), excerpt), read(Icd10cmIndex(), index)
    assert new.edition.partial
    assert not old.edition.partial
    assert look_up([new, old], "wobble nec")[0].edition == "FY2032 (October 1 2031)"
    assert look_up([new, old], "wheel fear")[0].edition == "FY2031 (October 1 2030)"


def test_each_kind_of_file_has_its_own_reader(index: Path, tmp_path: Path) -> None:
    external = text(tmp_path / "e.xml", INDEX.replace("INDEX TO DISEASES and INJURIES", "EXTERNAL CAUSE of INJURIES INDEX"))
    neoplasm = table(tmp_path / "n.xml", kind="Neoplasm", first="Benign", second="Unspecified Behavior", main="Neoplasm", code="D31.0")
    drug = table(tmp_path / "d.xml", kind="Substance", first="Assault", second="Underdosing", main="Glue", code="T52.8X")
    readers = (Icd10cmIndex(), Icd10cmExternalCauseIndex(), Icd10cmNeoplasmTable(), Icd10cmDrugTable())
    for expected, path in zip(readers, (index, external, neoplasm, drug), strict=True):
        assert [reader for reader in readers if recognise(reader, path)] == [expected]


def test_a_table_row_shows_its_columns(tmp_path: Path) -> None:
    path = table(tmp_path / "n.xml", kind="Neoplasm", first="Benign", second="Unspecified Behavior", main="Neoplasm", code="D31.0")
    file = read(Icd10cmNeoplasmTable(), path)
    assert look_up([file], "neoplasm tip")[0].cells == (("Benign", "D31.0-"),)
    assert file.entries["D31.0"].terms == ("Neoplasm tip benign", "Neoplasm tip (any) benign")
    assert "column '9', which has no heading" in file.report.reasons[0]


def test_a_substance_leads_to_the_code_its_columns_share(tmp_path: Path) -> None:
    path = table(tmp_path / "d.xml", kind="Substance", first="Assault", second="Underdosing", main="Glue", code="T52.8X")
    file = read(Icd10cmDrugTable(), path)
    assert file.entries["T52.8X"].terms[0] == "poisoning Glue"
    assert look_up([file], "glue")[0].cells == (("Assault", "T52.8X1"),)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (INDEX[:400], "line 6.*breaks off or is damaged"),
        (INDEX.replace("<version>2031</version>", ""), "names no version"),
        (INDEX.replace("<ICD10CM.index>", "<!DOCTYPE x [<!ENTITY a 'b'>]><ICD10CM.index>"), "declares a document type"),
        ('<?xml version="1.0"?><ICD10CM.index><version>2031</version></ICD10CM.index>', "no entry of the alphabetic index"),
    ],
)
def test_a_damaged_index_is_refused_with_what_to_do(tmp_path: Path, content: str, problem: str) -> None:
    path = text(tmp_path / "icd10cm-index-2031.xml", content, end="")
    with pytest.raises(SourceError, match=problem) as caught:
        read(Icd10cmIndex(), path)
    assert caught.value.remedy


def test_another_xml_is_nobody_s_index(tmp_path: Path) -> None:
    assert recognise(Icd10cmIndex(), text(tmp_path / "icd10cm-index-2031.xml", "<html><body>licence</body></html>")) is None


def test_held_out_lines_equal_a_query_with_or_without_modifiers(index: Path) -> None:
    reader = Icd10cmIndex()
    file = read(reader, index)
    reader.hold_out(["wobble benign late nec", "wobble nec k hler's", "something else"])
    kept = file.entries
    assert reader.left_out == 2
    assert "R27.0" not in kept
    assert "M92.6" not in kept
    assert "M92.62" in kept


def test_held_out_is_a_function_of_texts_and_queries() -> None:
    lines = [("Fever", "Fever (high)"), ("Chill",), ("Abasia, late",)]
    assert held_out(lines, ["FEVER, high", "abasia late"]) == {0, 2}
    assert held_out(lines, []) == set()


def test_queries_need_their_column(tmp_path: Path) -> None:
    good = text(tmp_path / "q.tsv", "code\tquery", "A00\tcholera", end="\n")
    assert read_queries(good) == ("cholera",)
    with pytest.raises(SourceError, match="no column named query"):
        read_queries(text(tmp_path / "bad.tsv", "code\twords", end="\n"))


def test_nested_and_unclosed_parentheses_are_modifiers() -> None:
    assert without_modifiers("Foot (except (toe) alone) sole") == "Foot sole"
    assert without_modifiers("Foot (except toe") == "Foot"
    assert phrases("Abasia (-astasia) > late") == ("Abasia late",)


def test_entries_of_several_sources_become_one() -> None:
    listed = Entry("R27.0", ("Ataxia",), "Ataxia . Symptoms", 0.4)
    indexed = [Entry("R27.0", ("ataxia", "Wobble"), ""), Entry("R99.9", ("gone",), "")]
    (one,) = merged([listed, *indexed])
    assert (one.terms, one.context, one.prior) == (("Ataxia", "Wobble"), "Ataxia . Symptoms", 0.4)
    assert [entry.code for entry in merged(indexed)] == ["R27.0", "R99.9"]


def test_titles_are_weighed_by_what_the_words_ask_for() -> None:
    assert (traits("Other wobble"), traits("Unspecified wobble of left foot"), traits("Wobble")) == ("o", "us", "")
    assert adjustment({"wobble", "nec"}, "o") > 0 > adjustment({"wobble", "nec"}, "u")
    assert adjustment({"wobble"}, "s") < 0 == adjustment({"wobble", "left"}, "s")


def test_the_title_comes_first_whichever_file_was_read_first() -> None:
    listed, indexed = Entry("R27.0", ("Ataxia",), "Ataxia . Symptoms"), Entry("R27.0", ("Wobble",), "")
    assert [entry.terms for entry in merged([indexed, listed])] == [("Ataxia", "Wobble")]
