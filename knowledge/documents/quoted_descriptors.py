"""Descriptors of CPT and CDT codes that a document quotes are dropped, since only a licensed copy may show them. Pure.

What is found: text in brackets or quotation marks right after a code, or after a dash or colon when it reads like a title; and the
lines of a list or table that begin with a code. What is not found: a descriptor that is worked into a sentence without
quotation marks, or stands before its code. So a document that quotes them so must not be dropped in without a licence;
README says it.
"""

from __future__ import annotations

import re

_CODE = r"(?:\d{4}[0-9A-Z]|D\d{4})"
_CODES = rf"(?<![\w.$-]){_CODE}(?:\s*(?:[-\u2013,/]|and|or|through|to|&)\s*{_CODE})*(?![\w.%])"
_NESTED = r"\((?:[^()]|\([^()]*\))*\)"
_BRACKETED = re.compile(rf"({_CODES})[,:]?\s*(?:{_NESTED}|\[[^\]]*\]|\u201c[^\u201d]*\u201d|\"[^\"]*\")")
_UNCLOSED = re.compile(rf"({_CODES})\s*\([^()]*(?:\([^()]*\)[^()]*)*$")
_TITLED = re.compile(rf"({_CODES})\s*(?:[\u2013\u2014:]|-(?=\s))\s*[A-Z][^.;\n]*")
_LISTED = re.compile(rf"^(\W{{0,3}}(?:(?:CPT|HCPCS)\s*(?:codes?)?:?\s*)?{_CODE})(?:\s*[;|\t]\s*|\s+(?=[A-Z])).*$")
_KEPT_INSIDE = re.compile(
    rf"^\W*(?:see|e\.g\.|i\.e\.|effective|deleted|added|modifiers?|units?|cpt|hcpcs|column|status|mue|mai|{_CODE}|\d+\s*(?:units?|minutes?|days?)?\W*$)",
    re.IGNORECASE,
)
"""What stands in brackets after a code and is no descriptor: a reference, a date, other codes, a number of units."""


def without_descriptors(text: str) -> tuple[str, int]:
    """The text without what reads as the descriptor of a code, and how often something was dropped."""
    dropped = 0

    def drop(match: re.Match[str]) -> str:
        nonlocal dropped
        said = match[0][len(match[1]) :].strip(' ,:-\u2013\u2014([\u201c"')
        if _KEPT_INSIDE.match(said):
            return match[0]
        dropped += 1
        return match[1]

    for pattern in (_BRACKETED, _UNCLOSED, _TITLED):
        text = pattern.sub(drop, text)
    lines = []
    for line in text.split("\n"):
        match = _LISTED.match(line)
        lines.append(drop(match) if match else line)
    return "\n".join(lines), dropped
