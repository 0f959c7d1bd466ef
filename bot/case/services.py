"""Where a note names a service: what was done, planned or declined. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.case.model import Sentence
from knowledge.dictionary.words import spelled, stop_words, tokens

_NAMES = re.compile(
    r"(?:[a-z]{3,}(?:ectomy|otomy|ostomy|plasty|oscopy|scopy|centesis|pexy|rrhaphy|desis|ography|gram)|biopsy|biopsied|excision|excised|resection|resected"
    r"|repair|repaired|removal|replacement|injection|injected|debridement|debrided|drainage|aspiration|ultrasound|echo|ekg|ecg|mri|ct|x-?ray|vaccination"
    r"|vaccine|sutur\w+|casting|fixation|transfusion|dialysis|intubat\w+|catheteri[sz]ation|amputation|amputated|fusion|bypass|release|reconstruction"
    r"|ablation|emboli[sz]ation|lavage|venipuncture|infusion)",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned)?:?(?: (?:for|to|an?))?|scheduled?|recommend\w*|consider\w*|will (?:\w+ )?(?:undergo|have|get|need|order|obtain|be)|refer\w* (?:for|to)"
    r"|order\w*|candidate for|declin\w+|refus\w+|offered|discussed|awaiting|needs?|if|would)(?!\w)",
    re.IGNORECASE,
)
_VERBS = frozenset("underwent performed done had shows showed revealed patient was were is are under general anesthesia today yesterday after before"
                   " s p status post pod no not never without denies declined plan planned scheduled refused recommend recommended".split())  # fmt: skip
_XRAY = "xray"
_BEFORE, _AFTER = 3, 5
_BREAK = re.compile(r"[,.;:()\n█]")


@dataclass(frozen=True, slots=True)
class Service:
    """A service named at `start` to `end` of the note; `name` is the word that names it. `planned`: it is not said to be done."""

    sentence: int
    start: int
    end: int
    name: str
    planned: bool


def services(sentences: tuple[Sentence, ...]) -> Iterator[Service]:
    """Every service of a note, the words around the naming one with it."""
    for number, sentence in enumerate(sentences):
        words = tokens(sentence.text)
        taken = -1
        for at, (word, start, _) in enumerate(words):
            after = words[at + 1][0] if at + 1 < len(words) else ""
            name = _XRAY if (word.lower(), after.lower()) == ("x", "ray") else word
            if at <= taken or _NAMES.fullmatch(name) is None:
                continue
            first, last = _from(sentence.text, words, at), _to(sentence.text, words, at)
            taken = last
            planned = _PLANNED.search(sentence.text, 0, start) is not None
            yield Service(number, sentence.start + words[first][1], sentence.start + words[last][2], name, planned)


def _from(text: str, words: list[tuple[str, int, int]], at: int) -> int:
    first = at
    while first > max(0, at - _BEFORE) and not _BREAK.search(text, words[first - 1][2], words[first][1]):
        if spelled(words[first - 1][0]) in stop_words() or spelled(words[first - 1][0]) in _VERBS:
            break
        first -= 1
    return first


def _to(text: str, words: list[tuple[str, int, int]], at: int) -> int:
    last = reach = at
    while reach < min(len(words) - 1, at + _AFTER) and not _BREAK.search(text, words[reach][2], words[reach + 1][1]):
        reach += 1
        if spelled(words[reach][0]) in _VERBS:
            break
        if spelled(words[reach][0]) not in stop_words():
            last = reach
    return last
