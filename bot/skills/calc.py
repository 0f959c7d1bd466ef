"""Small sums of the field, each with its arithmetic and rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.pipeline.understand import Asked
from bot.skills.base import Context
from bot.turns import Reply, Turn, Visibility


@dataclass(frozen=True, slots=True)
class CalcSkill:
    """`/calc therapy 97110 25 min, 97140 13 min`, `/calc global 27447 on 2026-05-04`; alone it lists what there is."""

    name: str = "calc"
    verbs: tuple[str, ...] = ("calc",)
    summary: str = "sums with their arithmetic: /calc therapy 97110 25 min, 97140 13 min; /calc alone lists them"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        reply = await context.answer(Asked(text=context.text, today=context.today, verb="calc"))
        return replace(reply, visibility=Visibility.PRIVATE)
