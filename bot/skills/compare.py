"""Two to four codes as the columns of a table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.actions import Action
from bot.coding import grammar
from bot.pipeline.cards import MAX_COMPARED
from bot.pipeline.question import DETAIL_TABLE
from bot.pipeline.understand import Asked, expanded
from bot.skills.base import Context
from bot.turns import Button, Notice, Outcome, Reply, Turn, Visibility


@dataclass(frozen=True, slots=True)
class CompareSkill:
    """`/compare 27256 27257 27258 27259`; codes of several code sets may stand beside each other."""

    name: str = "compare"
    verbs: tuple[str, ...] = ("compare",)
    summary: str = "two to four codes side by side: /compare 27256 27257 27258 27259"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. Where one code is named, the one the conversation is about stands beside it."""
        named = _codes(context.text)
        if len(named) < 2 and turn.action is None:
            named = tuple(dict.fromkeys((*context.recalled.codes[: MAX_COMPARED - 1], *named)))
        if len(named) < 2:
            one = f" {named[0]} is one." if named else ""
            return Reply(
                verdict=f"Comparing needs two to four codes.{one}",
                rule="For example: /compare 27256 27257 27258 27259",
                outcome=Outcome.UNCLEAR,
                buttons=tuple(Button(code, Action("code", code)) for code in named),
                visibility=Visibility.PRIVATE,
                topic="help",
            )
        chosen = named[:MAX_COMPARED]
        reply = await context.answer(Asked(text=" ".join(chosen), today=context.today, verb="code", detail=DETAIL_TABLE, recalled=context.recalled))
        if len(named) > MAX_COMPARED:
            left = ", ".join(named[MAX_COMPARED:][:8])
            reply = reply.with_notice(Notice(f"Only four codes stand side by side; left out: {left}. /code takes more, a row each.", "warning"))
        return replace(reply, visibility=Visibility.PRIVATE)


def _codes(text: str) -> tuple[str, ...]:
    """The codes of a text in order, each once, then those of its ranges."""
    return tuple(dict.fromkeys(m.code for m in (*grammar.mentions(text), *expanded(text))))
