"""Drugs that a note names, through the ICD-10-CM table of drugs and chemicals: word → the codes of its columns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.spelling import drug_names
from knowledge.tables.files import Rows

TABLE = "icd10cm_drug_table"
ACCIDENT, SELF_HARM, ASSAULT, UNDETERMINED, ADVERSE = "1", "2", "3", "4", "5"
"""The character of a code of the table that says how it came about."""
_COLUMN = {2: ACCIDENT, 3: SELF_HARM, 4: ASSAULT, 5: UNDETERMINED, 6: ADVERSE}
_MOST = 400
"""Words that are looked up at once."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The lists of `drugs.toml`."""

    long_term: Mapping[str, str]
    long_term_of: Mapping[str, str]
    allergy: Mapping[str, str]
    treatment: Mapping[str, str]
    unlisted: Mapping[str, str]


@cache
def classes() -> Classes:
    """See `Classes`; `unlisted` maps a substance to its code."""
    raw = tomllib.loads(files("bot.case").joinpath("drugs.toml").read_text(encoding="utf-8"))
    unlisted = {name: code for code, names in raw["unlisted"].items() for name in names.split()}
    return Classes(raw["long_term"], raw["long_term_of"], raw["allergy"], raw["treatment"], unlisted)


@dataclass(frozen=True, slots=True)
class Substance:
    """A drug: its name in the table (or in our list), the printed row, and code by how it came about."""

    name: str
    row: str
    codes: Mapping[str, str]
    edition: str = ""

    def code(self, how: str) -> str:
        """The code of a column; empty where the table has none."""
        return self.codes.get(how, "")


def named(words: Iterable[str], tables: Iterable[Rows]) -> dict[str, Substance]:
    """Those of the words (lower case) that name a drug. A name under which a drug is sold stands for its substance."""
    sold = drug_names()
    meant = {word: sold.get(word, word) for word in list(words)[:_MOST]}
    wanted = tuple(dict.fromkeys(name for word in meant.values() for name in (word, f"{word} nec", word.partition(" ")[0])))
    listed: dict[str, Substance] = {}
    for table in tables:
        marks = ",".join("?" * len(wanted))
        query = f"SELECT plain, path, col, c.code FROM entry e JOIN cell c ON c.entry = e.id WHERE plain IN ({marks}) AND level = 0"  # noqa: S608 - marks only
        rows: dict[str, tuple[str, dict[str, str]]] = {}
        for plain, path, column, code in table.all(query, *wanted):
            if column in _COLUMN:
                rows.setdefault(plain.removesuffix(" nec"), (path, {}))[1][_COLUMN[column]] = code
        listed |= {name: Substance(name, path, codes, table.edition.name) for name, (path, codes) in rows.items()}
    own = {name: _of_class(name, code) for name, code in classes().unlisted.items()}
    every = {**listed, **own}
    found = {word: every.get(name) or every.get(word) or every.get(name.partition(" ")[0]) for word, name in meant.items()}
    return {word: substance for word, substance in found.items() if substance is not None}


def _of_class(name: str, code: str) -> Substance:
    return Substance(name, f"{name}: class of {code}", {how: code[:-1] + how for how in _COLUMN.values()})


def longest(mapping: Mapping[str, str], code: str) -> str:
    """The value of the longest key that a code begins with; empty if none."""
    best = max((begin for begin in mapping if code.startswith(begin)), key=len, default="")
    return mapping.get(best, "")
