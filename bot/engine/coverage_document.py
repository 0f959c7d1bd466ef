"""What an LCD or article is that is asked for by its number (`L36902`, `A57000`): title, contractor, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.coding.finding import Finding, Level, Subject
from bot.engine.editions import ground
from knowledge.catalog import Catalog
from knowledge.tables import coverage
from knowledge.tables.coverage import DocumentRow
from knowledge.tables.dated import Force

_NUMBER = re.compile(r"(?<![\w.])[LA]\d{5}(?![\w.]\w|\w)", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:lcds?|articles?|polic(?:y|ies)|determination)\s*(?:#|no\.?|number)?\s*(?=[LA]\d{5}\b)", re.IGNORECASE)
MAX_CONTRACTORS = 6


def numbers(text: str) -> tuple[str, ...]:
    """The numbers in a text that have the shape of an LCD's or an article's; a diagnosis without its dot may have it, too."""
    return tuple(dict.fromkeys(number.upper() for number in _NUMBER.findall(text)))


def is_named(text: str) -> bool:
    """Whether the text says that it means such a document: `LCD L36902`."""
    return _NAMED.search(text) is not None


def about(number: str, catalog: Catalog, on: date) -> Finding | None:
    """What the list of documents says of it; None if no list is loaded or it is in none."""
    rows = coverage.document(catalog.files(coverage.DOCUMENTS), number)
    if not rows:
        return None
    holding = tuple(row for row in rows if row.force(on) is Force.IN_FORCE)
    first = (holding or rows)[0]
    what = "a local coverage determination" if first.kind.upper().startswith("LCD") or number.startswith("L") else "a billing and coding article"
    state = f"in force on {on.isoformat()}" if holding else f"not in force on {on.isoformat()}"
    return Finding(
        Subject.COVERAGE,
        Level.INFORMATION,
        f"{number} is {what} of {_contractors(holding or rows)}: {first.title.rstrip('.')}; {state}.",
        facts=tuple((label, value) for label, value in _facts(first) if value),
        rule="An LCD says when a service is reasonable and necessary in the contractor's area; the codes stand in its article.",
        grounds=(ground(first.edition, on, number),),
    )


def _contractors(rows: Sequence[DocumentRow]) -> str:
    names = list(dict.fromkeys(row.contractor for row in rows))
    more = f" and {len(names) - MAX_CONTRACTORS} more" if len(names) > MAX_CONTRACTORS else ""
    return ", ".join(names[:MAX_CONTRACTORS]) + more


def _facts(row: DocumentRow) -> tuple[tuple[str, str], ...]:
    begins = f"since {row.begins.isoformat()}" if row.begins else ""
    ends = f"until {row.retired.isoformat()}" if row.retired else ""
    return (
        ("Holds", " ".join(part for part in (begins, ends) if part)),
        ("Version", str(row.version) if row.version else ""),
        ("Text", row.url),
    )
