"""What a calculator is, and what it says when the text is not enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.coding.finding import Finding, Ground, Level, Subject
from bot.turns import Table
from knowledge.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text cannot be worked with, in words for the person who wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Calculator:
    """One sum. `aliases` are the words that call it, in lower case; `example` is a text that works.

    `parse(text, today)` gives the inputs of its own kind or a `Problem`; `compute(inputs, catalog)` the finding. Neither raises for
    what a person wrote. The text comes without the alias.
    """

    name: str
    summary: str
    aliases: tuple[str, ...]
    example: str
    parse: Callable[[str, date], Any]
    compute: Callable[[Any, Catalog], Finding]

    def run(self, text: str, catalog: Catalog, today: date) -> Finding:
        """Text to finding; a `Problem` becomes one that shows the example."""
        inputs = self.parse(text, today)
        return self.unclear(inputs) if isinstance(inputs, Problem) else self.compute(inputs, catalog)

    def unclear(self, problem: Problem) -> Finding:
        """A finding that says what is wrong and how to write it."""
        return Finding(
            Subject.CALCULATION,
            Level.UNKNOWN,
            f"{self.summary}: {problem.text}",
            mend=f"Write it like this: {self.example}",
            data={"calculator": self.name, "problem": problem.text},
        )


def result(
    name: str,
    verdict: str,
    *,
    rule: str,
    sources: tuple[Ground, ...],
    codes: tuple[str, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
    tables: tuple[Table, ...] = (),
    caveat: str = "",
    level: Level = Level.INFORMATION,
    data: dict[str, object] | None = None,
) -> Finding:
    """A finding of a calculation."""
    return Finding(
        Subject.CALCULATION, level, verdict, codes, (), facts, tables, rule, "", caveat, sources, {"calculator": name, **(data or {})}
    )
