"""One catalog file as a build writes it: a reader's tables, and beside them the edition, the report and what it feeds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from knowledge import catalog, editions
from knowledge.discover import Recognised
from knowledge.errors import SourceError
from knowledge.feeds import entry_index, passage_index
from knowledge.model import Edition
from knowledge.sources.base import FileReport, Progress


@dataclass(frozen=True, slots=True)
class Written:
    """What stands beside the tables: the edition, the report of its file, and the indexes that its entries go to."""

    edition: Edition
    report: FileReport
    feeds: tuple[str, ...]


def write(folder: Path, item: Recognised, progress: Progress) -> None:
    """Read a published file into an empty folder. Raises `SourceError`."""
    with closing(sqlite3.connect(folder / catalog.FILE)) as database:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        try:
            with item.place.opened() as path:
                report = item.reader.write(path, item.edition, database, progress)
        except (FileNotFoundError, PermissionError) as error:
            remedy = "Mend its permissions or drop it again."
            raise SourceError(item.place.file, f"it cannot be read ({error.strerror})", remedy) from error
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            # a reader that stumbles over its file must not cost the other files
            what = f"its reader {item.reader.name} stumbled over it ({type(error).__name__}: {error})"
            raise SourceError(item.place.file, what, "Download the file again; if that does not help, report this line.") from error
        report.file = item.edition.file
        edition = replace(item.edition, sha256=item.digest, rows=report.rows)
        feeds = {entry_index(item.reader, system) for system, _ in item.reader.entries(database)}
        feeds |= {passage_index(passage) for passage in item.reader.passages(database)}
        database.execute("CREATE TABLE edition (json TEXT NOT NULL, report TEXT NOT NULL, feeds TEXT NOT NULL)")
        database.execute(
            "INSERT INTO edition VALUES (?,?,?)", (editions.encode(edition), json.dumps(asdict(report)), json.dumps(sorted(feeds)))
        )
        database.commit()


def read(folder: Path) -> Written:
    """The other way round."""
    with opened(folder) as database:
        edition, report, feeds = database.execute("SELECT json, report, feeds FROM edition").fetchone()
    known = {field.name for field in fields(FileReport)}  # a newer program may have said more of the file
    said = {name: value for name, value in json.loads(report).items() if name in known}
    return Written(editions.decode(edition), FileReport(**said), tuple(json.loads(feeds)))


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The tables for reading."""
    with closing(sqlite3.connect(f"file:{folder / catalog.FILE}?mode=ro&immutable=1", uri=True)) as database:
        yield database
