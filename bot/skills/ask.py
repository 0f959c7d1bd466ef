"""A question in a person's own words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.pipeline.compose import passage_reply
from bot.pipeline.directives import as_data
from bot.pipeline.evidence import Evidence
from bot.pipeline.question import Intent, Question
from bot.pipeline.understand import Asked
from bot.skills.base import Context
from bot.turns import Outcome, Reply, Turn


@dataclass(frozen=True, slots=True)
class AskSkill:
    """Everything that is no other skill; the button `passage` shows one passage of the primer."""

    name: str = "ask"
    verbs: tuple[str, ...] = ("ask", "passage")
    summary: str = "ask in your own words: When is modifier 25 right?"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        if turn.action is not None and turn.action.verb == "passage":
            return await self._passage(turn.action.arg, context)
        return await context.answer(Asked(text=context.text, today=context.today, recalled=context.recalled))

    async def _passage(self, identity: str, context: Context) -> Reply:
        def read() -> Reply:
            with context.knowledge.use() as snapshot:
                found = snapshot.catalog.prose.one(identity, context.workspace)
                passage = as_data(found) if found is not None else None
            if passage is None:
                return Reply(
                    verdict="That passage is no longer in the knowledge base.",
                    rule="Ask again in your own words.",
                    outcome=Outcome.NOT_FOUND,
                )
            question = Question(text=passage.title, words=passage.title, prose=passage.title, intent=Intent.RULE, on=context.today)
            return passage_reply(passage, Evidence(question=question))

        reply = await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
        context.evidence.append(identity)
        return replace(reply, topic=reply.topic or "ask")
