"""Fuzz targets: what reads something that others wrote, each with its inputs and its promise."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "assistant"))
