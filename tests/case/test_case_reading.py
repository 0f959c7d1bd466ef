"""A note is read as a trained coder reads it: index, tabular list, notes, guidelines; every quote stands in the note."""

from __future__ import annotations

from pathlib import Path

import case_base
import pytest
from case_base import TODAY, Read, suggested

from bot.case.model import Group, HintKind, Policy, Reason, Setting
from bot.case.reading import read_case
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.model import System


@pytest.mark.parametrize(
    ("note", "code", "quote"),
    [
        ("She complains of chest pain since Monday.", "R07.9", "chest pain"),
        ("Pain in the left knee.", "M25.562", "Pain in the left knee"),
        ("Left gonalgia after running.", "M25.562", "gonalgia"),
        ("Diabetic neuropathy of both feet.", "E11.40", "Diabetic neuropathy"),
        ("HTN, well controlled.", "I10", "HTN"),
        ("High blood pressure since 2019.", "I10", "High blood pressure"),
        ("Pulmonary embolism on CT.", "I26.99", "Pulmonary embolism"),
        ("Cancer of the right breast.", "C50.911", "Cancer of the right breast"),
        ("Pulmonary metastases on CT.", "C78.00", "Pulmonary metastases"),
        ("Sprained his right knee.", "S83.91XA", "Sprained his right knee"),
        ("Pneumonias in winter.", "J18.9", "Pneumonias"),
    ],
)
def test_words_lead_to_a_code_that_exists_and_their_quote_is_shown(read: Read, note: str, code: str, quote: str) -> None:
    found = suggested(read(note), code)
    assert [e.quote for e in found.evidence] == [quote]
    assert note[found.evidence[0].start : found.evidence[0].end] == quote
    assert found.source.row
    assert found.edition


def test_the_row_that_leads_to_a_code_is_named(read: Read) -> None:
    source = suggested(read("Left gonalgia."), "M25.562").source
    assert (source.source, source.row) == ("icd10cm_index", "Gonalgia — see Pain > joint > knee")
    assert source.edition


@pytest.mark.parametrize("note", ["An old man of 80.", "The chest moves well.", "The patient is alert.", "Hives were not mentioned"])
def test_words_of_every_day_and_of_anatomy_are_no_condition(read: Read, note: str) -> None:
    assert read(note).coded == ()


def test_a_longer_term_says_more_than_its_words(read: Read) -> None:
    codes = {s.code for s in read("Diabetes with neuropathy and chest pain.").suggestions}
    assert {"E11.40", "R07.9"} <= codes
    assert not {"E11.9", "R52"} & codes


def test_a_comma_or_and_parts_conditions(read: Read) -> None:
    assert {s.code for s in read("Pain, chest clear, back normal").suggestions} <= {"R52"}


@pytest.mark.parametrize(
    ("note", "code", "reason"),
    [
        ("Denies cough.", "R05.9", Reason.NEGATED),
        ("Her mother had diabetes.", "E11.9", Reason.FAMILY),
        ("Return if fever occurs.", "R50.9", Reason.HYPOTHETICAL),
        ("History of pneumonia in 2019.", "J18.9", Reason.HISTORY),
        ("Possible pulmonary embolism.", "I26.99", Reason.SUSPECTED),
    ],
)
def test_what_the_patient_has_not_is_left_out_and_why(read: Read, note: str, code: str, reason: Reason) -> None:
    found = suggested(read(note), code)
    assert (found.group, found.reason) == (Group.LEFT_OUT, reason)
    assert found.rule
    assert found.mentions[0].cue is not None


def test_an_inpatient_s_uncertain_diagnosis_is_coded(read: Read) -> None:
    found = suggested(read("Possible pulmonary embolism.", setting=Setting.INPATIENT), "I26.99")
    assert found.group is Group.FIRST_LISTED
    assert "II.H" in found.rule


@pytest.mark.parametrize("note", ["58 year old with pneumonia.", "A 3 month old infant with pneumonia.", "An old man with pneumonia."])
def test_an_age_makes_no_condition_old(read: Read, note: str) -> None:
    assert suggested(read(note), "J18.9").group is Group.FIRST_LISTED


def test_one_mention_that_affirms_is_enough(read: Read) -> None:
    assert suggested(read("No cough last week. Cough since today."), "R05.9").group is Group.FIRST_LISTED


def test_a_chronic_condition_in_the_history_is_still_there(read: Read) -> None:
    assert suggested(read("History of hypertension."), "I10").group is Group.FIRST_LISTED


def test_history_has_codes_of_its_own_where_the_index_gives_them(read: Read) -> None:
    reading = read("History of breast cancer. Cough.")
    assert suggested(reading, "Z85.3").group is Group.ADDITIONAL
    assert not [s for s in reading.suggestions if s.code.startswith("C50")]


def test_an_operation_is_a_status_only_when_it_is_past(read: Read) -> None:
    assert suggested(read("History of cholecystectomy."), "Z90.49").group is Group.ADDITIONAL
    assert not [s for s in read("Cholecystectomy was done today.").suggestions if s.code == "Z90.49"]


def test_signs_that_belong_to_a_condition_are_left_out_because_of_it(read: Read) -> None:
    reading = read("Cough and fever. Assessment: pneumonia.")
    assert suggested(reading, "J18.9").group is Group.FIRST_LISTED
    for sign in ("R05.9", "R50.9"):
        found = suggested(reading, sign)
        assert (found.group, found.reason, found.because) == (Group.LEFT_OUT, Reason.INTEGRAL, "J18.9")
        assert "I.B.5" in found.rule


