"""How text is brought to the form in which it is indexed and searched. Pure functions."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")

_BLANKS = re.compile(r"[^\S\n]{9,}")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")


def folded(text: str) -> str:
    """Lower case, without accents (Ménière → meniere), words separated by one blank, nothing else."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.lower().replace("'s ", "s ").replace("\u2019s ", "s ")).strip()


def printable(text: str) -> str:
    """The text without control, zero-width and direction characters; line breaks and tabs stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_long_blanks(text: str) -> str:
    """The text with at most eight blanks and two empty lines in a row: patterns that allow blanks take the square of their number."""
    return _EMPTY_LINES.sub("\n\n\n", _BLANKS.sub(" " * 8, text))
