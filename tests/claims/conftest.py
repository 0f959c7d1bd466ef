"""A whole assistant whose knowledge base holds small files of every table that a claim is checked against."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "assistant"))
sys.path.insert(0, str(Path(__file__).parents[1] / "commands"))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))

import engine_desk
import small_home
import sources_other_tables
from assistant_people import settings_for
from sources_fixtures import pairs_json

from bot.app import App, create_app
from knowledge.build import Build
from knowledge.order import Order

NOTE = """---
title: Orchard Health on scopes
payer: Orchard Health
codes: ["45385", "45380"]
valid_from: 2026-01-01
---
# Scopes of one day

Two scopes of one day are paid once, the larger. Send the report with the claim.
"""


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("CODERLY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def claims_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CODERLY_HOME with PTP, MUE, add-on codes, fees, places, coverage and diagnoses. Nobody writes into it."""
    home = tmp_path_factory.mktemp("claims-home")
    small_home.drop_sources(home / "sources")
    engine_desk.publish(home / "sources")
    written = {path.name for path in (home / "sources").iterdir()}
    for _, name, content, _, _ in sources_other_tables.OTHERS:
        if name not in written and not name.startswith("2026_april_addendum_b"):
            (home / "sources" / name).write_bytes(content)
    pairs_json(home / "sources" / "lcd_hcpcs_icd10_coverage_2026.derived.json")
    (home / "sources" / "orchard.md").write_text(NOTE, encoding="utf-8")
    Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama"), lambda event: None).run()
    return home


@pytest.fixture
async def app(claims_home: Path, tmp_path: Path) -> AsyncIterator[App]:
    async with create_app(settings_for(claims_home, tmp_path)) as opened:
        yield opened
