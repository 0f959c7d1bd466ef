"""Terms of all sources → the arrays of a dictionary."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from knowledge.dictionary import index_terms, table_terms
from knowledge.dictionary.index_tree import Tree
from knowledge.dictionary.terms import Term
from knowledge.dictionary.words import GROWTH, Forms, joined, lists, own_groups, own_growths, spelled, stop_words, tokens

VERSION = 1
"""Goes up whenever the same files would give another dictionary."""
PRINTED = "printed.sqlite"
WORDS = "words.json"
ARRAYS = ("ends", "forms", "codes", "seconds", "weights", "rarity", "posted-ends", "posted")

_FIRST_SAID = "Z55"
"""Codes of chapter 21 before it are reasons for an encounter: a word alone does not say them."""
_MOST_FORMS = 9
_RAREST = 10.0
"""What a form of one term alone is worth, whatever the size of the dictionary."""


@dataclass(slots=True)
class _Kept:
    """One entry while it is collected."""

    forms: tuple[str, ...]
    term: Term


def write(folder: Path, sources: dict[str, Path]) -> None:
    """Write the dictionary of these catalog files (source → SQLite file) into a folder."""
    groups, growth_words, anatomy, terms = _read(sources)
    forms = Forms(groups, growth_words)
    entries = _entries(terms, forms, anatomy | _alone())
    _write(folder, entries, {"groups": groups, "growths": growth_words, "anatomy": sorted(anatomy), "sources": sorted(sources)})


def _read(sources: dict[str, Path]) -> tuple[dict[str, str], dict[str, str], set[str], list[Term]]:
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
        anatomy = index_terms.anatomy(tree, forms)
        terms += index_terms.terms(tree)
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


def _entries(terms: Iterable[Term], forms: Forms, silent: set[str]) -> list[_Kept]:
    """Each set of forms with a code once, under the row that says most."""
    best: dict[tuple[tuple[str, ...], str], _Kept] = {}
    for term in terms:
        wanted = _forms(term, forms, silent)
        if wanted:
            known = best.get((wanted, term.code))
            if known is None or term.weight > known.term.weight:
                best[wanted, term.code] = _Kept(wanted, term)
    return list(best.values())


def _forms(term: Term, forms: Forms, silent: set[str]) -> tuple[str, ...]:
    """The forms that a note must hold for a term; empty if it says nothing by itself."""
    stop = stop_words()
    found: dict[str, str] = {}
    for word, _, _ in tokens(term.phrase):
        if spelled(word) not in stop:
            stem, plain = forms.of(word)
            if term.growth and forms.growths.get(plain[1:]) == term.growth:
                continue
            found.setdefault(stem, plain)
    if len(found) > _MOST_FORMS:
        return ()
    if term.growth:
        return (*sorted(found), GROWTH + term.growth)
    if len(found) == 1:
        (plain,) = found.values()
        return () if plain[1:] in silent or _is_reason(term.code) else (plain,)
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
