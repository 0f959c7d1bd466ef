"""What the gate lets through, what it replaces, and what it tells the person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phi_sets import load

from bot.privacy import Finding, GateAction, PhiKind, find, gate, redact
from bot.settings import PhiPolicy

NOTE = "Pt John Doe, DOB 01/01/1960, MRN 12345678, seen 5/5/2026 for E11.9, 99214-25 + 11721, call 555-867-5309"
_SNIPPETS = [case.text for name in ("positives", "lookalikes", "free_names") for case in load(name)]
_ANY = st.text(max_size=300)
_ALPHABET = "0123456789-./() :#@,AaSsmith\u200b\u00a0█[]'\n"
_PIECES = st.one_of(st.sampled_from(_SNIPPETS), st.text(alphabet=_ALPHABET, max_size=30), st.text(max_size=10))
_MIXED = st.lists(_PIECES, max_size=6).flatmap(
    lambda pieces: st.sampled_from(["", " ", ", ", "\n", "-", "/"]).map(lambda glue: glue.join(pieces))
)


def test_clean_text_passes_untouched_under_every_policy() -> None:
    for policy in PhiPolicy:
        gated = gate("99213-25 with 20610 on 5/5/2026 for M25.561", policy)
        assert (gated.text, gated.findings, gated.action, gated.teaching) == (
            "99213-25 with 20610 on 5/5/2026 for M25.561", (), GateAction.PASS, "",
        )  # fmt: skip


def test_redaction_keeps_codes_dates_of_service_and_places() -> None:
    gated = gate(NOTE, PhiPolicy.REDACT)
    assert gated.action is GateAction.REDACTED
    assert gated.text == "Pt [name██], DOB [dob█████], MRN [mrn███], seen 5/5/2026 for E11.9, 99214-25 + 11721, call [phone█████]"
    assert gated.kinds == {PhiKind.NAME: 1, PhiKind.BIRTH_DATE: 1, PhiKind.MRN: 1, PhiKind.PHONE: 1}


def test_refusal_returns_nothing_of_the_text_and_says_what_to_do() -> None:
    gated = gate(NOTE, PhiPolicy.REFUSE)
    assert gated.action is GateAction.REFUSED
    assert gated.text == ""
    assert "a person's name, a date of birth, a medical record number and a phone or fax number" in gated.teaching
    assert "delete" in gated.teaching
    assert not any(part in gated.teaching for part in ("John", "Doe", "1960", "12345678", "5309"))


def test_allow_changes_nothing_but_still_counts() -> None:
    gated = gate(NOTE, PhiPolicy.ALLOW)
    assert gated.text == NOTE
    assert gated.action is GateAction.PASS
    assert sum(gated.kinds.values()) == 4


@pytest.mark.parametrize("policy", [PhiPolicy.REFUSE, PhiPolicy.REDACT])
def test_the_teaching_never_echoes(policy: PhiPolicy) -> None:
    for case in load("positives"):
        gated = gate(case.text, policy)
        for span in case.spans:
            secret = case.text[span.start : span.end]
            assert len(secret) < 4 or secret not in gated.teaching
            assert gated.text[span.start : span.end] != secret


def test_a_short_finding_becomes_blocks_only() -> None:
    assert redact("92 yo", [Finding(PhiKind.AGE_OVER_89, 0, 2)]) == "██ yo"


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        ("SSN 123\u200b-45\u200b-6789", "123\u200b-45\u200b-6789"),
        ("SSN １２３-４５-６７８９", "１２３-４５-６７８９"),
        ("ssn 123\u201145\u20116789", "123\u201145\u20116789"),
        ("call\u00a0555\u2013123\u20134567", "555\u2013123\u20134567"),
        ("MRN\u00a012\u00ad34\u00ad5678", "12\u00ad34\u00ad5678"),
        ("DOB ٠٣/٠٤/١٩٥٠", "٠٣/٠٤/١٩٥٠"),
        ("Mrs. O\u2019Brien has 66984", "O\u2019Brien"),
        ("Patient: Jose\u0301 Garci\u0301a", "Jose\u0301 Garci\u0301a"),
        ("Patient: 𝐉𝐨𝐡𝐧 𝐒𝐦𝐢𝐭𝐡", "𝐉𝐨𝐡𝐧 𝐒𝐦𝐢𝐭𝐡"),
        ("MBI 1EG4\x00TE5\x07MK73", "1EG4\x00TE5\x07MK73"),
    ],
)
def test_disguised_identifiers_are_found_at_their_typed_place(typed: str, hidden: str) -> None:
    (found,) = find(typed)
    assert typed[found.start : found.end] == hidden


@given(st.one_of(_ANY, _MIXED))
@settings(max_examples=300, deadline=None)
def test_spans_are_valid_sorted_and_apart(text: str) -> None:
    end = 0
    for found in find(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@given(st.one_of(_ANY, _MIXED))
@settings(max_examples=300, deadline=None)
def test_redaction_keeps_the_length_and_everything_else_and_is_final(text: str) -> None:
    gated = gate(text, PhiPolicy.REDACT)
    assert len(gated.text) == len(text)
    touched = {at for found in gated.findings for at in range(found.start, found.end)}
    assert all(gated.text[at] == text[at] for at in range(len(text)) if at not in touched)
    again = gate(gated.text, PhiPolicy.REDACT)
    assert again.findings == ()
    assert again.text == gated.text


@given(_ANY)
@settings(max_examples=100, deadline=None)
def test_refusal_and_allowance_never_raise(text: str) -> None:
    assert gate(text, PhiPolicy.ALLOW).text == text
    assert gate(text, PhiPolicy.REFUSE).text in (text, "")
