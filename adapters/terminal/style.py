"""Signs and colours. The colours are middle tones, readable on light and on dark; nothing is told by colour alone."""

from __future__ import annotations

from typing import Final

from bot.turns import Outcome

ACCENT: Final = "color(31)"
"""Blue: what can be referred to or pressed."""

CAUTION: Final = "color(130)"
"""Brown-orange: read this before you bill."""

SIGNS: Final[dict[Outcome, tuple[str, str]]] = {
    Outcome.ANSWERED: ("●", ACCENT),
    Outcome.NOT_FOUND: ("○", CAUTION),
    Outcome.UNCLEAR: ("?", "color(133)"),
    Outcome.REFUSED: ("■", "color(161)"),
    Outcome.FAILED: ("✗", "color(161)"),
}
"""Sign and colour by outcome. An answer's sign is neutral: a verdict may well be "not payable together"."""

NOTICE_SIGNS: Final[dict[str, tuple[str, str]]] = {
    "info": ("i", ACCENT),
    "warning": ("!", CAUTION),
    "error": ("✗", "color(161)"),
}
"""Sign and colour by the level of a notice."""

LABEL: Final = "dim"
MARK: Final = ACCENT
CODE: Final = "bold"
