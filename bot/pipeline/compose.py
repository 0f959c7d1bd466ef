"""Evidence → `Reply`, with no language model: verdict, facts, rule, caveat, sources, follow-ups. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import Action
from bot.coding import modifiers, places_of_service
from bot.coding.claim import Claim, ClaimLine
from bot.coding.finding import Finding, Level, Subject
from bot.pipeline import cards, conduct, findings
from bot.pipeline.code_lists import matches, side_by_side
from bot.pipeline.comparison import comparison
from bot.pipeline.evidence import Evidence
from bot.pipeline.prose import after_payer_notes, lead, place_reply, rule_reply, with_passage, with_rule
from bot.pipeline.question import DETAIL_TABLE, Intent, Question
from bot.turns import Button, Field, Outcome, Reply
from knowledge.model import SYSTEM_LABEL, Lookup, Passage, System
from knowledge.titles import NO_WORDS

SUBJECT_TOPICS = {
    Subject.VALIDITY: ("codes",),
    Subject.PTP: ("ncci",),
    Subject.MUE: ("mue",),
    Subject.ADDON: ("ncci",),
    Subject.MODIFIERS: ("modifiers", "ncci"),
    Subject.FEES: ("fees",),
    Subject.COVERAGE: ("coverage",),
    Subject.CROSSWALK: ("crosswalks",),
    Subject.DIAGNOSES: ("icd10cm", "guidelines"),
}
"""The topics of prose that may stand beside a verdict of the engine."""
_SAMPLES = ("/code E11.9", "/code 27257", "type 2 diabetes with neuropathy", "When is modifier 25 right?")


def compose(evidence: Evidence) -> Reply:
    """The answer that the evidence alone gives."""
    reply = _compose(evidence)
    if evidence.truncated:
        reply = replace(reply, caveat=f"{reply.caveat} {evidence.truncated} more codes were not looked at; ask in smaller groups.".strip())
    claim = evidence.question.claim
    if claim is not None and claim.discharge and evidence.findings:
        reply = replace(reply, fields=(Field("Date of discharge", claim.discharge.isoformat()), *reply.fields))
    if evidence.question.on_given and (evidence.codes or evidence.findings):
        reply = replace(reply, fields=(Field("Date of service", evidence.question.on.isoformat()), *reply.fields))
    if evidence.question.intent is Intent.EXAMINE and evidence.question.carried and evidence.findings:
        reply = replace(reply, fields=(Field("Taken from this thread", ", ".join(evidence.question.carried)), *reply.fields))
    if evidence.question.defaulted and evidence.findings:
        reply = replace(reply, fields=(*reply.fields, Field("By your defaults", ", ".join(evidence.question.defaulted))))
    return replace(reply, notices=(*reply.notices, *evidence.notices), topic=reply.topic or evidence.question.topic)


def _compose(evidence: Evidence) -> Reply:
    question = evidence.question
    if question.intent is Intent.UNCLEAR:
        return unclear()
    if question.intent is Intent.REFUSE:
        return _refused(question.text)
    if question.intent is Intent.CHOOSE:
        return _readings(evidence)
    if evidence.findings and question.claim and (evidence.decided or question.intent is Intent.EXAMINE):
        return _examined(evidence)
    if evidence.findings and question.claim and question.intent is Intent.CODE:
        return _undecided(evidence)
    if question.intent is Intent.EXAMINE:
        return _nothing_to_examine(evidence)
    if question.place:
        return place_reply(evidence)
    if question.intent is Intent.RULE and evidence.passages:
        return rule_reply(evidence)
    if evidence.findings and question.claim and evidence.lookups:
        return _undecided(evidence)
    if len(evidence.lookups) == 1:
        lookup = evidence.lookups[0]
        if lookup.asked in evidence.standing:
            return _standing(lookup, evidence)
        if lookup.code:
            return with_rule(cards.code_card(lookup, evidence), lookup.code, evidence)
        missing = cards.missing_card(lookup, evidence)
        return with_passage(missing, lookup.asked, evidence) if evidence.passages else missing
    if evidence.lookups:
        return comparison(evidence) if question.detail == DETAIL_TABLE else side_by_side(evidence)
    if evidence.hits:
        return rule_reply(evidence) if evidence.about_passage else matches(evidence)
    if evidence.passages:
        return rule_reply(evidence)
    return _examined(evidence) if evidence.findings else _nothing(evidence)


def _examined(evidence: Evidence) -> Reply:
    """The engine's findings; a passage on the rule stands beside them where they do not give one."""
    claim = evidence.question.claim
    assert claim is not None  # noqa: S101 - there are findings
    reply = after_payer_notes(findings.reply(evidence.findings, claim, evidence.question.subjects, evidence.sources), evidence)
    best = next((p for p in evidence.passages if _on_the_subject(p, evidence.question)), None)
    if reply.rule or best is None or claim.denied:
        return reply
    cited = evidence.sources.passage(best)
    more = Button(best.title[:60], Action("passage", best.id))
    return replace(
        reply,
        rule=f"{lead(best)[0]} [{cited}]",
        citations=evidence.sources.citations,
        buttons=(*reply.buttons[:4], more),
    )


