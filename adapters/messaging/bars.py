"""The numbers of a table as bars: labels short enough to stand under a bar, rows of the same amounts together. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.messaging.grid import grid
from adapters.messaging.text import cut
from bot.turns import Table

_AMOUNT = re.compile(r"([-+]?)\$?((?:\d[\d,]{0,14})?(?:\.\d{1,6})?)(?: ?%)?", re.ASCII)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_STATE = re.compile(r", [A-Z]{2}\Z")
_CELL = 200


@dataclass(frozen=True, slots=True)
class Bars:
    """`series` are columns of numbers by name, each with a value for every label. `left_out`: rows between the highest and the lowest."""

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    left_out: int = 0


def bars(table: Table, *, most: int, label: int, names: int = 20) -> Bars | None:
    """The table's first column as labels, its columns of numbers as series, the highest first; None if it has no two such rows.

    Years stay in their order, each with its own bars.

    `most` bars a series, labels of at most `label` characters, names of series of at most `names`.
    """
    header, rows = grid(table, _CELL)
    numbers = [(_short(row[0]), [_number(cell) for cell in row[1:]]) for row in rows]
    columns = [at for at in range(len(header) - 1) if numbers and all(values[at] is not None for _, values in numbers)]
    if not columns:
        return None
    read = [(name, tuple(value for at in columns if (value := values[at]) is not None)) for name, values in numbers]
    if all(_YEAR.fullmatch(name) for name, _ in read):
        points = [(values, [name]) for name, values in read][-most:]
    else:
        grouped: dict[tuple[float, ...], list[str]] = {}
        for name, values in read:
            grouped.setdefault(values, []).append(name)
        points = sorted(grouped.items(), key=lambda item: item[0], reverse=True)
    if len(points) < 2:
        return None
    left_out = max(0, len(points) - most)
    if left_out:
        points = [*points[: most - most // 2], *points[len(points) - most // 2 :]]
    labels = _distinct([_label(found, label) for _, found in points], label)
    called = _distinct([cut(header[at + 1], names) for at in columns], names)
    series = tuple((called[n], tuple(values[n] for values, _ in points)) for n in range(len(columns)))
    return Bars(table.caption or header[0], labels, series, left_out)


def _number(cell: str) -> float | None:
    found = _AMOUNT.fullmatch(cell.strip())
    return float(f"{found[1]}{found[2].replace(',', '')}") if found and found[2] else None


def _short(name: str) -> str:
    """`CHICO, CA (01112-55)` → `Chico`."""
    plain = _STATE.sub("", _ASIDE.sub("", name)).strip() or name
    if plain == name and " " not in name:
        return name  # `CCS-P` is no city
    plain = plain.partition("-")[0].strip() or plain  # of cities joined by hyphens the first
    return plain.title() if plain.isupper() and len(plain) > 3 else plain


def _label(names: Sequence[str], most: int) -> str:
    """Of rows that are alike the first, and how many more there are."""
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return cut(names[0], most - len(more)) + more


def _distinct(labels: Sequence[str], most: int) -> tuple[str, ...]:
    """No two labels alike: a chart tells its bars apart by them."""
    out: list[str] = []
    for name in labels:
        number, unlike = 1, name
        while unlike in out:
            number += 1
            unlike = f"{cut(name, most - len(str(number)) - 1)} {number}"
        out.append(unlike)
    return tuple(out)
