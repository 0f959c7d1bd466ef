"""Findings as answers: what is folded, what stands first, what is never lost."""

from __future__ import annotations

from datetime import date

from bot.coding.claim_text import read_claim
from bot.coding.finding import Finding, Level, Subject
from bot.pipeline.citing import Sources
from bot.pipeline.findings import folded, reply, summary
from bot.pipeline.subjects import CHECK

TODAY = date(2026, 5, 5)
CLAIM = read_claim("45385, 45380, 99213; dx I10, E78.5", TODAY)


def finding(
    verdict: str, level: Level, *codes: str, subject: Subject = Subject.COVERAGE, lines: tuple[int, ...] = (), **more: object
) -> Finding:
    return Finding(subject, level, verdict, codes, lines, **more)  # type: ignore[arg-type]


def test_what_is_open_for_several_codes_alike_is_said_once_for_all() -> None:
    open_ = [
        finding(f"No LCD names {code} here.", Level.UNKNOWN, code, "I10", lines=(n,))
        for n, code in enumerate(("45385", "45380", "99213"), 1)
    ]
    other = finding("No LCD names 36415 here. Others have L1.", Level.UNKNOWN, "36415")
    shown = folded([*open_, other])
    assert [f.verdict for f in shown] == ["No LCD names 45385, 45380 and 99213 here.", other.verdict]
    assert shown[0].lines == (1, 2, 3)


def test_what_passed_is_one_row_a_subject() -> None:
    passed = [
        finding("I10 is billable (2026).", Level.PASSED, "I10", subject=Subject.DIAGNOSES),
        finding("E78.5 is billable (2026).", Level.PASSED, "E78.5", subject=Subject.DIAGNOSES),
        finding("A00.9 is billable, too.", Level.PASSED, "A00.9", subject=Subject.DIAGNOSES),
    ]
    assert [f.verdict for f in folded(passed)] == ["I10 and E78.5 are billable (2026). Likewise: A00.9."]


def test_denials_and_points_to_look_at_are_never_folded() -> None:
    same = [finding(f"{code} is denied.", level, code) for code in ("45380", "45381") for level in (Level.DENIED, Level.ATTENTION)]
    assert len(folded(same)) == 4


def test_the_summary_counts_the_lines_that_are_denied_not_those_that_deny() -> None:
    pair = finding(
        "45380 is denied beside 45385.",
        Level.DENIED,
        "45385",
        "45380",
        subject=Subject.PTP,
        lines=(1, 2),
        denies=(2,),
    )
    assert summary([pair], CLAIM).startswith("Not clean as billed: 1 line of 3 would be denied or returned. 45380 is denied beside 45385.")


def test_nothing_found_is_not_called_right() -> None:
    passed = [finding("fine", Level.PASSED, "45385", subject=Subject.PTP)]
    said = reply(passed, CLAIM, CHECK, Sources())
    assert said.verdict == "Nothing stands against 3 lines in the tables looked at."
    assert "not a promise of payment" in said.caveat


def test_a_check_that_could_decide_nothing_says_so() -> None:
    open_ = [finding("The table is not loaded.", Level.UNKNOWN, subject=Subject.PTP)]
    assert summary(open_, CLAIM) == "3 lines could not be checked: The table is not loaded."
