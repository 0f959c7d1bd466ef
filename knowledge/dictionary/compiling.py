"""Terms of all sources → the arrays of a dictionary."""

from __future__ import annotations

import json
import re
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from knowledge.dictionary import index_terms, table_terms
from knowledge.dictionary.index_tree import Tree
from knowledge.dictionary.terms import Term
from knowledge.dictionary.words import CAPITALS, GROWTH, SECOND, Forms, joined, lists, own_groups, own_growths, singular, spelled, telling

VERSION = 5
"""Goes up whenever the same files would give another dictionary."""
PRINTED = "printed.sqlite"
WORDS = "words.json"
ARRAYS = ("ends", "forms", "codes", "seconds", "weights", "rarity", "posted-ends", "posted")

_FIRST_SAID = "Z55"
"""Codes of chapter 21 before it are reasons for an encounter: a word alone does not say them."""
_MOST_FORMS = 9
_GROWTH = re.compile(r"\b(secondary malignant|malignant|benign) (?:neoplasms?|tumou?rs?)\b", re.IGNORECASE)
_COLUMNS = {"malignant": "malignant", "benign": "benign", "secondary malignant": SECOND}
_NO_GROWTH = "malignancy"
"""The index has it as a growth; in notes it is what is looked for."""
_HOLLOW = frozenset("disease disorder syndrome condition symptom problem surgical procedure complication history screening normal abnormal pathology"
                    " metastasis malignant tumor secondary".split())  # fmt: skip
"""Words that together still name no condition."""
_SHORTEST = 4
"""Marked letters of a plain form that is an entry by itself."""
_RAREST = 10.0
"""What a form of one term alone is worth, whatever the size of the dictionary."""


@dataclass(slots=True)
class _Kept:
    """One entry while it is collected."""

    forms: tuple[str, ...]
    term: Term


def write(folder: Path, sources: Mapping[str, Path], editions: Mapping[str, str]) -> None:
    """Write the dictionary of these catalog files (source → SQLite file; source → name of its edition) into a folder."""
    groups, growth_words, anatomy, terms = _read(sources)
    forms = Forms(groups, growth_words)
    entries = _entries(terms, forms, anatomy, _alone())
    _write(folder, entries, {"groups": groups, "growths": growth_words, "anatomy": sorted(anatomy), "editions": dict(editions)})


def _read(sources: Mapping[str, Path]) -> tuple[dict[str, str], dict[str, str], set[str], list[Term]]:
    """Groups of words, names of growths, words of anatomy, and every term."""
    terms: list[Term] = []
    groups, anatomy = own_groups(), set[str]()
    growth_words = own_growths(groups)
    if index_terms.SOURCE in sources:
        with _opened(sources[index_terms.SOURCE]) as database:
            tree = Tree(database)
        lines = [line.split() for line in lists()["groups"]["list"].splitlines() if line.strip()]
        groups = joined([*lines, *index_terms.pairs(tree)])
        forms = Forms(groups)
        growth_words = {**index_terms.growths(tree, forms), **own_growths(groups)}
        growth_words.pop(_NO_GROWTH, None)
        anatomy = index_terms.anatomy(tree)
        terms += index_terms.terms(tree)
        if table_terms.NEOPLASMS in sources:
            with _opened(sources[table_terms.NEOPLASMS]) as database:
                terms += index_terms.growth_terms(tree, Tree(database), table_terms.cells(database))
    if index_terms.CAUSES in sources:
        with _opened(sources[index_terms.CAUSES]) as database:
            terms += index_terms.causes(Tree(database))
    for source, read in ((table_terms.NEOPLASMS, table_terms.neoplasm_terms), (table_terms.TABULAR, table_terms.tabular_terms)):
        if source in sources:
            with _opened(sources[source]) as database:
                terms += read(database)
    return groups, growth_words, anatomy, terms


def _opened(file: Path) -> Any:
    from contextlib import closing

    return closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True))


def _alone() -> set[str]:
    text = files("knowledge.dictionary").joinpath("alone.toml").read_text(encoding="utf-8")
    return set(tomllib.loads(text)["words"].split())


