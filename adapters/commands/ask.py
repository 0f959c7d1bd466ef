"""`coderly ask`, one question or a batch."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from pathlib import Path
from typing import Any

from adapters.commands.session import ensure_knowledge, settings_with_logs, turn_of
from bot.turns import Outcome, Reply

_FAILED = (Outcome.NOT_FOUND, Outcome.FAILED, Outcome.REFUSED, Outcome.UNCLEAR)


def ask_one(text: str, *, as_json: bool) -> int:
    """Answer and print; status 1 if nothing was found."""
    settings = settings_with_logs()
    ensure_knowledge(settings)

    async def answer() -> Reply:
        from bot.app import create_app

        async with create_app(settings) as app:
            return await app.answer(turn_of(text, secrets.token_hex(8)))

    reply = asyncio.run(answer())
    if as_json:
        print(json.dumps(record("", reply), ensure_ascii=False))
    else:
        print_reply(reply)
    return 1 if reply.outcome in _FAILED else 0


def print_reply(reply: Reply) -> None:
    """A card on a terminal, plain text anywhere else."""
    if not sys.stdout.isatty():
        print(reply.text)
        return
    from rich.console import Console

    from adapters.terminal import render

    console = Console()
    console.print(render(reply, console.width), crop=False)


def ask_batch(file: Path) -> int:
    """Answer every line of a JSON lines file; a line that cannot be read gets an answer that says so."""
    settings = settings_with_logs()
    ensure_knowledge(settings)

    async def answer_all() -> int:
        from bot.app import create_app

        failed = 0
        async with create_app(settings) as app:
            with file.open(encoding="utf-8", errors="replace") as lines:
                for number, line in enumerate(lines, start=1):
                    if not line.strip():
                        continue
                    try:
                        raw = json.loads(line)
                        identity, question, said = str(raw.get("id", number)), raw["question"], raw.get("context") or ()
                        if not isinstance(question, str):
                            raise TypeError("a question is text")
                        context = (said,) if isinstance(said, str) else tuple(str(part) for part in said)
                    except (ValueError, KeyError, TypeError, AttributeError):
                        failed += 1
                        reply = Reply(verdict=f"Line {number} is not a JSON object with a question.", outcome=Outcome.FAILED)
                        print(json.dumps(record(str(number), reply), ensure_ascii=False))
                        continue
                    reply = await app.answer(turn_of(question, f"batch-{secrets.token_hex(8)}", context=context))
                    print(json.dumps(record(identity, reply), ensure_ascii=False), flush=True)
        return failed

    return 1 if asyncio.run(answer_all()) else 0


def record(identity: str, reply: Reply) -> dict[str, Any]:
    """A reply as the JSON that scripts rely on."""
    return {
        "id": identity,
        "text": reply.text,
        "verdict": reply.verdict,
        "topic": reply.topic,
        "outcome": reply.outcome.value,
        "codes": list(reply.codes),
        "citations": [
            {"number": c.number, "source": c.source, "edition": c.edition, "effective": c.effective, "locator": c.locator}
            for c in reply.citations
        ],
        "buttons": [{"label": b.label, "action": f"{b.action.verb}|{b.action.arg}"} for b in reply.buttons],
    }
