"""Lists of codes as replies: those asked for, side by side, and those found by words. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import Action
from bot.pipeline import cards
from bot.pipeline.evidence import Evidence
from bot.pipeline.prose import lead
from bot.turns import Button, Citation, Field, Outcome, Reply, Table
from knowledge.model import SYSTEM_LABEL, Hit, System
from knowledge.titles import NO_WORDS


def side_by_side(evidence: Evidence) -> Reply:
    """Several codes that were asked for: a row each, what sets them apart, and what NCCI says of them together."""
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
            rows.append((lookup.asked, SYSTEM_LABEL[lookup.system], "", cards.state_words(lookup)))
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
            *((Button("As columns", cards.compared(c.code for c in found)),) if 1 < len(found) <= cards.MAX_COMPARED else ()),
            *(Button(c.code, Action("code", c.code)) for c in found),
        )[: cards.MAX_BUTTONS],
        codes=tuple(x.asked for x in evidence.lookups if x.code or x.asked in evidence.standing),
        outcome=Outcome.ANSWERED if count else Outcome.NOT_FOUND,
        topic="codes",
    )


def matches(evidence: Evidence) -> Reply:
    """The codes that words found, by category, and a passage beside them where it fits."""
    hits = evidence.hits
    rows = tuple(_family_rows(evidence)) or tuple(_hit_row(h) for h in hits)
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
        personal=_licensed(evidence),
        licensed=bool(_licensed(evidence)),
        topic="search",
    )


def _family_rows(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    for family in evidence.families:
        if family.category:
            code, title = family.category
            yield code, SYSTEM_LABEL[family.members[0].hit.system], title, "category"
        for member in family.members:
            yield _hit_row(member.hit)
            for hit in member.below:
                yield _hit_row(hit)
            if member.more:
                yield f"{member.hit.code}…", SYSTEM_LABEL[member.hit.system], f"{member.more} more under {member.hit.code}", ""


def _hit_row(hit: Hit) -> tuple[str, ...]:
    short = hit.system in (System.ICD10CM, System.ICD10PCS)
    return hit.code, SYSTEM_LABEL[hit.system], hit.title, "yes" if hit.reportable else "needs more characters" if short else "no"


def _licensed(evidence: Evidence) -> tuple[Field, ...]:
    """The licensed words of found codes for which there are no plain ones, for a person who may see them."""
    found = ((hit.code, evidence.descriptors.get(hit.code)) for hit in evidence.hits if hit.title == NO_WORDS)
    return tuple(Field(code, words.short or words.title) for code, words in found if words)


def _hit_sources(evidence: Evidence) -> tuple[Citation, ...]:
    """The editions in which the hits stand, without those of passages that are only offered."""
    starts = tuple(f"{SYSTEM_LABEL[h.system]} {h.code}:" for h in evidence.hits)
    numbers = {f.citation for f in evidence.facts if f.text.startswith(starts)}
    return tuple(c for c in evidence.sources.citations if c.number in numbers)
