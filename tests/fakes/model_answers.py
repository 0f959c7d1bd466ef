"""What a model may make of its facts: answers that keep them, and answers that spoil them in one of a dozen ways.

Each maker takes the numbered facts of a prompt and a seed, and gives sentences with their citations; nothing where the facts do not
lend themselves to it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

Facts = dict[str, str]
Maker = Callable[[str, random.Random, Facts], str]

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"(])")
_CODE = re.compile(r"(?<![\w.-])(?:\d{5}|[A-Z]\d{4}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![\w-])(?!\.\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,4}(?![\w-]|[.,]\d|%)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_MODIFIER = re.compile(r"(?<=[Mm]odifier )(?:\d\d|[A-Z][A-Z0-9])\b")
_VERB = re.compile(r"\b(is|are|may|can|must|should|does|do|was|were)\b(?! not)")
_NOT = re.compile(r"\b(is|are|may|can|must|should|does|do) not\b|\bcannot\b|\bnever\b")
_SAYS_NOTHING = dict.fromkeys("report reported reports applies apply billed called states describe describes example listed should payment".split(), "")
"""Words whose moving makes bad English and no other statement."""
_OPPOSITE = {
    "paid": "denied", "payable": "denied", "denied": "paid", "before": "after", "after": "before", "more": "less", "less": "more", "least": "most",
    "first": "last", "always": "never", "never": "always", "same": "different", "different": "same", "facility": "office", "new": "established",
    "established": "new", "inpatient": "outpatient", "outpatient": "inpatient", "included": "excluded", "unrelated": "related", "related": "unrelated",
    "major": "minor", "minor": "major", "covered": "denied", "separately": "together", "professional": "technical", "technical": "professional",
    "must": "may", "may": "must", "without": "with", "both": "neither", "left": "right", "right": "left", "only": "always", "acute": "chronic",
    "higher": "lower", "begins": "ends", "active": "deleted", "reportable": "deleted", "each": "some", "primary": "secondary",
}  # fmt: skip
_SYNONYMS = {
    "physician": "doctor", "reported": "billed", "report": "bill", "same day": "same date", "is not": "isn't", "are not": "aren't",
    "does not": "doesn't", "do not": "don't", "paid": "payable", "all": "every", "after": "following", "before": "prior to", "needs": "requires",
    "unless": "except", "visits": "encounters", "more": "greater",
}  # fmt: skip


def sentences(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every sentence of the facts with the name of its fact; short ones say too little to be spoilt."""
    for name, text in facts.items():
        for part in _SENTENCE.split(text):
            if len(part.split()) >= 5 and part.endswith("."):
                yield name, part


def _swapped(found: list[re.Match[str]], text: str) -> str:
    a, b = found[0], next((m for m in found[1:] if m[0].removesuffix("s") != found[0][0].removesuffix("s")), found[0])
    return text if a is b else text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]


