"""Reader of the addenda of the order and codes files: what an edition added, deleted and revised.

Lines `Add:`, `Delete:`, `Revise from:`, `Revise to:`, padded to 13, then the layout of the order file without its
number (flag, code, short title, long title) or of the codes file (code, title). Summaries with counts follow;
they must agree with the lines. An April edition without changes has only the summary.
"""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.file_names import file_name
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress
from knowledge.sources.cms_reader import TableReader, Tally, not_that_kind
from knowledge.sources.codeset_editions import fiscal_year, is_partial, year_named
from knowledge.sources.codeset_lines import TextFile, text_file
from knowledge.tables.code_order import SCHEMA

_NAMED = re.compile(r"icd-?10-?(?:cm|pcs).*addend[au].*\.txt$", re.IGNORECASE)
_CHANGE = re.compile(r"(?P<what>Add|Delete|Revise from|Revise to): +(?:(?P<flag>[01]) )?(?P<code>[0-9A-Z]{3}[0-9A-Z ]{4}) (?P<titles>\S.*)")
_COUNT = re.compile(r" *(?P<count>\d+) (?P<what>additions|deletions|revisions)\b(?! to)")
_WHAT = {"Add": "add", "Delete": "delete", "additions": "add", "deletions": "delete", "revisions": "revise"}
_SHORT = 60


class CodeAddenda(TableReader):
    """See the module. The edition is that of the set which the changes lead to."""

    name = "icd10cm_addenda"
    version = 1
    system = "cm"
    kind = "addenda of ICD-10-CM"

    def recognise(self, path: Path, head: bytes) -> Edition | None:
        """By its changes or by its summary of counts."""
        file = text_file(path, head)
        if file is None:
            return None
        text = file.head()
        if not _CHANGE.search(text) and not re.search(r"^ *\d+ additions", text, re.MULTILINE):
            if _NAMED.search(path.name):
                raise not_that_kind(path, head, self.kind)
            return None
        if (self.system == "pcs") != ("pcs" in file.name.lower()):
            return None
        years = [int(y) for y in re.findall(r"codes in \S*?(20\d\d)", text)]
        year = max(years, default=year_named(file.name) or year_named(file_name(path)))
        if year is None:
            raise SourceError(
                path, "the addenda do not tell their fiscal year", "Name the file as published, e.g. icd10cm_order_addenda_2026.txt."
            )
        # a set compared with its own year is the April update: it begins when it was released
        april = len(years) > 1 and len(set(years)) == 1
        name, begins, ends = fiscal_year(year, "april" if april else file_name(path))
        begins = date(year, 4, 1) if "April" in name else begins
        part = "order" if "order" in file.name.lower() else "codes"
        partial = is_partial(file_name(path))
        return Edition(source=self.name, name=name, begins=begins, ends=ends, publisher="CMS", file=file_name(path), partial=partial, part=part)

    def write(self, path: Path, edition: Edition, database: sqlite3.Connection, progress: Progress) -> FileReport:
        """Write the changes. Raises `SourceError` if their number is not the one that the file states."""
        database.executescript(SCHEMA)
        tally = Tally(path, FileReport(file=file_name(path), source=self.name, edition=edition.name))
        tally.report.rows = _write_changes(TextFile(path), database, tally)
        progress(self.kind, 1.0)
        return tally.report  # no change at all is a proper edition


class Icd10pcsAddenda(CodeAddenda):
    """The same for ICD-10-PCS."""

    name = "icd10pcs_addenda"
    system = "pcs"
    kind = "addenda of ICD-10-PCS"


def _write_changes(file: TextFile, database: sqlite3.Connection, tally: Tally) -> int:
    """Write every change and give their number. Raises `SourceError` if the file's own counts differ."""
    rows: list[tuple[str, str, int, str, str, int]] = []
    stated: dict[str, int] = {}
    old: tuple[str, str] | None = None
    for line, text in file.lines():
        match = _CHANGE.match(text)
        if match is None:
            count = _COUNT.match(text)
            if count:
                stated[_WHAT[count["what"]]] = stated.get(_WHAT[count["what"]], 0) + int(count["count"])
            elif re.match(r"(Add|Delete|Revise)", text):
                tally.reject(line, "the change is not in the fixed columns")
            continue
        code, titles = match["code"].rstrip(), match["titles"]
        title = (titles[_SHORT + 1 :] if match["flag"] and len(titles) > _SHORT + 1 else titles).strip()
        header = int(match["flag"] == "0")
        if match["what"] == "Revise from":
            old = (code, title)
        elif match["what"] == "Revise to":
            if old is None or old[0] != code:
                tally.reject(line, f"{code} is revised to a new title, but the old one does not stand above")
            else:
                rows.append(("revise", code, header, old[1], title, line))
            old = None
        else:
            rows.append((_WHAT[match["what"]], code, header, "", title, line))
    for what, number in stated.items():
        found = sum(row[0] == what for row in rows)
        if number != found:
            raise SourceError(
                file.path,
                f"the file states {number} changes of kind {what!r}, {found} are in it",
                "It is cut off or edited: download it again.",
            )
    database.executemany("INSERT INTO change (what, code, header, was, title, line) VALUES (?,?,?,?,?,?)", rows)
    return len(rows)
