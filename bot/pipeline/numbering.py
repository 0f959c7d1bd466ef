"""Numbers of sources as a reader sees them: from 1, in the order in which an answer refers to them. Pure.

Evidence numbers everything it found; an answer uses some of it. Sentences that are shown while a model still writes must bear the
numbers that the finished answer gives them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.turns import Citation, Field, Reply

_MARK = re.compile(r"\[(\d+)\]")


class Numbering:
    """Gives each source its number when it is first referred to."""

    def __init__(self, reply: Reply) -> None:
        """Begins with what stands before the prose of an answer: verdict, fields, tables."""
        self._known = frozenset(c.number for c in reply.citations)
        self._numbers: dict[int, int] = {}
        cells = (cell for table in reply.tables for row in ((table.caption,), *table.rows) for cell in row)
        for text in (reply.verdict, *(f"[{f.source}]" for f in reply.fields if f.source), *cells):
            self.of(text)

    def of(self, text: str) -> str:
        """The text with its marks renumbered; a mark of no source stays."""
        return _MARK.sub(lambda match: f"[{self.number(int(match[1]))}]", text)

    def number(self, source: int) -> int:
        """The number of a source; what is no source keeps its own."""
        if source not in self._known:
            return source
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    @property
    def used(self) -> tuple[int, ...]:
        """The sources referred to so far, in order, by the numbers that the evidence gave them."""
        return tuple(self._numbers)


def used_sources_only(reply: Reply) -> Reply:
    """The reply without sources that nothing in it refers to, the rest numbered from 1 in the order of the text.

    All sources stay if nothing refers to any.
    """
    numbering = Numbering(reply)
    body, rule = numbering.of(reply.body), numbering.of(reply.rule)
    if not numbering.used:
        return reply
    known = {c.number: c for c in reply.citations}
    return replace(
        reply,
        verdict=numbering.of(reply.verdict),
        body=body,
        rule=rule,
        fields=tuple(_renumbered(f, numbering.number(f.source) if f.source in known else 0) for f in reply.fields),
        tables=tuple(replace(t, caption=numbering.of(t.caption), rows=tuple(tuple(map(numbering.of, row)) for row in t.rows)) for t in reply.tables),
        citations=tuple(_numbered(known[source], numbering.number(source)) for source in numbering.used),
    )


def _renumbered(field: Field, source: int) -> Field:
    return field if field.source == source else replace(field, source=source)


def _numbered(citation: Citation, number: int) -> Citation:
    return citation if citation.number == number else replace(citation, number=number)
