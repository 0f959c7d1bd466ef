"""The lists of the rules, read once: which conditions go on, which words are vague, which signs belong to which condition."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge import icd10cm

Prefixes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """Beginnings of codes, without dots. `integral`: conditions and the signs that routinely go with them; `superseded`: conditions and the
    diseases that, where they are named, say them.
    """

    chronic: Prefixes
    vague: Prefixes
    never_first: Prefixes
    integral: tuple[tuple[Prefixes, Prefixes], ...]
    superseded: tuple[tuple[Prefixes, Prefixes], ...]

    def signs_of(self, code: str) -> Prefixes:
        """The signs and symptoms that routinely go with a condition."""
        key = icd10cm.key(code)
        return tuple(sign for conditions, signs in self.integral if key.startswith(conditions) for sign in signs)


@cache
def lists() -> Lists:
    """See `Lists`."""
    raw = tomllib.loads(files("bot.case").joinpath("rules.toml").read_text(encoding="utf-8"))

    def prefixes(text: str) -> Prefixes:
        return tuple(text.split())

    integral, superseded = (tuple((prefixes(key), prefixes(text)) for key, text in raw[name].items()) for name in ("integral", "superseded"))
    return Lists(prefixes(raw["chronic"]), prefixes(raw["vague"]), prefixes(raw["never_first"]), integral, superseded)


def is_in(code: str, prefixes: Prefixes) -> bool:
    """Whether a code begins with one of these."""
    return icd10cm.key(code).startswith(prefixes)
