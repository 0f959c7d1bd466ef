"""What becomes of people's questions while something breaks: `make chaos` (docs/chaos.md)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "store", "processes")]
