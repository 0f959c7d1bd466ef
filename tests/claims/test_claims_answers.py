"""Claims checked as a person asks for it, through the whole assistant."""

from __future__ import annotations

import re

import pytest
from assistant_people import presses, says

from bot import actions
from bot.app import App
from bot.turns import Outcome, Reply

DAY = "dos 2026-05-05"
BYPASS = re.compile(r"\b(?:59|X[ESPU])\b")


def fields(reply: Reply) -> dict[str, str]:
    return {f.label: f.value for f in reply.fields}


async def test_a_pair_is_answered_with_its_row_the_condition_and_only_then_the_modifier(app: App) -> None:
    reply = await app.answer(says(f"Are 45385 and 45380 bundled? {DAY}"))
    assert "column 1 45385 is paid, column 2 45380 is denied" in reply.verdict
    assert fields(reply)["Row"] == "column 1 45385, column 2 45380"
    assert fields(reply)["In effect"] == "2002-04-01 to open"
    mend = reply.body
    assert mend.index("anatomic sites") < mend.index("XS")
    assert reply.citations[0].edition.startswith("v32.3")


@pytest.mark.parametrize(
    "asked", ["can I bill 45378 with 45385 and a 59", "/ncci 45378-59, 45385", "/check 45378-59, 45385", "denial CO-97 45378-59 and 45385"]
)
async def test_an_indicator_of_zero_never_comes_with_a_modifier_to_add(app: App, asked: str) -> None:
    reply = await app.answer(says(f"{asked} {DAY}"))
    assert "no modifier bypasses it" in reply.text
    for line in reply.body.splitlines():
        assert not BYPASS.search(line.replace("45378-59", "")), line


async def test_the_date_of_service_decides(app: App) -> None:
    said = {}
    for day in ("2020-05-01", "2021-05-03", "2022-05-03"):
        said[day] = (await app.answer(says(f"/ncci 90471, 99211; dos {day}"))).verdict
    assert "no edit in force" in said["2020-05-01"]
    assert "no modifier bypasses it" in said["2021-05-03"]
    assert "indicator 1" in said["2022-05-03"]


async def test_a_check_has_a_verdict_for_each_mechanism_and_never_one_ok(app: App) -> None:
    reply = await app.answer(says(f"/check 99213-25, 20610-RT x1; dx M17.11; {DAY}; pos 11; state CA; payer medicare"))
    checks = [row[1] for row in reply.tables[0].rows]
    assert {"NCCI PTP", "MUE", "Add-on codes", "Modifiers", "Codes", "Diagnoses", "Medical necessity"} <= set(checks)
    assert "promise of payment" in reply.caveat
    assert reply.copy_line == "99213-25; 20610-RT"
    assert all(c.edition or c.source for c in reply.citations)


async def test_what_cannot_be_read_is_said_and_the_rest_is_checked(app: App) -> None:
    reply = await app.answer(says(f"/check 9921, 45385, 99999, 20610 x10000; dx XYZ; {DAY}"))
    text = reply.text
    assert "“9921” was not read" in text
    assert "99999" in text
    assert "20610: 10,000 units" in text or "10000" in text
    assert reply.outcome is Outcome.ANSWERED


async def test_two_hundred_lines_are_all_looked_at(app: App) -> None:
    reply = await app.answer(says("/check " + ", ".join(["45385", "45380"] * 100) + f"; {DAY}"))
    assert reply.outcome is Outcome.ANSWERED
    assert "45385" in reply.text


async def test_another_payer_is_named_before_a_medicare_rule(app: App) -> None:
    reply = await app.answer(says(f"/ncci 45385, 45380; payer aetna; {DAY}"))
    assert reply.verdict.startswith("Medicare rule (Aetna may differ).")
    reply = await app.answer(says(f"/ncci 45385, 45380; payer medicaid; {DAY}"))
    assert "Medicaid has NCCI tables of its own" in reply.verdict


async def test_buttons_of_a_check_go_on_with_the_same_claim_and_the_same_date(app: App) -> None:
    reply = await app.answer(says(f"/check 45385, 45380; {DAY}"))
    for button in reply.buttons:
        if button.action.verb in ("ncci", "evidence", "fee", "coverage"):
            pressed = await app.answer(presses(actions.decode(actions.encode(button.action))))
            assert "2026-05-05" in pressed.text, button
            assert "2026-05-05" not in button.action.arg


