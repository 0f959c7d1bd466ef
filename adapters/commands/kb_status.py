"""`coderly kb status`: a table for a person at a terminal, the same lines plain when piped, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from adapters.commands.session import settings_with_logs
from bot.app import today
from knowledge import status as knowledge_status
from knowledge.holdings import TEXTS
from knowledge.snapshot import Snapshots
from knowledge.status import Loaded, Status, Stock

_MEGABYTE = 1_000_000


def status(*, as_json: bool) -> int:
    """Show what serves."""
    on = today()
    found = knowledge_status.status(Snapshots(settings_with_logs().knowledge_dir), on)
    if as_json:
        print(json.dumps(_as_json(found)))
    elif sys.stdout.isatty():
        _table(found)
    else:
        print("\n".join(_plain(found)))
    return 0


def _as_json(found: Status) -> dict[str, Any]:
    manifest = found.manifest
    return {
        "snapshot": manifest.id,
        "created": manifest.created,
        "age_days": found.age_days,
        "complete": manifest.complete,
        "editions": [
            {
                "source": stock.holding.source,
                "group": stock.holding.group,
                "title": stock.holding.title,
                "edition": loaded.edition.name,
                "begins": loaded.edition.begins.isoformat(),
                "ends": loaded.edition.ends.isoformat() if loaded.edition.ends else None,
                "age_days": loaded.age_days,
                "rows": loaded.rows,
                "rejected": loaded.rejected,
                "reasons": list(loaded.reasons),
                "file": loaded.files[0],
                "files": list(loaded.files),
                "sha256": loaded.sha256[0],
                "partial": loaded.edition.partial,
                "current": loaded.serves and loaded.edition.covers(today()),
                "serves": loaded.serves,
            }
            for stock in found.stock
            for loaded in stock.editions
        ],
        "due": {stock.holding.source: stock.due for stock in found.stock if stock.due},
        "held_out": {stock.holding.source: stock.held_out for stock in found.stock if stock.held_out},
        "not_loaded": [{"source": m.source, "group": m.group, "title": m.title, "get": m.file} for m in found.missing],
        "passages": [p.of for p in manifest.parts_of("passages")],
        "words": [p.of for p in manifest.parts_of("words")],
        "snapshots": list(found.snapshots),
        "bytes": found.bytes,
    }


def _headline(found: Status) -> Iterator[str]:
    manifest = found.manifest
    age = "today" if found.age_days == 0 else f"{found.age_days} days ago"
    yield f"Snapshot {manifest.id}, built {manifest.created} ({age})"
    if not manifest.complete:
        yield "  exact rows and words answer; passages are still being embedded"
    held_out = {stock.holding.title: stock.held_out for stock in found.stock if stock.held_out}
    if held_out:
        yield f"  FOR MEASURING ONLY: {', '.join(f'{n:,} entries of {title}' for title, n in held_out.items())} are held out of search"


def _dates(loaded: Loaded) -> str:
    return f"{loaded.edition.begins} to {loaded.edition.ends or 'open'}"


def _remarks(stock: Stock, loaded: Loaded) -> str:
    """What a person should know of one edition; what is due stands at the newest complete one."""
    due_at = next((item for item in stock.editions if not item.edition.partial), stock.editions[0])
    said = [
        "excerpt" if loaded.edition.partial and stock.holding.group != TEXTS and stock.holding.source != "starter" else "",
        f"{loaded.rejected:,} row{'s' if loaded.rejected != 1 else ''} rejected" if loaded.rejected else "",
        stock.due if loaded is due_at else "",
    ]
    return "; ".join(part for part in said if part)


def _lines(stock: Stock) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Title, edition, dates, rows, mark, remarks: a line an edition."""
    for number, loaded in enumerate(stock.editions):
        yield (
            "" if number else stock.holding.title,
            loaded.edition.name,
            _dates(loaded),
            f"{loaded.rows:,}",
            "*" if loaded.serves else "",
            _remarks(stock, loaded),
        )


def _groups(found: Status) -> Iterator[tuple[str, list[Stock]]]:
    for group, stock in groupby(found.stock, key=lambda item: item.holding.group):
        yield group, list(stock)


def _footer(found: Status) -> Iterator[str]:
    yield ""
    yield "* answers for a service of today. An older edition answers for its own dates."
    due = [stock.holding.title for stock in found.stock if stock.due]
    if due:
        yield f"{len(due)} sources are out of date: drop the new files into the sources folder, then run: coderly kb build"
    if found.missing:
        yield ""
        yield "not loaded:"
        width = max(len(item.title) for item in found.missing)
        for item in found.missing:
            yield f"  {item.title:{width}}  get {item.file or 'a file of this kind'}"
    yield ""
    count = len(found.snapshots)
    yield f"{count} snapshot{'s' if count != 1 else ''}, {found.bytes // _MEGABYTE:,} MB on disk (coderly kb gc frees what is not needed)"


def _plain(found: Status) -> Iterator[str]:
    yield from _headline(found)
    rows = [line for stock in found.stock for line in _lines(stock)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)] if rows else []
    for group, stocks in _groups(found):
        yield ""
        yield group.upper()
        for stock in stocks:
            for title, edition, dates, count, mark, remarks in _lines(stock):
                yield (
                    f"  {title:{widths[0]}}  {edition:{widths[1]}}  {dates:{widths[2]}}  {count:>{widths[3]}} {mark:1}  {remarks}".rstrip()
                )
    yield from _footer(found)


def _table(found: Status) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    for line in _headline(found):
        console.print(line, markup=False, style="bold" if line.startswith("Snapshot") else "yellow")
    for group, stocks in _groups(found):
        table = Table(box=None, title=group.capitalize(), title_justify="left", title_style="bold", pad_edge=False, expand=True)
        for name, justify, ratio in (("source", "left", 4), ("edition", "left", 3), ("dates of service", "left", 3)):
            table.add_column(name, justify=justify, ratio=ratio, header_style="dim")  # type: ignore[arg-type]
        table.add_column("rows", justify="right", header_style="dim")
        table.add_column("", width=1)
        table.add_column("", ratio=3, style="yellow")
        for stock in stocks:
            for number, cells in enumerate(_lines(stock)):
                table.add_row(*(Text(cell) for cell in cells), style="dim" if number and not cells[4] else "")
        console.print()
        console.print(table)
    for line in _footer(found):
        console.print(line, markup=False)
