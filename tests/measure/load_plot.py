"""The curves of `make load` as SVG. Pure: figures in, drawings out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 300, 60, 16, 40, 44
_COLOURS = ("#12696b", "#d08700", "#6b4fa0")
_INK, _LINE = "#57606a", "#d5dadf"
_TICKS = 5


def curves(found: dict[str, Any]) -> dict[str, str]:
    """`load`: time to an answer by what is asked a second; `memory`: by the minute. Only those that were measured."""
    drawn: dict[str, str] = {}
    if steps := found["steps"]:
        rates = [float(step["rate"]) for step in steps]
        lines = [(f"{name} of all", [float(step[key]) for step in steps]) for name, key in (("half", "p50"), ("95 %", "p95"), ("99 %", "p99"))]
        drawn["load"] = _chart("Answered within, ms, by turns asked a second", rates, lines)
    if minutes := found["memory"]:
        drawn["memory"] = _chart("Memory of the process, MB, by minute", [float(m["minute"]) for m in minutes], [("MB", [float(m["memory"]) for m in minutes])])
    return drawn


def _chart(title: str, across: Sequence[float], lines: Sequence[tuple[str, Sequence[float]]]) -> str:
    highest = _round_up(max(max(values) for _, values in lines))
    widest = max(across)

    def x(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / widest

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / highest

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="18" font-size="14" fill="{_INK}">{title}</text>',
    ]
    for tick in range(_TICKS + 1):
        value = highest * tick / _TICKS
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="{_LINE}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="{_INK}">{value:g}</text>')
    last = -1000.0
    for value in across:
        if x(value) - last > 28:
            parts.append(f'<text x="{x(value):.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle" fill="{_INK}">{value:g}</text>')
            last = x(value)
    for number, (name, values) in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in zip(across, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="2.5" fill="{colour}"/>' for a, b in zip(across, values, strict=True)]
        parts.append(f'<text x="{_LEFT + 12 + number * 110}" y="{_TOP + 4}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _round_up(value: float) -> float:
    size = 10.0 ** (len(str(int(value))) - 1)
    return next(step * size for step in (1, 2, 2.5, 5, 10, 20) if step * size >= value)
