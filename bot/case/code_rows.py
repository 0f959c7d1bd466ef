"""Codes of the index brought to the edition that answers for the date: complete, existing, on the side that is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.case.model import Laterality
from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.tables import code_order
from knowledge.tables.files import Rows

_SIDE = re.compile(r"\b(right|left|bilateral|both|unspecified)\b", re.IGNORECASE)
_MOST = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A code that may be reported on the date, with its title."""

    code: str
    title: str


@dataclass(slots=True)
class CodeRows:
    """The list of ICD-10-CM codes of one date."""

    catalog: Catalog
    on: date
    edition: str = ""
    _tabular: bool = True
    _file: Rows | None = None
    _below: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    _classifiable: tuple[tuple[str, str], ...] | None = None
    _brought: dict[str, Row | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tabular, _ = self.catalog.tabular(self.on)
        self._tabular = tabular is not None
        self._file = tabular if tabular is not None else self.catalog.code_list(self.on)[0]
        self.edition = self._file.edition.name if self._file is not None else ""

    def below(self, key: str) -> tuple[Row, ...]:
        """The reportable codes that begin with a key, itself first, in code order."""
        found = self._below.get(key)
        if found is None:
            found = self._below[key] = tuple(self._read(key))
        return found

    def _read(self, key: str) -> Sequence[Row]:
        if self._file is None:
            return ()
        if self._tabular:
            query = "SELECT code, title FROM code WHERE key >= ? AND key < ? AND reportable = 1 ORDER BY key LIMIT ?"
            return [Row(code, title) for code, title in self._file.all(query, key, key + "~", _MOST)]
        own = code_order.listed((self._file,), key)
        rows = code_order.below((self._file,), key, _MOST)
        every = ((own,) if own is not None and own.billable else ()) + rows
        return [Row(icd10cm.dotted(row.code), row.long) for row in every]

    def brought(self, code: str, side: Laterality = Laterality.UNSAID) -> Row | None:
        """The code of the edition that an index code stands for; None if the edition has no such category.

        A code that the edition does not have is cut back to the part that it has; a heading gives its unspecified code.
        """
        key = icd10cm.key(code)
        if key not in self._brought:
            self._brought[key] = self._nearest(key)
        row = self._brought[key]
        return self.sided(row, side) if row is not None and side is not Laterality.UNSAID else row

    def _nearest(self, key: str) -> Row | None:
        for length in range(len(key), icd10cm.CATEGORY_LENGTH - 1, -1):
            below = self.below(key[:length])
            if below:
                return below[0] if icd10cm.key(below[0].code) == key[:length] else max(below, key=_generality)
        return None

    def base(self, row: Row) -> Row:
        """The code without its 7th character and the X before it, where there is one; the same code else."""
        key = icd10cm.key(row.code)
        if len(key) < icd10cm.SEVENTH_POSITION or not key[-1].isalpha():
            return row
        shorter = key[: icd10cm.SEVENTH_POSITION - 1].rstrip("X")
        found = self.row(shorter)
        return found if found is not None else row

    def row(self, key: str) -> Row | None:
        """The row of a code, reportable or not."""
        if self._file is None:
            return None
        if self._tabular:
            found = self._file.one("SELECT code, title FROM code WHERE key = ?", key)
            return Row(*found) if found else None
        listed = code_order.listed((self._file,), key)
        return Row(icd10cm.dotted(listed.code), listed.long) if listed is not None else None

    def classifiable(self) -> tuple[tuple[str, str], ...]:
        """(code, note) of the notes `Conditions classifiable to …` of chapter 21; none where only a list of codes is loaded."""
        if self._classifiable is None:
            query = "SELECT origin, text FROM note WHERE origin >= 'Z' AND origin < '[' AND text LIKE '%classifiable to%' ORDER BY origin, seq"
            self._classifiable = tuple(self._file.all(query)) if self._file is not None and self._tabular else ()
        return self._classifiable

    def variants(self, row: Row) -> tuple[Row, ...]:
        """The codes that differ from this one only by the side, itself among them, in code order."""
        key = icd10cm.key(row.code)
        name = _SIDE.sub("", row.title).split()
        tail = key[icd10cm.SEVENTH_POSITION - 1 :]
        found: tuple[Row, ...] = ()
        for length in (len(key) - 1, len(key) - 2, icd10cm.CATEGORY_LENGTH + 1):
            if length < icd10cm.CATEGORY_LENGTH:
                continue
            near = self.below(key[:length])
            found = tuple(
                r for r in near if _SIDE.sub("", r.title).split() == name and icd10cm.key(r.code)[icd10cm.SEVENTH_POSITION - 1 :] == tail
            )
            if len(found) > 1:
                return found
        return found

    def sided(self, row: Row, side: Laterality) -> Row:
        """The same on the side that is said, where the edition has such a code."""
        if not _SIDE.search(row.title):
            return row
        return next((r for r in self.variants(row) if side_in(r.title) is side), row)


def side_in(title: str) -> Laterality:
    """The side that a title names."""
    sides = {m[1].lower() for m in _SIDE.finditer(title)} - {"unspecified"}
    if sides & {"bilateral", "both"} or sides == {"right", "left"}:
        return Laterality.BILATERAL
    return Laterality(sides.pop()) if len(sides) == 1 else Laterality.UNSAID


def _generality(row: Row) -> tuple[float, int, str]:
    """How much a code says "no more was said": the unspecified one first, then .9, then .0."""
    title, key = row.title.lower(), icd10cm.key(row.code)
    stem = key[: icd10cm.SEVENTH_POSITION - 1].rstrip("X") if len(key) == icd10cm.SEVENTH_POSITION else key
    points = 2.0 * title.count("unspecified") + 1.0 * ("without" in title) - 1.5 * title.startswith("other")
    points += 1.5 * ("accidental" in title)  # a poisoning whose intent is not said (guideline I.C.19.e.5.b)
    points += 1.0 * stem.endswith("9") + 0.5 * stem.endswith("0")
    points += 0.5 * (len(key) == icd10cm.SEVENTH_POSITION and key.endswith("A"))
    return points, -len(key), row.code
