"""Two hundred answers of a model that spoils its facts, and two hundred of one that keeps them, over the wire."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from assistant_people import Compose, says, settings_for
from model_answers import FAITHFUL, SPOILERS, Facts, kept, spoilt, wrongly_cited
from model_server import Behaviour, ModelServer

from bot.app import App, create_app
from bot.turns import Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTIONS = (
    "When is modifier 25 right?", "What is 27257?", "What is an MUE?", "Guidelines for E/M services", "45385 and 45380 together on 5/1/2026?",
    "what does modifier 59 need", "E11.9", "split shared visit rules", "what is the 8 minute rule", "incident to billing rules",
    "critical care time", "JW and JZ", "screening colonoscopy turned therapeutic", "ABN and GA modifier", "what is column 1 and column 2",
    "global period 090", "uncertain diagnosis inpatient", "sepsis sequencing", "new or established patient", "bilateral procedure modifier 50",
)  # fmt: skip
MARKS = re.compile(r"\s*\[[F\d, ]+\]")
Make = Callable[[Facts, random.Random], list[str]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(small_home: Path, server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    options = {"llm": "openai:any", "model": {"base_url": server.url, "api_key": "k", "timeout": 60.0, "remember": 0.0}}
    async with create_app(settings_for(small_home, tmp_path_factory.mktemp("state"), **options)) as opened:
        yield opened


async def answered(app: App, server: ModelServer, question: str, make: Make, seed: int) -> tuple[Reply, list[str]]:
    """The answer, and the sentences of the model without their citations."""
    said: list[str] = []

    def text(facts: Facts) -> str:
        said[:] = make(facts, random.Random(seed))
        return " ".join(said)

    server.behaviour = Behaviour(text=text, piece=60)
    reply = await app.answer(says(question, thread=secrets.token_hex(4)))
    return reply, [MARKS.sub("", sentence) for sentence in said]


async def test_of_two_hundred_answers_that_spoil_their_facts_none_passes(app: App, server: ModelServer, composed: Compose) -> None:
    makers: list[tuple[str, Make]] = [(how, lambda facts, chance, how=how: spoilt(facts, chance, how)) for how in SPOILERS]
    makers.append(("wrongly cited", wrongly_cited))
    answers = sentences = 0
    ways: set[str] = set()
    for seed, question in enumerate(QUESTIONS):
        plain = composed(question)
        for how, make in makers:
            reply, said = await answered(app, server, question, make, seed)
            if not said:
                continue
            answers, sentences = answers + 1, sentences + len(said)
            ways.add(how)
            assert (reply.verdict, reply.body, reply.rule) == (plain.verdict, plain.body, plain.rule), (question, how, said)
            assert any("could not be verified" in notice.text for notice in reply.notices)
    assert (answers >= 200, sentences >= 400, len(ways)) == (True, True, len(makers)), (answers, sentences, ways)


async def test_of_two_hundred_faithful_answers_nearly_all_pass_unchanged(app: App, server: ModelServer) -> None:
    answers, changed = 0, []
    for question in QUESTIONS:
        for seed, how in enumerate((*FAITHFUL, *FAITHFUL)):
            reply, said = await answered(app, server, question, lambda facts, chance, how=how: kept(facts, chance, how), seed)
            answers += 1
            shown = [MARKS.sub("", sentence) for sentence in reply.body.split("\n")]
            if shown != list(dict.fromkeys(said)):
                changed.append((question, how, [s for s in said if s not in shown]))
    assert answers >= 200
    assert len(changed) <= 0.05 * answers, changed


async def test_makers_never_give_what_a_fact_says() -> None:
    """The test above would prove nothing if its spoilt sentences were true."""
    facts = {"F1": "45385 is column 1 and 45380 is column 2. It is not paid unless 59 is used on 2026-01-05. Modifier 59 may be used 3 times."}
    for how in SPOILERS:
        for sentence in spoilt(facts, random.Random(1), how):
            assert MARKS.sub("", sentence) not in facts["F1"], how
