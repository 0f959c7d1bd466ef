"""Evidence → `Reply`, with no language model: verdict, facts, rule, caveat, sources, follow-ups. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.actions import Action
from bot.coding import modifiers, places_of_service
from bot.coding.claim import Claim, ClaimLine, payer_name
from bot.coding.finding import Finding, Level, Subject
from bot.pipeline import cards, conduct, findings
from bot.pipeline.evidence import Evidence
from bot.pipeline.question import Intent, Question
from bot.turns import Button, Citation, Field, Outcome, Reply, Table
from knowledge.model import SYSTEM_LABEL, Code, Hit, Lookup, Passage, System
from knowledge.titles import NO_WORDS

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"(])")
TOPIC_FACTS = {
    "mue": ("mue",),
    "modifiers": ("modifiers", "global_days"),
    "fees": ("status", "rvu", "global_days"),
    "surgery": ("global_days",),
}
"""Facts of a code that bear on a topic."""
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
        return _place(evidence)
    if question.intent is Intent.RULE and evidence.passages:
        return _rule(evidence)
    if evidence.findings and question.claim and evidence.lookups:
        return _undecided(evidence)
    if len(evidence.lookups) == 1:
        lookup = evidence.lookups[0]
        if lookup.asked in evidence.standing:
            return _standing(lookup, evidence)
        if lookup.code:
            return _with_rule(cards.code_card(lookup, evidence), lookup.code, evidence)
        missing = cards.missing_card(lookup, evidence)
        return _with_passage(missing, lookup.asked, evidence) if evidence.passages else missing
    if evidence.lookups:
        return _several(evidence)
    if evidence.hits:
        return _rule(evidence) if evidence.about_passage else _matches(evidence)
    if evidence.passages:
        return _rule(evidence)
    return _examined(evidence) if evidence.findings else _nothing(evidence)


def _examined(evidence: Evidence) -> Reply:
    """The engine's findings; a passage on the rule stands beside them where they do not give one."""
    claim = evidence.question.claim
    assert claim is not None  # noqa: S101 - there are findings
    reply = _after_payer_notes(findings.reply(evidence.findings, claim, evidence.question.subjects, evidence.sources), evidence)
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
    below = cards.code_card(evidence.lookups[0], evidence) if len(evidence.lookups) == 1 else _several(evidence)
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


def _after_payer_notes(reply: Reply, evidence: Evidence) -> Reply:
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


def _with_passage(missing: Reply, asked: str, evidence: Evidence) -> Reply:
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


def _with_rule(card: Reply, code: Code, evidence: Evidence) -> Reply:
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


def _several(evidence: Evidence) -> Reply:
    sources = evidence.sources
    rows = []
    for lookup in evidence.lookups:
        standing = evidence.standing.get(lookup.asked)
        if standing is not None:
            for ground in standing.grounds[:1]:
                sources.ground(ground)
            title = lookup.code.title if lookup.code else ""
            rows.append((lookup.asked, SYSTEM_LABEL[lookup.system], title, standing.verdict.removeprefix(f"{lookup.asked} ")))
        elif lookup.code:
            sources.edition(lookup.code.edition)
            state = "reportable" if lookup.code.reportable else "needs more characters"
            rows.append((lookup.code.code, SYSTEM_LABEL[lookup.system], lookup.code.title, state))
        else:
            rows.append((lookup.asked, SYSTEM_LABEL[lookup.system], "", _state_words(lookup)))
    found = evidence.codes
    missing = sum(x.code is None and x.asked not in evidence.standing for x in evidence.lookups)
    count = len(evidence.lookups) - missing
    verdict = f"{count} of {len(evidence.lookups)} codes found." if missing else f"{count} codes side by side."
    apart = tuple(Field(c.code, c.differs, sources.edition(c.edition)) for c in found if c.differs)
    together = tuple(Field("Billed together", f.verdict, next((n for g in f.grounds for n in sources.ground(g)), 0)) for f in evidence.pairs)
    services = ", ".join(x.asked for x in evidence.lookups)
    return Reply(
        verdict=verdict,
        tables=(Table(("Code", "Code set", "What it is", "State"), tuple(rows)),),
        fields=(*(apart if len(found) <= 6 else ()), *together),
        rule="What sets each apart is in the facts above." if apart and len(found) <= 6 else "",
        caveat=cards.CPT_CAVEAT if any(c.system.value == "cpt" for c in found) else "",
        citations=sources.citations,
        buttons=(
            *((Button("NCCI edits", Action("ncci", services)),) if together else ()),
            *(Button(c.code, Action("code", c.code)) for c in found[: 4 if together else 5]),
        ),
        codes=tuple(x.asked for x in evidence.lookups if x.code or x.asked in evidence.standing),
        outcome=Outcome.ANSWERED if count else Outcome.NOT_FOUND,
        topic="codes",
    )


