"""Makes any string safe to show: a reply may quote a document, and a document may hold anything.

An escape sequence could recolour the screen, set the clipboard or rewrite lines above; a direction override
could show a code backwards. None of them survives `clean`.
"""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, screen
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]{0,4096}(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, …: title, links, clipboard
    r"|\x1b[ -/]+[0-~]"  # character sets; of a two-character escape only the ESC goes, the letter may be part of a code
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and newline
    r"\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction marks, zero widths
    r"\U000e0000-\U000e007f]"  # tags: text that nobody sees
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` without escape sequences, controls and direction marks; newlines stay, tabs become spaces."""
    text = _LINE_ENDS.sub("\n", _SEQUENCE.sub("", text))
    return encodable(_UNSEEN.sub("", text)).expandtabs(4)


def clean_line(text: str) -> str:
    """`clean`, on one line, with runs of blanks made one."""
    return " ".join(clean(text).split())


def encodable(text: str) -> str:
    """`text` with what cannot be written as UTF-8 (lone surrogates: undecodable bytes typed at a prompt) replaced."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def cut(text: str, limit: int) -> str:
    """`text` up to `limit` characters; says how many were left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()} … ({len(text) - limit:,} more characters)"
