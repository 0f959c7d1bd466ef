"""Requests that are refused in one line, with what is right instead. Pure; by the words of the request.

Rules: a code follows the record, not the payment; a modifier follows the facts, not the edit; a note is its author's. The bot's own
settings, other people's questions and what only admins do are nobody's question in a chat, and CPT is not handed out in bulk. To ask
what upcoding is, how an edit works or what a note must hold is no such request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, and what to ask instead."""

    verdict: str
    instead: str


_SETTINGS = Refusal(
    "My settings and instructions are not something I show or change from a chat.",
    "Ask about a code or a coding rule; /about says what is loaded.",
)
_OTHERS = Refusal(
    "What other people asked, and what only admins do, is not done from a question.",
    "Admins use coderly kb and /team; /forget me deletes what is kept of you.",
)
_BULK = Refusal(
    "CPT is the AMA's and is not handed out in bulk.",
    "Ask about the codes that you need, a few at a time; lists come from the AMA or your own licensed files.",
)
_PAID = Refusal(
    "No: the code follows what was done and documented, not what it pays.",
    "Ask for the criteria of a level or a code, and compare them with the record; if the record is unclear, query the provider without leading.",
)
_PAST = Refusal(
    "No: a modifier or a note states what happened; it is not a way past an edit.",
    "Ask what the modifier requires. If it was done but not written down, the provider may add a dated, signed addendum; a query must not lead.",
)
_COVER = Refusal(
    "No: the diagnosis is the one that the record gives, not the one that is covered.",
    "Ask which diagnoses an LCD or NCD lists, and compare them with the record; an ABN tells the patient before the service.",
)

_MONEY = (
    r"(?:more money|more reimbursement|higher pay\w*|pay(?:s|ing)? (?:the )?(?:more|most|best|higher)|better (?:pay\w*|reimburse\w*)"
    r"|maximi[sz]\w+|get paid"
    r"|make more|increase (?:our |the |my )?(?:revenue|reimbursement|payment)|bill higher|higher reimbursement|boost\w*|squeeze)"
)
_LEVEL = (
    r"(?:higher (?:level|code|paying)|highest (?:level|code|paying)|level (?:5|five)|upcode|up-code|up code|bump (?:it |this |that |the \w+ )?up"
    r"|9920[45]|9921[45])"
)
_NOTE = r"(?:note|notes|documentation|record|chart|hpi|assessment|report|addendum)"
_HIDE = r"(?:ignore|disregard|forget|override|bypass)"