def _entries(terms: Iterable[Term], forms: Forms, anatomy: set[str], alone: set[str]) -> list[_Kept]:
    """Each set of forms with a code once, under the row that says most."""
    best: dict[tuple[tuple[str, ...], str], _Kept] = {}
    for term in terms:
        wanted = _forms(term, forms, anatomy, alone)
        if wanted:
            known = best.get((wanted, term.code))
            if known is None or term.weight > known.term.weight:
                best[wanted, term.code] = _Kept(wanted, term)
    return list(best.values())


def _forms(term: Term, forms: Forms, anatomy: set[str], alone: set[str]) -> tuple[str, ...]:
    """The forms that a note must hold for a term; empty if it says nothing by itself."""
    found: dict[str, str] = {}
    growth, phrase = term.growth, term.phrase
    match = None if growth else _GROWTH.search(phrase)
    if match is not None:  # "malignant neoplasm" in words is what notes call a cancer
        growth, phrase = _COLUMNS.get(match[1].lower(), ""), f"{phrase[: match.start()]} {phrase[match.end() :]}"
    said = telling(phrase)
    for word in said:
        stem, plain = forms.of(word)
        if not (growth and forms.growths.get(plain[1:]) == growth):
            found.setdefault(stem, plain)
    if len(found) > _MOST_FORMS or (_HOLLOW.issuperset(plain[1:] for plain in found.values()) and not term.growth):
        return ()
    if growth:
        return (*sorted(found), GROWTH + growth)
    if len(found) == 1:
        (plain,) = found.values()
        name = "'s" in said[0] or "\u2019s" in said[0]  # of a person: the index has it before a word that must be said, too
        if plain[1:] in forms.growths and term.source == table_terms.TABULAR:
            return ()  # a growth without a site
        word = singular(spelled(said[0]))
        silent = (word in anatomy or word in alone or plain[1:] in alone) and term.source != index_terms.CAUSES
        if name or silent or len(plain) < _SHORTEST or _is_reason(term.code):
            return ()
        return (CAPITALS + said[0],) if said[0].isupper() else (plain,)
    return tuple(sorted(found))


def _is_reason(code: str) -> bool:
    return code.startswith("Z") and code < _FIRST_SAID


def _write(folder: Path, entries: list[_Kept], words: dict[str, Any]) -> None:
    import numpy as np

    vocabulary: dict[str, int] = {}
    codes: dict[str, int] = {}
    rows = [[vocabulary.setdefault(form, len(vocabulary)) for form in entry.forms] for entry in entries]
    counts = np.bincount(np.fromiter((n for row in rows for n in row), dtype=np.int64), minlength=len(vocabulary))
    rows = [sorted(row, key=lambda n: (int(counts[n]), n)) for row in rows]  # the rarest first: it is looked up
    posted: list[list[int]] = [[] for _ in vocabulary]
    for number, row in enumerate(rows):
        posted[row[0]].append(number)
    arrays = {
        "ends": np.cumsum([0, *map(len, rows)], dtype=np.int32),
        "forms": np.fromiter((n for row in rows for n in row), dtype=np.int32),
        "codes": np.fromiter((codes.setdefault(e.term.code, len(codes)) for e in entries), dtype=np.int32),
        "seconds": np.fromiter((codes.setdefault(e.term.second, len(codes)) if e.term.second else -1 for e in entries), dtype=np.int32),
        "weights": np.fromiter((e.term.weight for e in entries), dtype=np.float32),
        "rarity": (_RAREST * np.log(1 + len(rows) / (1 + counts)) / np.log(2 + len(rows))).astype(np.float32),
        "posted-ends": np.cumsum([0, *map(len, posted)], dtype=np.int32),
        "posted": np.fromiter((n for numbers in posted for n in numbers), dtype=np.int32),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    content = {"vocabulary": list(vocabulary), "codes": list(codes), **words}
    (folder / WORDS).write_text(json.dumps(content), encoding="utf-8")
    _print(folder / PRINTED, entries)


def _print(file: Path, entries: list[_Kept]) -> None:
    database = sqlite3.connect(file)
    try:
        database.execute("CREATE TABLE printed (term INTEGER PRIMARY KEY, source TEXT NOT NULL, row TEXT NOT NULL)")
        database.executemany("INSERT INTO printed VALUES (?,?,?)", _printed(entries))
        database.commit()
    finally:
        database.close()


def _printed(entries: list[_Kept]) -> Iterator[tuple[int, str, str]]:
    for number, entry in enumerate(entries):
        yield number, entry.term.source, entry.term.row
