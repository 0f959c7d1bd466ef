"""Text files of code sets in fixed columns: the file or the member of an archive, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from knowledge.errors import SourceError
from knowledge.sources import cms_archive

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text, and the member if the file is an archive."""

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The name that tells the edition: the member's if there is one."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    def head(self) -> str:
        """The first 64 kB as text, whatever the encoding."""
        with cms_archive.binary(self.path, self.member) as stream:
            return stream.read(_HEAD).decode("cp1252", "replace")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number, without its end. UTF-8 or Windows-1252; raises `SourceError` for binary content."""
        with cms_archive.binary(self.path, self.member) as stream:
            for number, raw in enumerate(stream, 1):
                if b"\0" in raw:
                    raise SourceError(self.path, "this is not text", "Get the original file from the publisher's page.", number)
                yield number, decoded(raw).rstrip("\r\n\x1a")


def decoded(raw: bytes) -> str:
    """UTF-8, else Windows-1252, else Latin-1 (the ICD-9 titles use none of the bytes in which the last two differ)."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def text_file(path: Path, head: bytes, member: re.Pattern[str]) -> TextFile | None:
    """The file if it is text, or the member of an archive whose name matches. None if it is neither.

    Raises `SourceError` for a damaged archive only if its own name matches: any other is somebody else's file.
    """
    if not cms_archive.is_zip(head):
        return None if b"\0" in head else TextFile(path)
    if path.suffix.lower() == ".xlsx":
        return None
    try:
        inner = cms_archive.member_named(path, member)
    except SourceError:
        if member.search(path.name) or member.search(path.stem + ".txt"):
            raise
        return None
    return TextFile(path, inner) if inner else None
