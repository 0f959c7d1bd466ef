"""The verbs that ask the coding engine: a whole claim, or one subject of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.coding.finding import Subject
from bot.pipeline.recalled import NOTHING
from bot.pipeline.subjects import CHECK
from bot.pipeline.understand import Asked
from bot.skills.base import Context
from bot.turns import Outcome, Reply, Turn, Visibility

_MODIFIERS_ALONE = re.compile(
    r"\s*(?:modifiers?\s+)?((?:\d\d|[A-Za-z][A-Za-z0-9])(?:[\s,/]+(?:and\s+)?(?:\d\d|[A-Za-z][A-Za-z0-9]))*)\s*\??\s*"
)
EXAMPLE = "99213-25, 20610-RT x1; dx M17.11; dos 2026-05-05; pos 11; state CA; payer medicare"


@dataclass(frozen=True, slots=True)
class ExamineSkill:
    """`/check`, `/ncci`, `/fee`, …: the text is a claim, or part of one; codes of the thread are meant where none is named."""

    name: str
    verbs: tuple[str, ...]
    summary: str
    subjects: tuple[Subject, ...]
    example: str

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        if not context.text.strip() and not context.recalled.codes:
            return self._how()
        alone = _MODIFIERS_ALONE.fullmatch(context.text) if self.subjects == (Subject.MODIFIERS,) else None
        reply = await context.answer(
            Asked(
                text=f"modifier {alone[1].upper()}" if alone else context.text,
                today=context.today,
                recalled=NOTHING if alone else context.recalled,
                subjects=self.subjects,
            )
        )
        return replace(reply, visibility=Visibility.PRIVATE)

    def _how(self) -> Reply:
        return Reply(
            verdict=f"Give the codes: /{self.name} {self.example}",
            rule="Date (dos), place of service (pos), state or zip, payer, setting, sex and age may stand anywhere; leave patient identifiers out.",
            outcome=Outcome.UNCLEAR,
            visibility=Visibility.PRIVATE,
            topic="help",
        )


def examine_skills() -> tuple[ExamineSkill, ...]:
    """One skill for each way into the engine."""
    return (
        ExamineSkill("check", ("check",), f"check a claim: /check {EXAMPLE}", CHECK, EXAMPLE),
        ExamineSkill(
            "ncci", ("ncci",), "may these be billed together: /ncci 45385 45380 dos 2026-11-20", (Subject.PTP,), "45385, 45380-59"
        ),
        ExamineSkill("fee", ("fee",), "what Medicare pays, with the arithmetic: /fee 99213 zip 90210", (Subject.FEES,), "99213 state CA"),
        ExamineSkill(
            "modifier", ("modifier",), "a modifier, or those of a code: /modifier 25, /modifier 27447-50", (Subject.MODIFIERS,), "27447-50"
        ),
        ExamineSkill(
            "coverage",
            ("coverage",),
            "LCDs and NCDs of a code, and whether a diagnosis supports it: /coverage 20610 dx M17.11 state CA",
            (Subject.COVERAGE,),
            "20610 dx M17.11 state CA",
        ),
        ExamineSkill(
            "crosswalk",
            ("crosswalk",),
            "ICD-9 and 10, successors, HCC, APC, Medicare variants: /crosswalk E11.9",
            (Subject.CROSSWALK,),
            "E11.9",
        ),
        ExamineSkill(
            "denial",
            ("denial",),
            "what a denial means and the edit behind it: /denial CO-97 on 45380 with 45385",
            (Subject.DENIAL,),
            "CO-97 on 45380 with 45385",
        ),
        ExamineSkill("units", ("units", "mue"), "unit limits: /units 97110 x4", (Subject.MUE,), "97110 x4"),
        ExamineSkill(
            "addon", ("addon",), "whether the primary of an add-on code is there: /addon 64483, 64484", (Subject.ADDON,), "64483, 64484"
        ),
        ExamineSkill(
            "dx", ("dx",), "diagnoses side by side, Excludes1 and order: /dx E11.22, N18.31", (Subject.DIAGNOSES,), "E11.22, N18.31"
        ),
        ExamineSkill(
            "status",
            ("status",),
            "whether codes are valid on a date: /status 99441 dos 2025-02-01",
            (Subject.VALIDITY,),
            "99441 dos 2025-02-01",
        ),
    )
