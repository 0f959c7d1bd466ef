"""Every calculator by the words that call it."""

from __future__ import annotations

import re
from datetime import date

from bot.coding.finding import Finding, Level, Subject
from bot.engine.calculators.anesthesia import ANESTHESIA
from bot.engine.calculators.calculator import Calculator
from bot.engine.calculators.days import AGE, DAYS, NEW
from bot.engine.calculators.drug import DRUG
from bot.engine.calculators.global_end import GLOBAL
from bot.engine.calculators.therapy import THERAPY
from bot.engine.calculators.visit_level import LEVEL
from bot.turns import Table
from knowledge.catalog import Catalog

CALCULATORS: tuple[Calculator, ...] = (LEVEL, GLOBAL, DRUG, ANESTHESIA, THERAPY, AGE, DAYS, NEW)

_BY_ALIAS = {alias: calculator for calculator in CALCULATORS for alias in calculator.aliases}
_ALIAS = re.compile(rf"\s*(?P<alias>{'|'.join(sorted(map(re.escape, _BY_ALIAS), key=len, reverse=True))})(?![\w])[\s:,]*", re.IGNORECASE)


def calculator_named(text: str) -> tuple[Calculator, str] | None:
    """The calculator that the first words of a text call, and the rest of the text."""
    match = _ALIAS.match(text)
    return (_BY_ALIAS[match["alias"].lower()], text[match.end() :]) if match else None


def calculate(text: str, catalog: Catalog, today: date) -> Finding:
    """A text that begins with a calculator's word -> its finding; without one, the list of what there is. Never raises for the text."""
    called = calculator_named(text)
    if called is not None:
        return called[0].run(called[1], catalog, today)
    rows = tuple((c.summary, c.example) for c in CALCULATORS)
    return Finding(
        Subject.CALCULATION,
        Level.UNKNOWN,
        "Which sum? Begin with one of: " + ", ".join(c.aliases[0] for c in CALCULATORS),
        tables=(Table(("What", "Write"), rows, "Calculators"),),
        data={"calculator": None},
    )
