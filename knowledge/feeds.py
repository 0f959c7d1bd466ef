"""Which search index what a reader gives goes to. One a code system, one for the primer, one for dropped documents.

The primer and the documents have an index each, so that 290 pages of a manual do not push the primer out of the candidates, and
a new note is indexed without the rest.
"""

from __future__ import annotations

from knowledge.model import Passage, System
from knowledge.sources.base import Reader

PASSAGES = "passages"
"""The primer."""
DOCUMENTS = "documents"
PROSE = (PASSAGES, DOCUMENTS)


def entry_index(reader: Reader, system: System) -> str:
    """The index of a code's entry: its system's, unless the reader's words are kept apart."""
    return str(getattr(reader, "index", "")) or system.value


def passage_index(passage: Passage) -> str:
    """The index of a passage."""
    return DOCUMENTS if passage.document else PASSAGES
