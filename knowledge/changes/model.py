"""One change of one row between two releases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new, that is gone or has ended, or one value of it that is another now.

    `code` and `other` are without dots; `other` is the second code of a pair, `variant` a modifier, note or locality. `label` is the
    name of the value for `CHANGED`, else empty and `before` or `after` tells the values of the row. `effective` is a day as
    `2026-01-01`; `percent` is given for numbers.
    """

    source: str
    what: str
    kind: Kind
    code: str
    other: str = ""
    variant: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    effective: str = ""
    percent: float | None = None
