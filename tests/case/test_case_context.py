"""What a coder takes from a note besides its conditions: measured values, drugs, how an injury came about, what is the family's."""

from __future__ import annotations

import pytest
from case_base import Read, suggested

from bot.case.measured import holds, unexplained
from bot.case.model import Group, Reason
from bot.case.sentences import sentences
from bot.case_cards.queries import queries


@pytest.mark.parametrize(
    ("note", "quotes"),
    [
        ("Labs: Na 128, Hgb 7.2, A1c 9.1.", ["Na 128", "Hgb 7.2", "A1c 9.1"]),
        ("K+ 5.6, creatinine 2.9 mg/dL. SpO2 84 %.", ["K+ 5.6", "creatinine 2.9", "SpO2 84"]),
        ("Platelets 98,000.", ["Platelets 98,000"]),
        ("Na 138, Hgb 14.1, platelets 250,000, A1c 5.4.", []),
        ("Vitamin K 10 mg. Potassium 20 mEq daily. CA 125 was drawn. Calcium 600 mg.", []),
        ("Seen on 12/128. Room 128.", []),
    ],
)
def test_a_value_outside_the_usual_range_is_found_and_no_dose(note: str, quotes: list[str]) -> None:
    found = list(unexplained(sentences(note), ()))
    assert sorted(v.evidence.quote for v in found) == sorted(quotes)
    assert all(note[v.evidence.start : v.evidence.end] == v.evidence.quote for v in found)


def test_a_value_alone_gives_no_code_but_a_question_without_an_answer(read: Read) -> None:
    reading = read("Cough. Labs: Na 128.")
    assert [s.code for s in reading.suggestions] == ["R05.9"]
    (query,) = list(queries(reading))
    assert "Na 128" in query.text
    assert "hyponatremia" not in query.text.lower()
    assert "E87" not in query.text


def test_a_value_that_a_condition_names_is_not_asked_about() -> None:
    assert not list(unexplained(sentences("Low sodium, Na 128."), ("E87.1",)))


def test_a_body_mass_index_stands_beside_the_condition_and_alone_is_a_question(read: Read) -> None:
    assert suggested(read("Obesity. BMI 34.2."), "Z68.34").group is Group.ADDITIONAL
    alone = read("Cough. BMI 34.2.")
    assert not [s for s in alone.suggestions if s.code.startswith("Z68")]
    assert [v.evidence.quote for v in alone.values] == ["BMI 34.2"]


@pytest.mark.parametrize(("value", "is_in"), [(34.0, True), (34.94, True), (35.0, False), (33.9, False)])
def test_a_title_of_a_range_holds_its_values(value: float, is_in: bool) -> None:
    assert holds("Body mass index [BMI] 34.0-34.9, adult", value) is is_in
    assert holds("Body mass index [BMI] 70 or greater, adult", value) is False


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Cough.\nMedications: metformin 500 mg BID.", "Z79.84"),
        ("Cough. Takes apixaban.", "Z79.01"),
        ("Cough. Lantus 20 units nightly.", "Z79.4"),
        ("Cough.\nAllergies: PCN.", "Z88.0"),
        ("Nausea due to metformin.", "T38.3X5A"),
        ("Overdose of metformin, vomiting.", "T38.3X1A"),
        ("Vomiting. Overdose of metformin in a suicide attempt.", "T38.3X2A"),
        ("Cancer of the left breast, here for cycle 2 of carboplatin.", "Z51.11"),
    ],
)
def test_a_drug_is_a_sign_of_what_the_note_says_of_it(read: Read, note: str, code: str) -> None:
    found = suggested(read(note), code)
    assert found.group in (Group.ADDITIONAL, Group.FIRST_LISTED)
    assert found.rule
    assert all(note[e.start : e.end] == e.quote for e in found.evidence)


@pytest.mark.parametrize(
    "note", ["Cough. Metformin was stopped.", "Cough. No known drug allergies.", "Cough. We spoke of metformin.", "Her mother takes metformin"]
)
def test_a_drug_that_is_only_named_leads_to_nothing(read: Read, note: str) -> None:
    assert not [s for s in read(note).suggestions if s.code.startswith(("T38", "Z79", "Z88"))]


def test_an_encounter_for_chemotherapy_is_listed_first(read: Read) -> None:
    reading = read("Cancer of the left breast, here for cycle 2 of carboplatin.")
    assert [s.code for s in reading.group(Group.FIRST_LISTED)] == ["Z51.11"]
    assert suggested(reading, "C50.912").group is Group.ADDITIONAL


def test_a_cause_stands_beside_an_injury_only(read: Read) -> None:
    reading = read("Sprain of the left knee. She fell in the kitchen.")
    assert suggested(reading, "W19.XXXA").group is Group.ADDITIONAL
    assert suggested(reading, "Y92.10").source.source == "icd10cm_external_cause_index"
    assert suggested(reading, "S83.92XA").group is Group.FIRST_LISTED
    assert not [s for s in read("Cough. She fell in the kitchen.").suggestions if s.code[0] in "VWXY"]
    assert not [s for s in read("Sprain of the left knee. Did not fall.").suggestions if s.code[0] in "VWXY"]


def test_the_family_s_condition_is_a_family_history_by_the_note_of_the_list(read: Read) -> None:
    reading = read("Cough. Her mother had cancer of the breast.")
    found = suggested(reading, "Z80.3")
    assert found.group is Group.ADDITIONAL
    assert "classifiable to C50" in found.source.row
    assert suggested(reading, "C50.919").reason is Reason.FAMILY


@pytest.mark.parametrize("note", ["Hepatitis B vaccine given. Cough.", "Cough. Pneumonia precautions.", "Cough. Pneumonia in 3 months is feared"])
def test_what_follows_a_condition_may_make_it_none(read: Read, note: str) -> None:
    assert [s.code for s in read(note).coded] == ["R05.9"]


def test_a_denial_parts_the_words_that_it_stands_between(read: Read) -> None:
    assert "R11.2" not in {s.code for s in read("Vomiting without nausea.").coded}
