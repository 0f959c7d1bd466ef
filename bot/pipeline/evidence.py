"""What the answer may rest on: exact rows first, then hybrid retrieval, numbered and cited."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.coding.claim import Claim
from bot.coding.claim_text import read_claim
from bot.coding.finding import Finding, Level, Subject
from bot.coding.grammar import Mention
from bot.coding.status import CodeState
from bot.engine import coverage_document, diagnosis_validity, reverse, validity
from bot.engine.calculators.registry import calculate
from bot.engine.engine import examine
from bot.engine.modifier_answers import about
from bot.pipeline import change_words, topics
from bot.pipeline.citing import Sources, finding_facts
from bot.pipeline.directives import as_data
from bot.pipeline.families import Family, by_category
from bot.pipeline.field_words import in_field_words
from bot.pipeline.question import Intent, Question
from bot.pipeline.relevance import MIN_COVERAGE, content_words, coverage, ranked, share_of_words
from bot.pipeline.retriever import CodeRetriever, PassageRetriever
from bot.pipeline.standing import PUBLIC, of_one_edition, payers_named
from bot.pipeline.variants import turned
from bot.turns import Notice
from knowledge.base import OpenSnapshot
from knowledge.model import SYSTEM_LABEL, Code, Hit, Lookup, LookupState, Passage, System
from knowledge.tables import cpt_descriptors
from knowledge.tables.cpt_descriptors import Descriptors

NAMED_SO = 0.75
"""Share of a question's words in a title from which it means that."""
SPOKEN_OF = 0.6
CLEARLY = 0.34
"""A passage that holds so many of the words answers them, where the codes found hold clearly fewer; of a question, not more."""
HALF = 0.5
DESCRIBED_AT_ALL = 0.34
_SYSTEMS_NAMED = re.compile(r"\b(?:cpt|hcpcs|icd-?10(?:-?(?:cm|pcs))?|icd|dx|codes?)\b", re.IGNORECASE)
DESCRIBED = 3
"""Codes whose texts are looked at for the words of the question."""
MAX_CODES_SHOWN = 25
MAX_PAYER_NOTES = 2
MAX_PAIRED = 4
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


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One statement that an answer may use. `id` is what a model cites; `citation` its source's number."""

    id: str
    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was found for a question."""

    question: Question
    lookups: tuple[Lookup, ...] = ()
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    """Code → the last thing that a release changed for it, as one line."""
    descriptors: dict[str, Descriptors] = field(default_factory=dict)
    """Licensed wording of CPT codes, for a person who holds a seat. It is no fact: no model gets it."""
    standing: dict[str, Finding] = field(default_factory=dict)
    """Codes that no card can be trusted for on the date: ended, not there yet, undecided, or in no table that has cards. What the engine says."""
    hits: tuple[Hit, ...] = ()
    families: tuple[Family, ...] = ()
    """The hits of a search by words, by category."""
    passages: tuple[Passage, ...] = ()
    facts: tuple[EvidenceFact, ...] = ()
    sources: Sources = field(default_factory=lambda: Sources())
    findings: tuple[Finding, ...] = ()
    payer_notes: tuple[Passage, ...] = ()
    pairs: tuple[Finding, ...] = ()
    """What the NCCI tables say of a few services that are only put side by side: the next thing a coder asks."""
    described: float = 0.0
    """0 to 1: the share of the words that the texts of the best code found hold, where codes were looked for."""
    notices: tuple[Notice, ...] = ()
    truncated: int = 0

    @property
    def decided(self) -> bool:
        """Whether the engine has an answer: then prose only stands beside it."""
        return any(finding.level is not Level.UNKNOWN for finding in self.findings)

    @property
    def about_passage(self) -> bool:
        """Whether words without a question mean a rule ("split shared visit"): the best passage is called so, no code is."""
        if not self.passages or self.question.systems or self.question.partial:
            return False
        named = share_of_words(self._words, " ".join((self.passages[0].title, *self.passages[0].keywords)))
        described = max(self.described, *(share_of_words(self._words, hit.title) for hit in self.hits[:3]), 0.0)
        if named >= NAMED_SO > described:
            return True
        asked = topics.asks_for_rule(self.question.text) and not topics.asks_for_code(self.question.text)
        return self.spoken_of >= SPOKEN_OF and self.spoken_of - described >= (0.0 if asked else CLEARLY)

    @property
    def spoken_of(self) -> float:
        """0 to 1: the share of the question's words that the best passage holds."""
        return coverage(self._words, self.passages[0]) if self.passages else 0.0

    @property
    def fits_beside(self) -> bool:
        """Whether the best passage is worth a sentence beside codes that were found."""
        return self.spoken_of >= NAMED_SO or (bool(self.passages) and self.called(self.passages[0]) >= HALF)

    def called(self, passage: Passage) -> float:
        """0 to 1: the share of the question's words, without its codes and their systems, in what a passage is called."""
        return share_of_words(self._own_words, " ".join((passage.title, *passage.keywords)))

    def is_called_so(self, passage: Passage) -> bool:
        """Whether several words of the question are what a passage is called: one alone may mean anything."""
        return len(content_words(self._own_words)) > 1 and self.called(passage) >= SPOKEN_OF

    @property
    def _own_words(self) -> str:
        return _SYSTEMS_NAMED.sub(" ", in_field_words(self.question.prose))

    @property
    def hardly_described(self) -> bool:
        """Whether of several words asked for the best codes found have only one or the other."""
        return self.question.intent is Intent.FIND and len(content_words(self.question.words)) > 2 and self.described < DESCRIBED_AT_ALL

    @property
    def _words(self) -> str:
        return in_field_words(self.question.words)

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes that exist, in the order in which they were asked for."""
        return tuple(lookup.code for lookup in self.lookups if lookup.code is not None)


def gather(question: Question, snapshot: OpenSnapshot) -> Evidence:
    """Collect the evidence. Blocks for some milliseconds: call it off the event loop."""
    sources = Sources()
    question = turned(question, snapshot)
    lookups = _lookups(question, snapshot)
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
    standing = _standing(question, lookups, snapshot)
    stated = tuple(finding_facts((*findings, *standing.values()), sources))
    facts = tuple(_facts(stated, lookups, texts, hits, passages, sources))
    return Evidence(
        question=question,
        lookups=lookups,
        texts=texts,
        standing=standing,
        descriptors=_descriptors(question, lookups, hits, snapshot),
        titles=_titles(lookups, snapshot, question.on),
        hits=hits,
        changed=_changed(question, lookups, snapshot),
        families=_families(question, hits, snapshot),
        passages=passages,
        facts=facts,
        sources=sources,
        findings=findings,
        payer_notes=payer_notes,
        pairs=_pairs(question, lookups, snapshot) if not findings else (),
        described=_described(question, hits, snapshot),
        notices=tuple(_notices(question, lookups, hits, {*standing, *(x.asked for x in lookups if findings)}, snapshot)),
        truncated=truncated,
    )


def _changed(question: Question, lookups: tuple[Lookup, ...], snapshot: OpenSnapshot) -> dict[str, str]:
    if question.intent is not Intent.CODE or len(lookups) != 1 or lookups[0].code is None:
        return {}
    code = lookups[0].code.code
    line = change_words.latest(snapshot.history.of(code), code)
    return {code: line} if line else {}


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


def _standing(question: Question, lookups: Iterable[Lookup], snapshot: OpenSnapshot) -> dict[str, Finding]:
    """What the engine says of the codes whose card would be wrong on the date, or that have none."""
    if question.intent not in (Intent.CODE, Intent.COMPARE) or question.detail:
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


def _asks_about(question: Question, lookups: tuple[Lookup, ...]) -> bool:
    """Whether more is asked of one code than what it is: `g2211 who can bill`, `is Z79.4 ok as first listed`."""
    if question.intent is not Intent.CODE or len(lookups) != 1 or question.detail:
        return False
    return bool(content_words(question.prose)) or topics.asks_about_use(question.prose)


def _pairs(question: Question, lookups: tuple[Lookup, ...], snapshot: OpenSnapshot) -> tuple[Finding, ...]:
    services = [x.asked for x in lookups if x.system in (System.CPT, System.HCPCS)]
    if question.intent not in (Intent.CODE, Intent.COMPARE) or not 1 < len(services) <= MAX_PAIRED or len(services) < len(lookups):
        return ()
    claim = replace(read_claim(", ".join(services), question.on), on=question.on, on_given=question.on_given)
    found = examine(claim, snapshot.catalog, (Subject.PTP,))
    return tuple(f for f in found if f.level is not Level.UNKNOWN)


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


def _lookups(question: Question, snapshot: OpenSnapshot) -> tuple[Lookup, ...]:
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


def _descriptors(question: Question, lookups: Iterable[Lookup], hits: Iterable[Hit], snapshot: OpenSnapshot) -> dict[str, Descriptors]:
    """Licensed wording of the CPT codes in the evidence; nothing for a person without a seat (`bot.licence`)."""
    if not question.descriptors:
        return {}
    files, _ = snapshot.catalog.in_force(cpt_descriptors.SOURCE, question.on)
    codes = [x.asked for x in lookups if x.system is System.CPT] + [h.code for h in hits if h.system is System.CPT]
    found = ((code, cpt_descriptors.descriptors(files, code)) for code in dict.fromkeys(codes))
    return {code: words for code, words in found if words is not None}


def _titles(lookups: tuple[Lookup, ...], snapshot: OpenSnapshot, on: date) -> dict[str, str]:
    """Titles of the codes below a single heading."""
    if len(lookups) != 1 or lookups[0].code is None:
        return {}
    code = lookups[0].code
    titled = ((child, snapshot.catalog.titled(code.system, child, on)) for child in code.children)
    return {child: found.title for child, found in titled if found is not None}


TOPIC_WORDS = {"ncci": "NCCI edit bundling"}
"""Added to a question that names its topic by codes and a single word: `29880 and 29881 together?`"""


def _passages(question: Question, snapshot: OpenSnapshot, lookups: tuple[Lookup, ...]) -> tuple[Passage, ...]:
    retriever = PassageRetriever(snapshot=snapshot, limit=8, on=question.on, workspace=question.workspace)
    asked = in_field_words(question.prose)
    if len(content_words(asked)) < 2:
        asked = f"{asked} {TOPIC_WORDS.get(question.topic, '')}".strip()
    if question.intent is Intent.CHOOSE:
        asked = f"modifier {question.choices[0]}"
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


def _facts(
    stated: Iterable[tuple[str, int]],
    lookups: Iterable[Lookup],
    texts: dict[str, tuple[str, ...]],
    hits: Iterable[Hit],
    passages: Iterable[Passage],
    sources: Sources,
) -> Iterable[EvidenceFact]:
    statements: list[tuple[str, int]] = list(stated)
    for lookup in lookups:
        code = lookup.code
        if code is None:
            continue
        cited = sources.edition(code.edition, code.code)
        label = SYSTEM_LABEL[code.system]
        reportable = "reportable" if code.reportable else "not reportable as it stands"
        statements.append((f"{label} {code.code} is {reportable}: {code.title}.", cited))
        if code.differs:
            statements.append((f"{code.code}: {code.differs}", cited))
        statements.extend((f"{code.code}: {text}.", cited) for text in texts.get(code.code, ())[1:4])
        statements.extend(
            (f"{code.code} {f.name.replace('_', ' ')}: {f.value} ({f.edition}).", sources.fact(f.edition)) for f in code.facts
        )
        statements.extend((f"{code.code} {n.kind.value.replace('_', ' ')}: {n.text} (at {n.origin}).", cited) for n in code.notes[:12])
    for hit in hits:
        statements.append((f"{SYSTEM_LABEL[hit.system]} {hit.code}: {hit.title}.", sources.edition(hit.edition)))
    for passage in passages:
        statements.append((passage.text, sources.passage(passage)))
    return [EvidenceFact(f"F{number}", text, cited) for number, (text, cited) in enumerate(statements, start=1)]


def _notices(
    question: Question, lookups: tuple[Lookup, ...], hits: tuple[Hit, ...], said: Container[str], snapshot: OpenSnapshot
) -> Iterable[Notice]:
    for problem in question.problems:
        yield Notice(problem, "warning")
    answering = [x.edition for x in lookups if x.code is not None and x.edition is not None and x.asked not in said]
    answering += [hit.edition for hit in hits]
    for edition in dict.fromkeys(e for e in answering if not e.covers(question.on) and not e.partial):
        yield Notice(
            f"{question.on.isoformat()} is after {edition.name} (to {edition.ends}), the newest loaded edition before it;"
            " it answers until the file of that day is loaded.",
            "warning",
        )
    if question.intent is Intent.FIND and question.on_given and snapshot.catalog.file_for("icd10cm_tabular", question.on)[0] is None:
        yield Notice(f"No ICD-10-CM edition for {question.on.isoformat()} is loaded, so none of its codes was looked at.", "warning")
    if snapshot.problems:
        yield Notice("The passage index cannot be reached; exact rows and words answered.", "warning")
    elif not snapshot.has_vectors:
        yield Notice("The passage index is still being built; exact rows and words answered.", "info")
