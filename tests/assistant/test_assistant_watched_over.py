"""What operators are told of a process: figures and traces, and never what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from assistant_people import Start, says
from model_server import Behaviour, ModelServer, first
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as service

from bot.app import App
from bot.metrics import Metrics


async def figures(metrics: Metrics) -> dict[str, float]:
    text = (await metrics.exposed())[0].decode()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if not line.startswith("#")}


async def test_answers_and_stops_are_counted_by_how_they_ended(app: App) -> None:
    await app.answer(says("E11.9"))
    await app.answer(says("xyzzy 00000"))
    await app.answer(says("E11.9 for John Smith, SSN 123-45-6789"))
    seen = await figures(app.metrics)
    assert seen['coderly_answers_total{outcome="answered",platform="slack"}'] >= 2
    assert seen['coderly_phi_stops_total{action="redacted",platform="slack"}'] == 1
    assert seen['coderly_answer_seconds_count{platform="slack"}'] == 3
    assert seen['coderly_answer_seconds_bucket{le="+Inf",platform="slack"}'] == 3
    assert seen["coderly_snapshot_age_seconds"] > 0
    assert not any("Smith" in name or "E11" in name for name in seen)


async def test_what_a_model_took_and_what_was_dropped_of_it(start: Start, server: ModelServer) -> None:
    server.behaviour = Behaviour(text=lambda facts: f"{first(facts)} It is always 99215 [F1]. ", usage=(1_000, 100))
    model = {"base_url": server.url, "api_key": "sesame", "timeout": 60.0, "price_read": 1.0, "price_written": 10.0}
    async with start(llm="openai:any", model=model) as app:
        await app.answer(says("When is modifier 25 right?"))
        seen = await figures(app.metrics)
    assert seen['coderly_model_tokens_total{direction="read"}'] == 1_000
    assert seen['coderly_model_tokens_total{direction="written"}'] == 100
    assert seen["coderly_model_dollars_total"] == pytest.approx(0.002)
    assert seen["coderly_verifier_dropped_sentences_total"] == 1


async def test_an_acknowledgement_after_the_deadline_is_counted(app: App) -> None:
    app.metrics.acknowledged("slack", 0.2)
    app.metrics.acknowledged("slack", 3.5)
    seen = await figures(app.metrics)
    assert seen['coderly_late_acknowledgements_total{platform="slack"}'] == 1
    assert seen['coderly_acknowledge_seconds_bucket{le="3.0",platform="slack"}'] == 1
    assert seen['coderly_acknowledge_seconds_sum{platform="slack"}'] == pytest.approx(3.7)


class Collector(service.TraceServiceServicer):
    """Takes spans as a collector does."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def Export(self, request: Any, context: Any) -> Any:
        self.spans += [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
        return messages.ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    taking, server = Collector(), grpc.server(ThreadPoolExecutor(1))
    service.add_TraceServiceServicer_to_server(taking, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield taking, f"http://127.0.0.1:{port}"
    server.stop(0).wait()


async def test_a_collector_gets_the_steps_of_an_answer_and_no_word_of_it(start: Start, collector: tuple[Collector, str]) -> None:
    taking, endpoint = collector
    async with start(ops={"traces": endpoint}) as app:
        await app.answer(says("is E11.9 billable?"))
    by_name = {span.name: span for span in taking.spans}
    above = {"look_up": "answer", "read": "look_up", "understand": "read", "evidence": "read", "compose": "read", "word_and_verify": "answer"}
    assert set(by_name) == {"answer", *above}
    assert {step: by_name[step].parent_span_id for step in above} == {step: by_name[parent].span_id for step, parent in above.items()}
    assert "E11" not in str(taking.spans)


async def test_a_collector_that_is_away_costs_no_answer(start: Start) -> None:
    async with start(ops={"traces": "http://127.0.0.1:9"}) as app:
        assert "E11.9" in (await app.answer(says("E11.9"))).verdict
