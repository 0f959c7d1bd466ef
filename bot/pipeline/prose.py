"""Passages as replies, and beside the card of a code or the verdict of the engine. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.actions import Action
from bot.coding import modifiers, places_of_service
from bot.coding.claim import payer_name
from bot.pipeline import cards
from bot.pipeline.evidence import Evidence
from bot.turns import Button, Field, Outcome, Reply
from knowledge.model import Code, Passage

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"(])")
TOPIC_FACTS = {
    "mue": ("mue",),
    "modifiers": ("modifiers", "global_days"),
    "fees": ("status", "rvu", "global_days"),
    "surgery": ("global_days",),
}
"""Facts of a code that bear on a topic."""


def rule_reply(evidence: Evidence) -> Reply:
    """The best passage as the answer: its first sentence is the verdict, unless a row decides. Needs at least one passage."""
    best, *others = evidence.passages
    first, rest = lead(best)
    sources = evidence.sources
    body = [f"{rest} [{sources.passage(best)}]" if rest else ""]
    if others and evidence.question.modifiers and len(evidence.question.modifiers) > 1:
        body.append(f"{others[0].title}: {others[0].text} [{sources.passage(others[0])}]")
        others = others[1:]
    notes = list(_out_of_force(best, evidence.question.on))
    codes = evidence.codes
    buttons = [Button(p.title[:60], Action("passage", p.id)) for p in others[:2]]
    buttons += [Button(c.code, Action("code", c.code)) for c in codes[:2]]
    buttons += [Button(c, Action("code", c)) for c in best.codes if c not in {x.code for x in codes}][: max(0, 4 - len(buttons))]
    payer = "Medicare rule. " if best.payer == "medicare" else f"{payer_name(best.payer)}: " if best.payer != "any" else ""
    facts = [Field(c.code, c.title, sources.edition(c.edition)) for c in codes[:4]]
    facts += [Field(x.asked, f"{cards.state_words(x)}, so nothing can be said about this code") for x in evidence.lookups[:4] if x.code is None]
    facts += [cards.fact_field(c, f, sources) for c in codes[:4] for f in c.facts if f.name in TOPIC_FACTS.get(evidence.question.topic, ())]
    verdict = f"{payer}{first}"
    missing = next((f"{f.verdict} {f.mend}".strip() for f in evidence.findings), "")
    known = _known_status(codes) if evidence.question.topic in ("coverage", "fees") else ""
    if known:
        verdict = known
        body.insert(0, f"{payer}{first}")
    elif missing:
        verdict = missing
        body.insert(0, f"{payer}{first}")
    return Reply(
        title=f"{best.document} {best.edition}, {best.title}" if best.document else best.title,
        verdict=verdict,
        fields=tuple(facts),
        body="\n\n".join(b for b in body if b),
        caveat=" ".join(notes),
        citations=sources.citations,
        buttons=tuple(buttons[:5]),
        codes=tuple(c.code for c in codes),
        topic=best.topic,
    )


def _out_of_force(passage: Passage, on: date) -> Iterator[str]:
    """What to say of a passage that does not hold on the date."""
    what = f"{passage.document} {passage.edition}" if passage.document else "This passage"
    newer = " Its newer edition is not loaded." if passage.document else ""
    if passage.valid_to and passage.expired(on):
        yield f"{what} held until {passage.valid_to.isoformat()}.{newer}"
    elif passage.valid_from and passage.valid_from > on:
        yield f"{what} holds only from {passage.valid_from.isoformat()}."


def place_reply(evidence: Evidence) -> Reply:
    """What a place of service code is, and by which rate it is paid; the passages on places stand beside it."""
    place = evidence.question.place
    what = places_of_service.described(place)
    if not what:
        verdict = f"{place} is no place of service code that CMS has assigned."
    else:
        rate = "facility" if places_of_service.is_facility(place) else "non-facility"
        verdict = f"Place of service {place} is {what}; Medicare pays the {rate} rate there."
    beside = rule_reply(evidence) if evidence.passages else None
    cited = evidence.sources.cite("CMS, Place of Service code set", "", "", place)
    ruled = evidence.sources.cite(places_of_service.RULE)
    return Reply(
        title=f"Place of service {place}",
        verdict=f"{verdict} [{cited}]" + (f" [{ruled}]" if what else ""),
        body=f"{beside.title}: {beside.verdict} [{evidence.sources.passage(evidence.passages[0])}]" if beside else "",
        citations=evidence.sources.citations,
        buttons=tuple(Button(p.title[:60], Action("passage", p.id)) for p in evidence.passages[:2])
        + ((Button(f"Modifier {place}", Action("ask", f"What is modifier {place}?")),) if modifiers.known(place) else ()),
        outcome=Outcome.ANSWERED,
        topic="pos",
    )


def _known_status(codes: tuple[Code, ...]) -> str:
    """What the fee schedule status of a single code already decides about Medicare payment."""
    status = codes[0].fact("status") if len(codes) == 1 else None
    reason = cards.STATUS_DECIDES.get(status.value) if status else None
    return f"{codes[0].code}: {reason} (Medicare status {status.value}, {status.edition})." if status and reason else ""


def lead(passage: Passage) -> tuple[str, str]:
    """The first sentence of a passage, which states the rule, and the rest."""
    parts = _SENTENCE_END.split(passage.text, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def with_passage(missing: Reply, asked: str, evidence: Evidence) -> Reply:
    """A code that is not there, but that a passage names: what became of it stands first."""
    best = evidence.passages[0]
    first, rest = lead(best)
    cited = f"[{evidence.sources.passage(best)}]"
    gone = "deleted" in best.text.lower() and asked in best.text
    return replace(
        missing,
        verdict=f"{asked}: {first}" if gone else missing.verdict,
        title=best.title if gone else missing.title,
        body=f"{rest} {cited}" if gone else f"{best.title}: {best.text} {cited}",
        rule="" if gone else missing.rule,
        citations=evidence.sources.citations,
        outcome=Outcome.ANSWERED if gone else missing.outcome,
        buttons=tuple(Button(c, Action("code", c)) for c in best.codes if c != asked)[:3] or missing.buttons,
    )


def with_rule(card: Reply, code: Code, evidence: Evidence) -> Reply:
    """The card of a code with what a passage that names it says, where more was asked of it."""
    best = next((p for p in evidence.passages if code.code in p.title or evidence.is_called_so(p)), None)
    if best is None or card.body:
        return card
    cited = evidence.sources.passage(best)
    more = Button(best.title[:60], Action("passage", best.id))
    return replace(
        card,
        body=f"{best.title}: {best.text} [{cited}]",
        citations=evidence.sources.citations,
        buttons=(more, *card.buttons[:4]),
    )


def after_payer_notes(reply: Reply, evidence: Evidence) -> Reply:
    """The team's own note on the payer stands before the Medicare rule, and says whose it is."""
    if not evidence.payer_notes:
        return reply
    first, *others = evidence.payer_notes
    cited = evidence.sources.passage(first)
    said, more = lead(first)
    rest = [f"{note.title}: {note.text} [{evidence.sources.passage(note)}]" for note in others]
    body = "\n\n".join(part for part in (f"{first.title}: {more} [{cited}]" if more else "", *rest, reply.body) if part)
    return replace(
        reply, verdict=f"Your team's note on {first.payer}: {said} [{cited}] {reply.verdict}", body=body, citations=evidence.sources.citations
    )