async def test_the_evidence_block_names_every_row_and_edition(app: App) -> None:
    block = (await app.answer(says(f"/evidence 45385, 45380-59; dx M17.11; {DAY}"))).body
    assert "Claim: 45385, 45380-59; dx M17.11; dos 2026-05-05" in block
    assert "45385/45380 2002-04-01 to open, indicator 1" in block
    assert "v32.3" in block
    assert "promise of payment" in block


async def test_a_denial_says_what_it_means_and_what_stands_behind_it(app: App) -> None:
    reply = await app.answer(says(f"denial CO-97 on 45380 billed with 45385, {DAY}"))
    assert reply.verdict.startswith("CO-97: its payment is part of another service")
    assert "45380 + 45385" in reply.verdict or "45385 + 45380" in reply.verdict
    alone = await app.answer(says("what is CO-97", thread="new"))
    assert "Name the codes that were billed together" in alone.verdict


async def test_a_sum_is_shown_with_its_arithmetic(app: App) -> None:
    reply = await app.answer(says("calc therapy 97110 25 min, 97140 13 min"))
    assert reply.verdict.startswith("38 timed minutes: 3 units")
    assert reply.tables
    listed = await app.answer(says("/calc"))
    assert "therapy" in listed.text


@pytest.mark.parametrize("then", ["what about with 59?", "and with modifier 59?"])
async def test_a_modifier_asked_about_after_a_pair_stands_where_it_would_bypass_the_edit(app: App, then: str) -> None:
    first = await app.answer(says("Are 45385 and 45380 bundled on 2026-03-02?"))
    assert "no modifier that bypasses it" in first.verdict
    reply = await app.answer(says(then))
    assert "bypass modifier present (59 on line 2)" in reply.verdict
    assert "only if the record supports it" in reply.verdict


async def test_same_but_hospital_asks_the_other_table(app: App) -> None:
    await app.answer(says(f"are 45385 and 45380 bundled {DAY}"))
    reply = await app.answer(says("same but hospital"))
    assert "hospital" in reply.verdict
    assert "2026-05-05" in reply.text


@pytest.mark.parametrize(
    "verb", ["check", "ncci", "fee", "modifier", "coverage", "crosswalk", "denial", "units", "addon", "dx", "status", "evidence"]
)
async def test_a_verb_alone_says_how_it_is_used(app: App, verb: str) -> None:
    reply = await app.answer(says("", verb=verb, thread=f"alone-{verb}"))
    assert reply.outcome is Outcome.UNCLEAR
    assert f"/{verb}" in reply.text


@pytest.mark.parametrize("verb", ["check", "ncci", "fee", "modifier", "coverage", "crosswalk", "units", "addon", "dx", "status"])
@pytest.mark.parametrize(
    "text", ["99213", "M17.11", "0DTJ4ZZ", "nothing at all", "99213-ZZ x0", "D0120", "99213 dos 1990-01-01", "99213 dos 2090-01-01"]
)
async def test_no_verb_and_no_claim_ends_without_an_answer(app: App, verb: str, text: str) -> None:
    reply = await app.answer(says(text, verb=verb, thread=f"{verb}-{text}"))
    assert reply.outcome is not Outcome.FAILED, reply.text
    assert reply.verdict


async def test_the_teams_note_on_the_payer_stands_before_the_medicare_rule(app: App) -> None:
    reply = await app.answer(says(f"/ncci 45385, 45380; payer Orchard Health; {DAY}"))
    assert reply.verdict.startswith("Your team's note on orchard health: Two scopes of one day are paid once, the larger. [1] Medicare rule")
    other = await app.answer(says(f"/ncci 45385, 45380; payer Birch Mutual; {DAY}"))
    assert "Orchard" not in other.text
    medicare = await app.answer(says(f"/ncci 45385, 45380; {DAY}"))
    assert "Orchard" not in medicare.text


async def test_lists_are_read_backwards(app: App) -> None:
    reply = await app.answer(says(f"what bundles into 45385? {DAY}"))
    assert {row[0] for row in reply.tables[0].rows} >= {"45380", "45378"}
    alone = await app.answer(says(f"/ncci 45385; {DAY}"))
    assert alone.tables[0].rows == reply.tables[0].rows
    primaries = await app.answer(says("primaries of 64484", thread="addon"))
    assert "64483" in primaries.verdict


