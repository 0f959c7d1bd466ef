"""What is to be said of a note as a whole: it is empty, too long, in another language, of two patients. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.case.model import Group, Notice, NoticeKind, Reason, Suggestion
from knowledge.dictionary.words import tokens

MOST_CHARACTERS = 60_000
"""Characters of a note that are read; longer ones are no note of one encounter."""
_FEW_WORDS = 3
_ENOUGH_WORDS = 15
_NOISE = 0.45
"""Share of words of a note that must be words: of text recognition gone wrong less are."""
_LATIN = 0.6

_ENGLISH = frozenset("the of and with was is are to in on for he she his her no patient had has by at from not without after".split())
_FOREIGN = frozenset(
    "el la los las de del que con por para una un se su al y en sin le les des une est avec dans pour et du aux der die das und mit von ist den"
    " ein eine nicht bei im zu il che di per con non della da não uma dos das com os em na no o".split()
) - {"no", "con", "die", "in"}  # fmt: skip
_LABEL = re.compile(r"^[ \t]*(patient(?: name)?|name|mrn|dob|date of birth|case|patient id)(?:[ \t]*#?[ \t]*\d+)?[ \t]*[:#]", re.IGNORECASE | re.MULTILINE)
_NUMBERED = re.compile(r"\b(?:patient|case|twin) (?:#?\s*)?([12ab]|one|two|i|ii)\b(?! (?:days?|weeks?|times?))", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(\d{1,3})[- ]?(?:year|yr|month|day)s?[- ]?old\s+(?:[a-z]+\s+){0,2}?(man|male|boy|gentleman|woman|female|girl|lady)\b", re.IGNORECASE
)
_MALE = frozenset(("man", "male", "boy", "gentleman"))


def before(text: str, known: Callable[[str], bool]) -> Iterator[Notice]:
    """What the text itself says. `known`: whether a word is one of the field or of every day."""
    words = [word.lower() for word, _, _ in tokens(text)]
    if not words:
        yield Notice(NoticeKind.EMPTY, "The note holds no words. Paste or attach its text.")
        return
    if len(words) < _FEW_WORDS:
        yield Notice(NoticeKind.TOO_LITTLE, "That is too little for a note: what is found rests on a word or two alone.")
    if len(text) > MOST_CHARACTERS:
        yield Notice(
            NoticeKind.TOO_LONG,
            f"The note has {len(text):,} characters; the first {MOST_CHARACTERS:,} were read. Send the rest by itself, one encounter at a time.",
        )
    if _is_foreign(text, words):
        yield Notice(NoticeKind.NOT_ENGLISH, "The note is not in English, so nothing is suggested. Send a translation.")
    elif len(words) >= _ENOUGH_WORDS and sum(map(known, words)) < _NOISE * len(words):
        yield Notice(
            NoticeKind.UNREADABLE, "Many words of the note are no words, as after text recognition. Compare what is found with the original."
        )
    if _several(text):
        yield Notice(NoticeKind.SEVERAL_PATIENTS, "The note seems to speak of more than one patient. Send one note a patient; check whose each code is.")


def after(suggestions: Sequence[Suggestion]) -> Iterator[Notice]:
    """What the outcome says."""
    if not suggestions:
        yield Notice(NoticeKind.NOTHING_FOUND, "No condition was found that the published lists have words for.")
    elif all(s.group is Group.LEFT_OUT and s.reason is Reason.NEGATED for s in suggestions):
        yield Notice(NoticeKind.ALL_NEGATED, "Every condition of the note is denied: there is nothing to code.")


def _is_foreign(text: str, words: Sequence[str]) -> bool:
    letters = [c for c in text if c.isalpha()]
    if sum(c.isascii() for c in letters) < _LATIN * len(letters):
        return True
    foreign, english = (sum(word in those for word in words) for those in (_FOREIGN, _ENGLISH))
    return foreign > max(english, 1) and foreign * _ENOUGH_WORDS > 2 * len(words)  # one alone may be an abbreviation: `Na 128`


def _several(text: str) -> bool:
    labels = [match[1].lower() for match in _LABEL.finditer(text)]
    if any(labels.count(label) > 1 for label in labels):
        return True
    if len({match[1].lower() for match in _NUMBERED.finditer(text)}) > 1:
        return True
    return len({match[2].lower() in _MALE for match in _PERSON.finditer(text)}) > 1
