"""The shape of ICD-10-CM codes: keys without the dot, dotted form, 7th characters. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.model import SeventhCharacter

CATEGORY_LENGTH = 3
SEVENTH_POSITION = 7

_SHAPE = re.compile(r"[A-Z][0-9A-Z]{2}([0-9A-Z]{1,4})?")

_RESTRICTION = re.compile(
    r"7th characters? (?P<chars>[A-Z](?:(?:,| and| or)+ ?[A-Z])*) do(?:es)? not apply to codes in category (?P<category>[A-Z]\d[0-9A-Z])"
    r" with 6th character (?P<sixth>.+)"
)


def key(code: str) -> str:
    """`e11.9` → `E119`: upper case, no dot, no blanks. The form in which codes are compared."""
    return code.replace(".", "").replace(" ", "").upper()


def dotted(code: str) -> str:
    """`E119` → `E11.9`; categories stay as they are."""
    plain = key(code)
    return plain if len(plain) <= CATEGORY_LENGTH else f"{plain[:CATEGORY_LENGTH]}.{plain[CATEGORY_LENGTH:]}"


def looks_like(code: str) -> bool:
    """Whether the text has the shape of an ICD-10-CM code (it may still not exist)."""
    return _SHAPE.fullmatch(key(code)) is not None


def with_seventh(base: str, character: str) -> str:
    """`T81.40` + `A` → `T81.40XA`: pads with placeholder X up to the 7th position (guideline I.A.5)."""
    return dotted(key(base).ljust(SEVENTH_POSITION - 1, "X") + character)


def restricted_seventh(notes: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
    """Notes of a category → {(category, 6th character): 7th characters that do not apply}.

    The tabular list restricts 7th characters in prose, e.g. at S06 for the codes of death before regaining
    consciousness. Only that published sentence form is read.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    for note in notes:
        match = _RESTRICTION.search(note)
        if match:
            characters = frozenset(re.findall(r"[A-Z]", match["chars"]))
            for sixth in re.findall(r"(?:^|\bor )([0-9A-Z])\b", match["sixth"]):
                found[match["category"], sixth] = characters
    return found


def allowed_seventh(
    base: str, choices: Iterable[SeventhCharacter], restrictions: dict[tuple[str, str], frozenset[str]]
) -> tuple[SeventhCharacter, ...]:
    """The 7th characters that may follow `base`, after the restrictions of its category."""
    plain = key(base)
    sixth = plain[SEVENTH_POSITION - 2] if len(plain) >= SEVENTH_POSITION - 1 else "X"
    barred = restrictions.get((plain[:CATEGORY_LENGTH], sixth), frozenset())
    return tuple(choice for choice in choices if choice.character not in barred)
