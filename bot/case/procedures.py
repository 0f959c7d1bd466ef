"""Services of a case → candidate codes: CPT and HCPCS by search for an outpatient, ICD-10-PCS through its tables for an inpatient.

Search costs some 10 ms a service, so this is apart from `read_case`. CPT has only our own plain words here; the row of the fee
schedule says that the code exists. Planned services are left out: what was not done is not coded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.case import pcs
from bot.case.model import (
    Assertion,
    CaseReading,
    CodeChoice,
    Group,
    Hint,
    HintKind,
    Mention,
    Reason,
    SectionKind,
    Setting,
    SourceRow,
    Suggestion,
)
from bot.case.ranking import Mentions
from bot.case.sections import kind_at
from bot.case.services import Service, services
from knowledge.base import OpenSnapshot
from knowledge.dictionary.words import singular, spelled, telling
from knowledge.model import Hit, System
from knowledge.tables import icd10pcs

DONE = "What was not done is not coded."
DOCUMENTED = "What is not documented is not coded."
UNDECIDED = "The note does not say what sets these apart."
_PICTURE = re.compile(r"x-?ray|ct|mri|ultrasound|echo|[a-z]+ogra(?:m|phy)", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:without|no)\b", re.IGNORECASE)
_NEAR = 0.8
"""Share of the best score from which another code of the family fits as well."""
_FAMILY = 3
"""First characters that codes of one family share."""
_MOST = 8
"""Services that are looked up in one note."""
_HITS = 4
_FITS = 0.6
"""Score of a search hit below which it is no candidate."""
_SURE = 2.0
_NO_SERVICES = ("A", "B", "C1", "C2", "E", "G4", "G8", "G9", "K", "L", "M1", "V")
"""HCPCS: supplies, equipment, quality measures and specialty sets."""


def with_procedures(reading: CaseReading, snapshot: OpenSnapshot) -> CaseReading:
    """The reading with its services, in the order of the note. Raises `KnowledgeError` as search does."""
    kinds = [kind_at(reading.sections, sentence) for sentence in reading.sentences]
    mentions = Mentions(reading.text, reading.sentences, kinds)
    found: dict[tuple[System, str], Suggestion] = {}
    for service in list(services(reading.sentences))[:_MOST]:
        mention = mentions.at(service.sentence, service.start, service.end)
        if mention.section is SectionKind.FAMILY:
            continue
        for suggestion in _suggested(service, mention, reading, snapshot):
            known = found.get((suggestion.system, suggestion.code))
            if known is None or (known.group is Group.LEFT_OUT and suggestion.group is not Group.LEFT_OUT):
                found[suggestion.system, suggestion.code] = suggestion
    return replace(reading, procedures=tuple(found.values()))


def _suggested(service: Service, mention: Mention, reading: CaseReading, snapshot: OpenSnapshot) -> Iterator[Suggestion]:
    said = reading.text[service.start : service.end]
    if reading.setting is Setting.INPATIENT:
        made = _inpatient(service, mention, reading, snapshot)
    else:
        hits = snapshot.find(said, (System.CPT, System.HCPCS), _HITS, reading.on)
        hits = tuple(hit for hit in hits if _fits(hit) and _names(hit, service.name, snapshot) and _of_the_place(hit, service, said, snapshot))
        made = _outpatient(hits, mention, said, snapshot) if hits else None
    if made is None:
        return
    if mention.assertion not in (Assertion.AFFIRMED, Assertion.SUSPECTED) or service.planned:
        reason = Reason.PLANNED if service.planned else Reason(mention.assertion.value)
        yield replace(made, group=Group.LEFT_OUT, reason=reason, rule=DONE, hints=())
    else:
        yield made


def _fits(hit: Hit) -> bool:
    return hit.lexical and hit.score >= _FITS and not hit.code.startswith(_NO_SERVICES)


def _texts(hit: Hit, snapshot: OpenSnapshot) -> str:
    """All words of a code; without an index of them its title."""
    return " ".join(snapshot.texts(hit.system, hit.code) or (hit.title,)).replace("-", "")


def _names(hit: Hit, name: str, snapshot: OpenSnapshot) -> bool:
    """Whether the words of a code hold the name of the service."""
    forms = snapshot.dictionary().forms
    return forms.of(name.replace("-", ""))[0] in forms.stems(_texts(hit, snapshot))


def _of_the_place(hit: Hit, service: Service, said: str, snapshot: OpenSnapshot) -> bool:
    """Whether the words of a code for a picture hold the part of the body that the service names, where it names one."""
    if _PICTURE.fullmatch(service.name) is None:
        return True
    dictionary = snapshot.dictionary()
    parts = {dictionary.forms.of(word)[0] for word in telling(said) if singular(spelled(word)) in dictionary.anatomy}
    return not parts or not parts.isdisjoint(dictionary.forms.stems(_texts(hit, snapshot)))


def _outpatient(hits: Sequence[Hit], mention: Mention, said: str, snapshot: OpenSnapshot) -> Suggestion:
    best, *others = hits
    forms = snapshot.dictionary().forms
    held = {hit.code: set(forms.stems(said)) & set(forms.stems(hit.title)) for hit in hits}
    family = [hit for hit in others if hit.system is best.system and hit.code[:_FAMILY] == best.code[:_FAMILY] and hit.score >= _NEAR * best.score]
    plain = _WITHOUT.search(best.title) is not None  # nothing was said of what it is without
    open_ = [hit for hit in family if held[hit.code] >= held[best.code] and not (plain and _WITHOUT.search(hit.title) is None)]
    source = SourceRow(best.edition.source, best.edition.name, best.title)
    confidence = min(best.score / _SURE, 1.0) * 0.8
    made = Suggestion(best.system, best.code, best.title, best.edition.name, source, (mention,), Group.ADDITIONAL, confidence, best.score)
    if open_:
        choices = tuple(CodeChoice(hit.code, hit.title) for hit in sorted((best, *open_), key=lambda hit: hit.code))
        hint = Hint(HintKind.SPECIFICITY, UNDECIDED, choices, DOCUMENTED)
        return replace(made, group=Group.QUERY, reason=Reason.INCOMPLETE, confidence=confidence / len(choices), hints=(hint,))
    choices = tuple(CodeChoice(hit.code, hit.title) for hit in others)
    return replace(made, hints=(Hint(HintKind.SPECIFICITY, "Compare with what was documented.", choices),) if choices else ())


def _inpatient(service: Service, mention: Mention, reading: CaseReading, snapshot: OpenSnapshot) -> Suggestion | None:
    catalog = snapshot.catalog
    sentence = reading.sentences[service.sentence].text
    tables = catalog.in_force(icd10pcs.TABLES, reading.on)[0]
    found = pcs.found(service.name, sentence, catalog.files(pcs.INDEX), tables, snapshot.dictionary().forms)
    titled = catalog.titled(System.ICD10PCS, found.code, reading.on) if found is not None else None
    if found is None or titled is None:
        return None
    source = SourceRow(pcs.INDEX, found.edition, found.row)
    whole = titled.reportable and not found.next and not pcs.is_more_than_inspection(found.code, sentence)
    suggestion = Suggestion(
        System.ICD10PCS, found.code, titled.title, titled.edition.name, source, (mention,), Group.ADDITIONAL, 0.6 if whole else 0.3, 1.0, rule=pcs.RULE
    )
    if whole:
        return suggestion
    choices = tuple(CodeChoice(found.code + value.character, value.label) for value in found.next)
    lacking = f"The note does not say the {found.next[0].axis.lower()} that the table asks for." if found.next else pcs.TAKEN_WITH_IT
    hint = Hint(HintKind.SPECIFICITY, lacking, choices, pcs.RULE)
    return replace(suggestion, group=Group.QUERY, reason=Reason.INCOMPLETE, hints=(hint,))
