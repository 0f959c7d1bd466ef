"""Whether a note supports a code: the elements that the code has, which of them the note shows in which words, and which it lacks. Pure.

Elements come from published rows and from our own plain words: the parts of a diagnosis' title, the phrases of our description of a
procedure, the decision making and minutes of a visit. That the words are there does not make a code right, and it is said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.actions import Action
from bot.case.model import Assertion, CaseReading, Group, Sentence, Suggestion
from bot.case_cards import words
from bot.case_cards.held import HeldCase
from bot.coding.visit_levels import Family, family_of
from bot.pipeline.relevance import content_words, share_of_words
from bot.turns import Button, Field, Outcome, Reply, Table, Visibility
from knowledge.model import Code, System
from knowledge.titles import NO_WORDS

SHOWN, PARTLY, LACKING = "shown", "partly", "not found"
_PHRASE = re.compile(r"\s*(?:,|;|\.(?=\s|$)|\bwith\b|\bthrough\b|\bwhile\b|\bfrom\b|\bunder\b|\bby\b|\binto\b)\s*")
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:min\b|mins\b|minutes?\b)", re.IGNORECASE)
_DATA = re.compile(
    r"\b(?:x-?ray|mri|ct|ultrasound|ekg|ecg|labs?|cbc|cmp|a1c|biopsy|imaging|test results?|reviewed|records?|independent historian)\b", re.IGNORECASE
)
_RISK = re.compile(
    r"\b(?:prescri\w+|refill\w*|start(?:ed)?|continue[ds]?|increase[ds]?|surgery|injection|admit\w*|hospital\w*|medication\w*|mg|otc|over[- ]the[- ]counter)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\s*(?:so |and |ok )?(?:(?:is|are|was|were)\b.{0,80}\b(?:supported|documented|justified|backed up)\b"
    r"|(?:does|do)\b.{0,60}\bsupport\b|support(?:ed)?\b[\s:]+\S*\d)",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = frozenset("unspecified other specified type initial encounter subsequent not elsewhere classified without mention".split())
_FULL, _SOME = 0.99, 0.3


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a code asks for, how far the note shows it, and the words."""

    what: str
    state: str
    quote: str = ""


def asks(text: str) -> bool:
    """Whether a text asks if codes are supported."""
    return _ASKS.match(text) is not None


def elements(code: Code, reading: CaseReading) -> tuple[Element, ...]:
    """The elements of a code, held against the sentences of a note that assert something."""
    family = family_of(code.code) if code.system is System.CPT else None
    if family is not None:
        return tuple(_of_visit(code.code, family, reading))
    if code.system in (System.CPT, System.HCPCS) and (code.plain or NO_WORDS) == NO_WORDS:
        return ()
    text = code.plain if code.system in (System.CPT, System.HCPCS) else code.title
    said = [s for s in reading.sentences if not _denied(s, reading)]
    phrases = [p for p in _PHRASE.split(text) if set(content_words(p)) - _EMPTY]
    return tuple(_element(phrase, said) for phrase in phrases)


def _denied(sentence: Sentence, reading: CaseReading) -> bool:
    """Whether all that a sentence says of conditions is denied or somebody else's."""
    within = [m for m in reading.mentions if sentence.start <= m.evidence.start < sentence.end]
    return bool(within) and all(m.assertion in (Assertion.NEGATED, Assertion.FAMILY) for m in within)


def _element(phrase: str, said: Sequence[Sentence]) -> Element:
    asked = " ".join(word for word in content_words(phrase) if word not in _EMPTY)
    best = max(said, key=lambda sentence: share_of_words(asked, sentence.text), default=None)
    share = share_of_words(asked, best.text) if best is not None else 0.0
    whole = share_of_words(asked, " ".join(s.text for s in said))
    state = SHOWN if share >= _FULL or whole >= _FULL else PARTLY if max(share, whole) >= _SOME else LACKING
    return Element(phrase, state, _quote(best.text) if best is not None and state != LACKING else "")


