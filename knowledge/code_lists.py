"""A diagnosis in the order or codes file of a year whose tabular list is not loaded: whether it may be reported, and its title.

Such a file has no notes and no 7th-character definitions; a codes file has no headings either, so that one is known only by the
codes that begin with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from knowledge import icd10cm
from knowledge.model import Code, Edition, Lookup, LookupState, System
from knowledge.tables import code_order
from knowledge.tables.files import Rows

SOURCES = ("icd10cm_order", "icd10cm_codes")
UNTITLED = "The list of codes has no title for it"
_MOST_NEIGHBOURS = 5


class Answering(Protocol):
    """How the files that answer a date are found."""

    def __call__(self, source: str, on: date, /) -> tuple[Sequence[Rows], bool]:
        """The files of a source that answer a date, and whether they are only the newest before it."""


def list_for(answering: Answering, on: date) -> tuple[Rows | None, bool]:
    """The list that answers a date: one that covers it, else the newest before it (True)."""
    found = [(file, stale) for source in SOURCES for files, stale in (answering(source, on),) for file in files[:1] if not file.edition.partial]
    return max(found, key=lambda x: (not x[1], x[0].edition.begins), default=(None, False))


def look_up(file: Rows, code: str) -> Lookup:
    """One code in a list."""
    key, asked = icd10cm.key(code), icd10cm.dotted(code)
    row = code_order.listed((file,), key)
    below = () if row is not None and row.billable else tuple(icd10cm.dotted(x.code) for x in code_order.below((file,), key))
    if row is None and (not below or len(key) < icd10cm.CATEGORY_LENGTH):
        return Lookup(LookupState.NOT_FOUND, System.ICD10CM, asked, edition=file.edition, neighbours=_neighbours(file, key))
    return Lookup(LookupState.FOUND, System.ICD10CM, asked, _entry(asked, row, below, file.edition), file.edition)


def _entry(asked: str, row: code_order.ListedCode | None, below: tuple[str, ...], edition: Edition) -> Code:
    title = row.long if row is not None else UNTITLED
    return Code(System.ICD10CM, asked, title, edition, row is not None and row.billable, children=below, plain=title)


def _neighbours(file: Rows, key: str) -> tuple[str, ...]:
    """Codes that begin with the longest part of it that any code begins with."""
    for length in range(len(key) - 1, icd10cm.CATEGORY_LENGTH - 1, -1):
        found = code_order.below((file,), key[:length], _MOST_NEIGHBOURS)
        if found:
            return tuple(icd10cm.dotted(x.code) for x in found)
    return ()
