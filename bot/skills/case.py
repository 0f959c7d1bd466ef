"""From a note to codes: suggestions with the words that support them, what to ask, whether a code is supported."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.actions import Action
from bot.case.model import CaseReading, Setting
from bot.case.procedures import with_procedures
from bot.case.reading import read_case
from bot.case.words import BLANK
from bot.case_cards import attached, audit
from bot.case_cards.card import case_card
from bot.case_cards.chosen import refinements, settled
from bot.case_cards.export import FORMS, export_reply
from bot.case_cards.held import HeldCase
from bot.case_cards.queries import queries_reply
from bot.case_cards.reasons import reasons_reply, refining_reply
from bot.coding import dates, grammar
from bot.pipeline.citing import SOURCES
from bot.pipeline.looked_up import resolve
from bot.pipeline.spending import NOTHING_SPENT
from bot.privacy import gate
from bot.settings import PhiPolicy
from bot.skills.base import Context
from bot.turns import Button, Notice, Outcome, Reply, Turn, Visibility
from knowledge.base import OpenSnapshot
from knowledge.model import Code, System

HOW = "Paste the note behind it: /case outpatient: … or /case inpatient dos 2026-05-05: … Leave names and numbers of patients out."
_SETTING = re.compile(r"\s*(inpatient|outpatient)\b[\s:,;.-]*", re.IGNORECASE)
_DATED = re.compile(r"\s*(?:dos|date of service|service date)\b[\s:]*", re.IGNORECASE)
_GONE = "The note of that case is no longer here: notes are kept in memory only, two hours at most and not over a restart."
_TAKEN_OUT = re.compile(r"\[[a-z ]+█+\]|█+")
_MAX_SERVICES = 12
_MAX_AUDITED = 4
_ORDERS = ("why", "refine", "query", "show", "inpatient", "outpatient", "set", "export")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A note with what stands before it: the setting, a date of service, codes whose support is asked for."""

    note: str
    setting: Setting | None = None
    on: date | None = None
    audited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSkill:
    """`/case` and a note; `/case is 29881 supported?` after one. Buttons say `why ID`, `refine ID`, `set ID A=B`, `export ID csv`, …"""

    name: str = "case"
    verbs: tuple[str, ...] = ("case",)
    summary: str = "codes for a note, each with its words: /case and the note; /case is 29881 supported?"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. Whatever the platform's policy, the note is de-identified before anything reads or holds it."""
        if turn.action is not None:
            return await _pressed(turn, context)
        given = context.text
        if turn.attachments:
            file = await _blocking(context, lambda: attached.text_of(turn.attachments))
            if file.problem:
                return _said(file.problem, HOW, Outcome.FAILED)
            given = "\n".join(part for part in (given, file.text) if part)
        asked = read(given)
        if asked.on is not None:
            context.service_dates.put(turn.thread_key, asked.on, turn.person_key)
        if not asked.note.strip():
            held = context.cases.latest(turn.thread_key)
            if held is not None and (asked.audited or asked.setting):
                return await _shown(await _in_setting(held, asked.setting or held.setting, context), context, asked.audited)
            return _said("Send the note with it." if not asked.audited else "There is no note in this conversation yet to hold that against.", HOW)
        gated = gate(asked.note, PhiPolicy.REDACT)
        setting = asked.setting or _by_default(context) or Setting.OUTPATIENT
        reading = await _read(_bare(gated.text), asked.on or context.recalled.on or context.today, setting, context)
        reply = await _shown(context.cases.hold(turn.thread_key, turn.person_key, reading), context, asked.audited)
        return reply.with_notice(Notice(gated.teaching, "warning")) if gated.action == "redacted" else reply


def read(text: str) -> Asked:
    """What is given: `outpatient: …`, `inpatient dos 2026-05-05: …`, `is 29881 supported? …`, in any order before the note."""
    rest, setting, on = text, None, None
    while True:
        if setting is None and (match := _SETTING.match(rest)):
            setting, rest = Setting(match[1].lower()), rest[match.end() :]
        elif on is None and (match := _DATED.match(rest)) and (found := next(iter(dates.all_dates(rest[match.end() : match.end() + 30])), None)):
            on, rest = found.value, rest[match.end() + found.end :].lstrip(" :,;.-")
        else:
            break
    first, mark, after = rest.partition("\n")
    if not mark and "?" in rest[:120]:
        first, mark, after = rest.partition("?")
    codes = tuple(m.code for m in grammar.mentions(first))[:_MAX_AUDITED]
    if codes and len(first) <= 120 and audit.asks(first + mark):
        return Asked(after.strip(), setting, on, codes)
    return Asked(rest, setting, on)


def _bare(note: str) -> str:
    """The note without the marks of what was taken out, at the same places: they are no words of it."""
    return _TAKEN_OUT.sub(lambda match: BLANK * len(match[0]), note)