def _replaced(pattern: re.Pattern[str], text: str, chance: random.Random, new: Callable[[str], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + new(match[0]) + text[match.end() :]


def _other_code(text: str, chance: random.Random, facts: Facts) -> str:
    return _replaced(_CODE, text, chance, lambda code: chance.choice([c for c in ("99215", "J9999", "E11.65", "27447", "Z99.9") if c not in text]))


def _codes_changed_over(text: str, chance: random.Random, facts: Facts) -> str:
    found = list(_CODE.finditer(text))
    return _swapped(found, text) if len(found) > 1 else text


def _columns_changed_over(text: str, chance: random.Random, facts: Facts) -> str:
    changed = re.sub(r"\b([Cc]olumn) ([12])\b", lambda m: f"{m[1]} {3 - int(m[2])}", text)
    return changed if "olumn" in text else text


def _negated(text: str, chance: random.Random, facts: Facts) -> str:
    return _VERB.sub(r"\1 not", text, count=1)


def _no_longer_negated(text: str, chance: random.Random, facts: Facts) -> str:
    return _NOT.sub(lambda m: m[1] or {"cannot": "can", "never": "always"}[m[0]], text, count=1)


def _other_number(text: str, chance: random.Random, facts: Facts) -> str:
    return _replaced(_NUMBER, text, chance, lambda number: str(int(number) + chance.choice((1, 2, 10))))


def _numbers_changed_over(text: str, chance: random.Random, facts: Facts) -> str:
    found = list(_NUMBER.finditer(text))
    return _swapped(found, text) if len(found) > 1 else text


def _other_date(text: str, chance: random.Random, facts: Facts) -> str:
    return _replaced(_DATE, text, chance, lambda day: f"{int(day[:4]) - 1}{day[4:]}")


def _other_modifier(text: str, chance: random.Random, facts: Facts) -> str:
    return _replaced(_MODIFIER, text, chance, lambda old: chance.choice([m for m in ("25", "59", "57", "TC", "XU", "78") if m != old]))


def _opposite(text: str, chance: random.Random, facts: Facts) -> str:
    words = [m for m in re.finditer(r"[a-z]+", text) if m[0] in _OPPOSITE]
    if not words:
        return text
    word = chance.choice(words)
    return text[: word.start()] + _OPPOSITE[word[0]] + text[word.end() :]


def _condition_dropped(text: str, chance: random.Random, facts: Facts) -> str:
    head = re.sub(r",? (?:unless|only if|except|if|when|until)\b[^;,.]*(?=\.$)", "", text)
    return head if head != text and len(head.split()) >= 4 else text


def _more_than_the_fact(text: str, chance: random.Random, facts: Facts) -> str:
    more = chance.choice((" and 99215 pays $88.05", " and so does modifier 57", ", which a payer must accept", " for a broken toe", ", twice a year"))
    return text.removesuffix(".") + more + "."


def _subjects_changed_over(text: str, chance: random.Random, facts: Facts) -> str:
    words = [m for m in re.finditer(r"(?<![\w-])[a-z]{6,}(?![\w-])", text) if m[0] not in _OPPOSITE | _SAYS_NOTHING and not m[0].endswith("ly")]
    return _swapped(words, text) if len(words) > 1 else text


SPOILERS: dict[str, Maker] = {
    "another code": _other_code,
    "codes changed over": _codes_changed_over,
    "columns changed over": _columns_changed_over,
    "negated": _negated,
    "no longer negated": _no_longer_negated,
    "another number": _other_number,
    "numbers changed over": _numbers_changed_over,
    "another date": _other_date,
    "another modifier": _other_modifier,
    "the opposite": _opposite,
    "condition dropped": _condition_dropped,
    "more than the fact": _more_than_the_fact,
    "words changed over": _subjects_changed_over,
}


def spoilt(facts: Facts, chance: random.Random, how: str, count: int = 3) -> list[str]:
    """Up to `count` sentences, spoilt in one way, each citing the fact that it misquotes."""
    made = []
    pairs = list(sentences(facts))
    chance.shuffle(pairs)
    said = {text for _, text in pairs}
    for name, text in pairs:
        changed = SPOILERS[how](text, chance, facts)
        if changed != text and changed not in said:
            made.append(f"{changed.removesuffix('.')} [{name}].")
        if len(made) == count:
            break
    return made


def wrongly_cited(facts: Facts, chance: random.Random, count: int = 3) -> list[str]:
    """Sentences that cite another fact than theirs."""
    pairs = [(name, text) for name, text in sentences(facts)]
    chance.shuffle(pairs)
    others = [(text, other) for name, text in pairs for other in facts if other != name and text.removesuffix(".") not in facts[other]]
    return [f"{text.removesuffix('.')} [{other}]." for text, other in others[:count]]


def _as_it_stands(text: str, chance: random.Random, facts: Facts) -> str:
    return text


def _led_in(text: str, chance: random.Random, facts: Facts) -> str:
    lead = chance.choice(("In short, ", "Note that ", "As the source says, ", "According to the rule, ", "Here ", "So "))
    first = text.split()[0]
    return lead + (text[0].lower() + text[1:] if first.isalpha() and not first.isupper() else text)


def _in_other_words(text: str, chance: random.Random, facts: Facts) -> str:
    for word, other in _SYNONYMS.items():
        text = re.sub(rf"\b{word}\b", other, text)
    return text


def _without_brackets(text: str, chance: random.Random, facts: Facts) -> str:
    return re.sub(r" \([^()]*\)", "", text)


def _first_statement(text: str, chance: random.Random, facts: Facts) -> str:
    head = text.partition("; ")[0]
    return text if head == text or len(head.split()) < 4 or "(" in head else head + "."


def _without_adjective(text: str, chance: random.Random, facts: Facts) -> str:
    return re.sub(r"\b(?:significant|usual|own|whole|certain|particular|relevant|proper|clearly|usually|very) ", "", text, count=1)


FAITHFUL: dict[str, Maker] = {
    "as it stands": _as_it_stands,
    "led in": _led_in,
    "in other words": _in_other_words,
    "without brackets": _without_brackets,
    "first statement": _first_statement,
    "without an adjective": _without_adjective,
}


def kept(facts: Facts, chance: random.Random, how: str, count: int = 3) -> list[str]:
    """Up to `count` sentences that say what their fact says, put in one way."""
    pairs = list(sentences(facts))
    chance.shuffle(pairs)
    return [f"{FAITHFUL[how](text, chance, facts).removesuffix('.')} [{name}]." for name, text in pairs[:count]]
