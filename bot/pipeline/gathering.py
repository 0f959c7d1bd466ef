"""Collecting the evidence: exact rows first, then hybrid retrieval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.coding.claim import Claim
from bot.coding.finding import Finding, Subject
from bot.engine import coverage_document, reverse
from bot.engine.calculators.registry import calculate
from bot.engine.engine import examine
from bot.engine.modifier_answers import about
from bot.pipeline import topics
from bot.pipeline.citing import Sources, finding_facts
from bot.pipeline.directives import as_data
from bot.pipeline.evidence import Evidence
from bot.pipeline.families import Family, by_category
from bot.pipeline.field_words import in_field_words
from bot.pipeline.looked_up import descriptors_of, last_change, lookups_of, pairs_among, standing_of, titles_below
from bot.pipeline.question import Intent, Question
from bot.pipeline.relevance import MIN_COVERAGE, content_words, ranked, share_of_words
from bot.pipeline.retriever import CodeRetriever, PassageRetriever
from bot.pipeline.standing import PUBLIC, of_one_edition, payers_named
from bot.pipeline.stated import notices_of, stated_facts
from bot.pipeline.variants import turned
from knowledge.base import OpenSnapshot
from knowledge.model import Hit, Lookup, LookupState, Passage, System

DESCRIBED = 3
"""Codes whose texts are looked at for the words of the question."""
MAX_CODES_SHOWN = 25
MAX_PAYER_NOTES = 2
MAX_BELOW = 200
"""Codes below a found one among which its billable ones are looked for."""
SUBJECT_WORDS = {
    Subject.PTP: "NCCI edit bundling together",
    Subject.MUE: "units limit",
    Subject.MODIFIERS: "modifier",
    Subject.COVERAGE: "coverage medical necessity diagnosis",
    Subject.FEES: "payment fee rate",
}
"""By which words a note is about a subject that the engine was asked for by its verb."""
MAX_MODIFIERS = 4
"""Modifiers asked about at once without a code."""


def gather(question: Question, snapshot: OpenSnapshot) -> Evidence:
    """Collect the evidence. Blocks for some milliseconds: call it off the event loop."""
    sources = Sources()
    question = turned(question, snapshot)
    lookups = lookups_of(question, snapshot)
    truncated = max(0, len(lookups) - MAX_CODES_SHOWN)
    lookups = lookups[:MAX_CODES_SHOWN]
    hits: tuple[Hit, ...] = ()
    passages: tuple[Passage, ...] = ()
    texts: dict[str, tuple[str, ...]] = {}
    if question.intent in (Intent.CODE, Intent.COMPARE, Intent.RULE):
        texts = {x.code.code: snapshot.texts(x.code.system, x.code.base or x.code.code) for x in lookups[:5] if x.code is not None}
    absent = [x.asked for x in lookups if x.state is LookupState.NOT_FOUND]
    if absent and question.intent in (Intent.CODE, Intent.COMPARE):  # a passage may say what became of the code
        telling = snapshot.catalog.prose.on_codes(absent, question.workspace)
        passages = ranked(telling, f"{' '.join(absent)} deleted", "codes", (), frozenset(absent), question.on)[:2]
    alone = question.intent is Intent.EXAMINE and bool(question.modifiers) and not lookups  # a modifier by itself has its rule in prose
    if alone or question.intent in (Intent.RULE, Intent.CHOOSE) or question.intent is Intent.FIND or _asks_about(question, lookups):
        passages = _passages(question, snapshot, lookups)
    if question.partial:
        hits = snapshot.starting_with(question.partial, question.limit, question.on)
    elif question.intent is Intent.FIND or (question.intent is Intent.RULE and not lookups and not passages and not question.modifiers):
        retriever = CodeRetriever(
            snapshot=snapshot, systems=question.systems, limit=question.limit, on=question.on, descriptors=question.descriptors
        )
        hits = tuple(d.metadata["hit"] for d in retriever.invoke(question.words))
        if question.intent is Intent.RULE:  # a question about something else must not be answered with a code
            hits = tuple(h for h in hits if h.lexical and share_of_words(question.words, h.title) >= MIN_COVERAGE)
    findings = _findings(question, snapshot)
    if not findings and question.intent is Intent.RULE and question.modifiers and not lookups and not passages:  # no prose on it: its row
        findings = tuple(about(modifier, snapshot.catalog, question.on) for modifier in question.modifiers[:MAX_MODIFIERS])
        question = _of_findings(question)
    policies = _policies(question, lookups, snapshot) if not findings else ()
    if policies:  # an LCD's number has the shape of a diagnosis without its dot
        findings, question = policies, _of_findings(question)
        lookups = tuple(x for x in lookups if x.state is LookupState.FOUND)
    payer_notes = _payer_notes(question, snapshot)
    standing = standing_of(question, lookups, snapshot)
    stated = tuple(finding_facts((*findings, *standing.values()), sources))
    facts = tuple(stated_facts(stated, lookups, texts, hits, passages, sources))
    return Evidence(
        question=question,
        lookups=lookups,
        texts=texts,
        standing=standing,
        descriptors=descriptors_of(question, lookups, hits, snapshot),
        titles=titles_below(lookups, snapshot, question.on),
        hits=hits,
        changed=last_change(question, lookups, snapshot),
        families=_families(question, hits, snapshot),
        passages=passages,
        facts=facts,
        sources=sources,
        findings=findings,
        payer_notes=payer_notes,
        pairs=pairs_among(question, lookups, snapshot) if not findings else (),
        described=_described(question, hits, snapshot),
        notices=tuple(notices_of(question, lookups, hits, {*standing, *(x.asked for x in lookups if findings)}, snapshot)),
        truncated=truncated,
    )


def _families(question: Question, hits: tuple[Hit, ...], snapshot: OpenSnapshot) -> tuple[Family, ...]:
    if question.partial:  # what begins with half a code is in code order already
        return ()
    return by_category(
        hits,
        lambda category: snapshot.catalog.title(System.ICD10CM, category, question.on)[0],
        lambda code: snapshot.starting_with(code, MAX_BELOW, question.on),
    )


def _findings(question: Question, snapshot: OpenSnapshot) -> tuple[Finding, ...]:
    """What the engine finds for the question; a sum is one finding."""
    if question.calculation is not None:
        return (calculate(question.calculation, snapshot.catalog, question.on),)
    if question.claim is None:
        return ()
    if question.reverse is not None:
        return reverse.findings(question.reverse, question.claim, snapshot.catalog)
    if Subject.MODIFIERS in question.subjects and question.modifiers and not question.claim.lines:
        return tuple(about(modifier, snapshot.catalog, question.on) for modifier in question.modifiers[:MAX_MODIFIERS])
    return examine(question.claim, snapshot.catalog, question.subjects)


def _asks_about(question: Question, lookups: tuple[Lookup, ...]) -> bool:
    """Whether more is asked of one code than what it is: `g2211 who can bill`, `is Z79.4 ok as first listed`."""
    if question.intent is not Intent.CODE or len(lookups) != 1 or question.detail:
        return False
    return bool(content_words(question.prose)) or topics.asks_about_use(question.prose)


def _described(question: Question, hits: Iterable[Hit], snapshot: OpenSnapshot) -> float:
    """How well the best codes found have the words: by their titles and by all that they are called in the index."""
    if question.intent is not Intent.FIND or question.partial:
        return 0.0
    words = snapshot.meant(question.words)
    called = (" ".join((hit.title, *snapshot.texts(hit.system, hit.code))) for hit in tuple(hits)[:DESCRIBED])
    return max((share_of_words(words, text) for text in called), default=0.0)


def _payer_notes(question: Question, snapshot: OpenSnapshot) -> tuple[Passage, ...]:
    """What the team wrote down about the payer of a claim, the notes on its codes and modifiers first; nothing where Medicare pays."""
    claim = question.claim
    if claim is None or claim.medicare:
        return ()
    prose = snapshot.catalog.prose
    payers = payers_named(claim.payer, prose.payers(question.workspace)) - PUBLIC
    about = " ".join((question.prose, *(SUBJECT_WORDS.get(subject, "") for subject in question.subjects)))
    codes, modifiers = {*claim.codes, *claim.diagnoses}, {m for line in claim.lines for m in line.modifiers}

    def weight(note: Passage) -> float:
        return 2.0 * bool(codes & set(note.codes)) + bool(modifiers & set(note.modifiers)) + share_of_words(about, f"{note.title} {note.text}")

    own = (note for note in prose.all(question.workspace) if note.payer in payers and note.in_force(question.on))
    notes = [note for note in map(as_data, own) if note is not None]
    return tuple(sorted((note for note in notes if weight(note) > 0), key=weight, reverse=True)[:MAX_PAYER_NOTES])


def _of_findings(question: Question) -> Question:
    """The question as one that findings answer which need no claim."""
    return replace(question, claim=question.claim or Claim(on=question.on, setting_given=True, payer_given=True))


def _policies(question: Question, lookups: tuple[Lookup, ...], snapshot: OpenSnapshot) -> tuple[Finding, ...]:
    """What the LCDs and articles are that are named by their numbers, where no diagnosis of that shape exists or they are called so."""
    numbers = coverage_document.numbers(question.text)
    existing = {x.asked.replace(".", "") for x in lookups if x.state is LookupState.FOUND}
    meant = [n for n in numbers if n not in existing or coverage_document.is_named(question.text)]
    found = (coverage_document.about(number, snapshot.catalog, question.on) for number in meant[:MAX_CODES_SHOWN])
    return tuple(finding for finding in found if finding is not None)


_LEVEL = "visit level by medical decision making or by time"
"""What a record has to show for a visit."""
TOPIC_WORDS = {"ncci": "NCCI edit bundling"}
"""Added to a question that names its topic by codes and a single word: `29880 and 29881 together?`"""


def _passages(question: Question, snapshot: OpenSnapshot, lookups: tuple[Lookup, ...]) -> tuple[Passage, ...]:
    retriever = PassageRetriever(snapshot=snapshot, limit=8, on=question.on, workspace=question.workspace)
    asked = in_field_words(question.prose)
    if len(content_words(asked)) < 2:
        asked = f"{asked} {TOPIC_WORDS.get(question.topic, '')}".strip()
    if question.intent is Intent.CHOOSE:
        asked = f"modifier {question.choices[0]}"
    if question.topic == "em" and topics.asks_to_document(question.text):  # what is said of that visit decides what the record has to show
        own = [p for p in snapshot.catalog.prose.on_codes([x.asked for x in lookups], question.workspace) if p.topic == "em"]
        if own:
            return (ranked(own, _LEVEL, "em", (), frozenset(), question.on) or tuple(own))[:3]
    found = [d.metadata["hit"].passage for d in retriever.invoke(asked)]
    if question.intent is Intent.CODE:
        own = [p for p in snapshot.catalog.prose.on_codes([x.asked for x in lookups], question.workspace) if not p.document]
        if not content_words(asked):  # nothing but the code is named: what is called by it
            return tuple(p for p in own if any(x.asked in p.title for x in lookups))[:1]
        found = list(dict.fromkeys((*found, *own)))
    if question.modifiers:
        found = list(dict.fromkeys((*found, *snapshot.catalog.prose.on_modifiers(question.modifiers, question.workspace))))
        if not question.mentions and not any(set(question.modifiers) & set(p.modifiers) for p in found):
            return ()  # a passage about another modifier is no answer
    codes = frozenset(m.code for m in question.mentions)
    found = of_one_edition([p for p in map(as_data, found) if p is not None], question.on)
    payers = payers_named(question.text, snapshot.catalog.prose.payers(question.workspace))
    return ranked(found, asked, question.topic, question.modifiers, codes, question.on, payers)[:3]
