"""How the numbers of CPT and HCPCS Level II are laid out: ranges with our own plain words, kept in `starter/code_ranges.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from knowledge.model import System


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes from `first` to `last`, both inside, which share their kind: digits alone, or the same letter at the same place."""

    system: System
    first: str
    last: str
    what: str
    parts: tuple[CodeRange, ...] = ()

    @property
    def bounds(self) -> str:
        """`27250-27259`."""
        return f"{self.first}-{self.last}"

    def holds(self, code: str) -> bool:
        """Whether a code lies in the range."""
        return len(code) == len(self.first) and self.first <= code <= self.last and shape(code) == shape(self.first)


def shape(code: str) -> str:
    """`0042T` → `0000T`, `E0100` → `E0000`: what codes of one range have in common."""
    return "".join("0" if c.isdigit() else c for c in code.upper())


@lru_cache(maxsize=1)
def ranges() -> tuple[CodeRange, ...]:
    """The outermost ranges, in the order in which they are shown."""
    raw = tomllib.loads((files("knowledge") / "starter" / "code_ranges.toml").read_text(encoding="utf-8"))
    return tuple(_range(System(entry["system"]), entry["bounds"], entry["what"], entry["parts"]) for entry in raw["range"])


def _range(system: System, bounds: str, what: str, parts: list[list[str]]) -> CodeRange:
    first, last = bounds.split("-")
    return CodeRange(system, first, last, what, tuple(_range(system, part, words, []) for part, words in parts))


def known(system: System, bounds: str) -> CodeRange | None:
    """The range or part of those bounds, if it is one of ours."""
    return next((r for outer in ranges() for r in (outer, *outer.parts) if r.system is system and r.bounds == bounds), None)
