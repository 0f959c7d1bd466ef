"""The codes that a question names: which rows they are, whether their cards can be trusted on the date, what else is known of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.finding import Finding, Level, Subject
from bot.coding.grammar import Mention
from bot.coding.status import CodeState
from bot.engine import diagnosis_validity, validity
from bot.engine.engine import examine
from bot.pipeline import change_words
from bot.pipeline.question import DETAIL_TABLE, Intent, Question
from knowledge.base import OpenSnapshot
from knowledge.errors import SnapshotBroken
from knowledge.model import Hit, Lookup, LookupState, System
from knowledge.tables import cpt_descriptors
from knowledge.tables.cpt_descriptors import Descriptors

_log = logging.getLogger(__name__)
MAX_PAIRED = 4


def lookups_of(question: Question, snapshot: OpenSnapshot) -> tuple[Lookup, ...]:
    """The codes that are named, each once, in order; what only looks like a code counts if it exists or stands alone."""
    found: dict[tuple[System, str], Lookup] = {}
    for mention in question.mentions:
        lookup = resolve(mention, snapshot, question.on)
        if lookup.state is LookupState.FOUND or mention.certain or len(question.mentions) == 1:
            found.setdefault((lookup.system, lookup.asked), lookup)
    return tuple(found.values())


def resolve(mention: Mention, snapshot: OpenSnapshot, on: date) -> Lookup:
    """The first system of the mention's shape in which the code exists, else the likeliest one's answer."""
    tried = [snapshot.catalog.code(system, mention.code, on) for system in mention.systems]
    return next((x for x in tried if x.state is LookupState.FOUND), tried[0])


def standing_of(question: Question, lookups: Iterable[Lookup], snapshot: OpenSnapshot) -> dict[str, Finding]:
    """What the engine says of the codes whose card would be wrong on the date, or that have none."""
    if question.intent not in (Intent.CODE, Intent.COMPARE) or question.detail not in ("", DETAIL_TABLE):
        return {}
    found = {}
    for lookup in lookups:
        only_starter = lookup.edition is None or lookup.edition.source == "starter"
        if lookup.system is System.ICD10CM and lookup.code is not None and not lookup.code.edition.covers(question.on):
            by_status = diagnosis_validity.findings(Claim(on=question.on, diagnoses=(lookup.asked,)), snapshot.catalog)
            if by_status[0].level is Level.UNKNOWN:
                found[lookup.asked] = by_status[0]
        if lookup.system not in (System.CPT, System.HCPCS):
            continue
        state, finding = validity.of_code(lookup.asked, question.on, snapshot.catalog)
        if state in (CodeState.DELETED, CodeState.NOT_YET) or (
            lookup.code is None and (state is CodeState.ACTIVE or (state is CodeState.NOT_LOADED and not only_starter))
        ):
            found[lookup.asked] = finding
    return found


def descriptors_of(question: Question, lookups: Iterable[Lookup], hits: Iterable[Hit], snapshot: OpenSnapshot) -> dict[str, Descriptors]:
    """Licensed wording of the CPT codes in the evidence; nothing for a person without a seat (`bot.licence`)."""
    if not question.descriptors:
        return {}
    files, _ = snapshot.catalog.in_force(cpt_descriptors.SOURCE, question.on)
    codes = [x.asked for x in lookups if x.system is System.CPT] + [h.code for h in hits if h.system is System.CPT]
    found = ((code, cpt_descriptors.descriptors(files, code)) for code in dict.fromkeys(codes))
    return {code: words for code, words in found if words is not None}


def titles_below(lookups: tuple[Lookup, ...], snapshot: OpenSnapshot, on: date) -> dict[str, str]:
    """Titles of the codes below a single heading."""
    if len(lookups) != 1 or lookups[0].code is None:
        return {}
    code = lookups[0].code
    titled = ((child, snapshot.catalog.titled(code.system, child, on)) for child in code.children)
    return {child: found.title for child, found in titled if found is not None}


def last_change(question: Question, lookups: tuple[Lookup, ...], snapshot: OpenSnapshot) -> dict[str, str]:
    """What a release last changed of a single code, by code; nothing where the kept changes cannot be read: the card stands without."""
    if question.intent is not Intent.CODE or len(lookups) != 1 or lookups[0].code is None:
        return {}
    code = lookups[0].code.code
    try:
        line = change_words.latest(snapshot.history.of(code), code)
    except SnapshotBroken as error:
        _log.warning("kept changes unreadable: %s", type(error).__name__)
        return {}
    return {code: line} if line else {}


def pairs_among(question: Question, lookups: tuple[Lookup, ...], snapshot: OpenSnapshot) -> tuple[Finding, ...]:
    """What NCCI says of two to four services that are only named together; nothing of anything else."""
    services = [x.asked for x in lookups if x.system in (System.CPT, System.HCPCS)]
    if question.intent not in (Intent.CODE, Intent.COMPARE) or not 1 < len(services) <= MAX_PAIRED or len(services) < len(lookups):
        return ()
    claim = replace(read_claim(", ".join(services), question.on), on=question.on, on_given=question.on_given)
    found = examine(claim, snapshot.catalog, (Subject.PTP,))
    return tuple(f for f in found if f.level is not Level.UNKNOWN)
