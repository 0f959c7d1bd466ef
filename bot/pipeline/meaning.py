"""Whether a sentence keeps the sense of the fact it cites: the same things in the same order under the same conditions. Pure.

Both are read as a row of tokens: *anchors* (codes, numbers, and words that carry the sense: `not`, `paid`, `before`, see
`relation_words`) and other content words. A sentence holds if its row can be laid over one sentence of the fact so that the order is
kept, no anchor is added or skipped, no border between two statements is crossed unseen, and no condition of what was taken is left out.
So `45380 is column 1` does not hold by `45385 is column 1 and 45380 column 2`, although each word of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.coding import grammar
from bot.pipeline.relation_words import LIMITS, NUMBERS, WORDING, class_of, said_as

_TOKEN = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)|(?P<number>\$?\d+(?:[.,]\d+)*(?![\w.]*[A-Za-z])%?)|(?P<code>[A-Za-z]*\d[\w.]*\w|[A-Za-z]\d)"
    r"|(?P<addon>add-?on\b)|(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)?)|(?P<open>\()|(?P<close>\))|(?P<hard>[;:.!?])|(?P<soft>[,/&+\u2013\u2014])",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"(])")
_PARTS = re.compile(r"\s*;\s+|,\s+(?:and|but|while|so)\s+|\s+(?:but|while|whereas)\s+", re.IGNORECASE)
_HARD_WORDS = frozenset("but while whereas so".split())
_SOFT_WORDS = frozenset("and or".split())
_CONTRAST = frozenset(("NOT", "NEVER"))
_CODE = re.compile(r"(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}|[A-Z][0-9][0-9A-Z]{1,5})\Z")
_PAIR = re.compile(r"[A-Z][A-Z0-9]\Z")
_PLAIN_CAPITALS = frozenset("OK US NO IN IF IT IS OR AN AS AT BY DO OF ON SO TO UP WE HE ME MY BE GO".split())
_ENDINGS = (
    "ations", "ation", "itions", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ives", "ive", "ies", "ied", "ers", "er", "ed", "es", "al",
    "ly", "is", "or", "s", "e", "y",
)  # fmt: skip
SOFT, HARD = 1, 2
MIN_TOKENS = 2
MAX_TOKENS = 120
"""Longer sentences are not compared; nobody writes them."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a row. `border` is what stands before it: nothing, a comma or `and`, or the end of a statement."""

    text: str
    anchor: bool
    border: int = 0
    aside: bool = False
    """In brackets: may be left out."""
    code: bool = False


def keeps(sentence: str, facts: Sequence[str]) -> bool:
    """Whether `sentence` says only what some sentence of `facts` says, or each of its parts does.

    Facts of one code need not have it in the same sentence: it is what they are about.
    """
    subject = _subject(facts)
    statements = [row for fact in facts for row in _sentences(fact, subject)]
    said = tuple(_without(tokens(sentence), subject))
    if not said or len(said) > MAX_TOKENS:
        return False
    if _holds(said, statements):
        return True
    parts = [tuple(_without(tokens(part), subject)) for part in _PARTS.split(sentence)]
    if len(parts) < 2 or any(len(part) < MIN_TOKENS for part in parts):
        return False
    named = [any(token.code for token in part) for part in parts]
    return len(set(named)) == 1 and all(_holds(part, statements) for part in parts)


def tokens(text: str) -> Iterator[Token]:
    """The row of a text, without words that say nothing by themselves."""
    border, aside = HARD, 0
    for match in _TOKEN.finditer(text):
        kind, written = match.lastgroup, match[0]
        if kind in ("open", "close"):
            aside = max(0, aside + (1 if kind == "open" else -1))
            continue
        if kind in ("hard", "soft"):
            border = max(border, HARD if kind == "hard" else SOFT)
            continue
        token = _token(kind or "", written)
        if token is None:
            word = written.lower()
            border = max(border, HARD if word in _HARD_WORDS else SOFT if word in _SOFT_WORDS else 0)
            continue
        yield replace(token, border=border, aside=aside > 0)
        border = 0


