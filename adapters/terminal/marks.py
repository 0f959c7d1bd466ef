"""Text in which codes stand out and citation marks can be told from the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from rich.text import Text

from adapters.terminal import limits, style
from adapters.terminal.clean import clean_line

_MARK = re.compile(r"\[\d{1,3}\]")


def marked(text: str, codes: Iterable[str] = ()) -> Text:
    """`text` (already clean) with `codes` in bold and `[1]` in colour."""
    out = Text(text, overflow="fold")
    out.highlight_regex(_MARK, style.MARK)
    names = sorted((re.escape(name) for name in map(clean_line, islice(codes, limits.MAX_MARKED)) if name), key=len, reverse=True)
    if names:
        out.highlight_regex(rf"(?<![\w.])(?:{'|'.join(names)})(?![\w.]*\w)", style.CODE)
    return out