def _state_words(lookup: Lookup) -> str:
    return "not in the starter pack" if lookup.edition is not None and lookup.edition.partial else lookup.state.value.replace("_", " ")


def _matches(evidence: Evidence) -> Reply:
    hits = evidence.hits
    rows = tuple(_family_rows(evidence)) or tuple(_hit_row(h, evidence) for h in hits)
    first = hits[0]
    if evidence.question.partial:
        verdict = f"{evidence.question.partial} is half a code; these begin with it."
        rule = "Choose one, or type more of it."
    else:
        verdict = f"Closest: {first.code} {first.title.rstrip('.')}."
        rule = "Check the notes of the code before it is reported; an index or title match is a place to start."
    if not evidence.question.partial and (not first.lexical or evidence.hardly_described):
        verdict = f"No code has these words; nearest in meaning: {first.code} {first.title.rstrip('.')}."
    buttons = [Button(h.code, Action("code", h.code)) for h in hits[:4]]
    body, citations = "", _hit_sources(evidence)
    if evidence.passages:
        best = evidence.passages[0]
        buttons.append(Button(best.title[:60], Action("passage", best.id)))
        if evidence.fits_beside and not evidence.question.partial:
            cited = evidence.sources.passage(best)
            body = f"{best.title}: {lead(best)[0]} [{cited}]"
            citations = tuple({c.number: c for c in (*citations, *evidence.sources.citations) if c in citations or c.number == cited}.values())
    elif len(hits) == evidence.question.limit:
        buttons.append(Button("More", Action("more", evidence.question.words[:60])))
    if body:  # a mark there would leave the codes without their sources
        rule += "".join(f" [{c.number}]" for c in _hit_sources(evidence))
    return Reply(
        verdict=verdict,
        tables=(Table(("Code", "Code set", "What it is", "Reportable"), rows),),
        body=body,
        rule=rule,
        caveat=cards.CPT_CAVEAT if any(h.system.value == "cpt" for h in hits) else "",
        citations=citations,
        buttons=tuple(buttons),
        codes=tuple(h.code for h in hits),
        topic="search",
    )


def _family_rows(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for family in evidence.families:
        if family.category:
            code, title = family.category
            yield code, SYSTEM_LABEL[family.members[0].hit.system], title, "category"
        for member in family.members:
            yield _hit_row(member.hit, evidence)
            for hit in member.below:
                yield _hit_row(hit, evidence)
            if member.more:
                yield f"{member.hit.code}…", SYSTEM_LABEL[member.hit.system], f"{member.more} more under {member.hit.code}", ""


def _hit_row(hit: Hit, evidence: Evidence) -> tuple[str, ...]:
    short = hit.system in (System.ICD10CM, System.ICD10PCS)
    return hit.code, SYSTEM_LABEL[hit.system], _title_of(hit, evidence), "yes" if hit.reportable else "needs more characters" if short else "no"


def _title_of(hit: Hit, evidence: Evidence) -> str:
    """How a found code is described: our plain words, or where there are none the licensed ones for a person who may see them."""
    words = evidence.descriptors.get(hit.code)
    return words.short or words.title if words and hit.title == NO_WORDS else hit.title


def _hit_sources(evidence: Evidence) -> tuple[Citation, ...]:
    """The editions in which the hits stand, without those of passages that are only offered."""
    starts = tuple(f"{SYSTEM_LABEL[h.system]} {h.code}:" for h in evidence.hits)
    numbers = {f.citation for f in evidence.facts if f.text.startswith(starts)}
    return tuple(c for c in evidence.sources.citations if c.number in numbers)


def _rule(evidence: Evidence) -> Reply:
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
    facts += [Field(x.asked, f"{_state_words(x)}, so nothing can be said about this code") for x in evidence.lookups[:4] if x.code is None]
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


def _place(evidence: Evidence) -> Reply:
    """What a place of service code is, and by which rate it is paid; the passages on places stand beside it."""
    place = evidence.question.place
    what = places_of_service.described(place)
    if not what:
        verdict = f"{place} is no place of service code that CMS has assigned."
    else:
        rate = "facility" if places_of_service.is_facility(place) else "non-facility"
        verdict = f"Place of service {place} is {what}; Medicare pays the {rate} rate there."
    beside = _rule(evidence) if evidence.passages else None
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


def passage_reply(passage: Passage, evidence: Evidence) -> Reply:
    """A passage asked for by its button."""
    return compose(replace(evidence, passages=(passage,), question=replace(evidence.question, intent=Intent.RULE)))


def lead(passage: Passage) -> tuple[str, str]:
    """The first sentence of a passage, which states the rule, and the rest."""
    parts = _SENTENCE_END.split(passage.text, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


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
