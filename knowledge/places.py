"""Where a published file lies: on its own in a folder, or inside an archive, or inside an archive in that.

Publishers pack several tables into one archive, and archives into archives. Readers know nothing of that: to them a
member is a file like any other, unpacked for as long as it is looked at or read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from knowledge.errors import SourceError
from knowledge.file_names import ARCHIVE
from knowledge.sources import cms_archive

DEPTH = 2
"""An archive is opened, and archives in it; `all_data.zip` holds `current_lcd.zip`, which holds `current_lcd_csv.zip`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file on the disk and, if it is an archive, the way from there: the name of a member, the name of a member of that."""

    file: Path
    inside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the file or innermost member, without folders."""
        return PurePosixPath(self.inside[-1]).name if self.inside else self.file.name

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """The file, or the member unpacked into a folder of its own that is gone afterwards. Raises `SourceError`."""
        with _below(self.file, self.inside) if self.inside else nullcontext(self.file) as path:
            yield path

    @contextmanager
    def opened_in(self, archive: Path) -> Iterator[Path]:
        """The same for a member whose archive is at hand already: the file, or what an archive in it was unpacked to."""
        with _below(archive, self.inside[-1:]) as path:
            yield path

    def members(self, path: Path) -> tuple[Place, ...]:
        """The place of every file in the archive that `path` is; none if it is no archive. Raises `SourceError` for a bad one."""
        if len(self.inside) >= DEPTH or not is_archive(path):
            return ()
        with cms_archive.opened(path) as archive:
            return tuple(Place(self.file, (*self.inside, member.filename)) for member in cms_archive.files_in(archive))


def is_archive(path: Path) -> bool:
    """Whether this is a zip of files: an Office document is one of parts. Raises `SourceError` for a bad archive."""
    with path.open("rb") as handle:
        if not cms_archive.is_zip(handle.read(4)):
            return False
    with cms_archive.opened(path) as archive:
        return not cms_archive.is_workbook(archive)


@contextmanager
def _below(path: Path, inside: tuple[str, ...]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="coderly-") as folder:
        # the folder bears the archives' names (`knowledge.file_names`), those around it, too
        around = [part for part in path.parts[:-1] if part.lower().endswith(ARCHIVE)]
        here = Path(folder).joinpath(*around, path.name if path.name.lower().endswith(ARCHIVE) else path.name + ARCHIVE)
        with cms_archive.opened(path) as archive:
            try:
                member = archive.getinfo(inside[0])
            except KeyError as error:
                raise SourceError(path, f"{inside[0]!r} is no longer in the archive", "Build again.") from error
            unpacked = cms_archive.extract(path, archive, member, here)
        if len(inside) == 1:
            yield unpacked
        else:
            with _below(unpacked, inside[1:]) as inner:
                yield inner
