"""What the places of service are, and which of them take the facility rate of the physician fee schedule. Pure.

Source: Medicare Claims Processing Manual (Pub. 100-04), chapter 12 section 20.4.2 and chapter 26 section 10.5. 26 and 10 are
not what their shape suggests: telehealth at home (10) takes the non-facility rate, elsewhere (02) the facility rate.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

FACILITY = frozenset(("02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"))
RULE = "Pub. 100-04, chapter 12 section 20.4.2: places paid at the facility rate"


_ASKED = re.compile(r"\b(?:pos|place of service)(?:\s+code)?\s*#?(\d{1,2})\b", re.IGNORECASE)


def named(text: str) -> str:
    """The place of service code that a text asks about, two digits; empty if it names none."""
    found = _ASKED.search(text)
    return found[1].zfill(2) if found else ""


def described(pos: str) -> str:
    """What a place of service code stands for, in our own words; empty if CMS has not assigned it."""
    return _places().get(pos.zfill(2), "")


@cache
def _places() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((files("bot.coding") / "places.toml").read_text(encoding="utf-8"))["places"]
    return found


def is_facility(pos: str) -> bool | None:
    """Whether a place (`11`, `2`) takes the facility rate; None for no place or for what is not two digits."""
    code = pos.strip()
    if not code.isdecimal() or len(code) > 2:
        return None
    return code.zfill(2) in FACILITY
