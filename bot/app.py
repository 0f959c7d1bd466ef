"""The composition root: builds the assistant from `Settings`, and answers turns.

async with create_app(settings) as app:
    reply = await app.answer(turn)
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

from langchain_core.callbacks import BaseCallbackHandler

import prompts
from bot.accounts import budget
from bot.accounts.gate import PageGate
from bot.actions import Action
from bot.admins import is_admin
from bot.case.choosing import Chooser
from bot.case_cards import audit
from bot.case_cards.held import HeldCases
from bot.coding import dates
from bot.coding.claim_text import read_claim
from bot.faults import fault_reply
from bot.gauges import gauges
from bot.housekeeping import housekeeping
from bot.jobs.schedule import job_schedules
from bot.licence import free_seats_of_others, sees_descriptors
from bot.live import LiveReplies
from bot.memory import ServiceDates
from bot.metrics import Metrics
from bot.own_affairs import is_own_affair
from bot.pipeline import topics
from bot.pipeline.chain import Chain
from bot.pipeline.compose import unclear
from bot.pipeline.model import load_model
from bot.pipeline.recalled import Recalled, parameters_of, recall
from bot.pipeline.remembered_wording import RememberedWording
from bot.pipeline.sharpen import Sharpener
from bot.pipeline.spending import NOTHING_SPENT, Prices
from bot.pipeline.subjects import subjects_named
from bot.pipeline.wording import OnSentence, Wording
from bot.privacy import gate
from bot.reload.reloads import Reloads
from bot.router import Routed, Router
from bot.runtime import Cancelled, Draining, Runtime
from bot.schedules import keep_time
from bot.secret import secret_key
from bot.settings import CptMode, PhiPolicy, Settings
from bot.skills.about import AboutSkill
from bot.skills.account import AccountSkill
from bot.skills.ask import AskSkill
from bot.skills.base import Context, Skill
from bot.skills.browse import BrowseSkill
from bot.skills.calc import CalcSkill
from bot.skills.case import CaseSkill
from bot.skills.code import CodeSkill
from bot.skills.compare import CompareSkill
from bot.skills.consult import ConsultSkill
from bot.skills.consults import ConsultsSkill
from bot.skills.defaults import DefaultsSkill
from bot.skills.evidence import EvidenceSkill
from bot.skills.examine import examine_skills
from bot.skills.feedback import FeedbackSkill
from bot.skills.forget import ForgetSkill
from bot.skills.help import HelpSkill
from bot.skills.history import HistorySkill
from bot.skills.jobs import JobsSkill
from bot.skills.kb import KbSkill
from bot.skills.note import NoteSkill
from bot.skills.privacy import PrivacySkill
from bot.skills.register import RegisterSkill
from bot.skills.saved import RecentSkill, SavedSkill
from bot.skills.search import SearchSkill
from bot.skills.seat import SeatSkill
from bot.skills.team import TeamSkill
from bot.skills.watch import UnwatchSkill, WatchSkill
from bot.store import Beginning, Store, StoreBusyError, StoredTurn, StoreError, StoreUnreachableError
from bot.turns import Button, Notice, Outcome, Reply, Turn, Visibility
from bot.usage import Usage
from knowledge import editions
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.errors import KnowledgeError, NoSnapshot
from knowledge.text import printable, without_long_blanks

_READERS = 4
"""Threads that read SQLite, tantivy and Chroma; two cores gain nothing from more."""
_RECALLED_TURNS = 4
_PROMPTS = ("answer", "understand", "choose")
"""Checked at the start also where no model is set: a prompt that does not fit its variables is no matter of the day it is needed."""
_READ_NOTES = frozenset(("case",))
_NOTE = 200_000
"""Characters of a note that are looked at; how many of them are read is the reading's to say."""
_STORE_AWAY = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before an accepted question is tried again while the store does not answer: within a turn's deadline, longer than a database's restart."""
_NEED_WORDS = frozenset(("code", "search", "ask"))
"""Skills to which nothing, or punctuation alone, says nothing; the others explain themselves or take a thumb."""

_SHORT = {
    "icd10cm_tabular": "ICD-10-CM",
    "hcpcs": "HCPCS",
    "ncci_ptp_practitioner": "NCCI",
    "physician_fee_schedule": "RVU",
    "starter": "",
}
"""Sources that the one-line status names; the rest are counted."""

_log = logging.getLogger(__name__)


class App:
    """The assistant. `answer` never raises for what a person did; faults come back with a reference id."""

    def __init__(self, settings: Settings, store: Store, knowledge: KnowledgeBase, chain: Chain, router: Router, runtime: Runtime) -> None:
        self.settings = settings
        self.store = store
        self.knowledge = knowledge
        self.chain = chain
        self.router = router
        self.runtime = runtime
        self.service_dates = ServiceDates()
        self.cases = HeldCases()
        self.live = LiveReplies(_unexpected)
        self.gate = PageGate(settings.accounts, store.page_views)
        self.reloads = Reloads(settings, self.live, store.audit.append)
        self.usage = Usage(store)
        self.metrics = Metrics(lambda: gauges(store, knowledge))

    @property
    def skills(self) -> tuple[Skill, ...]:
        """Everything a person can ask for."""
        return self.router.skills

    async def answer(self, turn: Turn, on_sentence: OnSentence | None = None, delivering: str = "") -> Reply:
        """Answer one turn, in order within its thread.

        `delivering` is the inbox's key of the work that the turn is. A reply that has an answer id is remembered, and with it, in
        the same transaction, that this work is about to be delivered. Raises `StoreError` if the store stays away over such work: it
        is in the inbox, and is done once the store is back.
        """
        begun = time.monotonic()
        reply, error = await self._attempted(turn, on_sentence, delivering)
        seconds = time.monotonic() - begun
        self.usage.answered(turn, reply, seconds, error)
        self.metrics.count("coderly_answers", turn.platform.value, reply.outcome.value)
        self.metrics.observe("coderly_answer_seconds", turn.platform.value, seconds)
        if delivering and isinstance(error, StoreUnreachableError | StoreBusyError):
            raise error
        return reply

    async def _attempted(self, turn: Turn, on_sentence: OnSentence | None, delivering: str) -> tuple[Reply, Exception | None]:
        """The reply, and what went wrong on our side. Where the deadline came over a store that was away, it was the store."""
        away: list[Exception] = []
        try:
            return await self.runtime.submit(turn.thread_key, lambda: self._persistently(turn, on_sentence, delivering, away)), None
        except Cancelled:
            return Reply(verdict="Stopped.", outcome=Outcome.FAILED, visibility=Visibility.PRIVATE), None
        except Draining:
            return Reply(verdict="Coderly is restarting; ask again in a moment.", outcome=Outcome.FAILED, visibility=Visibility.PRIVATE), None
        except TimeoutError as error:
            if away:
                return _unexpected(away[-1]), away[-1]
            return fault_reply("This took too long and was given up.", "Ask again, or in smaller parts.", error), error
        except Exception as error:  # noqa: BLE001 - the edge: a person always gets an answer
            return _unexpected(error), error

    async def _persistently(self, turn: Turn, on_sentence: OnSentence | None, delivering: str, away: list[Exception]) -> Reply:
        """The reply. Whoever's question was accepted gets an answer also if the store is away for a moment meanwhile; others may ask again.

        `away` gets what the store said each time.
        """
        for pause in _STORE_AWAY if delivering else ():
            try:
                return await self._answer(turn, on_sentence, delivering)
            except (StoreUnreachableError, StoreBusyError) as error:
                _log.warning("store_awaited", extra={"pause": pause, "error": type(error).__name__})
                away.append(error)
                on_sentence = None  # what was told is told; the card says it all
                await asyncio.sleep(pause)
        return await self._answer(turn, on_sentence, delivering)

    def cancel(self, turn: Turn) -> bool:
        """Stop what runs in the turn's thread."""
        return self.runtime.cancel(turn.thread_key)

    async def is_admin(self, person_key: str) -> bool:
        """Whether a person may change the knowledge base, as far as settings and store know."""
        return is_admin(self.settings, person_key, await self.store.people.role_of(person_key))

    async def sees_descriptors(self, person_key: str) -> bool:
        """Whether a person may see licensed CPT wording now: for what an adapter shows later than its reply, or without one."""
        licensed = self.settings.cpt.mode is CptMode.LICENSED
        return licensed and await sees_descriptors(self.settings.cpt, self.store, await self.store.people.find(person_key))

    def status_line(self) -> str:
        """What is loaded, in one line."""
        try:
            with self.knowledge.use() as snapshot:
                newest = editions.newest(snapshot.catalog.editions)
                names = [f"{_SHORT[e.source]} {e.name}".strip() for e in newest if e.source in _SHORT]
                if len(newest) > len(names):
                    names.append(f"{len(newest) - len(names)} more sources")
                passages = [] if snapshot.has_vectors else ["passages still being embedded"]
        except KnowledgeError:
            return "no knowledge base yet"
        return " · ".join([*names, *passages, self.settings.llm or "no model"])

    async def _answer(self, turn: Turn, on_sentence: OnSentence | None, delivering: str) -> Reply:
        notices: list[Notice] = []
        policy: PhiPolicy = getattr(self.settings.phi, turn.platform.value)
        text = without_long_blanks(printable(turn.text))
        limit = self._limit(turn, text)
        if len(text) > limit:
            notices.append(Notice(f"Only the first {limit:,} characters were read.", "warning"))
            text = text[:limit]
        gated = gate(text, policy)
        if gated.action in ("refused", "redacted"):
            self.metrics.count("coderly_phi_stops", turn.platform.value, gated.action)
        if gated.action == "refused":
            return Reply(verdict=gated.teaching, outcome=Outcome.REFUSED, visibility=Visibility.PRIVATE, topic="privacy")
        if gated.action == "redacted":
            notices.append(Notice(gated.teaching, "warning"))
        known = await self.store.beginnings.of(
            turn.person_key, turn.thread_key, turn.channel_key, turn.workspace, 0 if turn.context else _RECALLED_TURNS
        )
        person = known.person or await self.store.people.ensure(turn.person_key, self.gate.first_role)
        if turn.action is not None:
            resolved = await self.store.tokens.resolve(turn.action, turn.person_key)
            if resolved.action is None:
                return _stale_button(resolved.why)
            turn = replace(turn, action=resolved.action)
        routed = self._routed(turn, gated.text)
        admin = turn.vouched_for or is_admin(self.settings, turn.person_key, person.role)
        without_model = await budget.used_up(self.settings, self.store, person.id)
        context = Context(
            settings=self.settings,
            chain=self.chain.without_model() if without_model else self.chain,
            knowledge=self.knowledge,
            store=self.store,
            person=person,
            text=routed.text,
            today=today(),
            recalled=replace(self._recalled(turn, routed.text, policy, known), defaults={**known.channel, **known.own}),
            approved=known.approved,
            has_notes=known.has_notes,
            workspace=turn.workspace,
            descriptors=await sees_descriptors(self.settings.cpt, self.store, person),
            service_dates=self.service_dates,
            cases=self.cases,
            reloads=self.reloads,
            admin=admin,
            on_sentence=None if self.gate.meters(person, admin=admin) else on_sentence,  # nothing is told before the gate
        )
        if routed.skill.name in _NEED_WORDS and not any(c.isalnum() for c in routed.text):
            return unclear()
        reply = await routed.skill.run(turn, context)
        reply = await self.gate.passed(reply, person, context.chain, context.today, admin=admin)
        if without_model and reply.codes:
            reply = reply.with_notice(budget.USED_UP)
        named = None if reply.confidential else dates.service_date(routed.text)
        if named is not None and named.value is not None:
            self.service_dates.put(turn.thread_key, named.value, turn.person_key)
        elif context.recalled.on is None and reply.codes:
            self.service_dates.drop(turn.thread_key)
        answer_id = secrets.token_hex(8)
        reply = await self._with_consultant(turn, reply, answer_id)
        reply = replace(
            reply,
            answer_id=answer_id,
            notices=(*notices, *reply.notices),
            buttons=await self._carried(reply.buttons, turn.person_key),
            menu=replace(reply.menu, choices=await self._carried(reply.menu.choices, turn.person_key)) if reply.menu else None,
        )
        if reply.visibility is not Visibility.SECRET:
            await self._remember(turn, gated.text or (turn.action.arg if turn.action else ""), reply, context, delivering)
        elif delivering:
            await self.store.inbox.delivering(delivering)
        await self._account(reply, context)
        _log.info(
            "answered",
            extra={"skill": routed.skill.name, "outcome": reply.outcome.value, "answer": reply.answer_id, "platform": turn.platform.value},
        )
        return reply

    def _limit(self, turn: Turn, text: str) -> int:
        """Characters that are read: a note is longer than a question."""
        limit = self.settings.runtime.max_input
        return max(limit, _NOTE) if self.router.route(turn, text[:limit]).skill.name in _READ_NOTES else limit

    def _routed(self, turn: Turn, text: str) -> Routed:
        """The skill and its text; in a conversation about a case "is 29881 supported?" is asked of its note."""
        plain = turn.action is None and not turn.verb and len(text) <= self.settings.runtime.max_input
        if plain and audit.asks(text) and self.cases.latest(turn.thread_key) is not None:
            return self.router.to("case", text)
        return self.router.route(turn, text)

    async def _with_consultant(self, turn: Turn, reply: Reply, answer_id: str) -> Reply:
        """The reply with a button that asks a person, where the workspace has one to ask."""
        fitting = reply.outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND) and not is_own_affair(reply.topic)
        if not fitting or await self.store.consults.place(turn.workspace) is None:
            return reply
        return replace(reply, aside=(*reply.aside, Button("Ask a consultant", Action("consult", f"#{answer_id}"))))

    def _recalled(self, turn: Turn, text: str, policy: PhiPolicy, known: Beginning) -> Recalled:
        """What is in play: from the turn's own context (batch) or from the thread."""
        if turn.context:
            return recall([gate(without_long_blanks(printable(line)), policy).text for line in turn.context], today())
        last = known.about
        on = self._recalled_on(turn, text)
        if last is None:
            return Recalled(on=on)
        codes = last.codes[:1] if last.topic == "search" else last.codes  # of a list only its first is the subject
        return Recalled(codes, on, subjects_named(last.topic), last.parameters)

    def _recalled_on(self, turn: Turn, text: str) -> date | None:
        """The date of service named earlier in the thread, where this turn goes on about the same thing."""
        named = self.service_dates.get(turn.thread_key)
        if named is None or turn.action is not None or topics.refers_back(text):
            return named
        claim = read_claim(text, today())
        return None if claim.lines or claim.diagnoses else named

    async def _carried(self, buttons: tuple[Button, ...], asker: str) -> tuple[Button, ...]:
        """Buttons whose action is too long for a platform travel as tokens, and those that are the asker's alone as tokens of hers."""
        if all(button.action.fits and not button.own for button in buttons):
            return buttons
        actions = await asyncio.gather(*(self.store.tokens.shorten(button.action, asker if button.own else "") for button in buttons))
        return tuple(replace(button, action=action) for button, action in zip(buttons, actions, strict=True))

    async def _account(self, reply: Reply, context: Context) -> None:
        """Keep what a model took for the answer."""
        spent = context.spent[-1] if context.spent else NOTHING_SPENT
        if not spent.calls and not spent.cached:
            return
        prices = Prices(self.settings.model.price_read, self.settings.model.price_written)
        dollars = spent.dollars(prices)
        for direction, tokens in (("read", spent.read), ("written", spent.written)):
            self.metrics.count("coderly_model_tokens", direction, by=tokens)
        self.metrics.count("coderly_model_dollars", by=dollars)
        self.metrics.count("coderly_verifier_dropped_sentences", by=spent.dropped)
        await self.store.model_use.record(
            reply.answer_id, self.settings.llm, spent.calls, spent.read, spent.written, dollars, counted=spent.counted, cached=spent.cached,
            person_id=context.person.id,
        )  # fmt: skip
        _log.info(
            "spent",
            extra={"answer": reply.answer_id, "read": spent.read, "written": spent.written, "cached": spent.cached, "dollars": round(dollars, 6)},
        )

    async def _remember(self, turn: Turn, question: str, reply: Reply, context: Context, delivering: str) -> None:
        """Keep the turn for follow-ups; of what is confidential the codes alone."""
        given = parameters_of(context.claims[-1]) if context.claims else {}
        defaults = context.recalled.defaults  # stay defaults: a changed one counts in this conversation, too
        parameters = {name: value for name, value in given.items() if defaults.get(name) != value}
        await self.store.threads.append(
            StoredTurn(
                thread_key=turn.thread_key,
                at=datetime.now(UTC),
                question="" if reply.confidential else dates.without_dates(question),
                person_id=context.person.id,
                verb=turn.action.verb if turn.action else turn.verb or "",
                topic=reply.topic,
                codes=reply.codes or tuple(context.asked),
                parameters=parameters,
                answer_verdict="" if reply.confidential else dates.without_dates_of(question, reply.verdict),
                answer_text="" if reply.confidential else dates.without_dates_of(question, reply.text),
                answer_id=reply.answer_id,
                evidence=tuple(context.evidence),
            ),
            delivering,
        )


