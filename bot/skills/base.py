"""What a skill is: one thing a person can ask for. It takes a turn and a context and returns a reply."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from bot.case_cards.held import HeldCases
from bot.coding.claim import Claim
from bot.licence import with_notice
from bot.memory import ServiceDates
from bot.pipeline import team
from bot.pipeline.chain import Chain, Composed
from bot.pipeline.recalled import NOTHING, Recalled
from bot.pipeline.spending import Spent
from bot.pipeline.understand import Asked
from bot.pipeline.wording import OnSentence
from bot.reload.reloads import Reloads
from bot.settings import Settings
from bot.store import Person, Role, Store, TeamAnswer
from bot.turns import Field, Reply, Turn
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Context:
    """What a skill may use. `text` is the turn's text after the PHI gate; `recalled` what the thread has in play,
    `approved` the workspace's own answers, `has_notes` whether she has notes of her own on any code.

    `evidence`, `claims`, `asked` and `spent` are filled by what answers: the evidence an answer used, the claim it was about, the codes
    it was asked for, whether they exist or not, and what a model took.
    """

    settings: Settings
    chain: Chain
    knowledge: KnowledgeBase
    store: Store
    person: Person
    text: str
    today: date
    recalled: Recalled = NOTHING
    approved: tuple[TeamAnswer, ...] = ()
    has_notes: bool = False
    workspace: str = ""
    descriptors: bool = False
    service_dates: ServiceDates = field(default_factory=ServiceDates)
    cases: HeldCases = field(default_factory=HeldCases)
    on_sentence: OnSentence | None = None
    evidence: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    reloads: Reloads | None = None
    admin: bool = False

    def is_at_least(self, role: Role) -> bool:
        """Whether the person may do what a role may do; who the settings name as an admin is one."""
        return self.person.role.rank >= role.rank or self.person.person_key in self.settings.admins

    async def answer(self, asked: Asked) -> Reply:
        """Run the chain and remember which evidence it used."""
        composed: Composed = await self.chain.answer(replace(asked, workspace=self.workspace, descriptors=self.descriptors), self.on_sentence)
        self.evidence.extend(f"{c.system}:{c.code}" for c in composed.evidence.codes)
        self.evidence.extend(p.id for p in composed.evidence.passages)
        self.asked.extend(lookup.asked for lookup in composed.evidence.lookups)
        self.spent.append(composed.spent)
        if composed.evidence.question.claim is not None:
            self.claims.append(composed.evidence.question.claim)
        reply = await self._with_own_note(await self._with_team_answers(composed))
        return with_notice(self.settings.cpt, reply, composed.evidence.descriptors.values())

    async def _with_own_note(self, reply: Reply) -> Reply:
        """The card of one code with what the person wrote on it for herself."""
        if not self.has_notes or reply.topic != "codes" or len(reply.codes) != 1:
            return reply
        notes = await self.store.own_codes.notes(self.person.id, *reply.codes)
        return replace(reply, personal=(*reply.personal, *(Field("Your note", f"{n.note} ({n.at.date().isoformat()})") for n in notes)))

    async def _with_team_answers(self, composed: Composed) -> Reply:
        """The reply with what the team itself answered to the same question, below it."""
        found = team.fitting(composed.evidence.question, composed.reply.codes, self.approved) if self.approved else ()
        if not found:
            return composed.reply

        def stale() -> list[tuple[str, ...]]:
            with self.knowledge.use() as snapshot:
                return [team.changed(answer, team.prints(answer.codes, snapshot, self.today)) for answer in found]

        changed = await asyncio.get_running_loop().run_in_executor(self.chain.readers, stale)
        return team.beside(composed.reply, list(zip(found, changed, strict=True)))


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
