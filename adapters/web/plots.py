"""Plots of use and of time as SVG. Pure: rows of the store in, a drawing out; colours are attributes, so that no style is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from bot.store import UseOfHour
from bot.usage import FLOORS

HOURS = 48
_WIDTH, _HEIGHT = 480, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 28, 24


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on a light or a dark ground; neighbours differ in lightness, too."""

    ink: str
    line: str
    series: tuple[str, ...]


LIGHT = Palette("#57606a", "#d5dadf", ("#12696b", "#d08700", "#6b4fa0", "#a3281b", "#4d7a28", "#7a7f85"))
DARK = Palette("#a3adb7", "#363d44", ("#5cc4c2", "#e3b341", "#b39ddb", "#ff9a8b", "#9ccc65", "#8d969e"))


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of values, one for each hour; `None` where there is none."""

    name: str
    values: tuple[float | None, ...]


def hours(now: datetime) -> tuple[datetime, ...]:
    """The hours that a plot shows, the oldest first."""
    last = now.replace(minute=0, second=0, microsecond=0)
    return tuple(last - timedelta(hours=HOURS - 1 - n) for n in range(HOURS))


def use(rows: Iterable[UseOfHour], shown: Sequence[datetime]) -> tuple[Series, ...]:
    """Answers an hour by platform."""
    counts: dict[str, dict[datetime, int]] = {}
    for row in rows:
        by = counts.setdefault(row.platform, {})
        by[row.hour] = by.get(row.hour, 0) + row.answers
    return tuple(Series(name, tuple(float(by.get(hour, 0)) for hour in shown)) for name, by in sorted(counts.items()))


def times(rows: Iterable[UseOfHour], shown: Sequence[datetime]) -> tuple[Series, ...]:
    """Median and 95th percentile of the time to an answer, in milliseconds, by the hour."""
    by: dict[datetime, dict[int, int]] = {}
    for row in rows:
        of = by.setdefault(row.hour, {})
        of[row.slower_than] = of.get(row.slower_than, 0) + row.answers
    return tuple(
        Series(name, tuple(percentile(by[hour], share) if hour in by else None for hour in shown))
        for name, share in (("half are faster", 0.5), ("95 of 100 are faster", 0.95))
    )


def percentile(classes: Mapping[int, int], share: float) -> float:
    """The time, in milliseconds, below which this share of answers lies: within its class as if they lay evenly."""
    wanted, below = share * sum(classes.values()), 0
    for floor in sorted(classes):
        if below + classes[floor] >= wanted:
            top = next((f for f in FLOORS if f > floor), 2 * floor)
            return floor + (top - floor) * (wanted - below) / classes[floor]
        below += classes[floor]
    return 0.0


def drawn(series: Sequence[Series], shown: Sequence[datetime], unit: str, palette: Palette, *, stacked: bool) -> str:
    """An SVG drawing: bars that stand on each other, or lines."""
    heights = [sum(s.values[at] or 0 for s in series) if stacked else max((s.values[at] or 0 for s in series), default=0) for at in range(len(shown))]
    top = _round_up(max(heights, default=0))
    parts = [*_frame(shown, top, unit, palette), *_legend(series, palette)]
    floor = [0.0] * len(shown)
    for number, one in enumerate(series):
        colour = palette.series[number % len(palette.series)]
        if stacked:
            parts += _bars(one, floor, top, colour)
            floor = [low + (value or 0) for low, value in zip(floor, one.values, strict=True)]
        else:
            parts += _line(one, top, colour)
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">{inside}</svg>'


def in_words(series: Sequence[Series], what: str, unit: str) -> str:
    """The plot for who does not see it."""
    if not any(value for one in series for value in one.values):
        return f"{what} of the last {HOURS} hours: none yet."
    highest = {one.name: max((value for value in one.values if value is not None), default=None) for one in series}
    said = "; ".join(f"{name}: highest {value:,.0f}{unit}" for name, value in highest.items() if value is not None)
    return f"{what} of the last {HOURS} hours. {said}."


def _frame(shown: Sequence[datetime], top: float, unit: str, palette: Palette) -> list[str]:
    out = []
    for part in (0, 0.5, 1):
        y = _y(part * top, top)
        out.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{palette.line}"/>')
        out.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{palette.ink}">{_amount(part * top, unit)}</text>')
    for at, hour in enumerate(shown):
        if hour.hour % 12 == 0:
            label = f"{hour:%b %d}" if hour.hour == 0 else "12:00"
            out.append(f'<text x="{_x(at, len(shown)):.1f}" y="{_HEIGHT - 8}" text-anchor="middle" fill="{palette.ink}">{label}</text>')
    return out


def _amount(value: float, unit: str) -> str:
    """`2,000 ms` is too long for a margin."""
    return f"{value / 1_000:g} s" if unit == " ms" and value >= 1_000 else f"{value:,.0f}{escape(unit)}"


def _legend(series: Sequence[Series], palette: Palette) -> list[str]:
    out, x = [], _LEFT
    for number, one in enumerate(series):
        colour = palette.series[number % len(palette.series)]
        out.append(f'<rect x="{x}" y="6" width="10" height="10" fill="{colour}"/>')
        out.append(f'<text x="{x + 14}" y="15" fill="{palette.ink}">{escape(one.name)}</text>')
        x += 26 + 7 * len(one.name)
    return out


def _bars(series: Series, floor: Sequence[float], top: float, colour: str) -> list[str]:
    width = (_WIDTH - _LEFT - _RIGHT) / len(series.values)
    return [
        f'<rect x="{_LEFT + at * width + 1:.1f}" y="{_y(floor[at] + value, top):.1f}" width="{width - 2:.1f}" '
        f'height="{_y(floor[at], top) - _y(floor[at] + value, top):.1f}" fill="{colour}"/>'
        for at, value in enumerate(series.values)
        if value
    ]


def _line(series: Series, top: float, colour: str) -> list[str]:
    """Points with lines between neighbours; a gap where an hour has none."""
    out, size = [], len(series.values)
    points = [(_x(at, size), _y(value, top)) if value is not None else None for at, value in enumerate(series.values)]
    for before, point in zip([None, *points], points, strict=False):
        if point is not None:
            out.append(f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="2.5" fill="{colour}"/>')
        if before is not None and point is not None:
            out.append(f'<line x1="{before[0]:.1f}" y1="{before[1]:.1f}" x2="{point[0]:.1f}" y2="{point[1]:.1f}" stroke="{colour}" stroke-width="2"/>')
    return out


def _x(at: int, size: int) -> float:
    return _LEFT + (at + 0.5) * (_WIDTH - _LEFT - _RIGHT) / size


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top


def _round_up(value: float) -> float:
    """A round number that is not less: 1, 2, 4 or 10 times a power of ten."""
    step = 1.0
    while True:
        for factor in (1, 2, 4):
            if value <= factor * step:
                return factor * step
        step *= 10