def test_a_denied_condition_makes_no_sign_unnecessary(read: Read) -> None:
    assert suggested(read("Cough. No pneumonia."), "R05.9").group is Group.FIRST_LISTED


def test_parts_of_a_combination_code_give_way_to_it(read: Read) -> None:
    reading = read("She has nausea and vomiting.")
    assert suggested(reading, "R11.2").group is Group.FIRST_LISTED
    assert {suggested(reading, part).because for part in ("R11.0", "R11.10")} == {"R11.2"}


def test_vague_words_are_a_question_to_the_provider(read: Read) -> None:
    found = suggested(read("The disease got worse. Cough."), "R69")
    assert (found.group, found.reason) == (Group.QUERY, Reason.VAGUE)


def test_a_side_that_is_not_documented_is_hinted_with_the_sided_codes(read: Read) -> None:
    (hint,) = [h for h in suggested(read("Cancer of the breast."), "C50.919").hints if h.kind is HintKind.LATERALITY]
    assert [c.code for c in hint.choices] == ["C50.911", "C50.912"]
    assert not [h for h in suggested(read("Cancer of the left breast."), "C50.912").hints if h.kind is HintKind.LATERALITY]


def test_a_7th_character_is_said_to_be_a_choice(read: Read) -> None:
    (hint,) = [h for h in suggested(read("Sprain of the left knee."), "S83.92XA").hints if h.kind is HintKind.SEVENTH]
    assert [c.code for c in hint.choices] == ["S83.92XA", "S83.92XD", "S83.92XS"]


def test_the_second_code_of_an_index_line_and_the_notes_are_hints(read: Read) -> None:
    hints = suggested(read("Dementia in Alzheimer's disease."), "G30.9").hints
    assert [c.code for h in hints if h.kind is HintKind.CODE_ALSO for c in h.choices] == ["F02.80"]
    assert [h.text for h in hints if h.kind is HintKind.USE_ADDITIONAL] == ["dementia (F02.80) (note at G30)"]


def test_conditions_that_the_guidelines_join_are_one_code(read: Read) -> None:
    reading = read("Hypertension. Heart failure.")
    found = suggested(reading, "I11.0")
    assert (found.group, [e.quote for e in found.evidence]) == (Group.FIRST_LISTED, ["Hypertension", "Heart failure"])
    assert "I.C.9.a" in found.rule
    (hint,) = [h for h in found.hints if h.kind is HintKind.COMBINATION]
    assert [c.code for c in hint.choices] == ["I10"]
    alone = suggested(reading, "I10")
    assert (alone.group, alone.reason, alone.because) == (Group.LEFT_OUT, Reason.COMBINED, "I11.0")
    assert suggested(reading, "I50.9").group is Group.ADDITIONAL


def test_what_has_a_cause_of_its_own_is_not_joined(read: Read) -> None:
    assert not [s for s in read("Hypertension. Heart failure due to a virus.").suggestions if s.code.startswith("I11")]


def test_excludes1_between_coded_conditions_is_reported(read: Read) -> None:
    reading = read("Type 2 diabetes. Type 1 diabetes.")
    assert [(e.first, e.second) for e in reading.exclusions if {e.first, e.second} == {"E10.9", "E11.9"}] or {
        s.code for s in reading.coded
    } != {"E10.9", "E11.9"}


def test_the_assessment_decides_what_is_listed_first(read: Read) -> None:
    reading = read("HPI: hypertension and asthma.\nAssessment: asthma.\n")
    assert [s.code for s in reading.group(Group.FIRST_LISTED)] == ["J45.909"]


def test_what_is_named_as_the_principal_diagnosis_is_listed_first(read: Read) -> None:
    reading = read("Assessment: hypertension and type 1 diabetes.\nPrincipal diagnosis: asthma\nSecondary diagnoses: pneumonia")
    assert [s.code for s in reading.group(Group.FIRST_LISTED)] == ["J45.909"]


def test_every_code_is_a_row_of_the_edition(read: Read, snapshot: object) -> None:
    reading = read("Diabetes with neuropathy, knee pain, cancer of lung, sprain of knee, hypertension, old records, fever.")
    titles = {c.code: snapshot.catalog.title(System.ICD10CM, c.code, TODAY) for c in reading.candidates}  # type: ignore[attr-defined]
    assert titles
    assert all(title and reportable for title, reportable in titles.values())


def test_annotating_keeps_what_is_denied_and_leaves_the_7th_character(read: Read) -> None:
    reading = read("Denies cough. Sprain of the left knee.", policy=Policy.ANNOTATE)
    assert {s.code for s in reading.coded} == {"R05.9", "S83.92"}


def test_the_ranking_goes_on_below_the_suggestions(read: Read) -> None:
    reading = read("Neuropathy. The knee hurts.")
    tiers = [c.tier for c in reading.candidates]
    assert tiers == sorted(tiers)
    assert "E11.40" in {c.code for c in reading.candidates if c.tier > 1}


def test_without_the_index_titles_answer_and_the_reading_says_so(tmp_path: Path) -> None:
    home = case_base.build(tmp_path, index=False)
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))
    with base.use() as opened:
        reading = read_case("Chest pain.", opened, on=TODAY)
    base.close()
    assert [s.code for s in reading.coded] == ["R07.9"]
    assert "no_index" in {notice.kind.value for notice in reading.notices}
