"""Which places of service take the facility rate of the physician fee schedule. Pure.

Source: Medicare Claims Processing Manual (Pub. 100-04), chapter 12 section 20.4.2 and chapter 26 section 10.5. 26 and 10 are
not what their shape suggests: telehealth at home (10) takes the non-facility rate, elsewhere (02) the facility rate.
"""

from __future__ import annotations

FACILITY = frozenset(("02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"))
RULE = "Pub. 100-04, chapter 12 section 20.4.2: places paid at the facility rate"


def is_facility(pos: str) -> bool | None:
    """Whether a place (`11`, `2`) takes the facility rate; None for no place or for what is not two digits."""
    code = pos.strip()
    if not code.isdigit() or len(code) > 2:
        return None
    return code.zfill(2) in FACILITY
