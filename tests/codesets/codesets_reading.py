"""Reads a file the way the build does, without the build."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from archive_places import recognised

from knowledge.model import Edition
from knowledge.sources.base import Entry, FileReport, Reader


@dataclass
class Read:
    """What reading gave: a file that look-ups can ask."""

    edition: Edition
    report: FileReport
    database: sqlite3.Connection
    reader: Reader

    def all(self, query: str, *values: Any) -> list[Any]:
        return self.database.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.database.execute(query, values).fetchone()

    @property
    def entries(self) -> dict[str, Entry]:
        return {entry.code: entry for _, entry in self.reader.entries(self.database)}


def recognise(reader: Reader, path: Path) -> Edition | None:
    found = recognised(reader, path)
    return found[0][1] if found else None


def read(reader: Reader, path: Path) -> Read:
    return read_all(reader, path)[0]


def read_all(reader: Reader, path: Path) -> list[Read]:
    """All that a reader finds in a file: of an archive every member it knows."""
    found = []
    for place, edition in recognised(reader, path):
        database = sqlite3.connect(":memory:")
        with place.opened() as file:
            report = reader.write(file, edition, database, lambda what, part: None)
        found.append(Read(edition, report, database, reader))
    assert found, f"{reader.name} does not know {path.name}"
    return found


def text(path: Path, *lines: str, end: str = "\r\n", encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path
