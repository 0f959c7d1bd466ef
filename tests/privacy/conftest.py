"""Makes the labelled sets importable for the tests of the PHI gate."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
