"""A language model may choose among candidates and nothing else: every code a candidate, every quote in the note."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from case_base import Read
from model_server import Behaviour, ModelServer

from bot.case.choosing import SHOWN, Chooser, shown
from bot.case.model import CaseReading, Group, Reason
from bot.pipeline.model import load_model
from bot.settings import Settings
from prompts import load

NOTE = "She has asthma and hypertension. Neuropathy of the feet. Denies cough."


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as running:
        yield running


async def chosen(server: ModelServer, reading: CaseReading, *choices: tuple[str, str], **behaviour: object) -> CaseReading:
    behaviour.setdefault("form", json.dumps({"choices": [{"code": c, "quote": q} for c, q in choices]}))
    server.behaviour = Behaviour(**behaviour)  # type: ignore[arg-type]
    model = await load_model(Settings(llm="openai:any", model={"base_url": server.url, "api_key": "none", "timeout": 5}))
    assert model is not None
    found, _ = await Chooser(model, load("choose")).choose(reading, seconds=3.0)
    return found


async def test_what_it_does_not_choose_is_left_out_and_said(server: ModelServer, read: Read) -> None:
    found = await chosen(server, read(NOTE), ("J45.909", "asthma"))
    assert [s.code for s in found.coded] == ["J45.909"]
    assert [s.code for s in found.group(Group.FIRST_LISTED)] == ["J45.909"]
    (left,) = [s for s in found.suggestions if s.reason is Reason.NOT_CHOSEN]
    assert left.code == "I10"
    assert [e.quote for e in left.evidence] == ["hypertension"]


async def test_it_may_bring_up_a_candidate_that_ranked_lower(server: ModelServer, read: Read) -> None:
    reading = read(NOTE)
    assert "E11.40" not in {s.code for s in reading.suggestions}
    found = await chosen(server, reading, ("J45.909", "asthma"), ("I10", "hypertension"), ("E11.40", "Neuropathy of the feet"))
    (added,) = [s for s in found.coded if s.code == "E11.40"]
    assert [NOTE[e.start : e.end] for e in added.evidence] == ["Neuropathy of the feet"]


@pytest.mark.parametrize(
    "choice",
    [("Z99.9", "asthma"), ("J45.909", "severe asthma"), ("J45.909", "ASTHMA"), ("J45.909", ""), ("R05.9", "cough"), ("", ""), ("J45.909; I10", "asthma")],
)
async def test_what_is_no_candidate_or_no_quote_counts_for_nothing(server: ModelServer, read: Read, choice: tuple[str, str]) -> None:
    reading = read(NOTE)
    assert await chosen(server, reading, choice) == reading


@pytest.mark.parametrize("behaviour", [{"status": 500}, {"then": "silent"}])
async def test_a_model_that_fails_costs_nothing(server: ModelServer, read: Read, behaviour: dict[str, object]) -> None:
    reading = read(NOTE)
    assert await chosen(server, reading, ("J45.909", "asthma"), **behaviour) == reading


@pytest.mark.parametrize("form", ["not json", "[]", "{}", '{"choices": "many"}', '{"choices": [{"code": "J45.909"}]}', '{"choices": [null]}'])
async def test_a_form_that_is_none_costs_nothing(server: ModelServer, read: Read, form: str) -> None:
    reading = read(NOTE)
    assert await chosen(server, reading, form=form) == reading


async def test_it_sees_the_note_without_identifiers_and_no_more_than_twenty(server: ModelServer, read: Read) -> None:
    reading = read("Patient: John Carter, MRN 12345678. " + NOTE)
    await chosen(server, reading, ("J45.909", "asthma"))
    assert "Carter" not in server.prompts[-1]
    assert "12345678" not in server.prompts[-1]
    assert len(shown(reading)) <= SHOWN
    assert "R05.9" not in {c.code for c in shown(reading)}


async def test_a_note_without_candidates_asks_nobody(server: ModelServer, read: Read) -> None:
    reading = read("")
    assert await chosen(server, reading, ("J45.909", "asthma")) == reading
    assert server.prompts == []
