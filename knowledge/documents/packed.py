"""Office files are zip archives: how much their parts unpack to is looked at before they are unpacked."""

from __future__ import annotations

import zipfile

from knowledge.documents.limits import MAX_UNPACKED_BYTES
from knowledge.documents.unreadable import Unreadable


def refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Raise `Unreadable` for an archive that unpacks to more than a document may."""
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise Unreadable(f"it unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB")
