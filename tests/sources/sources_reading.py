"""Reading a file the way the build does: recognise, write, open the catalog file."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from archive_places import recognised

from knowledge import editions
from knowledge.catalog import FILE, EditionFile
from knowledge.discover import HEAD_BYTES
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Reader

DATA = os.environ.get("CODERLY_TEST_DATA", "")
INVENTED = "INVENTED DESCRIPTOR"
"""Stands in every descriptor cell of a fixture: none may reach a table."""


def real(relative: str) -> Path:
    """A file of the full public set; the test is skipped where there is none."""
    if not DATA:
        pytest.skip("CODERLY_TEST_DATA is not set")
    path = Path(DATA) / relative
    if not path.exists():
        pytest.skip(f"{relative} is not in CODERLY_TEST_DATA")
    return path


def recognise_alone(reader: Reader, path: Path) -> Edition | None:
    """Whether it is this very file, not one in it."""
    with path.open("rb") as handle:
        return reader.recognise(path, handle.read(HEAD_BYTES))


def recognise(reader: Reader, path: Path) -> Edition | None:
    found = recognised(reader, path)
    return found[0][1] if found else None


def read(reader: Reader, path: Path, folder: Path) -> tuple[EditionFile, FileReport]:
    """Recognise and write one file; the catalog file it gives, and the report."""
    found = recognised(reader, path)
    assert found, f"{path.name} was not recognised by {reader.name}"
    place, edition = found[0]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).unlink(missing_ok=True)
    database = sqlite3.connect(folder / FILE)
    with place.opened() as file:
        report = reader.write(file, edition, database, lambda what, part: None)
    database.execute("CREATE TABLE edition (json TEXT NOT NULL)")
    database.execute("INSERT INTO edition VALUES (?)", (editions.encode(replace(edition, rows=report.rows)),))
    database.commit()
    database.close()
    return EditionFile(folder), report


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def dump(file: EditionFile) -> str:
    """Every cell of every table as one text, to look for what must not be there."""
    tables = [name for (name,) in file.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(str(row) for table in tables for row in file.all(f"SELECT * FROM {table}"))
