"""Which of the engine's subjects a question in a person's own words is about. Pure.

A question with codes and a word of the field ("are 45385 and 45380 bundled", "what does 99213 pay in Texas") is answered from
rows; without codes it is a question about a rule, which prose answers.
"""

from __future__ import annotations

import re

from bot.coding import dates, grammar, states
from bot.coding.claim import Claim
from bot.coding.finding import Subject

CHECK = (
    Subject.VALIDITY,
    Subject.PTP,
    Subject.MUE,
    Subject.ADDON,
    Subject.MODIFIERS,
    Subject.DIAGNOSES,
    Subject.COVERAGE,
)
"""What `/check` looks at: separate verdicts, never one "OK"."""

_TOGETHER = re.compile(
    r"\btogether\b|\bw/|&|\b(?:bill|report|charge|submit)(?:ed|ing)?\b|\bsame\b(?! but)|\s\+\s|\d\+\d|\bbundl|\bunbundl|\bncci\b|\bcci\b|\bptp\b"
    r"|\bedits?\b|\bwith\b|\bcolumn [12]\b|\bopposite\b|\bexcludes?\s?[12]?\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pa(?:y|ys|id|yment|yable)|fees?|rvus?|reimburse\w*|rates?|price[ds]?|allowed amount|worth|conversion factor|gpci"
    r"|how much(?!\s+(?:time|work|detail|history|of|less)))\b",
    re.IGNORECASE,
)
_ABOUT_GLOBAL = re.compile(r"\bglobal\b", re.IGNORECASE)
_UNITS = re.compile(r"\bmues?\b|\bmai\b|\bmedically unlikely\b|\bunits?\b", re.IGNORECASE)
_MODIFIER = re.compile(
    r"\bmodi?f[a-z]{1,4}rs?\b|\bmods?\b|\bbilateral|\bassistant\b|\bco-?surgeon\b|\b(?:professional|technical) component\b", re.IGNORECASE
)
_COVERED = re.compile(r"\bcover(?:s|ed|age)?\b|\blcds?\b|\bncds?\b|\bmedical(?:ly)? necess|\bsupports?\b|\barticles?\b", re.IGNORECASE)
_CROSSWALK = re.compile(
    r"\bcrosswalk\w*|\bgems?\b|\bicd[- ]?9\b|\bconvert(?:s|ed)?\b|\bmap(?:s|ped|ping)?\b|\bapcs?\b|\bstatus indicators?\b|\bhccs?\b|\bccsr\b|\brbcs\b"
    r"|\breplac(?:es?|ed|ement)\b|\bsuccessors?\b",
    re.IGNORECASE,
)
_ONLY_OLD = re.compile(r"\s*\d{3}\.\d{1,2}\s*\??\s*")
"""Nothing but a code in the shape of ICD-9-CM."""
_STATE_NAMES = re.compile(rf"\b(?:{states.NAMES})\b", re.IGNORECASE)
_OF_A_CLAIM = frozenset(
    "dx dx1 dx2 dx3 dx4 diagnosis diagnoses diag icd icd10 cpt hcpcs dos date service pos place state zip payer payor insurance medicare medicaid and with"
    " plus units unit qty ptr pointer setting hospital outpatient practitioner office sex age male female minutes min line lines claim discharge inpatient"
    " for code codes mod modifier".split()
)
"""Words that stand around the codes of a claim."""
_CONTRACTOR = re.compile(r"\bmacs?\b|\bcontractors?\b|\bjurisdictions?\b", re.IGNORECASE)
_REPLACED = re.compile(r"\breplac(?:es?|ed|ement)\b|\bsuccessors?\b|\binstead of\b|\bbecame of\b", re.IGNORECASE)
_VALID = re.compile(r"\bvalid\b|\bdeleted?\b|\bactive\b|\bbillable\b|\breportable\b|\bdiscontinued\b|\bstill exists?\b", re.IGNORECASE)
_ADDON = re.compile(r"\badd-?on\b|\bprimar(?:y|ies)\b", re.IGNORECASE)


def subjects_named(topic: str) -> tuple[Subject, ...]:
    """The subjects that an earlier answer of that topic was about; empty if it was none of the engine's."""
    return CHECK if topic == "check" else (Subject(topic),) if topic in tuple(Subject) else ()


def is_claim(text: str) -> bool:
    """Whether a text is a pasted claim: codes, modifiers, units, dates and what is given around them, but no words of a question."""
    rest = _STATE_NAMES.sub(" ", dates.without_dates(text))
    for mention in grammar.mentions(rest):
        rest = rest[: mention.start] + " " * (mention.end - mention.start) + rest[mention.end :]
    return "?" not in text and all(word.lower() in _OF_A_CLAIM or word.isupper() for word in re.findall(r"[A-Za-z]{3,}|\b[A-Za-z]{2}\b", rest))


def subjects_of(text: str, claim: Claim) -> tuple[Subject, ...]:
    """The subjects, the one asked for first; empty when the question is not one for the engine."""
    services, diagnoses = len(claim.codes), len(claim.diagnoses)
    modified = any(line.modifiers for line in claim.lines)
    if claim.denied:
        return (Subject.DENIAL,)
    if services and diagnoses and is_claim(text):
        return CHECK
    found: list[Subject] = []
    if _CONTRACTOR.search(text) and (claim.state or claim.zip5):
        found.append(Subject.COVERAGE)
    if _REPLACED.search(text) and (services or diagnoses):
        found.append(Subject.VALIDITY)
    if _CROSSWALK.search(text if diagnoses else _REPLACED.sub(" ", text)) and (services or diagnoses):
        found.append(Subject.CROSSWALK)
    if diagnoses and not services and _ONLY_OLD.fullmatch(text):
        found.append(Subject.CROSSWALK)
    if services and _PAYS.search(text) and not _ABOUT_GLOBAL.search(text):
        found.append(Subject.FEES)
    if services and _COVERED.search(text):
        found.append(Subject.COVERAGE)
    if services and _UNITS.search(text):
        found.append(Subject.MUE)
    if services and _ADDON.search(text):
        found.append(Subject.ADDON)
    if services > 1 and (_TOGETHER.search(text) or modified or _MODIFIER.search(text) or (not found and dates.service_date(text))):
        found.append(Subject.PTP)
    if services and not found and any((line.units or 1) > 1 for line in claim.lines):
        found.append(Subject.MUE)
    if services and (modified or _MODIFIER.search(text)):
        found.append(Subject.MODIFIERS)
    if diagnoses > 1 and not services and _TOGETHER.search(text):
        found.append(Subject.DIAGNOSES)
    if _VALID.search(text) and services + diagnoses > 1:
        found.append(Subject.VALIDITY)
    return tuple(dict.fromkeys(found))
