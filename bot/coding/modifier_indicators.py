"""What the indicators of the fee schedule say about modifiers on a code. Pure functions.

Source for all: record layout of the relative value file (RVUPUF): PC/TC, global days, multiple, bilateral, assistant,
co-surgeon and team indicators; Claims Processing Manual, chapter 12, section 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.coding.visits import is_visit
from knowledge.tables.physician_fee_schedule import FeeRow

RULE = "Relative value file record layout (RVUPUF)"
ASSISTANTS = frozenset(("80", "81", "82", "AS"))
SPLIT_CARE = frozenset(("54", "55", "56"))
IN_GLOBAL = frozenset(("58", "78", "79"))
PACKAGE = frozenset(("010", "090"))
DAY_OR_LONGER = frozenset(("000", "010", "090", "MMM", "YYY"))


class Fit(StrEnum):
    """Whether a modifier goes with a code by its indicators."""

    YES = "yes"
    WITH_RECORDS = "with_records"
    """Paid only with a report of the need."""
    NO_EFFECT = "no_effect"
    """It may stand there, and changes nothing."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Indicated:
    """What an indicator says of a modifier on a code: whether it goes, why, and what it does to payment."""

    fit: Fit
    why: str
    payment: str = ""


_PCTC = {
    "0": "a physician's service that is not split (PC/TC 0)",
    "1": "split into a professional and a technical part (PC/TC 1)",
    "2": "professional only (PC/TC 2)",
    "3": "technical only (PC/TC 3)",
    "4": "a global test whose parts have codes of their own (PC/TC 4)",
    "5": "incident to a physician's service (PC/TC 5)",
    "6": "a physician's interpretation of a laboratory test (PC/TC 6)",
    "7": "therapy in private practice (PC/TC 7)",
    "8": "a physician's interpretation for inpatients (PC/TC 8)",
    "9": "not split: the concept does not apply (PC/TC 9)",
}
_BILATERAL = {
    "0": Indicated(
        Fit.NO,
        "the bilateral rule does not apply (bilateral 0): by anatomy, or another code means both sides",
        "paid once, as for one side",
    ),
    "1": Indicated(Fit.YES, "may be done on both sides (bilateral 1)", "150 percent of the fee, one unit"),
    "2": Indicated(Fit.NO, "the fee already means both sides (bilateral 2)", "paid once"),
    "3": Indicated(Fit.YES, "each side is paid in full (bilateral 3)", "100 percent for each side"),
    "9": Indicated(Fit.NO, "the concept of two sides does not apply (bilateral 9)"),
}
_ASSISTANT = {
    "0": Indicated(
        Fit.WITH_RECORDS,
        "an assistant is paid only with a record of the need (assistant 0)",
        "16 percent, AS 13.6 percent, if the need is accepted",
    ),
    "1": Indicated(Fit.NO, "an assistant is never paid, by law (assistant 1)"),
    "2": Indicated(Fit.YES, "an assistant may be paid (assistant 2)", "16 percent, AS 13.6 percent"),
    "9": Indicated(Fit.NO, "assistants do not apply (assistant 9)"),
}
_COSURGEON = {
    "0": Indicated(Fit.NO, "two surgeons are not paid (co-surgeon 0)"),
    "1": Indicated(Fit.WITH_RECORDS, "two surgeons may be paid with a record of the need (co-surgeon 1)", "62.5 percent to each"),
    "2": Indicated(Fit.YES, "two surgeons of different specialties are paid (co-surgeon 2)", "62.5 percent to each"),
    "9": Indicated(Fit.NO, "co-surgeons do not apply (co-surgeon 9)"),
}
_TEAM = {
    "0": Indicated(Fit.NO, "a team is not paid (team 0)"),
    "1": Indicated(Fit.WITH_RECORDS, "a team may be paid with a record of the need (team 1)", "by report"),
    "2": Indicated(Fit.YES, "a team is paid by report (team 2)", "by report"),
    "9": Indicated(Fit.NO, "teams do not apply (team 9)"),
}
_REDUCED = {"1", "2", "3", "4", "5", "6", "7"}


def indicated(modifier: str, fee: FeeRow) -> Indicated | None:
    """What the row says of a modifier on its code; None if no indicator bears on it, or its value is not known."""
    if modifier in ("26", "TC"):
        return component(modifier, fee)
    if modifier == "50":
        return _BILATERAL.get(fee.bilateral)
    if modifier in ASSISTANTS:
        return _ASSISTANT.get(fee.assistant)
    if modifier == "62":
        return _COSURGEON.get(fee.cosurgeon)
    if modifier == "66":
        return _TEAM.get(fee.team)
    if modifier == "51":
        return multiple(fee)
    if modifier in SPLIT_CARE:
        return split_care(modifier, fee)
    if modifier in IN_GLOBAL:
        return in_global(modifier, fee)
    return None


def component(modifier: str, fee: FeeRow) -> Indicated | None:
    """26 and TC: only codes that are split have rows for both."""
    what = _PCTC.get(fee.pctc)
    if what is None:
        return None
    if fee.pctc == "1":
        return Indicated(Fit.YES, f"{fee.code} is {what}", f"the fee of the {modifier} row")
    if fee.pctc in ("6", "8") and modifier == "26":
        return Indicated(Fit.YES if fee.pctc == "6" else Fit.NO_EFFECT, f"{fee.code} is {what}", "the fee of the interpretation")
    return Indicated(Fit.NO, f"{fee.code} is {what}")


def multiple(fee: FeeRow) -> Indicated:
    """51: never on add-on codes, without effect where no reduction applies, and Medicare sets it itself."""
    if fee.global_days == "ZZZ":
        return Indicated(Fit.NO, f"{fee.code} is an add-on code (global ZZZ), which is never reduced")
    if fee.multiple in _REDUCED:
        return Indicated(
            Fit.NO_EFFECT,
            f"Medicare's contractors apply the multiple-procedure rule (multiple {fee.multiple}) without it",
            "none by itself",
        )
    return Indicated(Fit.NO, f"no multiple-procedure rule applies to {fee.code} (multiple {fee.multiple})")


def split_care(modifier: str, fee: FeeRow) -> Indicated:
    """54, 55, 56: shares of a package of 10 or 90 days."""
    if fee.global_days not in PACKAGE:
        return Indicated(Fit.NO, f"{fee.code} has no package of 10 or 90 days to share (global {fee.global_days})")
    pre, intra, post = (round(100 * share) for share in (fee.pre, fee.intra, fee.post))
    share = {
        "54": f"{pre + intra} percent (before and at the operation)",
        "55": f"{post} percent (after it)",
        "56": f"{pre} percent, paid to the surgeon with 54",
    }
    return Indicated(Fit.YES, f"{fee.code} has a package (global {fee.global_days})", share[modifier])


def in_global(modifier: str, fee: FeeRow) -> Indicated | None:
    """58, 78, 79: procedures in the global period of another. Nothing is said of codes without global days of their own."""
    if is_visit(fee.code):
        return Indicated(Fit.NO, f"{fee.code} is a visit, and {modifier} goes on procedures (24 says that a visit is unrelated)")
    if fee.global_days not in DAY_OR_LONGER:
        return None
    if modifier == "78" and fee.global_days in PACKAGE:
        return Indicated(
            Fit.YES,
            f"{fee.code} has a package (global {fee.global_days})",
            f"{round(100 * fee.intra)} percent, the share of the operation itself",
        )
    return Indicated(Fit.YES, f"{fee.code} is a procedure", "in full" if modifier != "78" else "the value of the operation itself")
