"""What somebody wrote herself: without what her program quoted, without greeting, sign-off and signature. Pure.

What is left out is looked at by nobody: an instruction in a signature is as good as not there. Where nothing would be left, all of it
is kept, since a mail that loses its question is worse than one that says too much.
"""

from __future__ import annotations

import re

from adapters.email import limits
from bot.coding import grammar

_FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|i)\s*:", re.IGNORECASE)
_FORWARD_LINE = re.compile(
    r"^-{2,} ?(?:forwarded message|weitergeleitete nachricht|message transféré)|^begin forwarded message:", re.I | re.M
)
_REPLY_PREFIX = re.compile(r"\s*(?:(?:re|aw|sv|antw|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ATTRIBUTION_BEGINS = re.compile(r"(?:On|Am|Le|El) .{0,200}")
_ATTRIBUTION_ENDS = re.compile(r".{0,200}(?:wrote|schrieb.{0,60}|a écrit ?|escribió):\s*\Z")
_SIGNATURE = re.compile(r"\n-- ?(?:\n|\Z)")
_MOBILE = re.compile(r"(?:sent|gesendet|envoyé|enviado) (?:from|von|via|depuis|desde|mit) .{1,60}|get outlook for .{1,30}", re.IGNORECASE)
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)\b[^\n?]{0,40}[,!:.]?", re.IGNORECASE)
_VALEDICTION = re.compile(
    r"(?:(?:many |with )?(?:thanks|thank you|thx)(?: (?:so|very) much| in advance| again| and [\w ]{1,20})?"
    r"|(?:best|kind|warm|with kind|with best)(?: regards| wishes)?|regards|sincerely(?: yours)?|yours(?: truly| sincerely)?|cheers|respectfully)[,.!]?",
    re.IGNORECASE,
)
_SIGN_OFF_LINES = 8
_SIGN_OFF_WIDTH = 80


def own_words(text: str, subject: str = "", name: str = "") -> str:
    """What the author says in this mail. `subject` tells a forward, whose quotation is the matter itself; `name` is hers."""
    text = text[: limits.TEXT_CHARACTERS].strip()
    forward = bool(_FORWARDED.match(subject) or _FORWARD_LINE.search(text))
    said = _without_quotations(text, forward)
    said = _without_courtesies(_SIGNATURE.split(f"\n{said}", maxsplit=1)[0].strip() if not forward else said, name)
    return said if any(c.isalnum() for c in said) else text


def plain_subject(subject: str) -> str:
    """A subject without `Re:` and its like."""
    return _REPLY_PREFIX.sub("", subject, count=1).strip()


def is_follow_up(subject: str) -> bool:
    """Whether the subject is that of another mail."""
    return _REPLY_PREFIX.match(subject) is not None


def _without_quotations(text: str, forward: bool) -> str:
    from quotequail import unwrap

    lines = text.split("\n")
    head, tail = "\n".join(_attributions_on_one_line(lines[: limits.QUOTED_LINES])), "\n".join(lines[limits.QUOTED_LINES :])
    found = unwrap(head) or {}
    if not found:
        kept = [line for line in (*head.split("\n"), *tail.split("\n")) if not line.startswith(">")]
        return "\n".join(kept).strip()
    around = [str(found.get(name) or "") for name in ("text_top", "text_bottom")]
    if forward:
        return "\n\n".join(part for part in (around[0], str(found.get("text") or ""), around[1], tail) if part.strip())
    return "\n\n".join(part for part in around if part.strip())


def _attributions_on_one_line(lines: list[str]) -> list[str]:
    """`On … ⏎ … wrote:` broken over up to three lines, as Gmail does, is one line again."""
    out: list[str] = []
    at = 0
    while at < len(lines):
        taken = 1
        if _ATTRIBUTION_BEGINS.fullmatch(lines[at]):
            taken = next((n for n in (1, 2, 3) if at + n <= len(lines) and _ATTRIBUTION_ENDS.match(lines[at + n - 1])), 1)
        out.append(" ".join(line.strip() for line in lines[at : at + taken]) if taken > 1 else lines[at])
        at += taken
    return out


def _without_courtesies(text: str, name: str) -> str:
    lines = [line for line in text.split("\n") if not _MOBILE.fullmatch(line.strip())]
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and _GREETING.fullmatch(lines[0].strip()):
        lines.pop(0)
    for back in range(1, min(_SIGN_OFF_LINES, len(lines)) + 1):
        below = [line.strip() for line in lines[-back + 1 :]] if back > 1 else []
        if any(len(line) > _SIGN_OFF_WIDTH or "?" in line or grammar.mentions(line) for line in below):
            break
        if _VALEDICTION.fullmatch(lines[-back].strip()):
            return "\n".join(lines[:-back]).strip()
    called = {name.lower(), name.split(" ")[0].lower()} - {""}
    if lines and len(lines) > 1 and lines[-1].strip(" -–—.,").lower() in called:
        lines.pop()
    return "\n".join(lines).strip()
