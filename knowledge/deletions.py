"""CPT codes that were deleted and what took their place: facts kept in `starter/deletions.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from knowledge.model import Edition

SOURCE = "cpt_deletions"


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion: the last day of the codes, their successors, and in our own words which is meant when."""

    codes: tuple[str, ...]
    last_day: date
    successors: tuple[str, ...]
    when: str
    source: str
    checked: date

    @property
    def edition(self) -> Edition:
        """The change of codes as an edition, so that a verdict can stand on it: it speaks for the last year of the codes."""
        year = self.last_day.year
        return Edition(SOURCE, str(year + 1), date(year, 1, 1), self.last_day, publisher="AMA", partial=True)


def deletion_of(code: str) -> Deletion | None:
    """The deletion of a CPT code, None where none is known here."""
    return next((d for d in _all() if code.upper() in d.codes), None)


@lru_cache(maxsize=1)
def _all() -> tuple[Deletion, ...]:
    raw = tomllib.loads((files("knowledge") / "starter" / "deletions.toml").read_text(encoding="utf-8"))
    return tuple(
        Deletion(tuple(d["codes"]), d["last_day"], tuple(d["successors"]), d["when"], d["source"], raw["checked"]) for d in raw["deletion"]
    )
