"""Reader of the starter pack: codes and passages written for this project, in plain words of our own.

It lets a fresh machine answer before any file has been dropped. Code descriptions here are ours; the values
(status, global days, …) are public facts, each with the edition it was read from.
"""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import SourceError
from knowledge.model import Edition, Passage, System
from knowledge.sources import passage_rows
from knowledge.sources.base import Entry, FileReport, Progress
from knowledge.spelling import abbreviations
from knowledge.text import folded

SCHEMA = """
CREATE TABLE code (
    system TEXT NOT NULL, code TEXT NOT NULL, plain TEXT NOT NULL, differs TEXT NOT NULL, family TEXT NOT NULL, siblings TEXT NOT NULL,
    specialty TEXT NOT NULL, words TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (system, code)
) WITHOUT ROWID;
CREATE TABLE term (code TEXT NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (code, seq)) WITHOUT ROWID;
"""

EDITION_BEGINS = date(2025, 1, 1)
"""The facts of the pack were read from files of calendar years 2025 and 2026."""

_FRONT_MATTER = "---"


class Starter:
    """See the module. Its "file" is the folder with `codes/*.toml` and `primer/*.md`."""

    name = "starter"
    version = 4

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """A folder that holds both parts."""
        if not (path.is_dir() and (path / "codes").is_dir() and (path / "primer").is_dir()):
            return None
        return Edition(source=self.name, name="starter pack", begins=EDITION_BEGINS, publisher="Coderly", file=path.name, partial=True)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write codes and passages. Raises `SourceError` naming the file with the fault."""
        database.executescript(SCHEMA + passage_rows.SCHEMA)
        report = FileReport(file=path.name, source=self.name, edition=edition.name)
        for file in sorted((path / "codes").glob("*.toml")):
            for row in _codes(file):
                database.execute("INSERT INTO code VALUES (?,?,?,?,?,?,?,?,?)", row)
                report.rows += 1
        database.executemany("INSERT INTO term VALUES (?,?,?)", _diagnosis_terms(path / "diagnoses.toml"))
        for file in sorted((path / "primer").glob("*.md")):
            passage_rows.insert(database, read_passage(file))
            report.rows += 1
        progress("starter pack", 1.0)
        return report

    def entries(self, database: sqlite3.Connection) -> Iterator[tuple[System, Entry]]:
        """Plain description, what tells it apart, and the lay words of each code."""
        for system, code, plain, differs, family, words in database.execute(
            "SELECT system, code, plain, differs, family, words FROM code ORDER BY system, code"
        ):
            phrases = _with_abbreviations_written_out(json.loads(words))
            yield System(system), Entry(code, (plain, *phrases), " . ".join((plain, differs, family, *phrases)), 0.0)

        terms: dict[str, list[str]] = {}
        for code, text in database.execute("SELECT code, text FROM term ORDER BY code, seq"):
            terms.setdefault(code, []).append(text)
        for code, texts in terms.items():
            yield System.ICD10CM, Entry(code, tuple(texts), "", 0.0)

    def passages(self, database: sqlite3.Connection) -> Iterator[Passage]:
        """All passages, in the order of their ids."""
        yield from passage_rows.passages(database)


def packaged_starter() -> Path:
    """The folder of the pack inside the installed package."""
    return Path(str(files("knowledge") / "starter"))


def _codes(file: Path) -> Iterator[tuple[str, ...]]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for raw in content["code"]:
            facts = [_fact(name, value) for name, value in raw.get("facts", {}).items()]
            yield (
                System(raw["system"]).value,
                raw["code"],
                raw["plain"].strip(),
                raw["differs"].strip(),
                raw["family"],
                json.dumps(raw.get("siblings", [])),
                raw["specialty"],
                json.dumps(raw.get("words", [])),
                json.dumps(facts),
            )
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise SourceError(file, f"not a starter code file ({error})", "Mend the file; CONTRIBUTING.md shows the form.") from error


def _with_abbreviations_written_out(words: list[str]) -> tuple[str, ...]:
    """Lay words and, where one is an abbreviation, its long form: queries are searched with abbreviations written out."""
    short = abbreviations()
    long = (" ".join(short.get(w, w) for w in folded(text).split()) for text in words)
    return tuple(dict.fromkeys((*words, *long)))


def _diagnosis_terms(file: Path) -> Iterator[tuple[str, int, str]]:
    """Everyday words for diagnosis codes; the codes themselves come from the tabular list."""
    try:
        terms = tomllib.loads(file.read_text(encoding="utf-8"))["terms"] if file.exists() else {}
        for code, texts in terms.items():
            yield from ((code, number, text) for number, text in enumerate(texts))
    except (tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise SourceError(file, f"not a file of diagnosis terms ({error})", "Mend the file; CONTRIBUTING.md shows the form.") from error


def _fact(name: str, value: dict[str, Any]) -> tuple[str, str, str]:
    """One fact table of the TOML → (name, value as shown, edition)."""
    edition = value["edition"]
    if name == "mue":
        return name, f"{value['value']} (MAI {value['mai']})" if "mai" in value else str(value["value"]), edition
    if name == "rvu":
        parts = [
            (label, value.get(key))
            for label, key in (("work", "work"), ("total non-facility", "total_nonfacility"), ("total facility", "total_facility"))
        ]
        return name, ", ".join(f"{label} {number:.2f}" for label, number in parts if number is not None), edition
    if name == "modifiers":
        return name, ", ".join(value["value"]), edition
    return name, str(value["value"]), edition


def read_passage(file: Path) -> Passage:
    """A Markdown file with front matter → `Passage`. Raises `SourceError`."""
    text = file.read_text(encoding="utf-8")
    try:
        _, head, body = text.split(_FRONT_MATTER, 2)
        raw = yaml.safe_load(head)
        return Passage(
            id=raw["id"],
            title=raw["title"],
            text=" ".join(body.split()),
            topic=raw["topic"],
            source=raw["source"],
            edition=str(raw["source_edition"]),
            checked=_date(raw["checked"]) or EDITION_BEGINS,
            valid_from=_date(raw["valid_from"]),
            valid_to=_date(raw["valid_to"]),
            payer=raw["payer"],
            codes=tuple(map(str, raw["codes"])),
            modifiers=tuple(map(str, raw["modifiers"])),
            keywords=tuple(map(str, raw["keywords"])),
        )
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise SourceError(file, f"front matter incomplete or damaged ({error})", "CONTRIBUTING.md shows the form.") from error


def _date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
