"""Modifiers that a question names beside its codes → the lines of its claim. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.coding import modifiers
from bot.coding.claim import Claim

MAX_MODIFIERS = 4
"""As many as a line has places for."""
_MODIFIER_IN_LIST = re.compile(r"\d\d|[A-Z][A-Z0-9]")
_ON_CODE = re.compile(
    r"(?<![\w.-])(?P<list>(?:\d\d|X[ESPU]|[LR]T|TC)(?:(?:\s*[,/&+]\s*|\s+and\s+)(?:\d\d|X[ESPU]|[LR]T|TC))*)"
    r"\s+(?:on|to|onto|for)\s+(?:the\s+)?(?P<code>\d{4}[0-9A-Z]|[A-Z]\d{4})\b"
)
"""`25 and 59 on 99213`"""
_CODE_WITH = re.compile(
    r"(?<![\w.-])(?P<code>\d{4}[0-9A-Z]|[A-Z]\d{4})\s+(?:with|w/)\s*(?:an?\s+|modifiers?\s+)*(?P<list>(?:\d\d|X[ESPU]|[LR]T|TC)"
    r"(?:(?:\s*[,/&+]\s*|\s+and\s+)(?:\d\d|X[ESPU]|[LR]T|TC)(?!\w))*)(?![\w.]|\s*(?:units?|min))"
)
"""`99213 with 25 and a 20610`"""
_MEANT = tuple(
    (re.compile(pattern, re.IGNORECASE), modifier)
    for pattern, modifier in (
        (r"\bbilateral", "50"),
        (r"\bassistant\b", "80"),
        (r"\bco-?surgeon", "62"),
        (r"\bprofessional component\b", "26"),
        (r"\btechnical component\b", "TC"),
    )
)
"""What a modifier is called, where none is named."""


def with_modifiers(text: str, claim: Claim, named: tuple[str, ...]) -> Claim:
    """`is modifier 50 right on 20610`: a modifier that is named beside a single line is asked about on it.

    Of several lines it is the one that the words put it on: `25 and 59 on 99213 with 20610`.
    """
    if len(claim.lines) > 1:
        put = {m["code"].upper(): _MODIFIER_IN_LIST.findall(m["list"]) for p in (_ON_CODE, _CODE_WITH) for m in p.finditer(text)}
        known = {code: tuple(x for x in said if modifiers.known(x) is not None)[:MAX_MODIFIERS] for code, said in put.items()}
        lines = (replace(x, modifiers=known[x.code]) if known.get(x.code) and not x.modifiers else x for x in claim.lines)
        return replace(claim, lines=tuple(lines))
    named = named or tuple(modifier for words, modifier in _MEANT if words.search(text))[:1]
    if len(claim.lines) != 1 or claim.lines[0].modifiers or not 0 < len(named) <= MAX_MODIFIERS:
        return claim
    return replace(claim, lines=(replace(claim.lines[0], modifiers=named),))
