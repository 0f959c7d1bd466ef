"""Down the numbers of CPT and the letters of HCPCS Level II: ranges in our own words, then hundreds and tens, then codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.catalog import Catalog
from knowledge.code_ranges import CodeRange, known, ranges
from knowledge.hierarchy.model import MOST, Level, Node, top
from knowledge.model import SYSTEM_LABEL, System
from knowledge.tables import hcpcs, physician_fee_schedule

_WIDTHS = (1_000, 100, 10)
CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Numbers:
    """The codes of one system that may be reported on a date, in order."""

    catalog: Catalog
    system: System
    on: date
    codes: tuple[str, ...]

    @classmethod
    def of(cls, catalog: Catalog, system: System, on: date) -> Numbers:
        """Every code that some file has: reading them takes some 50 ms, so it is done once for a level."""
        starter = "SELECT code FROM code WHERE system = ?"
        found = {code for file in catalog.in_force("starter", on)[0] for (code,) in file.all(starter, system.value)}
        if system is System.HCPCS:
            found |= set(hcpcs.codes(catalog.files(hcpcs.SOURCE), on))
        else:
            found |= set(physician_fee_schedule.codes(catalog.files(physician_fee_schedule.SOURCE), on))
        return cls(catalog, system, on, tuple(sorted(found)))

    def outermost(self) -> Level | None:
        """The ranges of the whole system that hold codes."""
        nodes = tuple(Node(r.what, r.bounds, r.bounds) for r in self._ranges() if self._held(r))
        return Level(self.system.value, SYSTEM_LABEL[self.system], nodes, top(), ours=True) if nodes else None

    def within(self, bounds: str) -> Level | None:
        """What a range is cut into, or its codes."""
        first, _, last = bounds.partition("-")
        wanted = known(self.system, bounds) or CodeRange(self.system, first, last, "")
        codes = self._held(wanted)
        if not codes:
            return None
        smaller = self._cut(wanted)
        nodes = tuple(Node(r.what or _counted(self._held(r)), r.bounds, r.bounds) for r in smaller) or tuple(self._titled(codes))
        return Level(bounds, f"{bounds} {wanted.what}".strip(), nodes, self._above(wanted), ours=True)

    def around(self, code: str) -> Level | None:
        """The innermost range that holds a code."""
        path = self._path(code, code)
        return self.within(path[-1].bounds) if path else None

    def _ranges(self) -> tuple[CodeRange, ...]:
        return tuple(r for r in ranges() if r.system is self.system)

    def _held(self, wanted: CodeRange) -> Sequence[str]:
        return [code for code in self.codes if wanted.holds(code)]

    def _titled(self, codes: Iterable[str]) -> Iterable[Node]:
        titled = (self.catalog.titled(self.system, code, self.on) for code in codes)
        return (Node(t.title, "", t.code, t.code, t.reportable) for t in titled if t is not None)

    def _above(self, wanted: CodeRange) -> tuple[Node, ...]:
        path = self._path(wanted.first, wanted.last)
        return (*top(self.system), *(Node(r.what, r.bounds, r.bounds) for r in path if r.bounds != wanted.bounds))

    def _path(self, first: str, last: str) -> list[CodeRange]:
        """The ranges that hold both codes, from the outermost."""
        path: list[CodeRange] = []
        inner = next((r for r in self._ranges() if r.holds(first) and r.holds(last)), None)
        while inner is not None:
            path.append(inner)
            inner = next((r for r in self._cut(inner) if r.holds(first) and r.holds(last)), None)
        return path

    def _cut(self, wanted: CodeRange) -> tuple[CodeRange, ...]:
        """The ranges that a range is cut into: our own parts, else thousands, hundreds or tens; none if its codes are few."""
        codes = self._held(wanted)
        parts = tuple(part for part in wanted.parts if any(part.holds(code) for code in codes))
        if len(parts) > 1:
            return parts
        if len(codes) <= MOST:
            return ()
        for width in _WIDTHS:
            found = tuple(dict.fromkeys(_group(wanted, code, width) for code in codes))
            if len(found) > 1:
                return found
        return ()


def _group(wanted: CodeRange, code: str, width: int) -> CodeRange:
    """The thousand, hundred or ten of a range that a code lies in."""
    letters = [(i, c) for i, c in enumerate(code) if not c.isdigit()]
    digits = "".join(c for c in code if c.isdigit())
    low = int(digits) // width * width

    def written(number: int) -> str:
        out = list(str(number).zfill(len(digits)))
        for i, c in letters:
            out.insert(i, c)
        return "".join(out)

    return CodeRange(wanted.system, max(wanted.first, written(low)), min(wanted.last, written(low + width - 1)), "")


def _counted(codes: Sequence[str]) -> str:
    return "1 code" if len(codes) == 1 else f"{len(codes)} codes"
