"""Every target by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fuzz_base
import fuzz_cards
import fuzz_edges
import fuzz_files
import fuzz_payloads
import fuzz_texts
from fuzz_target import Target


def every(home: Callable[[], Path]) -> dict[str, Target]:
    """Name → target, the quick ones first."""
    parsers = (*fuzz_texts.targets(), *fuzz_payloads.targets(), *fuzz_edges.targets())
    found = (*parsers, *fuzz_cards.targets(), *fuzz_base.targets(home), *fuzz_files.targets())
    return {target.name: target for target in found}