async def test_only_the_lines_that_are_denied_are_counted_as_denied(app: App) -> None:
    reply = await app.answer(says(f"/check 45385, 45378; {DAY}"))
    assert reply.verdict.startswith("Not clean as billed: 1 line of 2 would be denied")


@pytest.mark.parametrize(
    "asked",
    ["45385 and 45380 on 5/5/2026?", "can i bill 45385 w/ 45380", "may I report 45385 and 45380", "45385 45380 dos 20260505"],
)
async def test_a_pair_as_coders_type_it_is_looked_up_in_the_edits(app: App, asked: str) -> None:
    assert "column 2 45380" in (await app.answer(says(asked))).verdict


async def test_what_tells_two_codes_apart_is_still_asked_of_the_codes(app: App) -> None:
    assert "edit" not in (await app.answer(says("difference between 45385 and 45380 on 5/5/2026"))).verdict


async def test_the_card_of_a_code_that_ended_says_so_and_what_took_its_place(app: App) -> None:
    reply = await app.answer(says("99441 dos 1/15/2025"))
    assert reply.verdict.startswith("99441 is not valid on 2025-01-15: its last day was 2024-12-31.")
    assert "98016" in reply.body
    assert "status A" not in reply.text
    assert reply.buttons[0].action == actions.Action("code", "98008")
    before = await app.answer(says("99441 dos 12/15/2024", thread="u"))
    assert "in RVU 2024 January, the newest loaded" in before.verdict


@pytest.mark.parametrize("asked", ["what replaced 99441", "/crosswalk 99441", "is 99441 still valid?"])
async def test_the_successor_is_named_however_it_is_asked_for(app: App, asked: str) -> None:
    reply = await app.answer(says(asked))
    assert "98008" in reply.text
    assert "anesthesia" not in reply.text


async def test_a_pair_stays_in_play_whether_or_not_its_codes_have_cards(app: App) -> None:
    await app.answer(says("/ncci 12001,12011 dos 6/1/2019"))
    gap = await app.answer(says("and 6/1/2020?"))
    assert "12001 + 12011 on 2020-06-01" in gap.verdict
    assert "ccipra" in gap.body
    elsewhere = (await app.answer(says("same but hospital"))).verdict
    assert elsewhere.startswith("12001 + 12011: cannot be decided for 2020-06-01")
    assert "hospital outpatient table" in elsewhere


async def test_codes_that_were_not_found_stay_in_play(app: App) -> None:
    await app.answer(says("/code 12123"))
    assert "12123" in (await app.answer(says("what does it pay"))).verdict


async def test_beside_an_edit_without_bypass_no_modifier_is_listed(app: App) -> None:
    reply = await app.answer(says(f"which modifier for 45385 and 45378 {DAY}"))
    assert "no modifier bypasses it" in reply.verdict
    assert not reply.tables


async def test_prose_beside_a_verdict_is_about_the_same(app: App) -> None:
    reply = await app.answer(says("97140+97530 same day pt"))
    assert "no edit in force" in reply.verdict
    assert not reply.rule


async def test_a_check_names_each_document_once_and_the_files_that_are_old(app: App) -> None:
    reply = await app.answer(says("/check 99213-25, 20610-RT-59, 64484; dx M17.11; dos 2026-11-20"))
    names = [c.source for c in reply.citations]
    assert len(names) == len(set(names))
    assert "For 2026-11-20 the newest loaded is" in reply.caveat
    assert reply.caveat.count("the newest loaded is") == 1
    assert "coderly kb build" in reply.body


async def test_a_note_says_each_thing_once(app: App) -> None:
    reply = await app.answer(says("/fee 99213 99214; dos 2026-11-20"))
    assert reply.text.count("the newest loaded is physician fee schedule") == 1


async def test_a_modifier_that_a_code_takes_is_asked_of_the_code(app: App) -> None:
    reply = await app.answer(says("can 20610 take 50"))
    assert reply.topic == "modifiers"
    assert "50" in reply.verdict


