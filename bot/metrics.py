"""Figures of this process for Prometheus. Counting is adding to a number; the client library is imported when somebody asks for them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 3.0, 5.0, 10.0, 20.0, 45.0)
"""Seconds; 3.0 is the deadline of Slack and Discord for an acknowledgement."""
COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "coderly_answers": ("Answers by how they ended.", ("platform", "outcome")),
    "coderly_edge_events": ("What happened at the edge of a platform: accepted, taken_over, undelivered, reconnected, rate_limited…", ("platform", "event")),
    "coderly_late_acknowledgements": ("Acknowledgements after the platform's three seconds.", ("platform",)),
    "coderly_verifier_dropped_sentences": ("Sentences of the language model that could not be verified.", ()),
    "coderly_phi_stops": ("Messages in which patient identifiers were redacted or refused.", ("platform", "action")),
    "coderly_model_tokens": ("Tokens that the language model read and wrote.", ("direction",)),
    "coderly_model_dollars": ("What the language model cost, by the prices of the settings.", ()),
}
TIMES: Mapping[str, str] = {
    "coderly_answer_seconds": "From the question to the answer.",
    "coderly_acknowledge_seconds": "From a delivery to its acknowledgement; platforms give three seconds.",
}


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure as it is now."""

    name: str
    meaning: str
    values: tuple[tuple[Mapping[str, str], float], ...]


Gauges = Callable[[], Awaitable[Iterable[Gauge]]]


class Metrics:
    """What this process counted since its start. `gauges` looks up what is to be told of the present."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges
        self._counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._times: dict[tuple[str, str], list[float]] = {}
        self._edges: dict[str, Counter[str]] = {}

    def count(self, name: str, *labels: str, by: float = 1) -> None:
        """Add to a counter of `COUNTERS`; labels in its order."""
        self._counts[name, labels] += by  # type: ignore[assignment]  # dollars are no integers

    def observe(self, name: str, platform: str, seconds: float) -> None:
        """Add a time to a histogram of `TIMES`."""
        row = self._times.setdefault((name, platform), [0.0] * (len(BOUNDS) + 2))
        row[bisect_left(BOUNDS, seconds)] += 1
        row[-1] += seconds

    def acknowledged(self, platform: str, seconds: float) -> None:
        """A delivery was acknowledged so many seconds after it came."""
        self.observe("coderly_acknowledge_seconds", platform, seconds)
        if seconds > 3.0:
            self.count("coderly_late_acknowledgements", platform)

    def edge(self, platform: str, counts: Counter[str]) -> None:
        """The counts of an edge are told as they stand."""
        self._edges[platform] = counts

    async def exposed(self) -> tuple[bytes, str]:
        """All figures in Prometheus' text form, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        gauges = tuple(await self._gauges())
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Told(lambda: self._metrics(gauges)))
        return generate_latest(registry), CONTENT_TYPE_LATEST

    def _metrics(self, gauges: Iterable[Gauge]) -> Iterator[Metric]:
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        counts: Mapping[tuple[str, tuple[str, ...]], float] = {
            **self._counts,
            **{("coderly_edge_events", (platform, event)): n for platform, of in self._edges.items() for event, n in of.items()},
        }
        for name, (meaning, labels) in COUNTERS.items():
            counter = CounterMetricFamily(name, meaning, labels=labels)
            for (counted, values), total in counts.items():
                if counted == name:
                    counter.add_metric(values, total)
            yield counter
        for name, meaning in TIMES.items():
            histogram = HistogramMetricFamily(name, meaning, labels=("platform",))
            for (observed, platform), row in self._times.items():
                if observed == name:
                    histogram.add_metric((platform,), _cumulated(row[:-1]), row[-1])
            yield histogram
        for told in gauges:
            names = tuple(told.values[0][0]) if told.values else ()
            gauge = GaugeMetricFamily(told.name, told.meaning, labels=names)
            for by, value in told.values:
                gauge.add_metric(tuple(by.values()), value)
            yield gauge


class _Told:
    """A collector as the client library wants one."""

    def __init__(self, collect: Callable[[], Iterator[Any]]) -> None:
        self.collect = collect


def _cumulated(counts: list[float]) -> list[tuple[str, float]]:
    total, out = 0.0, []
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
        total += count
        out.append((bound, total))
    return out
