"""Targets that need a knowledge base: calculators, reading of cases, and the whole assistant."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import fuzz_inputs as inputs
from fuzz_target import Run, Target
from fuzz_texts import NOTES, ON, PLAIN, QUESTIONS

from bot.app import create_app
from bot.case.reading import read_case
from bot.engine.calculators.registry import calculate
from bot.settings import Settings
from bot.turns import Outcome, Platform, Turn
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named

SUMS = (
    "drug units 60 mg of J1885", "therapy 45 min 97110, 20 min 97140", "anesthesia 00840 AA P3 90 minutes", "global 27447 2026-01-15", "days 2026-01-15 to 2026-03-01",
    "age born 1960-05-05 on 2026-05-04", "level new patient 42 minutes", "new last seen 2023-05-01",
)  # fmt: skip
COMMANDS = (
    *QUESTIONS, *NOTES, *PLAIN, *(f"/calc {line}" for line in SUMS), "/watch 27257, E11*", "/defaults state=CA payer=medicare", "/note 27257 ask", "/save 27257",
    "/team save that", "/feedback wrong it is", "/history 27257", "/browse E11", "/compare E11.9 I10", "/search hip", "/kb status", "/about", "/help", "/privacy",
    "/account", "/account export", "/account link", "/account link K7QM-2XPD", "/account unlink discord:1:2", "/register", "/seat accept 1", "/consult 27257 ask",
    "/consults list", "/consults claim 1", "/evidence 1", "/examine", "/forget", "/jobs remote CPC TX $30/h", "/jobs show 1", "/jobs save inpatient $70k",
    "/jobs post\nTitle: Coder\nEmployer: Clinic\nTerms: Remote; full-time; $28-34/hour\nApply: https://a.example.org/1\nText: You code.", "/jobs report 1 wrong",
)  # fmt: skip


@contextmanager
def _opened(home: Path) -> Iterator[KnowledgeBase]:
    yield KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"))


def targets(home: Callable[[], Path]) -> Iterator[Target]:
    """`home` gives a CODERLY_HOME with the small knowledge base; it is asked for only when a target is opened."""

    @contextmanager
    def calculators() -> Iterator[Run]:
        with _opened(home()) as base, base.use() as snapshot:
            yield lambda text: calculate(text, snapshot.catalog, ON) and None

    @contextmanager
    def cases() -> Iterator[Run]:
        with _opened(home()) as base, base.use() as snapshot:

            def run(text: str) -> None:
                for suggestion in read_case(text, snapshot, on=ON).candidates:
                    assert suggestion.code, "a suggestion without a code"

            yield run

    @contextmanager
    def assistant() -> Iterator[Run]:
        with tempfile.TemporaryDirectory() as state, asyncio.Runner() as runner:
            settings = Settings(_env_file=None, home=home(), database_url=f"sqlite:///{state}/state.sqlite", secret_key="fuzz")  # type: ignore[call-arg]
            context = create_app(settings)
            app = runner.run(context.__aenter__())
            count = 0

            def run(text: str) -> None:
                nonlocal count
                count += 1
                platform = tuple(Platform)[count % len(Platform)]
                reply = runner.run(app.answer(Turn(platform, "T1", "C1", f"t{count // 4}", "U1", text)))
                assert reply.outcome is not Outcome.FAILED, f"a fault: {reply.verdict}"
                assert reply.verdict.strip(), "a reply without a verdict"

            yield run
            runner.run(context.__aexit__(None, None, None))

    yield Target("calculators", inputs.text(SUMS, tuple(line.split()[0] for line in SUMS)), calculators)
    yield Target("notes of cases", inputs.text(NOTES), cases)
    yield Target("the assistant", inputs.text(COMMANDS), assistant)
