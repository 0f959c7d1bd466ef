"""Text as the patterns see it, with the way back to the text as it was typed.

In: any string. Out: a `Folded` string in which every known disguise is undone - full-width and foreign
digits, accents, no-break spaces, smart quotes, dashes of all lengths - and zero-width characters, combining
marks and stray control characters are gone. One kept character stands for one typed character, so a span
found in the folded text maps back exactly.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\U0010ffff]*")
_QUOTES = frozenset("‘’ʼ′´`‛＇")
_DASHES = frozenset("−⁃﹣－⸺")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` to search; `origin[i]` is where its character `i` stood, or `origin` is None if nothing was dropped."""

    text: str
    origin: tuple[int, ...] | None
    length: int

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The span of the typed text that the folded span stands for, dropped characters inside and behind included."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end] if end < len(self.origin) else self.length


def _fold_char(char: str) -> str:
    """One character, or nothing when it is invisible."""
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me", "Cc"):
        return " " if char == "\x85" else ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if char in _QUOTES:
        return "'"
    if category == "Pd" or char in _DASHES:
        return "-"
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    base = unicodedata.normalize("NFKD", char)
    kept = [part for part in base if not unicodedata.combining(part)]
    if len(kept) == 1 and kept[0].isascii():
        return kept[0]
    return _LETTERS.get(char, char)


_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "e", "Æ": "E", "œ": "e", "Œ": "E", "ß": "s"}


def fold(text: str) -> Folded:
    """Undo disguises. Linear in the text; plain ASCII, the usual case, comes back as it is."""
    if _PLAIN.fullmatch(text):
        return Folded(text, None, len(text))
    table = {ord(char): _fold_char(char) for char in set(text) if char >= "\x7f" or (char < " " and char not in "\t\n\r")}
    dropped = [code for code, replacement in table.items() if not replacement]
    if not dropped:
        return Folded(text.translate(table), None, len(text))
    gone = frozenset(map(chr, dropped))
    origin = tuple(index for index, char in enumerate(text) if char not in gone)
    return Folded(text.translate(table), origin, len(text))
