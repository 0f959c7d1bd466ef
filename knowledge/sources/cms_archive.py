"""Zip archives of published files, opened with suspicion: no path leaves the archive, nothing swells without bound."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from knowledge.errors import SourceError

_MAX_MEMBERS = 2_000
_MAX_BYTES = 4 << 30
"""All members together. The largest published archive (the whole coverage database) unpacks to some 1.5 GB."""
_MAX_RATIO = 250
"""PTP parts, the most repetitive published text, pack 21:1."""
_RATIO_FROM = 1 << 20
_SYMLINK = 0o120000
_AGAIN = "Download it again and compare its size with the publisher's; the last good snapshot keeps serving."


def is_zip(head: bytes) -> bool:
    """Whether the bytes begin like a zip archive (an xlsx workbook does too)."""
    return head[:4] == b"PK\x03\x04"


@contextmanager
def opened(path: Path, content: IO[bytes] | None = None) -> Iterator[zipfile.ZipFile]:
    """Open and inspect an archive, or one inside it given as `content`. Raises `SourceError` whatever is wrong with it."""
    try:
        with zipfile.ZipFile(content or path) as archive:
            _inspect(path, archive)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(path, f"the archive is cut off or damaged ({error})", _AGAIN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise SourceError(path, f"the archive cannot be unpacked ({error})", "Unpack it yourself and drop the files.") from error


def _inspect(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise SourceError(path, f"the archive holds {len(members)} files", "Drop the publisher's own archive.")
    if sum(m.file_size for m in members) > _MAX_BYTES:
        raise SourceError(path, "the archive unpacks to more than 4 GB", "Drop the publisher's own archive.")
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or re.match(r"[A-Za-z]:", member.filename) or member.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise SourceError(path, f"the archive holds a path that leads outside it ({member.filename[:80]!r})", "Drop the publisher's own archive.")
        if member.flag_bits & 1:
            raise SourceError(path, "the archive is encrypted", "Unpack it yourself and drop the files.")
        ratio = member.file_size // max(member.compress_size, 1)
        if member.file_size > _RATIO_FROM and ratio > _MAX_RATIO:
            raise SourceError(path, f"{member.filename[:80]!r} unpacks to {ratio} times its size", "Drop the publisher's own archive.")


def member_named(path: Path, pattern: re.Pattern[str]) -> str | None:
    """The first member (in name order) whose base name matches, or None. Raises `SourceError` on a bad archive."""
    with opened(path) as archive:
        return next(iter(_matching(archive, pattern)), None)


def _matching(archive: zipfile.ZipFile, pattern: re.Pattern[str]) -> list[str]:
    return sorted(n for n in archive.namelist() if not n.endswith("/") and "__MACOSX" not in n and pattern.search(PurePosixPath(n).name))


@contextmanager
def binary(path: Path, member: str | None = None) -> Iterator[IO[bytes]]:
    """A file, or a member of an archive, as a stream of bytes. Raises `SourceError` if it breaks off."""
    if member is None:
        with path.open("rb") as stream:
            yield stream
        return
    with opened(path) as archive, archive.open(member) as inner:
        yield inner


@contextmanager
def nested(path: Path, suffix: str) -> Iterator[zipfile.ZipFile]:
    """The archive itself or, if it only wraps one whose name ends so (`current_lcd_csv.zip`), that one."""
    with opened(path) as archive:
        wrapped = _matching(archive, re.compile(re.escape(suffix) + "$", re.IGNORECASE))
        if not wrapped:
            yield archive
            return
        with opened(path, io.BytesIO(archive.read(wrapped[0]))) as inside:
            yield inside
