"""Requests that are refused in one line, with what is right instead. Pure; by the words of the request.

Rules: a code follows the record, not the payment; a modifier follows the facts, not the edit. The bot's own
settings are nobody's question in a chat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and what to ask instead."""

    verdict: str
    instead: str


_PAYMENT = r"(?:more money|higher pay\w*|pays? more|better reimburse\w*|maximi[sz]e|get paid more|increase revenue|bill higher)"
_LEVEL = r"(?:higher (?:level|code|paying)|upcode|up-code|bump (?:it )?up)"

_REFUSALS: tuple[tuple[re.Pattern[str], Refusal], ...] = (
    (
        re.compile(
            r"\b(?:system prompt|your (?:instructions|prompt|settings|configuration|api keys?)|api[- ]?keys?|secret key|environment variables?"
            r"|ignore (?:all |any |your |the |previous )+(?:instructions|rules|prompts?)|developer mode|jailbreak)\b",
            re.IGNORECASE,
        ),
        Refusal(
            "My settings and instructions are not something I show or change from a chat.",
            "Ask about a code or a coding rule; /about says what is loaded.",
        ),
    ),
    (
        re.compile(
            rf"\b{_LEVEL}\b.*\b{_PAYMENT}|\b{_PAYMENT}\b.*\b(?:{_LEVEL}|code|level|visit)\b|\b(?:upcode|up-code)\b(?!ing\b)", re.IGNORECASE
        ),
        Refusal(
            "No: the code follows what was done and documented, not what it pays.",
            "Ask for the criteria of a level or a code, and compare them with the record; if the record is unclear, query the provider.",
        ),
    ),
    (
        re.compile(
            r"\b(?:word|write|reword|change|edit|alter)\b.{0,30}\b(?:note|documentation|record|chart)\b.{0,40}\b(?:level|9921[1-5]|pay|supports?|qualif)"
            r"|\b(?:get|slip|sneak)\b.{0,20}\b(?:past|around|through)\b.{0,20}\b(?:edit|denial|scrubber|ncci|payer)"
            r"|\b(?:add|use|put)\b.{0,40}\bmodifier\b.{0,60}\b(?:only did|without (?:a|any)|even though|bypass|get (?:it )?paid|avoid)",
            re.IGNORECASE,
        ),
        Refusal(
            "No: a modifier or a note states what happened; it is not a way past an edit.",
            "Ask what the modifier requires. If it was done but not written down, the provider may add a dated, signed addendum; a query must not lead.",
        ),
    ),
)


def refusal(text: str) -> Refusal | None:
    """The refusal that a request calls for, or None."""
    return next((answer for pattern, answer in _REFUSALS if pattern.search(text)), None)