def today() -> date:
    """The default date of service."""
    return datetime.now(UTC).astimezone().date()


def _unexpected(error: Exception) -> Reply:
    """What a person is told of an error: what it says itself if it is written for people, else that it is ours."""
    if isinstance(error, NoSnapshot):
        return Reply(verdict=str(error), outcome=Outcome.FAILED, visibility=Visibility.PRIVATE)
    if isinstance(error, KnowledgeError | StoreError):
        return fault_reply(str(error), "", error)
    return fault_reply("Something went wrong on our side.", "Ask again; if it stays, give an admin the reference.", error)


def _stale_button(why: str) -> Reply:
    text = {"expired": "That button is too old.", "foreign": "That button belongs to somebody else's answer."}.get(
        why, "That button is no longer known."
    )
    return Reply(verdict=f"{text} Ask the question again.", outcome=Outcome.REFUSED, visibility=Visibility.PRIVATE)


def create_skills() -> tuple[Skill, ...]:
    """Every skill, in the order of the help page."""
    answering: tuple[Skill, ...] = (
        CodeSkill(),
        AskSkill(),
        *examine_skills(),
        CaseSkill(),
        EvidenceSkill(),
        CalcSkill(),
        SearchSkill(),
        BrowseSkill(),
        CompareSkill(),
        SavedSkill(),
        RecentSkill(),
        NoteSkill(),
        HistorySkill(),
        WatchSkill(),
        UnwatchSkill(),
        JobsSkill(),
        KbSkill(),
        FeedbackSkill(),
        DefaultsSkill(),
        TeamSkill(),
        ConsultSkill(),
        ConsultsSkill(),
        AccountSkill(),
        RegisterSkill(),
        SeatSkill(),
        ForgetSkill(),
        PrivacySkill(),
        AboutSkill(),
    )
    return (*answering, HelpSkill(answering))


