"""Traces of the pipeline by OpenTelemetry, if an operator wants them: names, times and outcomes of the steps, never what went through them.

The packages are the extra `tracing`; they are imported when the settings name a collector.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler

from bot.errors import TracingError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer


class StepSpans(BaseCallbackHandler):
    """A span for each step of the chain, below that of the whole answer."""

    run_inline = True

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._spans: dict[UUID, Span] = {}

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any) -> None:
        """See `BaseCallbackHandler`."""
        from opentelemetry.trace import set_span_in_context

        above = self._spans.get(parent_run_id) if parent_run_id is not None else None
        name = str(kwargs.get("name") or "step") if above is not None else "answer"
        self._spans[run_id] = self._tracer.start_span(name, context=set_span_in_context(above) if above is not None else None)

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """See `BaseCallbackHandler`."""
        span = self._spans.pop(run_id, None)
        if span is not None:
            span.end()

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """See `BaseCallbackHandler`. Only the kind of the error: its message may quote a person."""
        from opentelemetry.trace import Status, StatusCode

        span = self._spans.pop(run_id, None)
        if span is not None:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            span.end()


def provider(endpoint: str) -> TracerProvider:
    """What sends spans to the collector at `endpoint` (OTLP over gRPC). Raises `TracingError` if the packages are missing."""
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracingError("CODERLY_OPS__TRACES needs the extra 'tracing': pip install 'coderly[tracing]'.") from error
    made = TracerProvider(resource=Resource.create({"service.name": "coderly"}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, insecure=endpoint.startswith("http://"))))
    return made


def spans_of(made: TracerProvider) -> StepSpans:
    """The callback for the chain."""
    return StepSpans(made.get_tracer("coderly"))
