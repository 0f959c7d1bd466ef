"""Modifiers in our own words: what each means, where it goes, when it does not hold, what it does to payment.

The words stand in `modifiers.toml`. HCPCS Level II modifiers that are not in it are known by the HCPCS file alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SHAPE = re.compile(r"[0-9A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Modifier:
    """One modifier. Sentences begin in lower case and have no full stop; `source` names the public document."""

    code: str
    meaning: str
    goes: str
    wrong: str
    payment: str
    source: str
    group: str = ""


@cache
def table() -> Mapping[str, Modifier]:
    """All modifiers that are worded here, by code. Read once."""
    content = tomllib.loads((files("bot.coding") / "modifiers.toml").read_text(encoding="utf-8"))
    groups = content["group"]
    found = {}
    for code, own in content["modifier"].items():
        said = {**groups.get(own.get("group", ""), {}), **own}
        found[code] = Modifier(
            code,
            said["meaning"],
            said["goes"],
            said.get("wrong", ""),
            said.get("payment", "none by itself"),
            said["source"],
            own.get("group", ""),
        )
    return found


def known(code: str) -> Modifier | None:
    """The words for a modifier, None if there are none here."""
    return table().get(code.strip().upper())


def looks_like(text: str) -> bool:
    """Whether a text has the shape of a modifier: two digits or letters."""
    return _SHAPE.fullmatch(text.strip().upper()) is not None
