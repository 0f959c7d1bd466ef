"""How much of a document is read, and what a converter may use. A hostile file costs its own conversion, nothing else."""

from __future__ import annotations

MAX_FILE_BYTES = 100_000_000
"""The largest published manual at hand has 2.5 MB."""
HEAD_BYTES = 65_536
"""What is looked at for front matter."""
MAX_PAGES = 2_000
"""Seven times the NCCI policy manual."""
MAX_CHARACTERS = 8_000_000
"""Ten times the NCCI policy manual; more is no text that somebody reads."""
MAX_UNPACKED_BYTES = 300_000_000
"""Of a docx or xlsx: what its parts say they unpack to."""
MAX_SHEET_ROWS = 20_000
MAX_DEPTH = 200
"""Nesting of HTML that is followed."""

MEMORY_BYTES = 1_500_000_000
"""Address space of the child: the NCCI policy manual needs 40 MB of it, a Word file of 50 MB some 700."""
CPU_SECONDS = 60
WALL_SECONDS = 90.0
OUTPUT_BYTES = 64_000_000