def _token(kind: str, written: str) -> Token | None:
    if kind == "date":
        return Token(written, anchor=True)
    if kind == "number":
        value = written.lstrip("$").rstrip("%").replace(",", "")
        return Token(value, anchor=True, code=_CODE.match(value) is not None)
    if kind == "code":
        value = written.replace(".", "").upper()
        return Token(value, anchor=True, code=_CODE.match(value) is not None)
    if kind == "addon":
        return Token("ADDON", anchor=True)
    if _PAIR.match(written) and written not in _PLAIN_CAPITALS:
        return Token(written, anchor=True)
    word = written.lower().replace("\u2019", "'").removesuffix("'s")
    if word.endswith("n't"):
        return Token("NOT", anchor=True)
    if word in NUMBERS:
        return Token(NUMBERS[word], anchor=True)
    name = class_of(word)
    if name:
        return Token(name, anchor=True)
    return None if word in WORDING else Token(stem(said_as(word)), anchor=False)


@cache
def stem(word: str) -> str:
    """`bundling` → `bundl`: the beginning that the forms of a word share."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _sentences(fact: str, subject: str) -> Iterator[tuple[Token, ...]]:
    for part in _SENTENCE.split(fact):
        row = tuple(_without(tokens(part), subject))
        if row:
            yield row


def _without(row: Iterator[Token], subject: str) -> Iterator[Token]:
    """The row without the code that everything is about; a border before it passes to the next token."""
    border = 0
    for token in row:
        if subject and token.text == subject:
            border = max(border, token.border)
            continue
        yield replace(token, border=max(border, token.border))
        border = 0


def _subject(facts: Sequence[str]) -> str:
    """The one code that the facts name outside of brackets; empty if they name several or none."""
    named = {token.text for fact in facts for token in tokens(fact) if token.code and not token.aside}
    found = {mention.code.replace(".", "") for fact in facts for mention in grammar.mentions(fact)}
    return next(iter(named)) if len(named) == 1 and named <= found else ""


def _holds(said: Sequence[Token], statements: Sequence[Sequence[Token]]) -> bool:
    for row in statements:
        for kept in (row, tuple(token for token in row if not token.aside)):
            places = _laid_over(said, kept)
            if places is not None and _conditions_kept(places, kept):
                return True
    return False


def _laid_over(said: Sequence[Token], row: Sequence[Token]) -> tuple[int, ...] | None:
    """Where in the row each token of the sentence stands; None if it cannot be laid over it."""
    dead: set[tuple[int, int]] = set()

    def follow(index: int, at: int) -> tuple[int, ...] | None:
        if (index, at) in dead or not _same(said[index], row[at]):
            return None
        if index + 1 == len(said):
            return (at,)
        for after in range(at + 1, len(row)):
            if _may_follow(said[index], said[index + 1], row, at, after):
                rest = follow(index + 1, after)
                if rest is not None:
                    return (at, *rest)
            if row[after].anchor:
                break  # an anchor is never skipped
        dead.add((index, at))
        return None

    return next((found for start in range(len(row)) if (found := follow(0, start)) is not None), None)


def _same(said: Token, there: Token) -> bool:
    return said.text == there.text or (said.text == "NOT" and there.text == "NEVER")


def _may_follow(said: Token, following: Token, row: Sequence[Token], at: int, after: int) -> bool:
    """Whether the step from one place to the next stays in one statement, or the sentence shows the border, too."""
    border = max(token.border for token in row[at + 1 : after + 1])
    if not border or following.border >= SOFT:
        return True
    return border == SOFT and after == at + 1 and not (said.anchor or following.anchor)


def _conditions_kept(places: Sequence[int], row: Sequence[Token]) -> bool:
    """Whether every limiting word of the statements that were touched was taken over.

    `…, not 59`: what is only told apart may be left out; `…, unless a bypass applies` may not.
    """
    taken = set(places)
    first = max((at for at in range(places[0] + 1) if row[at].border == HARD), default=0)
    last = next((at for at in range(places[-1] + 1, len(row)) if row[at].border == HARD), len(row))
    for at in range(first, last):
        limits = row[at].text in LIMITS and at not in taken
        told_apart = row[at].border == SOFT and row[at].text in _CONTRAST and at > places[-1]
        if limits and not told_apart:
            return False
    return True
