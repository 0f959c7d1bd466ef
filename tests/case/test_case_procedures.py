"""What was done: by the words of the code for an outpatient, character by character through the tables for an inpatient."""

from __future__ import annotations

import pytest
from case_base import Read

from bot.case.model import CaseReading, Group, Reason, Setting
from bot.case.procedures import with_procedures
from bot.case.sentences import sentences
from bot.case.services import services
from knowledge.base import OpenSnapshot
from knowledge.model import System


@pytest.fixture
def done(read: Read, snapshot: OpenSnapshot) -> Read:
    def found(text: str, setting: Setting = Setting.OUTPATIENT) -> CaseReading:
        return with_procedures(read(text, setting=setting), snapshot)

    return found


@pytest.mark.parametrize(
    ("note", "named", "planned"),
    [
        ("He underwent laparoscopic cholecystectomy for gallstones.", "laparoscopic cholecystectomy for gallstones", False),
        ("Chest x-ray, two views, was normal.", "Chest x-ray", False),
        ("Plan: MRI of the brain.", "MRI of the brain", True),
        ("She will undergo a colonoscopy.", "colonoscopy", True),
        ("Biopsy of the skin was done today.", "Biopsy of the skin", False),
    ],
)
def test_a_service_is_found_with_the_words_around_it(note: str, named: str, planned: bool) -> None:
    (service,) = services(sentences(note))
    assert note[service.start : service.end] == named
    assert service.planned is planned


@pytest.mark.parametrize("note", ["", "She feels well.", "The echoes of the past.", "Active and fit."])
def test_no_service_no_candidate(done: Read, note: str) -> None:
    assert done(note).procedures == ()


def test_an_outpatient_s_service_is_a_cpt_candidate_with_its_quote(done: Read) -> None:
    note = "Colonoscopy with biopsy was done."
    (found,) = [p for p in done(note).procedures if p.system is System.CPT]
    assert (found.code, found.group) == ("45380", Group.ADDITIONAL)
    assert [note[e.start : e.end] for e in found.evidence] == ["Colonoscopy with biopsy"]


def test_what_is_planned_or_declined_is_left_out(done: Read) -> None:
    (found,) = done("Scheduled for colonoscopy with biopsy.").procedures
    assert (found.group, found.reason) == (Group.LEFT_OUT, Reason.PLANNED)
    (denied,) = done("No colonoscopy with biopsy.").procedures
    assert (denied.group, denied.reason) == (Group.LEFT_OUT, Reason.NEGATED)


def test_an_inpatient_s_operation_goes_through_the_tables(done: Read) -> None:
    (found,) = done("Laparoscopic cholecystectomy was performed.", Setting.INPATIENT).procedures
    assert (found.system, found.code, found.group) == (System.ICD10PCS, "0FT44ZZ", Group.ADDITIONAL)
    assert found.source.row.startswith("Cholecystectomy")


@pytest.mark.parametrize(
    ("note", "begin", "next_"),
    [
        ("Cholecystectomy was performed.", "0FT4", ["0FT40", "0FT44"]),
        ("Open hepatectomy was performed.", "0FT", ["0FT1", "0FT4"]),
    ],
)
def test_what_the_note_does_not_say_is_asked(done: Read, note: str, begin: str, next_: list[str]) -> None:
    (found,) = done(note, Setting.INPATIENT).procedures
    assert (found.code, found.group, found.reason) == (begin, Group.QUERY, Reason.INCOMPLETE)
    assert [c.code for c in found.hints[0].choices] == next_


def test_an_operation_that_the_index_lacks_gives_no_code(done: Read) -> None:
    assert done("Wibblectomy was performed.", Setting.INPATIENT).procedures == ()


def test_what_sets_codes_apart_and_is_not_said_is_asked_and_no_code_is_picked(snapshot: OpenSnapshot, done: Read) -> None:
    (found,) = [p for p in done("Joint injected.").procedures if p.system is System.CPT]
    assert (found.group, found.reason) == (Group.QUERY, Reason.INCOMPLETE)
    assert {"20605", "20610"} <= {c.code for c in found.hints[0].choices}
    (said,) = [p for p in done("Knee joint injected.").procedures if p.system is System.CPT]
    assert (said.code, said.group) == ("20610", Group.ADDITIONAL)
