"""Rows of the order and codes files of ICD-10-CM and ICD-10-PCS, their addenda, and look-ups on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.tables.files import Rows

SCHEMA = """
CREATE TABLE code (
    code TEXT PRIMARY KEY, ord INTEGER NOT NULL, billable INTEGER NOT NULL, short TEXT NOT NULL, long TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY, what TEXT NOT NULL, code TEXT NOT NULL, header INTEGER NOT NULL, was TEXT NOT NULL, title TEXT NOT NULL,
    line INTEGER NOT NULL
);
CREATE INDEX change_code ON change (code);
"""
"""Codes are keys: upper case, no dot. `what` is add, delete or revise; `header` is 1 for a code that is not billable."""

_MOST_SUCCESSORS = 30


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code as the order file lists it: whether it may be reported, and its two official titles."""

    code: str
    billable: bool
    short: str
    long: str
    edition: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an edition: `add`, `delete` or `revise` (then `was` is the earlier title)."""

    what: str
    code: str
    header: bool
    was: str
    title: str
    edition: str


def listed(files: Iterable[Rows], code: str) -> ListedCode | None:
    """The code's row in the first file that has it. `files` in the order in which they answer."""
    for file in files:
        row = file.one("SELECT code, billable, short, long FROM code WHERE code = ?", _key(code))
        if row:
            return ListedCode(row[0], bool(row[1]), row[2], row[3], file.edition.name)
    return None


def below(files: Iterable[Rows], code: str, limit: int = 100) -> tuple[ListedCode, ...]:
    """Billable codes that begin with these characters."""
    plain = _key(code)
    for file in files:
        rows = file.all(
            "SELECT code, billable, short, long FROM code WHERE code > ? AND code < ? AND billable = 1 ORDER BY code LIMIT ?",
            plain,
            plain + "~",
            limit,
        )
        if rows:
            return tuple(ListedCode(r[0], True, r[2], r[3], file.edition.name) for r in rows)
    return ()


def changes(files: Iterable[Rows], code: str) -> tuple[Change, ...]:
    """Every change that names this code, over all the files."""
    found = []
    for file in files:
        for what, key, header, was, title in file.all(
            "SELECT what, code, header, was, title FROM change WHERE code = ? ORDER BY seq", _key(code)
        ):
            found.append(Change(what, key, bool(header), was, title, file.edition.name))
    return tuple(found)


def successors(files: Iterable[Rows], code: str) -> tuple[ListedCode, ...]:
    """A hint where a code went that an edition no longer has as a billable one. `files`: order files and addenda.

    First the codes below it (the code was subdivided), else those that the addenda with its deletion add in
    its subcategory. Empty if the files do not tell: the official answer is the conversion table.
    """
    plain, files = _key(code), tuple(files)
    found = below(files, plain, _MOST_SUCCESSORS)
    if found:
        return found
    for file in files:
        if not file.one("SELECT 1 FROM change WHERE what = 'delete' AND code = ?", plain):
            continue
        for length in range(len(plain), 2, -1):
            rows = file.all(
                "SELECT code, 1, '', title FROM change WHERE what = 'add' AND header = 0 AND code >= ? AND code < ? ORDER BY code LIMIT ?",
                plain[:length],
                plain[:length] + "~",
                _MOST_SUCCESSORS,
            )
            if rows:
                return tuple(ListedCode(r[0], True, r[2], r[3], file.edition.name) for r in rows)
    return ()


def _key(code: str) -> str:
    return code.replace(".", "").replace(" ", "").upper()
