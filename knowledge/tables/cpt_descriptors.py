"""Licensed CPT descriptors as a build stores them, in a catalog file of their own that can be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.tables.files import Rows

SOURCE = "cpt_licensed"
INDEX = "cpt_licensed"
"""Their words and vectors, apart from those of our own plain words."""

SCHEMA = """
CREATE TABLE descriptor (code TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (code, kind, seq)) WITHOUT ROWID;
CREATE TABLE modifier (modifier TEXT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pla (code TEXT PRIMARY KEY, test TEXT NOT NULL, laboratory TEXT NOT NULL, manufacturer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE history (code TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (code, seq)) WITHOUT ROWID;
"""

UPPER_CASE = "long, upper case"
"""Part of a release that says in capitals what another says in both cases."""
LONG, MEDIUM, SHORT, CONSUMER, CLINICIAN = "long", "medium", "short", "consumer", "clinician"
KINDS = (LONG, MEDIUM, SHORT, CONSUMER, CLINICIAN)


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What the licensed file says of one code; empty where it says nothing. `release` is its year."""

    code: str
    release: str
    long: str = ""
    medium: str = ""
    short: str = ""
    consumer: str = ""
    clinician: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The longest wording there is."""
        return self.long or self.medium or self.short


def descriptors(files: Sequence[Rows], code: str) -> Descriptors | None:
    """The descriptors of a code in the files of one release. Nobody may show them without asking `bot.licence` first."""
    found: dict[str, list[str]] = {}
    for file in sorted(files, key=lambda file: file.edition.part == UPPER_CASE):
        rows = file.all("SELECT kind, text FROM descriptor WHERE code = ? ORDER BY kind, seq", code.upper())
        for kind in dict.fromkeys(kind for kind, _ in rows):
            found.setdefault(kind, [text for of, text in rows if of == kind])
    if not found:
        return None
    one = {kind: texts[0] for kind, texts in found.items()}
    return Descriptors(
        code=code.upper(),
        release=files[0].edition.name,
        long=one.get(LONG, ""),
        medium=one.get(MEDIUM, ""),
        short=one.get(SHORT, ""),
        consumer=one.get(CONSUMER, ""),
        clinician=tuple(found.get(CLINICIAN, ())),
    )


def has(files: Sequence[Rows], code: str) -> bool:
    """Whether some file of a release has the code: that it exists is a fact, how it is described is not shown."""
    return any(file.one("SELECT 1 FROM descriptor WHERE code = ? LIMIT 1", code.upper()) for file in files)
