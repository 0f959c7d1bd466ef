"""Which Medicare contractors process the claims of a state: facts of CMS, kept in `starter/contractors.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Contractor:
    """One contractor in one jurisdiction, `Noridian Healthcare Solutions` in `JE`."""

    name: str
    jurisdiction: str
    states: tuple[str, ...]

    @property
    def label(self) -> str:
        """`Noridian Healthcare Solutions (JE)`."""
        return f"{self.name} ({self.jurisdiction})"


@dataclass(frozen=True, slots=True)
class StateContractors:
    """The contractors of a state: `ab` for services, `dme` for equipment and supplies.

    `part_b` are the contractor numbers of Part B; where there are several, `split` says what decides. `source` and
    `checked` tell where the facts stand and when they were last compared with it.
    """

    state: str
    ab: Contractor
    dme: Contractor
    part_b: tuple[str, ...]
    split: str
    source: str
    checked: date


def of_state(state: str) -> StateContractors | None:
    """The contractors of a state or territory (`CA`), None if it has none."""
    return _all().get(state.upper())


@lru_cache(maxsize=1)
def _all() -> Mapping[str, StateContractors]:
    raw = tomllib.loads((files("knowledge") / "starter" / "contractors.toml").read_text(encoding="utf-8"))
    kinds = {kind: [Contractor(x["contractor"], x["jurisdiction"], tuple(x["states"])) for x in raw[kind]] for kind in ("ab", "dme")}
    found = {}
    for state, numbers in raw["part_b"].items():
        ab, dme = (next(x for x in kinds[kind] if state in x.states) for kind in ("ab", "dme"))
        found[state] = StateContractors(state, ab, dme, tuple(numbers), raw["split"].get(state, ""), raw["source"], raw["checked"])
    return found
