"""Thumbs up or down on an answer, with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.actions import Action
from bot.coding import dates
from bot.skills.base import Context
from bot.store import Role, StoredTurn
from bot.turns import Button, Outcome, Reply, Turn, Visibility

_UP = frozenset(("up", "+", "+1", "good", "right", "yes", "👍"))
_DOWN = frozenset(("down", "-", "-1", "bad", "wrong", "no", "👎"))
MAX_REASON = 500
REASONS = ("Wrong code or fact", "Old edition", "Not what I asked", "Something is missing", "Too long")
"""What is offered after a thumb down without a reason."""
_ANSWER = re.compile(r"#([0-9a-f]{16})\b")
_NO_ANSWERS = frozenset(("feedback", "help", "about", "defaults", "forget", "team", "privacy", "account"))
"""Topics of replies that nobody rates: a second thumb is about the same answer as the first."""


@dataclass(frozen=True, slots=True)
class FeedbackSkill:
    """`/feedback up`, `/feedback wrong the date is off`: about the last answer in the thread, or about `#<answer id>` (thumbs under a card)."""

    name: str = "feedback"
    verbs: tuple[str, ...] = ("feedback",)
    summary: str = "rate the last answer: /feedback up, /feedback wrong the edition is old"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. The reason has passed the PHI gate; the question is stored as a keyed hash only."""
        word, _, reason = context.text.strip().partition(" ")
        rating = 1 if word.lower() in _UP else -1 if word.lower() in _DOWN else 0
        if not rating:
            return Reply(
                verdict="Say up or down, and why if you like.",
                rule="For example: /feedback up · /feedback wrong the edition is old",
                outcome=Outcome.UNCLEAR,
                visibility=Visibility.PRIVATE,
                topic="feedback",
            )
        named = _ANSWER.match(reason)
        reason = reason[named.end() :].strip() if named else reason
        last = await context.store.threads.by_answer(named[1]) if named else await self._last(turn, context)
        if last is None:
            return Reply(
                verdict="There is no answer in this conversation yet to rate.",
                outcome=Outcome.NOT_FOUND,
                visibility=Visibility.PRIVATE,
                topic="feedback",
            )
        with context.knowledge.use() as snapshot:
            editions = {e.source: e.name for e in snapshot.catalog.editions}
        await context.store.feedback.record(
            last.answer_id,
            turn.person_key,
            1 if rating > 0 else -1,
            reason=dates.without_dates(reason)[:MAX_REASON],
            question_hash=context.store.people.hashed("question", last.question),
            evidence=last.evidence or last.codes,
            editions=editions,
        )
        if rating > 0:
            return Reply(verdict="Thank you.", visibility=Visibility.PRIVATE, topic="feedback")
        how = "Know the right answer? /team save and the answer; an admin approves it." if context.is_at_least(Role.TRUSTED) else ""
        return Reply(
            verdict="Thank you; it is noted for review, with the editions that answered.",
            rule=how if reason else f"What was wrong? Press a reason, or /feedback wrong and your words. {how}".strip(),
            buttons=() if reason else tuple(Button(why, Action("feedback", f"down #{last.answer_id} {why.lower()}")) for why in REASONS),
            visibility=Visibility.PRIVATE,
            topic="feedback",
        )

    async def _last(self, turn: Turn, context: Context) -> StoredTurn | None:
        recent = await context.store.threads.recent(turn.thread_key)
        return next((t for t in reversed(recent) if t.answer_id and t.topic not in _NO_ANSWERS), None)