def _traced(settings: Settings, closing: ExitStack) -> tuple[BaseCallbackHandler, ...]:
    """What sends the times of the pipeline's steps to a collector, if the settings name one."""
    if not settings.ops.traces:
        return ()
    from bot import tracing

    provider = tracing.provider(settings.ops.traces)
    closing.callback(provider.shutdown)
    return (tracing.spans_of(provider),)


@asynccontextmanager
async def create_app(settings: Settings) -> AsyncIterator[App]:
    """Build the assistant; at the end of the block running turns are drained and everything is closed.

    Raises `StoreError`, `ModelError` or `PromptError` with what to do.
    """
    texts = {name: prompts.load(name) for name in _PROMPTS}
    store = await Store.open(settings.store_url, secret_key(settings))
    readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
    knowledge = KnowledgeBase(
        settings.knowledge_dir,
        lambda: embedder_named(settings.embeddings),
        licensed=settings.cpt.mode is CptMode.LICENSED,
        chroma=settings.chroma_url,
    )
    runtime = Runtime(settings.runtime.workers, settings.runtime.deadline)
    beside: list[asyncio.Task[None]] = []
    closing = ExitStack()
    try:
        model = await load_model(settings)
        chain = Chain(
            snapshot=knowledge.use,
            readers=readers,
            wording=Wording(model, texts["answer"], RememberedWording(settings.model.remember)) if model else None,
            sharpener=Sharpener(model, texts["understand"]) if model else None,
            chooser=Chooser(model, texts["choose"]) if model else None,
            timeout=settings.model.timeout,
            deadline=settings.runtime.deadline,
            callbacks=_traced(settings, closing),
        )
        skills = create_skills()
        by_name = {skill.name: skill for skill in skills}
        router = Router(skills, fallback=by_name["ask"], code=by_name["code"])
        await free_seats_of_others(settings.cpt, store)
        app = App(settings, store, knowledge, chain, router, runtime)
        beside.append(asyncio.create_task(app.usage.keep()))
        if settings.runtime.schedules:
            house = housekeeping(store, settings.retention_days, settings.accounts.window_days)
            beside.append(asyncio.create_task(keep_time(store, (house, *job_schedules(store, settings.jobs)))))
        try:
            yield app
        finally:
            await app.live.close()
            await runtime.drain(settings.runtime.drain)
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await app.usage.flush()
    finally:
        await asyncio.to_thread(closing.close)
        await asyncio.to_thread(readers.shutdown)
        await asyncio.to_thread(knowledge.close)
        await store.close()
