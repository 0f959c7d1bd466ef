"""What changed for a code, in words a coder reads."""

from __future__ import annotations

from datetime import date

import pytest
from assistant_people import Start, says

from bot.pipeline.change_words import latest, of_release, table
from knowledge.changes.history import Told
from knowledge.changes.kept import Step
from knowledge.changes.model import Change, Kind

PTP = "ncci_ptp_practitioner"


def told(source: str, *changes: Change) -> Told:
    return Told(Step(source, "Q1", "Q2", date(2026, 4, 1), ()), changes)


@pytest.mark.parametrize(
    ("code", "change", "row"),
    [
        (
            "45385",
            Change(PTP, "NCCI edit", Kind.ADDED, "45385", "45380", after="indicator 1", effective="2026-04-01"),
            ("2026-04-01", "NCCI edit over 45380, new", "", "indicator 1"),
        ),
        (
            "45380",
            Change(PTP, "NCCI edit", Kind.REMOVED, "45385", "45380", before="indicator 1", effective="2026-03-31"),
            ("2026-03-31", "NCCI edit under 45385, ended", "indicator 1", ""),
        ),
        (
            "45380",
            Change(PTP, "NCCI edit", Kind.CHANGED, "45385", "45380", label="indicator", before="1", after="0", effective="2026-04-01"),
            ("2026-04-01", "NCCI edit under 45385, indicator", "1", "0"),
        ),
        (
            "99213",
            Change("physician_fee_schedule", "fee schedule row", Kind.CHANGED, "99213", "", "", "work RVU", "1.30", "1.40", "2026-04-01", 7.7),
            ("2026-04-01", "work RVU", "1.30", "1.40 (+7.7 %)"),
        ),
        (
            "77067",
            Change("physician_fee_schedule", "fee schedule row", Kind.CHANGED, "77067", "", "26", "status", "A", "I", "2026-04-01"),
            ("2026-04-01", "status (26)", "A", "I"),
        ),
        (
            "E11.A",
            Change("icd10cm_order", "code", Kind.ADDED, "E11A", after="billable yes; title In remission", effective="2025-10-01"),
            ("2025-10-01", "new code", "", "In remission"),
        ),
        (
            "B88",
            Change("icd10cm_order", "code", Kind.REMOVED, "B88", before="billable no; title Mites", effective="2025-10-01"),
            ("2025-10-01", "code ended", "Mites (heading)", ""),
        ),
        (
            "J1",
            Change("hcpcs", "code", Kind.ADDED, "J1", after="title Some drug, 1 mg; coverage C", effective="2025-10-01"),
            ("2025-10-01", "new code", "", "Some drug, 1 mg"),
        ),
        (
            "B18",
            Change("icd10cm_tabular", "note", Kind.ADDED, "B18", "", "use_additional: code for ascites", effective="2026-04-01"),
            ("2026-04-01", "use additional new: code for ascites", "", ""),
        ),
        (
            "97110",
            Change("mue_practitioner", "MUE", Kind.CHANGED, "97110", label="units", before="6", after="8", effective="2026-04-01", percent=33.3),
            ("2026-04-01", "MUE units", "6", "8 (+33.3 %)"),
        ),
    ],
)
def test_each_kind_of_change_reads_as_a_row(code: str, change: Change, row: tuple[str, ...]) -> None:
    rows, count = table([told(change.source, change)], code, 10)
    assert (rows.rows, count) == ((row,), 1)


def test_the_latest_comes_first_and_what_is_cut_is_counted() -> None:
    changes = [Change(PTP, "NCCI edit", Kind.ADDED, "45385", f"9921{n}", effective=f"2026-0{n}-01") for n in range(1, 6)]
    rows, count = table([told(PTP, *changes)], "45385", 2)
    assert ([row[0] for row in rows.rows], count) == (["2026-05-01", "2026-04-01"], 5)
    assert latest((told(PTP, *changes),), "45385") == "2026-05-01, NCCI edit over 99215, new; 4 more"
    assert latest((), "45385") == ""


def test_a_release_is_told_in_one_line_a_kind() -> None:
    step = Step(PTP, "Q1", "Q2", date(2026, 4, 1), (), (("NCCI edit", "added", "", 1200), ("NCCI edit", "changed", "indicator", 3)))
    assert list(of_release(step)) == ["NCCI edit: 1,200 new, 3 indicator changed"]


async def test_a_code_that_did_not_change_is_said_so(start: Start) -> None:
    async with start() as app:
        reply = await app.answer(says("/history R07.9"))
        assert reply.verdict.startswith("Nothing changed for R07.9")
        assert [b.action.verb for b in reply.buttons] == ["code", "history"]
        whole = await app.answer(says("/history", thread="another"))
        assert "compared with the one before" in whole.verdict
