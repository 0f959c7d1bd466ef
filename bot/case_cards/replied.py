"""`/case` said in answer to a message that is a note: what is asked, and the two as one. Pure."""

from __future__ import annotations

import re

_ASKED = re.compile(
    r"\s*(?:/?case\b(?P<how>(?:[\s:,]+(?:inpatient|outpatient|dos\s+[\d/.-]+))*)|/?(?:suggest\s+)?codes?(?:\s+(?:for\s+)?(?:this|that)(?:\s+note)?)?)[\s:.?!]*",
    re.IGNORECASE,
)


def asks_for_codes(text: str) -> bool:
    """Whether a message asks for the codes of a note that it does not hold itself: `/case`, `case inpatient`, `codes for this note?`."""
    return _ASKED.fullmatch(text) is not None


def with_note(text: str, note: str) -> str:
    """The request with the note that it was an answer to: `case inpatient` → `/case inpatient: …`. `text` is one that `asks_for_codes`."""
    match = _ASKED.fullmatch(text)
    how = " ".join((match["how"] or "").replace(":", " ").split()) if match is not None else ""
    return f"/case {how}{':' if how else ''}\n{note}"
