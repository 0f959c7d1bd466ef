"""`coderly case`: suggested codes for a note in a file, or on standard input."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Any

from adapters.commands.ask import print_reply, record
from adapters.commands.session import ensure_knowledge, settings_with_logs, turn_of
from bot.case_cards.attached import MOST_BYTES, text_of
from bot.turns import Attachment, Outcome, Reply

STANDARD_INPUT = "-"
_CODED = (Outcome.ANSWERED,)
_AS_JSON = "json"


def read_note(file: str) -> tuple[str, str]:
    """The text of a file (text, PDF, Word, HTML; `-` is standard input), and what is wrong where there is none, in words for the person."""
    if file != STANDARD_INPUT:
        read = text_of((Attachment(Path(file).name, Path(file)),))
        return read.text, read.problem
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        return "", f"Standard input is too large for a note: up to {MOST_BYTES // 1_000_000} MB are read."
    if b"\x00" in raw or raw.startswith(b"%PDF-"):
        return "", "Standard input is read as text; give a PDF or Word file by its name."
    text = raw.decode("utf-8", errors="replace")
    return text, "" if text.strip() else "The note is empty: nothing came on standard input."


def case_of(file: str, setting: str, on: date | None, *, as_json: bool) -> int:
    """Print the answer to a note; status 1 if the note cannot be read or nothing is found in it."""
    text, problem = read_note(file)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    settings = settings_with_logs()
    ensure_knowledge(settings)
    said = f"{setting} {f'dos {on.isoformat()}' if on is not None else ''}:\n{text}"
    thread = secrets.token_hex(8)

    async def answer() -> tuple[Reply, Any]:
        from bot.app import create_app

        async with create_app(settings) as app:
            reply = await app.answer(turn_of(said, thread, verb="case"))
            export = next((b for b in (reply.menu.choices if reply.menu else ()) if b.action.arg.endswith(f" {_AS_JSON}")), None)
            if not as_json or export is None:
                return reply, None
            exported = await app.answer(turn_of("", thread, action=export.action))
            return reply, json.loads(exported.body.strip().strip("`"))

    reply, case = asyncio.run(answer())
    if as_json:
        print(json.dumps({**record("", reply), "case": case}, ensure_ascii=False))
    else:
        print_reply(reply)
    return 0 if reply.outcome in _CODED else 1
