"""A denial and the claim it fell on → what it means, and the engine's findings that may lie behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.coding.claim import Claim
from bot.coding.denials import Denial, denials
from bot.coding.finding import Finding, Ground, Level, Subject

Rules = Callable[[Iterable[Subject]], tuple[Finding, ...]]
"""The engine, bound to the claim: subjects → their findings."""
_RULE = Ground(rule="Adjustment reasons of the remittance advice, in words of our own; Medicare Claims Processing Manual, chapter 22")


def findings(claim: Claim, rules: Rules) -> tuple[Finding, ...]:
    """For each denial on the claim what it means, then what stands behind it, once each."""
    found: list[Finding] = []
    for label in claim.denied:
        for denial in denials(f"denied {label}"):
            found += [f for f in _explained(denial, claim, rules) if f not in found]
    return tuple(found)


def _explained(denial: Denial, claim: Claim, rules: Rules) -> tuple[Finding, ...]:
    reason = denial.reason
    if reason is None:
        return (
            Finding(
                Subject.DENIAL,
                Level.UNKNOWN,
                f"{denial.label} is not in the table of denial codes.",
                mend="The payer's remittance says what it means; ask again with the codes that were denied to see what stands against them.",
                grounds=(_RULE,),
            ),
        )
    named = bool(claim.lines or claim.diagnoses)
    behind = tuple(f for f in rules(reason.behind) if f.level not in (Level.PASSED, Level.INFORMATION)) if named else ()
    graver = [f for f in behind if f.level in (Level.DENIED, Level.ATTENTION)]
    here = f" Behind it here: {graver[0].verdict}" if graver else ""
    ask = " Name the codes that were billed together to see the rule behind it." if reason.behind and not named else ""
    meaning = Finding(
        Subject.DENIAL,
        Level.ATTENTION if graver else Level.INFORMATION,
        f"{denial.label}: {reason.meaning}.{here}{ask}",
        codes=claim.codes,
        facts=(("Who owes it", denial.group_words),) if denial.group else (),
        rule="" if reason.behind else "It is about the claim or the cover, not about the coding.",
        # what mends an edit is said by the finding itself: an indicator 0 must never meet the advice to add a modifier
        mend="" if graver else reason.mend,
        caveat="An appeal states what the record shows; nothing may be added to it for the appeal.",
        grounds=(_RULE,),
        data={"denial": denial.label, "behind": [s.value for s in reason.behind]},
    )
    return (meaning, *(replace(f, caveat="") for f in behind))
