"""Whether a downloaded file is what was asked for: no web page, not cut off, read by a reader, and of the right edition."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from knowledge.discover import discover
from knowledge.errors import SourceError
from knowledge.fetch.download import Refused
from knowledge.fetch.publications import Wanted
from knowledge.sources import cms_archive

_PAGE = re.compile(rb"<html|<!doctype html", re.IGNORECASE)
_PAGES = (".html", ".htm")
_OPEN = "Open the page and download the file by hand."


def check(file: Path, wanted: Wanted, name: str) -> None:
    """Look at a file that shall be called `name`. Raises `Refused` saying what it is instead, and `OSError`."""
    with file.open("rb") as handle:
        head = handle.read(4096)
    if not head:
        raise Refused(f"{name} came empty.", _OPEN)
    if _PAGE.search(head) and not name.lower().endswith(_PAGES):
        raise Refused(f"Instead of {name} came a web page, perhaps of a licence.", f"{_OPEN} A licence has to be read and accepted there.")
    if cms_archive.is_zip(head):
        _whole(file, name)
    with tempfile.TemporaryDirectory(prefix="coderly-") as folder:
        shutil.copyfile(file, Path(folder) / name)
        found, rejected = discover(Path(folder))
    editions = tuple(item.edition for item in found)
    if wanted.among(editions):
        return
    others = sorted({f"{edition.source} {edition.name}" for edition in editions})
    reasons = [reason for report in rejected if report.rejected for reason in report.reasons]
    instead = f"it holds {', '.join(others)}" if others else reasons[0] if reasons else "no reader knows what is in it"
    raise Refused(f"{name} is not {wanted.publication.title} {wanted.edition}: {instead}.".replace("..", "."), _OPEN)


def _whole(file: Path, name: str) -> None:
    try:
        with cms_archive.opened(file) as archive:
            damaged = archive.testzip()
    except SourceError as error:
        raise Refused(f"{name} is no sound archive: {error.problem}", "Run coderly kb fetch again; if it stays so, look at the page.") from error
    if damaged:
        raise Refused(f"{name} is damaged ({damaged} in it).", "Run coderly kb fetch again; if it stays so, look at the page.")
