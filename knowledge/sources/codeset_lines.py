"""Text files of code sets in fixed columns, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.sources import cms_archive

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text."""

    path: Path

    @property
    def name(self) -> str:
        """The name of the file, which mostly tells its kind."""
        return self.path.name

    def head(self) -> str:
        """The first 64 kB as text, whatever the encoding."""
        with self.path.open("rb") as stream:
            return stream.read(_HEAD).decode("cp1252", "replace")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number, without its end. UTF-8 or Windows-1252; raises `SourceError` for binary content."""
        with self.path.open("rb") as stream:
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


def text_file(path: Path, head: bytes) -> TextFile | None:
    """The file if it is text, else None."""
    return None if cms_archive.is_zip(head) or b"\0" in head else TextFile(path)
