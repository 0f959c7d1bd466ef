"""What a skill is: one thing a person can ask for. It takes a turn and a context and returns a reply."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from bot.coding.claim import Claim
from bot.pipeline.chain import Chain, Composed
from bot.pipeline.recalled import NOTHING, Recalled
from bot.pipeline.understand import Asked
from bot.pipeline.wording import OnSentence
from bot.settings import Settings
from bot.store import Person, Store
from bot.turns import Reply, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Context:
    """What a skill may use. `text` is the turn's text after the PHI gate; `recalled` what the thread has in play.

    `evidence`, `claims` and `asked` are filled by what answers: the evidence an answer used, the claim it was about, the codes it was
    asked for, whether they exist or not.
    """

    settings: Settings
    chain: Chain
    knowledge: KnowledgeBase
    store: Store
    person: Person
    text: str
    today: date
    recalled: Recalled = NOTHING
    workspace: str = ""
    descriptors: bool = False
    on_sentence: OnSentence | None = None
    evidence: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def answer(self, asked: Asked) -> Reply:
        """Run the chain and remember which evidence it used."""
        composed: Composed = await self.chain.answer(replace(asked, workspace=self.workspace, descriptors=self.descriptors), self.on_sentence)
        self.evidence.extend(f"{c.system}:{c.code}" for c in composed.evidence.codes)
        self.evidence.extend(p.id for p in composed.evidence.passages)
        self.asked.extend(lookup.asked for lookup in composed.evidence.lookups)
        if composed.evidence.question.claim is not None:
            self.claims.append(composed.evidence.question.claim)
        return composed.reply


class Skill(Protocol):
    """A skill answers to its verbs: slash commands, first words of a message, button actions."""

    @property
    def name(self) -> str:
        """Its name, also its first verb."""

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb it answers to."""

    @property
    def summary(self) -> str:
        """One line for the help page."""

    async def run(self, turn: Turn, context: Context) -> Reply:
        """Answer the turn. Raises `KnowledgeError` or `StoreError`; anything else is a fault of ours."""
