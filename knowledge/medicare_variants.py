"""HCPCS codes that Medicare takes in the place of a CPT code: facts kept in `starter/medicare_variants.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Variant:
    """Codes of Medicare and of CPT for about the same service, and in our own words when which is meant."""

    medicare: tuple[str, ...]
    cpt: tuple[str, ...]
    when: str
    source: str
    checked: date


def variants_of(code: str) -> tuple[Variant, ...]:
    """Every entry that names a code, on either side."""
    return tuple(v for v in _all() if code.upper() in (*v.medicare, *v.cpt))


@lru_cache(maxsize=1)
def _all() -> tuple[Variant, ...]:
    raw = tomllib.loads((files("knowledge") / "starter" / "medicare_variants.toml").read_text(encoding="utf-8"))
    return tuple(Variant(tuple(v["medicare"]), tuple(v["cpt"]), v["when"], v["source"], raw["checked"]) for v in raw["variant"])
