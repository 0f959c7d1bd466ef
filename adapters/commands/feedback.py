"""`coderly feedback export`: every rating with what is needed to find the error again, for a log of errors or a sheet."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections.abc import Iterable
from typing import Any

from adapters.commands.session import settings_with_logs
from bot.secret import secret_key
from bot.store import Feedback, Store

COLUMNS = ("at", "rating", "reason", "answer_id", "question_hash", "evidence", "editions", "person")


def export(*, as_csv: bool) -> int:
    """Print all feedback, oldest first, as JSON lines or csv. 0 done, 1 there is none."""
    found = asyncio.run(_read())
    if as_csv:
        _csv(found)
    else:
        for one in found:
            print(json.dumps(_record(one), ensure_ascii=False))
    if not found:
        print("No answer has been rated yet.", file=sys.stderr)
    return 0 if found else 1


async def _read() -> list[Feedback]:
    settings = settings_with_logs()
    async with await Store.open(settings.store_url, secret_key(settings)) as store:
        return [one async for one in store.feedback.export()]


def _record(one: Feedback) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(timespec="seconds"),
        "rating": "up" if one.rating > 0 else "down",
        "reason": one.reason,
        "answer_id": one.answer_id,
        "question_hash": one.question_hash,
        "evidence": list(one.evidence),
        "editions": dict(one.editions),
        "person": one.person,
    }


def _csv(found: Iterable[Feedback]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for one in found:
        values = _record(one)
        values["evidence"] = " ".join(one.evidence)
        values["editions"] = "; ".join(f"{source}: {name}" for source, name in one.editions.items())
        writer.writerow([_cell(str(values[name])) for name in COLUMNS])


def _cell(text: str) -> str:
    """Text that a spreadsheet takes for text, also where it begins like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
