"""Zip archives of published files, opened with suspicion: no path leaves the archive, nothing swells without bound."""

from __future__ import annotations

import errno
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from knowledge.errors import SourceError

_MAX_MEMBERS = 2_000
_MAX_BYTES = 4 << 30
"""All members together. The largest published archive (the whole coverage database) unpacks to some 1.5 GB."""
_MAX_RATIO = 250
"""PTP parts, the most repetitive published text, pack 21:1."""
_RATIO_FROM = 1 << 20
_SYMLINK = 0o120000
_BLOCK = 1 << 20
_AGAIN = "Download it again and compare its size with the publisher's; the last good snapshot keeps serving."


def is_zip(head: bytes) -> bool:
    """Whether the bytes begin like a zip archive (an xlsx workbook does too)."""
    return head[:4] == b"PK\x03\x04"


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open and inspect an archive. Raises `SourceError` whatever is wrong with it."""
    with _sound(path, "the archive"), zipfile.ZipFile(path) as archive:
        _inspect(path, archive)
        yield archive


@contextmanager
def _sound(path: Path, what: str) -> Iterator[None]:
    """Whatever an archive does that is none, or was damaged, is one `SourceError`; a fault of our own disk stays what it is."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(path, f"{what} is cut off or damaged ({error})", _AGAIN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise SourceError(path, f"{what} cannot be unpacked ({error})", "Unpack it yourself and drop the files.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise SourceError(path, f"{what} is said to lie outside the file", _AGAIN) from error


def _inspect(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise SourceError(path, f"the archive holds {len(members)} files", "Drop the publisher's own archive.")
    if sum(m.file_size for m in members) > _MAX_BYTES:
        raise SourceError(path, "the archive unpacks to more than 4 GB", "Drop the publisher's own archive.")
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if not member.filename or not (name.parts or member.is_dir()):
            raise SourceError(path, "the archive holds a file without a name", _AGAIN)
        if name.is_absolute() or ".." in name.parts or re.match(r"[A-Za-z]:", member.filename) or member.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise SourceError(path, f"the archive holds a path that leads outside it ({member.filename[:80]!r})", "Drop the publisher's own archive.")
        if member.flag_bits & 1:
            raise SourceError(path, "the archive is encrypted", "Unpack it yourself and drop the files.")
        ratio = member.file_size // max(member.compress_size, 1)
        if member.file_size > _RATIO_FROM and ratio > _MAX_RATIO:
            raise SourceError(path, f"{member.filename[:80]!r} unpacks to {ratio} times its size", "Drop the publisher's own archive.")


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether this is an Office document, which is a zip of parts, not an archive of files."""
    return "[Content_Types].xml" in archive.namelist()


def files_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Its files in name order, without folders and what a Mac adds."""
    return sorted((m for m in archive.infolist() if not m.is_dir() and "__MACOSX" not in m.filename), key=lambda m: m.filename)


def extract(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path) -> Path:
    """Write one file of an inspected archive below a folder and give its path. Raises `SourceError` if it is damaged."""
    target = to.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _sound(path, f"{member.filename[:80]!r} in the archive"), archive.open(member) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, _BLOCK)
    return target
