"""A person for the asker: `/consult` sends the last question of a conversation, with its answer, to the team's consultants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.consults import cards
from bot.own_affairs import is_own_affair
from bot.skills.base import Context
from bot.store import Consult, NewConsult, Role, StoredTurn
from bot.turns import Outcome, Reply, Turn

MOST_SAID = 1_500
"""Characters that an asker adds."""
_NUMBERED = re.compile(r"(show|withdraw|answer)\s+#?(\d{1,9})\s*\Z", re.IGNORECASE)
_ANSWER = re.compile(r"#?(?P<id>[0-9a-f]{16})\b\s*(?P<words>.*)\Z", re.DOTALL)
"""A button names the answer it stands under."""
NO_PLACE = "Nobody has said yet where consults of this workspace go. An admin says /consults here in the channel of the consultants."


@dataclass(frozen=True, slots=True)
class ConsultSkill:
    """`/consult`, `/consult the payer is Aetna`, `/consult withdraw 7`."""

    name: str = "consult"
    verbs: tuple[str, ...] = ("consult",)
    summary: str = "ask a consultant of your team about the last answer: /consult and what you want to add"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        text = context.text.strip()
        numbered = _NUMBERED.match(text)
        if numbered:
            return await self._own(context, numbered[1].lower(), int(numbered[2]))
        if await context.store.consults.place(turn.workspace) is None:
            return cards.said("There is no consultant to ask here.", NO_PLACE, Outcome.NOT_FOUND)
        about, words = await _about(turn, context, text)
        if about is None:
            return cards.said("There is no question in this conversation yet.", "Ask it first; then a consultant can be asked.", Outcome.NOT_FOUND)
        consult, fresh = await context.store.consults.open(
            NewConsult(
                workspace=turn.workspace,
                platform=turn.platform.value,
                channel=turn.channel,
                thread=turn.thread,
                person=turn.person,
                person_id=context.person.id,
                private=turn.private,
                answer_id=about.answer_id,
                question=about.question,
                said=words[:MOST_SAID],
                answer=about.answer_text,
                codes=about.codes,
            )
        )
        if fresh:
            await context.store.audit.append(turn.person_key, "consult_asked", str(consult.id))
        return cards.asked(consult, fresh=fresh)

    async def _own(self, context: Context, word: str, number: int) -> Reply:
        consult = await context.store.consults.one(number)
        if consult is None or consult.person_id != context.person.id:
            return cards.said(f"You have no consult #{number}.", "/consult asks a consultant about the last answer.", Outcome.NOT_FOUND)
        if word == "withdraw":
            after = await context.store.consults.withdraw(number) or consult
            gone = after.state.value == "withdrawn"
            return cards.said(f"Consult #{number} is {after.state.value}." if gone else f"Consult #{number} is {after.state.value} already.")
        return cards.answered(consult) if consult.reply else cards.said(f"Consult #{number} is {_waits(consult)}.")


def _waits(consult: Consult) -> str:
    return f"{consult.state.value}, asked {cards.age(datetime.now(UTC) - consult.at)} ago"


async def _about(turn: Turn, context: Context, text: str) -> tuple[StoredTurn | None, str]:
    """The answer that is meant, and the words beside: the one a button names, if it is the person's or of this conversation, else the last."""
    named = _ANSWER.match(text)
    if named:
        found = await context.store.threads.by_answer(named["id"])
        allowed = found is not None and (found.person_id == context.person.id or found.thread_key == turn.thread_key)
        return (found if allowed and not is_own_affair(found.topic if found else "") else None), named["words"].strip()
    recent = await context.store.threads.recent(turn.thread_key)
    return next((t for t in reversed(recent) if t.answer_id and not is_own_affair(t.topic)), None), text


def is_consultant(context: Context) -> bool:
    """Whether the person answers consults."""
    return context.is_at_least(Role.CONSULTANT) or context.admin
