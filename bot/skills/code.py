"""Look up one or several codes; words instead of a code are searched for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.pipeline import cards
from bot.pipeline.understand import Asked
from bot.skills.base import Context
from bot.turns import Reply, Turn, Visibility

_DETAIL = {"notes": cards.DETAIL_NOTES, "below": cards.DETAIL_BELOW}


@dataclass(frozen=True, slots=True)
class CodeSkill:
    """`/code 27257`, `/code E11.9 E11.65`, `/code hip dislocation`; buttons `notes` and `below` show more of a code."""

    name: str = "code"
    verbs: tuple[str, ...] = ("code", "notes", "below")
    summary: str = "look up codes, or find them by words: /code 27257, /code E11.9 I10, /code chest pain"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. Private by default: a look-up is one person's business until she shares it."""
        verb = turn.action.verb if turn.action else turn.verb or "code"
        asked = Asked(
            text=context.text,
            today=context.today,
            verb="code",
            detail=_DETAIL.get(verb, ""),
            recalled=context.recalled,
        )
        reply = await context.answer(asked)
        return replace(reply, visibility=Visibility.PRIVATE)
