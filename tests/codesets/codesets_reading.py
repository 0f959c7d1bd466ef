"""Reads a file the way the build does, without the build."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from knowledge.discover import HEAD_BYTES
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
    with path.open("rb") as handle:
        return reader.recognise(path, handle.read(HEAD_BYTES))


def read(reader: Reader, path: Path) -> Read:
    edition = recognise(reader, path)
    assert edition is not None, f"{reader.name} does not know {path.name}"
    database = sqlite3.connect(":memory:")
    report = reader.write(path, edition, database, lambda what, part: None)
    return Read(edition, report, database, reader)


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
