"""What is answered from the evidence alone: verdict, facts, rule, caveat, sources, follow-ups."""

from __future__ import annotations

import pytest
from assistant_people import Compose

from bot.turns import Outcome, Reply

QUESTIONS = (
    "E11.9",
    "E11",
    "G43",
    "S72.001",
    "T81.40",
    "N18.9",
    "27257",
    "J3301",
    "99999",
    "E11.99",
    "A1234",
    "0DTJ4ZZ",
    "99213 vs E11.9 vs 88888",
    "99202-99215",
    "29880 and 29881 billed together?",
    "is 88888 covered?",
    "chest pain",
    "xylophone zzzqq",
    "2725",
    "E1",
    "97",
    "when is modifier 25 right?",
    "modifier 59 vs XS",
    "modifier ZZ",
    "mue of 20611",
    "how much does 99213 pay",
    "E11.9 on 2019-01-01",
    "E11.9 on 2099-01-01",
    "E11.9 on 2026-02-30",
    "chest pain on 2019-01-01",
    "hi there",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_plain_text_holds_all_that_a_card_shows(composed: Compose, question: str) -> None:
    reply = composed(question)
    shown = [reply.verdict, reply.rule, reply.body, reply.caveat, *reply.codes]
    shown += [f"{f.label}: {f.value}" for f in reply.fields] + [c.line() for c in reply.citations] + [n.text for n in reply.notices]
    shown += [cell for table in reply.tables for row in (table.header, *table.rows) for cell in row]
    assert [part for part in shown if part not in reply.text] == []
    assert reply.verdict


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_mark_in_the_text_has_its_source(composed: Compose, question: str) -> None:
    reply = composed(question)
    numbers = {c.number for c in reply.citations}
    assert {f.source for f in reply.fields} - {0} <= numbers
    assert len(numbers) == len(reply.citations)
    if reply.outcome is Outcome.ANSWERED:
        assert reply.citations


@pytest.mark.parametrize("question", QUESTIONS)
def test_there_are_at_most_five_buttons_each_with_a_short_label(composed: Compose, question: str) -> None:
    reply = composed(question)
    assert len(reply.buttons) <= 5
    assert all(0 < len(b.label) <= 60 for b in reply.buttons)
    assert len({(b.action.verb, b.action.arg) for b in reply.buttons}) == len(reply.buttons)


def test_a_reportable_code_is_said_to_be_so_with_its_notes_and_its_edition(composed: Compose) -> None:
    reply = composed("E119")
    assert reply.verdict == "E11.9 can be reported: Type 2 diabetes, no complication."
    fields = {f.label: f.value for f in reply.fields}
    assert fields["Also called"] == "Adult sugar disease"
    assert fields["Use additional code"] == "insulin use (Z79.4) (from E11)"
    assert fields["Excludes1 (never together)"].endswith("; and 2 more")
    assert reply.citations[0].effective == "2025-10-01 to 2026-09-30"
    assert (reply.codes, reply.copy_line, reply.topic) == (("E11.9",), "E11.9", "codes")


def test_all_notes_can_be_had(composed: Compose) -> None:
    assert ("notes", "E11.9") in {(b.action.verb, b.action.arg) for b in composed("E11.9").buttons}
    assert "P70.2" in composed("E11.9", verb="code", detail="notes").text
    assert "P70.2" not in composed("E11.9").text


def test_a_heading_cannot_be_reported_and_lists_what_stands_below(composed: Compose) -> None:
    reply = composed("E11")
    assert reply.verdict.startswith("E11 cannot be reported: it is a heading with 4 more specific codes below.")
    assert [row[0] for row in reply.tables[0].rows] == ["E11.2", "E11.4", "E11.6", "E11.9"]
    assert reply.copy_line == ""
    assert "1 more specific code below" in composed("S72.0").verdict


def test_a_long_heading_shows_the_first_codes_and_offers_all(composed: Compose) -> None:
    reply = composed("G43")
    assert len(reply.tables[0].rows) == 12
    assert reply.buttons[0].label == "All 13 codes below"
    assert len(composed("G43", verb="code", detail="below").tables[0].rows) == 13


@pytest.mark.parametrize(("asked", "example"), [("S72.001", "S72.001A"), ("T81.40", "T81.40XA"), ("W19", "W19.XXXA")])
def test_a_code_without_its_seventh_character_is_told_which_there_are(composed: Compose, asked: str, example: str) -> None:
    reply = composed(asked)
    assert "cannot be reported yet: it needs a 7th character" in reply.verdict
    assert example in reply.rule
    assert reply.buttons[0].action.arg == example
    assert composed(example).verdict.startswith(f"{example} can be reported")


def test_a_code_first_note_is_the_rule_of_its_card(composed: Compose) -> None:
    assert "code-first" in composed("N18.9").rule


def test_a_starter_code_is_described_in_our_words_with_dated_facts(composed: Compose) -> None:
    reply = composed("27257")
    assert reply.verdict.startswith("27257 (Medicare status A, active): ")
    assert "not the AMA's" in reply.caveat
    assert "not a promise of payment" in reply.caveat
    fields = {f.label: f for f in reply.fields}
    assert fields["Global period"].value == "010: the day and 10 days after"
    assert fields["Global period"].source != fields["What sets it apart"].source
    assert "Compare the family" in {b.label for b in reply.buttons}


def test_an_unknown_code_of_a_complete_list_is_not_found_and_its_neighbours_are_offered(composed: Compose) -> None:
    reply = composed("E11.99")
    assert reply.outcome is Outcome.NOT_FOUND
    assert "E11.99 was not found in ICD-10-CM" in reply.verdict
    assert "E11.9" in {b.action.arg for b in reply.buttons}
    assert reply.codes == ()


@pytest.mark.parametrize("code", ["99999", "A1234"])
def test_a_code_that_the_starter_pack_lacks_may_exist_all_the_same(composed: Compose, code: str) -> None:
    reply = composed(code)
    assert reply.outcome is Outcome.NOT_FOUND
    assert "may exist all the same" in reply.verdict
    assert "admin" in reply.rule


def test_a_code_set_that_is_not_loaded_is_said_to_be_so(composed: Compose) -> None:
    reply = composed("0DTJ4ZZ")
    assert reply.verdict == "0DTJ4ZZ: ICD-10-PCS is not loaded, so nothing can be said about it."
    assert reply.outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(("asked", "code"), [("E1165", "E11.65"), ("J3301", "J3301"), ("E0601", "E0601")])
def test_a_shape_of_two_code_sets_is_looked_up_where_it_exists(composed: Compose, asked: str, code: str) -> None:
    assert composed(asked).codes == (code,)


def test_codes_are_compared_side_by_side_and_the_missing_one_is_named(composed: Compose) -> None:
    reply = composed("99213 vs E11.9 vs 88888")
    assert reply.verdict == "2 of 3 codes found."
    states = {row[0]: row[3] for row in reply.tables[0].rows}
    assert states == {"99213": "reportable", "E11.9": "reportable", "88888": "not in the starter pack"}
    assert any(f.label == "99213" for f in reply.fields)


def test_a_range_shows_the_codes_of_it_that_exist(composed: Compose) -> None:
    assert composed("99202-99205").codes == ("99202", "99203", "99204", "99205")
    nothing = composed("J0120-J0125")
    assert nothing.outcome is Outcome.NOT_FOUND
    assert "J0120-J0125" in nothing.verdict


def test_more_codes_than_fit_are_counted(composed: Compose) -> None:
    reply = composed(" ".join(f"{n}" for n in range(20000, 20040)))
    assert "15 more codes were not looked at" in reply.caveat


def test_words_find_codes_and_the_closest_comes_first(composed: Compose) -> None:
    reply = composed("code for chest pain?")
    assert reply.verdict == "Closest: R07.9 Chest pain, unspecified."
    assert "place to start" in reply.rule
    assert {b.action.arg for b in reply.buttons} >= {"R07.9"}


def test_slips_and_abbreviations_are_understood_by_the_search(composed: Compose) -> None:
    assert composed("chset pain").codes[0].startswith("R07")
    assert composed("diabetis type 2 with nuropathy").codes[0] == "E11.40"


def test_a_search_cites_the_edition_that_answers_for_the_date(composed: Compose) -> None:
    (effective,) = {c.effective for c in composed("icd-10 code for chest pain on 2026-02-01").citations}
    assert effective == "2025-10-01 to 2026-09-30"


def test_half_a_code_lists_what_begins_with_it(composed: Compose) -> None:
    reply = composed("2725")
    assert reply.verdict == "2725 is half a code; these begin with it."
    assert reply.codes == ("27256", "27257", "27258", "27259")
    assert composed("9999").outcome is Outcome.NOT_FOUND


def test_a_rule_is_answered_from_a_passage_with_its_source_and_the_day_it_was_checked(composed: Compose) -> None:
    reply = composed("When is modifier 25 right?")
    assert reply.title == "Modifier 25 on a visit the same day as a procedure"
    assert reply.verdict.startswith("Medicare rule. Modifier 25 goes on a visit code when")
    assert any("NCCI Policy Manual" in c.source and c.effective.startswith("checked 20") for c in reply.citations)
    assert ", checked 20" in reply.text
    assert "in effect checked" not in reply.text


@pytest.mark.parametrize("question", ["when is modifer 25 right", "when to use the 25 modifier", "whats mod 25"])
def test_the_same_rule_is_found_by_other_words_for_it(composed: Compose, question: str) -> None:
    assert composed(question).title == "Modifier 25 on a visit the same day as a procedure"


def test_a_modifier_that_nothing_is_known_of_is_said_so(composed: Compose) -> None:
    reply = composed("how do I use modifier ZZ?")
    assert (reply.outcome, reply.verdict) == (Outcome.NOT_FOUND, "ZZ is not known here, and no HCPCS file is loaded that could tell.")


@pytest.mark.parametrize("question", ["xylophone zzzqq", "what is the weather in Paris?"])
def test_what_is_not_there_is_said_not_to_be_there(composed: Compose, question: str) -> None:
    reply = composed(question)
    assert reply.outcome is Outcome.NOT_FOUND
    assert "Nothing was found" in reply.verdict
    assert reply.rule
    assert reply.codes == ()


def test_without_an_edit_table_nothing_is_said_about_a_pair(composed: Compose) -> None:
    reply = composed("Can I bill 29880 and 29881 together?")
    assert reply.verdict.startswith("29880 + 29881: cannot be decided for 2026-05-01")
    assert reply.topic == "ncci"


def test_a_rule_about_a_code_that_is_not_there_says_so(composed: Compose) -> None:
    reply = composed("is 88888 covered?")
    assert ("88888", "not in the starter pack, so nothing can be said about this code") in {(f.label, f.value) for f in reply.fields}


def test_two_digits_are_asked_about_and_a_known_modifier_is_explained(composed: Compose) -> None:
    reply = composed("25")
    assert reply.outcome is Outcome.UNCLEAR
    assert [b.label for b in reply.buttons] == ["Modifier 25", "Place of service 25", "Codes that begin with 25"]
    assert "visit code" in reply.body
    assert composed("97", verb="code").codes[0].startswith("97")


@pytest.mark.parametrize("said", ["hi there", "thanks!", "", "...", "🙂"])
def test_small_talk_gets_an_example_and_no_code(composed: Compose, said: str) -> None:
    reply = composed(said)
    assert (reply.outcome, reply.codes) == (Outcome.UNCLEAR, ())
    assert "/code E11.9" in reply.rule


def test_a_date_before_the_oldest_edition_gives_no_verdict(composed: Compose) -> None:
    reply = composed("E11.9 on 2019-01-01")
    assert reply.verdict == "E11.9: no ICD-10-CM edition for 2019-01-01 is loaded."
    assert reply.outcome is Outcome.NOT_FOUND
    found = composed("icd-10 code for chest pain on 2019-01-01")
    assert found.codes == ()
    assert any("No ICD-10-CM edition for 2019-01-01" in n.text for n in found.notices)


@pytest.mark.parametrize("question", ["E11.9 on 2099-01-01", "chest pain dos 2099-01-01"])
def test_a_date_after_the_newest_edition_is_answered_by_it_with_a_warning(composed: Compose, question: str) -> None:
    reply = composed(question)
    assert reply.outcome is Outcome.ANSWERED
    assert any("2099-01-01 is after" in n.text and n.level == "warning" for n in reply.notices)


def test_a_date_of_service_is_shown_and_one_that_does_not_exist_remarked(composed: Compose) -> None:
    assert composed("E11.9 on 11/15/2025").fields[0].value == "2025-11-15"
    assert any("2026-02-30 is not a date" in n.text for n in composed("E11.9 on 2026-02-30").notices)


@pytest.mark.parametrize("text", ["x" * 10_000, "pain " * 2_000, "99213 " * 1_600, "🙂" * 5_000])
def test_a_paste_of_ten_thousand_characters_is_answered(composed: Compose, text: str) -> None:
    assert isinstance(composed(text), Reply)
