"""Codes found by a person's words: whatever is typed, the same words give the same answer."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knowledge_desk import ICD, TODAY, Desk, codes_for

from knowledge.base import KnowledgeBase
from knowledge.embeddings import Embedder
from knowledge.model import System
from knowledge.passages import Passages
from knowledge.search import Index, search
from knowledge.text import folded, printable
from knowledge.words import Words

SYNTAX = 'AND OR NOT IN TO + - " ^ ~ * ? : ( ) [ ] { } < > | & ! \\ / phrase:x context:* ord:1 "a b"~2 a^9 [a TO b]'.split(" ")


@pytest.fixture(scope="module")
def index(first_desk: Desk) -> Index:
    return Index(ICD, Words(first_desk.artefact("words", "icd10cm")))


# what is found


def test_the_words_of_a_title_find_its_code(knowledge: KnowledgeBase) -> None:
    assert codes_for(knowledge, "sugar sickness second kind with too much sugar")[0] == "E11.65"


def test_an_inclusion_term_finds_its_code(knowledge: KnowledgeBase) -> None:
    assert codes_for(knowledge, "grown up sweet blood")[0] == "E11.9"


def test_an_unspecified_code_is_found_by_its_plain_words(knowledge: KnowledgeBase) -> None:
    assert codes_for(knowledge, "chest pain")[0] == "R07.9"


@pytest.mark.parametrize("typed", ["meniere whirling right ear", "Ménière whirling, right ear", "ME\u0301NIE\u0300RE WHIRLING RIGHT EAR"])
def test_accents_and_case_do_not_matter(knowledge: KnowledgeBase, typed: str) -> None:
    assert codes_for(knowledge, typed)[0] == "H81.01"


@pytest.mark.parametrize(
    "typed", ["chest\x00 pain", "\x1b[31mchest pain\x07", "chest\u200b\tpain\r\n", "\ud800chest pain", "chest 🫀 pain"]
)
def test_control_characters_do_not_matter(knowledge: KnowledgeBase, typed: str) -> None:
    assert "R07.9" in codes_for(knowledge, typed)


def test_a_stem_finds_other_forms_of_the_word(index: Index) -> None:
    found = index.words.phrases("thighs broken necks", 10).scores
    assert "S72.001" in {index.words.codes[place] for place in found}


def test_words_of_several_levels_find_the_code_below_them(index: Index) -> None:
    """No single title says all of it: the category does the first half, the code the second."""
    query = "operation germs depth"
    best = max(index.words.contexts(query, 10).scores.items(), key=lambda item: item[1])[0]
    assert index.words.codes[best] == "T81.40"
    assert search((index,), query, None, 5)[0].code == "T81.40"


def test_vectors_find_what_shares_no_word(first_desk: Desk, wordllama: Embedder) -> None:
    passages = Passages(first_desk.artefact("passages", "icd10cm"))
    index = Index(ICD, Words(first_desk.artefact("words", "icd10cm")), passages)
    query = "physician"
    assert search((index,), query, None, 5) == ()
    found = search((index,), query, wordllama.embed([query]), 5)
    assert found[0].code == "R08"
    assert not any(hit.lexical for hit in found)
    assert search((index,), "xylophone", wordllama.embed(["xylophone"]), 5) == ()
    passages.close()


def test_words_and_vectors_add_up(first_desk: Desk, wordllama: Embedder) -> None:
    passages = Passages(first_desk.artefact("passages", "icd10cm"))
    words = Words(first_desk.artefact("words", "icd10cm"))
    query = "broken right thigh neck"
    alone = {hit.code: hit.score for hit in search((Index(ICD, words),), query, None, 50)}
    both = {hit.code: hit.score for hit in search((Index(ICD, words, passages),), query, wordllama.embed([query]), 50)}
    assert both["S72.001"] == max(both.values())
    assert both["S72.001"] > alone["S72.001"]
    assert both.keys() >= alone.keys()
    passages.close()


def test_rows_made_by_seventh_characters_do_not_crowd_the_list(knowledge: KnowledgeBase) -> None:
    assert all(len(code.replace(".", "")) < 7 for code in codes_for(knowledge, "broken right thigh neck first visit", 20))


def test_only_the_systems_asked_for_are_searched(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        assert {hit.system for hit in snapshot.find("office visit", (System.CPT,), 10, TODAY)} == {System.CPT}
        assert {hit.system for hit in snapshot.find("chest pain", (ICD, System.CPT), 10, TODAY)} >= {ICD}
        assert snapshot.find("chest pain", (System.ICD10PCS,), 10, TODAY) == ()


def test_a_hit_says_whether_it_can_be_reported(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        state = {hit.code: hit.reportable for hit in snapshot.find("sugar sickness second kind", (ICD,), 20, TODAY)}
    assert state["E11.9"]
    assert not state["E11"]


def test_a_date_without_an_edition_gives_no_codes(knowledge: KnowledgeBase) -> None:
    assert codes_for(knowledge, "chest pain", on=date(2019, 1, 1)) == []


def test_passages_are_found_by_words(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        found = snapshot.passages("modifier 25", 3)
        assert found
        assert "25" in found[0].passage.modifiers
        assert snapshot.passages("", 3) == snapshot.passages(" ?! ", 3) == ()


def test_the_texts_of_a_code_come_back_in_order(knowledge: KnowledgeBase) -> None:
    with knowledge.use() as snapshot:
        # those of the tabular list in their order, then the everyday words of the starter pack
        assert snapshot.texts(ICD, "E11.9")[:2] == ("Sugar sickness of the second kind, nothing else wrong", "Grown-up sweet blood")
        assert "sugar diabetes" in snapshot.texts(ICD, "E11.9")
        assert snapshot.texts(ICD, "nothing") == ()


# whatever is typed


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "?!…", '"" ()', "\x00", "\u200b", "🫀🩺", "中文"])
def test_an_empty_query_finds_nothing(knowledge: KnowledgeBase, typed: str) -> None:
    assert codes_for(knowledge, typed) == []


@pytest.mark.parametrize("piece", ["chest pain ", "x", "zq" * 7 + " ", "\x00", "é", '"(', "🫀"])
def test_a_paste_of_ten_thousand_characters_is_answered(knowledge: KnowledgeBase, piece: str) -> None:
    found = codes_for(knowledge, (piece * 10_000)[:10_000])
    assert piece != "chest pain " or found[0] == "R07.9"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.sampled_from([*SYNTAX, "chest", "pain", "E11.9"]), st.text(max_size=8)), max_size=12), st.sampled_from([" ", ""])
)
def test_no_query_raises(knowledge: KnowledgeBase, parts: list[str], between: str) -> None:
    codes_for(knowledge, between.join(parts), 3)


@pytest.mark.parametrize("operator", ["AND", "OR", "NOT", "+", "-", '"', "^", "~", "*", ":", "(", "[", "{", "\\", "/"])
def test_query_syntax_is_read_as_plain_words(knowledge: KnowledgeBase, operator: str) -> None:
    plain = codes_for(knowledge, f"chest {operator.lower() if operator.isalpha() else ''} pain")
    assert codes_for(knowledge, f"chest {operator} pain") == plain
    assert "R07.9" in plain


@settings(max_examples=100)
@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert once.isascii()
    assert printable(printable(text)) == printable(text)


def test_the_same_query_gives_the_same_order(knowledge: KnowledgeBase, first_desk: Desk) -> None:
    first = codes_for(knowledge, "matter of chapter", 30)
    assert len(first) == 30
    assert all(codes_for(knowledge, "matter of chapter", 30) == first for _ in range(5))
    with first_desk.open() as another:
        assert codes_for(another, "matter of chapter", 30) == first


def test_equal_scores_are_in_the_order_of_the_codes(index: Index) -> None:
    found = search((index,), "plain matter", None, 50)
    assert len({hit.score for hit in found}) < len(found)
    assert list(found) == sorted(found, key=lambda hit: (-hit.score, hit.system, hit.code))


def test_a_shorter_list_is_the_beginning_of_the_longer_one(knowledge: KnowledgeBase) -> None:
    assert codes_for(knowledge, "sugar sickness", 3) == codes_for(knowledge, "sugar sickness", 10)[:3]


def test_many_people_search_at_once(knowledge: KnowledgeBase) -> None:
    expected = {words: codes_for(knowledge, words) for words in ("chest pain", "sweet blood", "broken thigh", "whirling ear")}
    wrong: list[object] = []

    def ask(words: str) -> None:
        try:
            wrong.extend(found for _ in range(20) if (found := codes_for(knowledge, words)) != expected[words])
        except Exception as error:  # noqa: BLE001 - counted below
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=(words,)) for words in expected for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
