"""What a published file is called when it may lie inside an archive: `rvu26b.zip/GPCI2026.csv`.

Readers see members of archives as files, unpacked into a folder that bears the archive's name. The archive's name
tells what the member's does not (the quarter, an April update, that it is an excerpt), so both belong to the name.
"""

from __future__ import annotations

from pathlib import Path

ARCHIVE = ".zip"


def file_name(path: Path) -> str:
    """The file's own name, or, below a folder named as an archive, the way from there on."""
    parts = path.parts
    start = next((at for at, part in enumerate(parts[:-1]) if part.lower().endswith(ARCHIVE)), len(parts) - 1)
    return "/".join(parts[start:])
