"""Plots: what they show, and that they are drawings and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from adapters.web import plots
from bot.store import UseOfHour

NOW = datetime(2026, 5, 1, 13, 40, tzinfo=UTC)
SHOWN = plots.hours(NOW)


def _row(hours_ago: int, platform: str, slower_than: int, answers: int) -> UseOfHour:
    return UseOfHour(SHOWN[-1] - timedelta(hours=hours_ago), platform, "answered", slower_than, answers)


ROWS = (_row(0, "slack", 25, 90), _row(0, "slack", 1_000, 10), _row(3, "web", 50, 4), _row(3, "<b>&", 50, 1))


def test_the_last_hour_is_the_one_that_runs() -> None:
    assert len(SHOWN) == plots.HOURS
    assert SHOWN[-1] == NOW.replace(minute=0)


def test_answers_are_counted_by_platform_and_hour() -> None:
    by = {one.name: one.values for one in plots.use(ROWS, SHOWN)}
    assert by["slack"][-1] == 100
    assert by["web"][-4] == 4
    assert sum(sum(filter(None, values)) for values in by.values()) == 105


def test_times_are_percentiles_of_the_hour_and_missing_where_nobody_asked() -> None:
    half, most = plots.times(ROWS, SHOWN)
    assert half.values[-1] == pytest.approx(25 + 25 * 50 / 90)
    assert most.values[-1] == pytest.approx(1_000 + 1_500 * 0.5)
    assert half.values[-2] is None


@pytest.mark.parametrize("palette", [plots.LIGHT, plots.DARK])
@pytest.mark.parametrize("rows", [(), ROWS])
@pytest.mark.parametrize("stacked", [True, False])
def test_a_plot_is_a_drawing_within_its_frame(rows: tuple[UseOfHour, ...], palette: plots.Palette, stacked: bool) -> None:
    series = plots.use(rows, SHOWN) if stacked else plots.times(rows, SHOWN)
    root = ElementTree.fromstring(plots.drawn(series, SHOWN, " ms", palette, stacked=stacked))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "line", "text", "rect", "circle"}
    for element in root.iter():
        assert not {"style", "href", "onclick"} & set(element.attrib)
        for name, most in (("x", width), ("y", height), ("x1", width), ("y1", height), ("cy", height)):
            assert 0 <= float(element.attrib.get(name, 0)) <= most


def test_who_does_not_see_a_plot_reads_its_highest_points() -> None:
    assert "slack: highest 100" in plots.in_words(plots.use(ROWS, SHOWN), "Answers an hour", "")
    assert "none yet" in plots.in_words((), "Answers an hour", "")