def _undecided(evidence: Evidence) -> Reply:
    """What the engine cannot decide, and what to load; the cards of the codes stand below it, where there are any."""
    reply = _examined(evidence)
    if evidence.question.carried or not evidence.codes:
        return reply
    below = cards.code_card(evidence.lookups[0], evidence) if len(evidence.lookups) == 1 else side_by_side(evidence)
    return replace(
        below,
        title=reply.title,
        verdict=reply.verdict,
        body="\n\n".join(part for part in (reply.body, below.verdict, below.body) if part),
        caveat=" ".join(dict.fromkeys(part for part in (reply.caveat, below.caveat) if part)),
        buttons=reply.buttons,
        topic=reply.topic,
        copy_line=reply.copy_line,
    )


def _on_the_subject(passage: Passage, question: Question) -> bool:
    """Whether a passage is about what the engine was asked, not only about words of the question."""
    about = {topic for subject in question.subjects for topic in SUBJECT_TOPICS.get(subject, ())}
    named = bool({m.code for m in question.mentions} & set(passage.codes))
    return not about or named or (passage.topic in about and not passage.document)


def _nothing_to_examine(evidence: Evidence) -> Reply:
    """The text of a check holds no code."""
    return Reply(
        verdict="There is no CPT, HCPCS or ICD-10-CM code in this to look at.",
        rule="For example: 99213-25, 20610-RT; dx M17.11; dos 2026-05-05; state CA",
        outcome=Outcome.UNCLEAR,
        topic="help",
        buttons=(Button("Help", Action("help")),),
    )


def _standing(lookup: Lookup, evidence: Evidence) -> Reply:
    """A code that is not valid on the date, or that no table with cards has: what the engine says, and what it was called."""
    question = evidence.question
    finding = evidence.standing[lookup.asked]
    diagnosis = lookup.system is System.ICD10CM
    claim = Claim(
        on=question.on,
        on_given=question.on_given,
        lines=() if diagnosis else (ClaimLine(1, lookup.asked),),
        diagnoses=(lookup.asked,) if diagnosis else (),
    )
    reply = findings.reply((finding,), claim, (Subject.VALIDITY,), evidence.sources)
    plain = lookup.code.plain if lookup.code and lookup.code.plain != NO_WORDS else ""
    successors = tuple(code for code in _successors(finding) if code != lookup.asked)
    return replace(
        reply,
        title=f"{SYSTEM_LABEL[lookup.system]} {lookup.asked}",
        fields=(*((Field("What it is", plain),) if plain else ()), *reply.fields),
        buttons=(*(Button(code, Action("code", code)) for code in successors[:3]), *reply.buttons)[:5],
        copy_line="" if finding.level is Level.DENIED else reply.copy_line,
        topic="codes",
    )


def _successors(finding: Finding) -> tuple[str, ...]:
    lines = finding.data.get("lines")
    entries = lines if isinstance(lines, list) else []
    return tuple(code for entry in entries for code in entry.get("successors", ()))


def _refused(text: str) -> Reply:
    answer = conduct.refusal(text)
    assert answer is not None  # noqa: S101 - that is why the intent is REFUSE
    return Reply(verdict=answer.verdict, rule=answer.instead, outcome=Outcome.REFUSED, topic="compliance")


def unclear() -> Reply:
    """What is said to an empty line, emoji or punctuation."""
    return Reply(
        verdict="Ask with a code or a few words.",
        rule="For example: " + " · ".join(_SAMPLES),
        outcome=Outcome.UNCLEAR,
        topic="help",
        buttons=(Button("Help", Action("help")),),
    )


def passage_reply(passage: Passage, evidence: Evidence) -> Reply:
    """A passage asked for by its button."""
    return compose(replace(evidence, passages=(passage,), question=replace(evidence.question, intent=Intent.RULE)))


def _readings(evidence: Evidence) -> Reply:
    """Two digits may be a modifier, a place of service or half a code: ask which."""
    digits = evidence.question.choices[0]
    known = next((p for p in evidence.passages if digits in p.modifiers), None)
    place = places_of_service.described(digits)
    readings = [("a modifier", Button(f"Modifier {digits}", Action("ask", f"What is modifier {digits}?")))] if modifiers.known(digits) else []
    if place:
        readings.append(("a place of service", Button(f"Place of service {digits}", Action("ask", f"What is place of service {digits}?"))))
    readings.append(("the start of a code", Button(f"Codes that begin with {digits}", Action("code", digits))))
    buttons = [button for _, button in readings]
    named = " or ".join(filter(None, (", ".join(what for what, _ in readings[:-1]), readings[-1][0])))
    return Reply(
        verdict=f"{digits} can be {named}. Which one?" if len(readings) > 1 else f"{digits} can only be {named} here: type more of it.",
        body=f"As a modifier: {lead(known)[0]} [{evidence.sources.passage(known)}]" if known else "",
        outcome=Outcome.UNCLEAR,
        topic="codes",
        buttons=tuple(buttons),
        citations=evidence.sources.citations if known else (),
    )


def _nothing(evidence: Evidence) -> Reply:
    question = evidence.question
    what = question.partial or (question.words[:80] if question.mentions else "these words")
    if question.modifiers and not question.mentions:
        what = f"modifier {', '.join(question.modifiers)}"
    return Reply(
        verdict=f"Nothing was found for {what} in what is loaded.",
        rule="Try other words for the condition or the service, or a code. /about says what is loaded.",
        outcome=Outcome.NOT_FOUND,
        buttons=(Button("What is loaded?", Action("about")), Button("Help", Action("help"))),
        topic=evidence.question.topic or "search",
    )
