"""What a look-up needs of a catalog file."""

from __future__ import annotations

from typing import Any, Protocol

from knowledge.model import Edition


class Rows(Protocol):
    """One catalog file: `knowledge.catalog.EditionFile` is one."""

    @property
    def edition(self) -> Edition:
        """The edition whose rows these are."""

    def all(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query."""

    def one(self, query: str, *values: Any) -> Any:
        """The first row or None."""