def _of_visit(code: str, family: Family, reading: CaseReading) -> Iterator[Element]:
    """Time, and the three elements of decision making: what the note says of each. Which level they reach is the coder's to judge."""
    step = next(step for step in family.steps if step.code == code)
    text = " ".join(s.text for s in reading.sentences)
    if step.minutes is not None:
        found = [(int(m[1]), m) for m in _MINUTES.finditer(text)]
        most = max(found, default=None, key=lambda item: item[0])
        reached = most is not None and (most[0] > step.minutes if family.more_than else most[0] >= step.minutes)
        more = "more than " if family.more_than else "at least "
        state = SHOWN if reached else PARTLY if most else LACKING
        yield Element(f"total time on the day, {more}{step.minutes} minutes", state, most[1][0] if most else "")
    if step.mdm is None:
        return
    problems = [s.title for s in reading.suggestions if s.group in (Group.FIRST_LISTED, Group.ADDITIONAL)]
    level = step.mdm.words
    yield Element(f"problems, for {level} decision making", PARTLY if problems else LACKING, "; ".join(problems[:3]))
    for name, pattern in (("data reviewed or ordered", _DATA), ("risk of what is decided", _RISK)):
        shown = list(dict.fromkeys(match[0].lower() for match in pattern.finditer(text)))
        yield Element(f"{name}, for {level} decision making", PARTLY if shown else LACKING, ", ".join(shown[:5]))


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= words.MOST_QUOTE else line[: words.MOST_QUOTE - 1] + "…"


def audit_reply(code: Code | None, asked: str, reading: CaseReading, case: HeldCase, cited: str) -> Reply:
    """Which elements of a code the note shows. `cited` names the rows or words that the elements are from."""
    found = elements(code, reading) if code is not None else ()
    back = Button("Back to the case", Action("case", f"show {case.id}"))
    if not found:
        why = "it is not in what is loaded" if code is None else "no words on it are loaded, so nothing can be held against the note"
        return _said(f"{asked} cannot be audited: {why}.", Outcome.NOT_FOUND, (back,), ())
    suggested = next((s for s in reading.suggestions if s.code == asked), None)
    visit = code is not None and family_of(code.code) is not None
    reply = _said(_verdict(asked, found, suggested, visit=visit), Outcome.ANSWERED, (Button(asked, Action("code", asked)), back), (asked,))
    rows = tuple((e.what, e.state, f"“{e.quote}”" if e.quote else "") for e in found)
    fields = (Field("Elements from", cited), *((Field("In the case", _standing(suggested)),) if suggested is not None else ()))
    rule = "That words are there does not make a code right, and other words may mean the same: compare with the record."
    if visit:
        rule = "Either time or two of three elements choose the level; /calc em with your reading of them computes it. " + rule
    return replace(reply, title=f"Is {asked} supported?", fields=fields, tables=(Table(("Element", "In the note", "Words"), rows),), rule=rule)


def _verdict(asked: str, found: Sequence[Element], suggested: Suggestion | None, *, visit: bool) -> str:
    if suggested is not None and suggested.group is Group.LEFT_OUT:
        return f"{asked} is not supported as it stands: {words.because(suggested)}."
    lacking = [e.what for e in found if e.state == LACKING]
    shown = sum(e.state == SHOWN for e in found)
    if visit:
        return f"{asked}: the note speaks of {len(found) - len(lacking)} of its {len(found)} elements; whether they reach the level is to be judged."
    said = f"{asked}: the note shows {shown} of {len(found)} elements"
    return f"{said}; it lacks: {'; '.join(lacking)}." if lacking else f"{said}."


def _standing(suggestion: Suggestion) -> str:
    return f"suggested ({suggestion.group.value.replace('_', ' ')}), from {words.quoted(suggestion.evidence)}"


def _said(verdict: str, outcome: Outcome, buttons: Iterable[Button], codes: tuple[str, ...]) -> Reply:
    return Reply(
        verdict=verdict, outcome=outcome, buttons=tuple(buttons), codes=codes, visibility=Visibility.PRIVATE, topic="case", confidential=True
    )