@pytest.mark.parametrize(
    "pasted",
    [
        "99213-25 20610-RT J3301 x1 M17.11 5/5/26 pos 11 CA",
        "99213 25 + 20610 dx M17.11 medicaid ohio 5/5/26",
        "99213-25\n20610-RT\ndx M17.11\ndos 5/5/2026\nstate CA",
    ],
)
async def test_a_pasted_claim_is_checked(app: App, pasted: str) -> None:
    reply = await app.answer(says(pasted))
    assert reply.title == "Claim check"
    assert {"NCCI PTP", "Diagnoses", "Medical necessity"} <= {row[1] for row in reply.tables[0].rows}


async def test_a_question_with_codes_of_both_kinds_is_no_pasted_claim(app: App) -> None:
    reply = await app.answer(says("is 20610 covered for M17.11 in CA"))
    assert reply.topic == "coverage"


async def test_a_verb_alone_takes_the_codes_of_the_thread_and_says_so(app: App) -> None:
    await app.answer(says(f"are 45385 and 45380 bundled {DAY}"))
    reply = await app.answer(says("/fee"))
    assert fields(reply)["Taken from this thread"] == "45385, 45380"
    own = await app.answer(says("/fee 99213"))
    assert "Taken from this thread" not in fields(own)


async def test_what_was_not_read_is_part_of_the_verdict(app: App) -> None:
    reply = await app.answer(says(f"/check 99213, 9921; {DAY}"))
    assert "not all of it was read (“9921”" in reply.verdict


async def test_the_day_of_discharge_is_shown_beside_the_day_of_service(app: App) -> None:
    reply = await app.answer(says("/dx A41.9; dos 2025-09-29; discharged 2025-10-02"))
    assert fields(reply)["Date of discharge"] == "2025-10-02"


@pytest.mark.parametrize("asked", ["/ncci 99999, 45385", "/units 99999 x3", "/modifier 99999-25", "/coverage 99999"])
async def test_silence_on_a_code_that_does_not_exist_is_not_taken_for_an_answer(app: App, asked: str) -> None:
    reply = await app.answer(says(f"{asked} dos 2025-11-15"))
    assert reply.verdict.startswith("99999 is not found in"), reply.verdict


async def test_a_remark_code_is_no_diagnosis(app: App) -> None:
    reply = await app.answer(says("denial CO-16 N382 MA130 on 99213"))
    assert "N38" not in reply.verdict
    assert [n.text[:24] for n in reply.notices if "remark code" in n.text] == ["N382 is a remark code, w", "MA130 is a remark code, "]


async def test_a_date_far_ahead_and_more_modifiers_than_a_line_holds_are_said(app: App) -> None:
    reply = await app.answer(says("/check 20610-RT-59-76-GA-KX, 99213; dos 2051-05-05"))
    assert "more than a year ahead" in reply.text
    assert "5 modifiers are more than the 4" in reply.text
    assert reply.copy_line.startswith("20610-RT-59-76-GA-KX")


@pytest.mark.parametrize(
    ("asked", "line"),
    [("99213 with 25 and a 20610 denied CO97", "99213-25; 20610"), ("bilateral knee injection 20610 medicare", "20610-50")],
)
async def test_a_modifier_in_words_stands_on_its_line(app: App, asked: str, line: str) -> None:
    assert (await app.answer(says(f"{asked} {DAY}"))).copy_line == line


async def test_modifiers_are_looked_at_on_the_code_that_they_are_put_on(app: App) -> None:
    reply = await app.answer(says(f"can i use 25 and 59 on 99213 with 20610 {DAY}"))
    assert "59 does not go on a visit (99213)" in reply.text
    assert reply.copy_line == "99213-25-59; 20610"


@pytest.mark.parametrize(
    ("asked", "said"), [("45385 x3 same session", "the limit is 1"), ("45385 45378 59?", "no modifier bypasses it")]
)
async def test_units_and_a_modifier_behind_codes_are_a_question_to_the_engine(app: App, asked: str, said: str) -> None:
    assert said in (await app.answer(says(f"{asked} {DAY}"))).text


async def test_letters_where_a_code_should_stand_and_dental_codes_are_said(app: App) -> None:
    reply = await app.answer(says(f"/check 99213, XXXXX, D1110; {DAY}"))
    assert "“XXXXX” was not read" in reply.text
    assert "dental codes (CDT) are not held here" in reply.text


async def test_a_rate_names_another_payer_once(app: App) -> None:
    reply = await app.answer(says("/fee 99213; payer aetna; dos 2025-11-03"))
    assert reply.verdict.count("Aetna") == 1