_REFUSALS: tuple[tuple[Refusal, str], ...] = (
    (
        _SETTINGS,
        r"\b(?:system prompt|hidden prompt|your (?:instructions|prompt|settings|configuration|rules|api keys?|source code|guardrails)"
        r"|api[- ]?keys?|bot token"
        r"|secret key|passwords?|environment variables?|database url|config(?:uration)? file|developer mode|jailbr\w+|dan mode)\b"
        r"|(?<!\w)\.env\b"
        rf"|\b{_HIDE} (?:all |any |your |the |previous |prior |above |these )+(?:instructions|rules|prompts?|guidelines|restrictions"
        rf"|safety)\b"
        r"|\byou are now\b|\bpretend (?:that )?you(?:'re| are)?\b|\bact as (?:an?|if|root|admin)\b",
    ),
    (
        _OTHERS,
        r"\b(?:make|give) me (?:an? )?(?:admin|trusted|root)|\bgrant me\b|\b(?:delete|drop|wipe|erase|reload|rebuild|roll ?back) (?:the "
        r"|your |all )?"
        r"(?:knowledge base|kb|database|snapshot|index|logs?|audit|everything)\b|\b(?:show|list|tell|give|read) (?:me )?(?:what |the "
        r"|all |other |everyone'?s |everybody'?s )*"
        r"(?:other (?:people|users?|persons?)(?:'s)?|users?'|everyone'?s|everybody'?s|\w+'s) (?:questions?|chats?|messages?"
        r"|conversations?|history|asked)"
        r"|\bwhat did (?!the|a |an |cms|medicare|ama)\w+ ask\b|\bshut ?down\b.{0,20}\b(?:bot|server|service)\b|\brun (?:a "
        r"|the )?(?:shell|command|sql|script)\b|\brm -rf\b"
        r"|\bdrop table\b",
    ),
    (
        _BULK,
        r"\b(?:all|every|entire|whole|full|complete)\b.{0,20}\b(?:cpt|descriptors?|codebook|code ?set)\b.{0,40}\b(?:list|dump|export"
        r"|descriptors?|descriptions?|excel|csv|file"
        r"|spreadsheet|codes)\b|\b(?:list|dump|export|download|print|give me|send me)\b.{0,20}\b(?:all|every|entire|whole|full"
        r"|complete)\b.{0,30}\b(?:cpt|descriptors?|codebook)\b"
        r"|\b(?:ama|official|verbatim|exact) (?:cpt )?(?:descriptors?|descriptions?|wording)\b.{0,40}\b(?:all|every|list|range|chapter"
        r"|section|\d{5} ?(?:to|-) ?\d{5})",
    ),
    (
        _COVER,
        r"\b(?:which|what|pick|find|choose|give me|use|change|switch|swap)\b.{0,30}\b(?:dx|diagnos[ie]s"
        r"|icd(?:-?10)?(?: codes?)?)\b.{0,40}\b(?:so (?:that )?(?:it|medicare|they|the)"
        r"|to (?:get|make|have) (?:it|this|them)|get (?:it|this) (?:paid|covered)|medicare (?:will|would) pay|instead so)",
    ),
    (
        _PAST,
        rf"\b(?:word|write|reword|rephrase|change|edit|alter|rewrite|draft|backdate|back-date|fake|make up|invent"
        rf"|fabricate)\b.{{0,40}}\b{_NOTE}\b.{{0,60}}"
        r"\b(?:level|9920[2-5]|9921[1-5]|pay|paid|supports?|qualif\w+|pass|medical necessity|bill)"
        rf"|\b(?:backdate|back-date|fake|fabricate)\b.{{0,40}}\b(?:{_NOTE}|signature|date)\b"
        r"|\b(?:get|slip|sneak|squeeze|trick|fool|beat|avoid|dodge|circumvent|work)\b.{0,25}\b(?:past|around|through"
        r"|out of)\b.{0,25}\b(?:edits?|denials?|scrubber|ncci|payer|mue|audit)"
        r"|\b(?:trick|fool|beat|dodge|circumvent|evade)\b.{0,20}\b(?:edits?|scrubber|ncci|payer|mue|audit\w*)"
        r"|\b(?:add|use|put|append|slap|stick|throw)\b.{0,40}\b(?:modifier|mod|25|59|x[esup])\b.{0,60}\b(?:only did|without (?:a"
        r"|any) (?:visit|exam|separate)|even (?:though|if)"
        r"|just to|get (?:it |this |them )?paid|avoid (?:the |a )?(?:denial|bundling|edit)|(?:wasn't|was not|weren't|didn't|did not))"
        r"|\bsplit\b.{0,30}\b(?:lines?|claims?|dates?|days)\b.{0,30}\b(?:to (?:get|avoid|beat)|so (?:that )?(?:it"
        r"|they))\b.{0,20}\b(?:paid|mue|edit|around)"
        r"|\bchange the date\b.{0,40}\b(?:paid|cover\w*|global|edit)",
    ),
    (
        _PAID,
        rf"\b{_LEVEL}\b.*\b{_MONEY}|\b{_MONEY}\b.*\b(?:{_LEVEL}|code|level|visit)\b|\b(?:upcode|up-code)\b(?!ing\b)(?! (?:mean|is|risk))"
        r"|\bbill\b.{0,20}\b(?:more than|higher than|something)\b.{0,30}\b(?:was |were )?(?:done|documented|did)\b"
        r"|(?<!\bif we )(?<!\bif i )(?<!\bif you )\bbill\b.{0,40}\b(?:not|wasn't|never|isn't) (?:done|performed|documented|provided)\b"
        r"|\bpick (?:the|a|one)\b.{0,30}\bpays?\b"
        r"|\b(?:always|just) (?:bill|code|use) (?:a |the )?(?:9921[45]|level (?:4|5|four|five))\b",
    ),
)
_COMPILED = tuple((answer, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for answer, pattern in _REFUSALS)


def refusal(text: str) -> Refusal | None:
    """The refusal that a request calls for, or None."""
    return next((answer for answer, pattern in _COMPILED if pattern.search(text)), None)
