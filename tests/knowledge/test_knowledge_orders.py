"""What a build can be asked for: some sources only, or search without the index entries that equal a query."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from knowledge_desk import APRIL, Desk, codes_for, files_of, title_of
from knowledge_tabular import chapters, extra, tabular

from knowledge.errors import KnowledgeError

INDEX = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter><title>G</title>
<mainTerm><title>Grumbling<nemod>(slow)</nemod></title><code>R07.9</code>
 <term level="1"><title>belly</title><code>E11.9</code></term>
</mainTerm>
<mainTerm><title>Quivering</title><code>H81.9</code></mainTerm>
</letter></ICD10CM.index>"""


@pytest.fixture
def indexed(desk: Desk) -> Desk:
    desk.drop("icd10cm-index-2026.xml", INDEX)
    desk.build()
    return desk


def queries(folder: Path, *words: str) -> str:
    file = folder / "queries.tsv"
    file.write_text("query\tcode\n" + "".join(f"{word}\tX\n" for word in words), encoding="utf-8")
    return str(file)


def first(desk: Desk, words: str) -> str:
    with desk.open() as knowledge:
        return next(iter(codes_for(knowledge, words)), "")


# held out


def test_entries_that_equal_a_query_are_left_out_with_or_without_their_modifiers_and_counted(indexed: Desk, tmp_path: Path) -> None:
    assert (first(indexed, "grumbling"), first(indexed, "quivering")) == ("R07.9", "H81.9")
    events = indexed.build(holdout=queries(tmp_path, "grumbling slow", "GRUMBLING belly", "nowhere"))
    assert [event for event in events if event["event"] == "held_out"] == [{"event": "held_out", "source": "icd10cm_index", "entries": 2}]
    assert {r["source"]: r["held_out"] for r in indexed.serving().reports if r["held_out"]} == {"icd10cm_index": 2}
    assert (first(indexed, "grumbling"), first(indexed, "quivering")) == ("", "H81.9")


def test_only_the_indexes_that_queries_touch_are_made_anew_and_the_others_are_shared(indexed: Desk, tmp_path: Path) -> None:
    before = {(p.kind, p.of): p.artefact for p in indexed.serving().parts}
    indexed.build(holdout=queries(tmp_path, "quivering"))
    after = {(p.kind, p.of): p.artefact for p in indexed.serving().parts}
    assert {key for key in after if after[key] != before[key]} == {("words", "icd10cm"), ("passages", "icd10cm")}


def test_other_queries_hold_out_others_and_a_plain_build_brings_all_back(indexed: Desk, tmp_path: Path) -> None:
    whole = indexed.serving().parts
    indexed.build(holdout=queries(tmp_path, "quivering"))
    assert first(indexed, "quivering") == ""
    indexed.build(holdout=queries(tmp_path, "grumbling belly"))
    assert (first(indexed, "quivering"), first(indexed, "grumbling belly")) == ("H81.9", "R07.9")
    indexed.build()
    assert indexed.serving().parts == whole


def test_the_count_is_said_again_when_nothing_had_to_be_made(indexed: Desk, tmp_path: Path) -> None:
    file = queries(tmp_path, "quivering")
    indexed.build(holdout=file)
    events = indexed.build(holdout=file)
    assert [event["entries"] for event in events if event["event"] == "held_out"] == [1]
    assert events[-1]["event"] == "unchanged"


def test_a_file_without_queries_stops_the_build_before_anything_is_done(indexed: Desk, tmp_path: Path) -> None:
    before = indexed.serving()
    bad = tmp_path / "bad.tsv"
    bad.write_text("words\nquivering\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no column named query"):
        indexed.build(holdout=str(bad))
    assert indexed.serving() == before


# some sources only


def test_only_the_named_source_is_read_anew_and_the_rest_stays_as_it_serves(indexed: Desk) -> None:
    indexed.revise("Not to be read yet")
    indexed.drop("icd10cm-index-2026.xml", INDEX.replace("Quivering", "Shuddering"))
    events = indexed.build(only=("icd10cm_index",))
    assert list(files_of(events)) == ["icd10cm-index-2026.xml"]
    assert first(indexed, "shuddering") == "H81.9"
    with indexed.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "not_found"
    assert {p.of for p in indexed.serving().parts_of("catalog")} == {"starter", "icd10cm_tabular", "icd10cm_index"}
    indexed.build()
    with indexed.open() as knowledge:
        assert title_of(knowledge, "Z99.1") == "Not to be read yet"


def test_a_file_of_another_source_that_was_taken_away_serves_on_until_its_source_is_read(indexed: Desk) -> None:
    (indexed.sources / "icd10cm-index-2026.xml").unlink()
    indexed.build(only=("icd10cm_tabular",))
    assert first(indexed, "quivering") == "H81.9"
    indexed.build(only=("icd10cm_index",))
    assert first(indexed, "quivering") == ""


def test_a_damaged_file_of_the_named_source_is_named_and_its_edition_kept(indexed: Desk) -> None:
    indexed.drop(APRIL, tabular(chapters(more=[extra("Z99.1", "Half")]))[:3000])
    before = indexed.serving()
    said = files_of(indexed.build(only=("icd10cm_tabular",)))[APRIL]
    assert "kept" in said["reasons"][0]
    assert indexed.serving().parts == before.parts


def test_the_first_build_can_be_of_one_source(desk: Desk) -> None:
    shutil.rmtree(desk.root)
    desk.build(only=("starter",))
    assert {p.of for p in desk.serving().parts_of("catalog")} == {"starter"}


def test_an_unknown_source_is_answered_with_the_names_there_are(indexed: Desk) -> None:
    with pytest.raises(KnowledgeError, match=r"no source named icd11\. The sources are: .*icd10cm_index.*ncci_ptp_practitioner"):
        indexed.build(only=("icd10cm_tabular", "icd11"))
