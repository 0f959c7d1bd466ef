"""Measuring search on words of the index: the lines that would answer a query by look-up are left out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.text import folded

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")


def read_queries(path: Path) -> tuple[str, ...]:
    """The `query` column of a TSV. Raises `SourceError` if there is none."""
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            if "query" not in (rows.fieldnames or ()):
                raise SourceError(path, "there is no column named query", "The first line names the columns, separated by tabs.", 1)
            return tuple(row["query"] or "" for row in rows)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, f"it cannot be read ({error})", "Give a TSV in UTF-8 with a column named query.") from error


def held_out(entries_text: Iterable[tuple[str, ...]], queries: Iterable[str]) -> set[int]:
    """Which entries a set of queries leaves out, by position.

    Each entry is the texts it goes by (without and with nonessential modifiers); one that equals a query after
    normalisation is enough.
    """
    asked = {form for query in queries for form in _forms(query)}
    return {position for position, texts in enumerate(entries_text) if any(form in asked for text in texts for form in _forms(text))}


def _forms(text: str) -> tuple[str, ...]:
    """Folded, and as lists of queries in plain ASCII have it, where an accented letter became a blank."""
    forms = (folded(text), _NOT_ASCII_WORD.sub(" ", text.lower()).strip())
    return tuple(form for form in forms if form)
