"""Demand and pay by credential as one drawing: bars for open jobs, lines with a dot for the middle half of pay. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from adapters.web.plots import Palette
from bot.jobs.market import Demand

_ROW, _TOP, _LABEL, _HALF = 26, 34, 70, 250
_WIDTH = _LABEL + 2 * _HALF + 60


def drawn(demands: Sequence[Demand], palette: Palette) -> str:
    """An SVG: a row for each credential, jobs to the left, pay to the right."""
    height = _TOP + _ROW * len(demands) + 10
    most = max((d.postings for d in demands), default=1)
    paid = [d for d in demands if d.middle]
    low, high = min((d.low for d in paid), default=0), max((d.high for d in paid), default=1)
    right = _LABEL + _HALF + 40
    parts = [_text(_LABEL, 18, "Open jobs", palette.ink), _text(right, 18, "Middle half of pay, dollars a year", palette.ink)]
    for number, one in enumerate(demands):
        y = _TOP + number * _ROW
        width = max(2.0, (_HALF - 50) * one.postings / most)
        parts.append(_text(_LABEL - 8, y + 13, one.credential, palette.ink, "end"))
        parts.append(f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="16" fill="{palette.series[0]}"/>')
        parts.append(_text(_LABEL + width + 6, y + 13, f"{one.postings:,}", palette.ink))
        if one.middle:
            x = [right + (_HALF - 60) * (value - low) / max(1, high - low) for value in (one.low, one.middle, one.high)]
            parts.append(f'<line x1="{x[0]:.1f}" x2="{x[2]:.1f}" y1="{y + 8}" y2="{y + 8}" stroke="{palette.series[1]}" stroke-width="6"/>')
            parts.append(f'<circle cx="{x[1]:.1f}" cy="{y + 8}" r="5" fill="{palette.ink}"/>')
            parts.append(_text(x[2] + 8, y + 13, f"${one.middle / 1_000:.0f}k", palette.ink))
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12">{inside}</svg>'


def in_words(total: int, demands: Sequence[Demand]) -> str:
    """The drawing for who does not see it."""
    if not demands:
        return "No open job names a credential yet."
    said = "; ".join(f"{d.credential}: {d.postings:,} jobs" + (f", middle pay ${d.middle:,} a year" if d.middle else "") for d in demands)
    return f"Of {total:,} open jobs. {said}."


def _text(x: float, y: float, text: str, ink: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}">{escape(text)}</text>'
