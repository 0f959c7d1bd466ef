"""A procedure code put together from the starter pack and the tables that are loaded."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from knowledge.model import Code, Edition, Fact, Lookup, LookupState, System
from knowledge.procedures import with_tables
from knowledge.tables import mue
from knowledge.titles import NO_WORDS

DAY = date(2026, 5, 5)
STARTER = Edition("starter", "starter pack", date(2025, 1, 1), partial=True)
UNITS = Edition(mue.PRACTITIONER, "2026 Q2", date(2026, 4, 1), date(2026, 6, 30))


@dataclass
class Table:
    edition: Edition
    database: sqlite3.Connection

    def all(self, query: str, *values: Any) -> list[Any]:
        return self.database.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        return self.database.execute(query, values).fetchone()


@pytest.fixture
def units() -> Any:
    database = sqlite3.connect(":memory:")
    database.executescript(mue.SCHEMA)
    columns = [row[1] for row in database.execute("PRAGMA table_info(mue)")]
    values = {"code": "20611", "value": 2, "mai": 3}
    database.execute(f"INSERT INTO mue VALUES ({','.join('?' * len(columns))})", [values.get(c, "") for c in columns])
    yield Table(UNITS, database)
    database.close()


def starter(code: str, *, known: bool) -> Lookup:
    entry = (
        Code(System.CPT, code, "in our words", STARTER, True, plain="in our words", facts=(Fact("mue", "9 (MAI 1)", "MUE old"),))
        if known
        else None
    )
    return Lookup(LookupState.FOUND if known else LookupState.NOT_FOUND, System.CPT, code, entry, STARTER)


def test_a_loaded_table_wins_over_the_same_fact_of_the_starter_pack(units: Table) -> None:
    found = with_tables(starter("20611", known=True), lambda s: (units,) if s == mue.PRACTITIONER else (), DAY).code
    assert found is not None
    assert found.fact("mue") == Fact("mue", "2 (MAI 3)", "MUE practitioner 2026 Q2")
    assert found.title == "in our words"


def test_a_date_after_the_newest_edition_says_so(units: Table) -> None:
    found = with_tables(starter("20611", known=True), lambda s: (units,) if s == mue.PRACTITIONER else (), date(2026, 11, 23)).code
    assert found is not None
    assert "newest loaded" in found.fact("mue").edition  # type: ignore[union-attr]


def test_without_tables_the_starter_pack_stands_as_it_is() -> None:
    assert with_tables(starter("20611", known=True), lambda _: (), DAY).code == starter("20611", known=True).code
    assert with_tables(starter("99999", known=False), lambda _: (), DAY) == starter("99999", known=False)


def test_no_description_is_made_up() -> None:
    assert "licensed" in NO_WORDS