async def _pressed(turn: Turn, context: Context) -> Reply:
    """A button below a case."""
    order, _, rest = context.text.partition(" ")
    identity, _, more = rest.partition(" ")
    case = context.cases.get(identity, turn.thread_key, turn.person_key)
    if order not in _ORDERS or case is None:
        return _said(_GONE, "Send the note again: /case and the note.", Outcome.NOT_FOUND)
    if order in ("inpatient", "outpatient"):
        case = await _in_setting(case, Setting(order), context)
    elif order == "set":
        code, _, instead = more.partition("=")
        if (code, instead) not in {(r.code, r.choice.code) for r in refinements(settled(case.reading, case.chosen))}:
            return _said(f"{instead[:12]} is no choice for {code[:12]} here.", "Press Refine again.", Outcome.UNCLEAR)
        case = context.cases.choose(case, code, instead)
    reading = settled(case.reading, case.chosen)
    match order:
        case "why":
            return reasons_reply(reading, case)
        case "refine":
            return refining_reply(reading, case)
        case "query":
            return queries_reply(reading, case)
        case "export" if more in FORMS:
            return export_reply(reading, case, more)
    return await _card(case, context)


async def _in_setting(case: HeldCase, setting: Setting, context: Context) -> HeldCase:
    """The case as it is read in a setting; what was settled in another may no longer be asked."""
    if setting is case.setting:
        return context.cases.put(case)
    reading = await _read(case.reading.text, case.reading.on, setting, context)
    return context.cases.put(replace(case, reading=reading, chosen={}))


async def _shown(case: HeldCase, context: Context, audited: tuple[str, ...]) -> Reply:
    """The card of a case, or the audit of codes against it."""
    if not audited:
        return await _card(case, context)
    replies = [await _audited(code, case, context) for code in audited]
    first, *others = replies
    return replace(
        first,
        verdict=" ".join(reply.verdict for reply in replies),
        tables=tuple(replace(t, caption=code) if others else t for code, reply in zip(audited, replies, strict=True) for t in reply.tables),
        codes=tuple(code for reply in replies for code in reply.codes),
    )


async def _audited(asked: str, case: HeldCase, context: Context) -> Reply:
    def look_up() -> Code | None:
        with context.knowledge.use() as snapshot:
            mention = next(iter(grammar.mentions(asked)), None)
            return resolve(mention, snapshot, case.reading.on).code if mention is not None else None

    code = await _blocking(context, look_up)
    cited = ""
    if code is not None:
        source = SOURCES.get(code.edition.source, code.edition.source)
        cited = f"{source}, {code.edition.name}" if code.system in (System.ICD10CM, System.ICD10PCS) else "our own plain words on the code (starter pack)"
    return audit.audit_reply(code, asked, settled(case.reading, case.chosen), case, cited)


async def _card(case: HeldCase, context: Context) -> Reply:
    def named() -> tuple[str, ...]:
        with context.knowledge.use() as snapshot:
            return _services(case.reading.text, snapshot, case.reading.on)

    reply = case_card(settled(case.reading, case.chosen), case, await _blocking(context, named))
    return reply if reply.outcome is Outcome.ANSWERED else replace(reply, rule=HOW)


def _services(note: str, snapshot: OpenSnapshot, on: date) -> tuple[str, ...]:
    """Procedure codes that a note names itself, as far as they exist: nothing is coded here that nobody wrote."""
    found = [m.code for m in grammar.mentions(note) if m.certain and m.systems[0] in (System.CPT, System.HCPCS)]
    known = (code for code in dict.fromkeys(found) if _exists(code, snapshot, on))
    return tuple(known)[:_MAX_SERVICES]


def _exists(code: str, snapshot: OpenSnapshot, on: date) -> bool:
    return any(snapshot.catalog.titled(system, code, on) is not None for system in (System.CPT, System.HCPCS))


async def _read(note: str, on: date, setting: Setting, context: Context) -> CaseReading:
    """Read a note; with a model, what it chooses of the candidates. The model sees what the store never does: the de-identified note."""

    def read_it() -> CaseReading:
        with context.knowledge.use() as snapshot:
            return with_procedures(read_case(note, snapshot, on=on, setting=setting), snapshot)

    reading = await _blocking(context, read_it)
    if context.chain.chooser is None:
        return reading
    chosen, piece = await context.chain.chooser.choose(reading, context.chain.timeout)
    context.spent.append(NOTHING_SPENT.and_also("", 0, piece))
    return chosen


def _by_default(context: Context) -> Setting | None:
    """What the person's or the channel's defaults say of the setting."""
    said = {**context.recalled.defaults}.get("setting", "").lower()
    return Setting.INPATIENT if "inpatient" in said else None


async def _blocking(context: Context, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(context.chain.readers, work)


def _said(verdict: str, rule: str, outcome: Outcome = Outcome.UNCLEAR) -> Reply:
    return Reply(
        verdict=verdict,
        rule=rule,
        outcome=outcome,
        buttons=(Button("Help", Action("help")),),
        visibility=Visibility.PRIVATE,
        topic="case",
        confidential=True,
    )
