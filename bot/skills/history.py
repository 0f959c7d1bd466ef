"""What the releases at hand changed for a code, and what the last load of the knowledge base changed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.actions import Action
from bot.coding.grammar import mentions
from bot.pipeline import change_words
from bot.pipeline.citing import SOURCES
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Table, Turn, Visibility
from knowledge.changes.history import Told
from knowledge.changes.kept import Step

MOST = 40
"""Rows of one answer; a code in column 1 of the NCCI edits can have thousands of changes."""


@dataclass(frozen=True, slots=True)
class HistorySkill:
    """`/history 27257`; without a code: which releases are compared, and how much each changed."""

    name: str = "history"
    verbs: tuple[str, ...] = ("history", "changes")
    summary: str = "what changed for a code over the loaded editions: /history E11.9"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        found = [m.code for m in mentions(context.text)] or list(context.recalled.codes if turn.action is None and not context.text else ())

        def read() -> tuple[tuple[Step, ...], tuple[Told, ...]]:
            with context.knowledge.use() as snapshot:
                return snapshot.history.steps(), snapshot.history.of(found[0]) if found else ()

        steps, told = await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
        if not steps:
            return Reply(
                verdict="There is only one edition of each source, so nothing can be compared yet.",
                rule="What changed is told once the next edition of a file is loaded.",
                outcome=Outcome.NOT_FOUND,
                visibility=Visibility.PRIVATE,
                topic="codes",
            )
        return _of_code(found[0], told, steps) if found else _of_releases(steps)


def _of_code(code: str, told: tuple[Told, ...], steps: tuple[Step, ...]) -> Reply:
    rows, count = change_words.table(told, code, MOST)
    if not count:
        return Reply(
            verdict=f"Nothing changed for {code} between the {len(steps)} pairs of editions that are loaded.",
            rule="/history lists the editions that are compared.",
            codes=(code,),
            buttons=(Button(code, Action("code", code)), Button("What is compared", Action("history"))),
            topic="codes",
        )
    more = f"; the latest {MOST} are shown" if count > MOST else ""
    return Reply(
        title=f"History of {code}",
        verdict=f"{code}: {count} change{'s' if count > 1 else ''} between the editions that are loaded{more}.",
        tables=(rows,),
        rule="Found by comparing the published files row by row; a change of an edition that is not loaded is not here.",
        citations=change_words.citations(told),
        codes=(code,),
        buttons=(
            Button(code, Action("code", code)),
            *((Button("What replaced it", Action("crosswalk", code)),) if change_words.ended(told) else ()),
            Button("Watch it", Action("watch", code)),
            Button("What is compared", Action("history")),
        ),
        topic="codes",
    )


def _of_releases(steps: tuple[Step, ...]) -> Reply:
    latest = sorted(steps, key=lambda step: (step.begins, step.source), reverse=True)
    rows = tuple(
        (SOURCES.get(s.source, s.source), f"{s.before} → {s.after}", s.begins.isoformat(), "; ".join(change_words.of_release(s)) or "nothing changed")
        for s in latest
    )
    return Reply(
        title="What changed",
        verdict=f"{len(rows)} editions are compared with the one before them.",
        tables=(Table(("Source", "Editions", "From", "Changed"), rows),),
        rule="/history with a code tells what changed for it.",
        visibility=Visibility.PRIVATE,
        topic="about",
    )
