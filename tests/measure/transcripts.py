"""Makes the transcripts of a document again: `python -m tests.measure.transcripts docs/coding.md --home HOME`.

Every line that is one piece of code alone is a question; the fenced block behind it is replaced by what the assistant answers to it
now. A block fenced as `note` is one, too: a case of several lines. `press LABEL` presses a button or chooses from the list of the answer
before. The questions under one heading are one conversation. `HOME` is a CODERLY_HOME with a built knowledge base; its store is not used.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot.actions import Action
from bot.app import create_app
from bot.settings import Settings
from bot.turns import Platform, Reply, Turn

_FENCE = "```"
_NOTE = f"{_FENCE}note"
_PRESS = "press "
_QUESTION = re.compile(r"`(?P<text>[^`]+)`\s*")
Ask = Callable[[str, str], Awaitable[str]]


async def made_again(text: str, ask: Ask) -> str:
    """The document with each answer as `ask(thread, question)` gives it now; everything else stays as it is."""
    out: list[str] = []
    lines = iter(text.splitlines())
    heading = question = ""
    for line in lines:
        out.append(line)
        asked = _QUESTION.fullmatch(line)
        if line == _NOTE:
            note = []
            while (said := next(lines, _FENCE)) != _FENCE:
                note.append(said)
            out += [*note, _FENCE]
            question = "\n".join(note)
        elif asked:
            question = asked["text"]
        elif line.startswith("#"):
            heading, question = line, ""
        elif line == _FENCE and question:
            while (old := next(lines, _FENCE)) != _FENCE:
                del old
            answer = (await ask(heading, question)).splitlines()
            out += [*(said for said in answer if said != _FENCE), _FENCE]  # a fence of its own would end the block
            question = ""
        elif line:
            question = ""
    return "\n".join(out) + "\n"


def _pressed(reply: Reply, label: str) -> Action:
    offered = (*reply.buttons, *(reply.menu.choices if reply.menu else ()))
    return next(button.action for button in offered if button.label.startswith(label))


async def _main(document: Path, home: Path) -> None:
    with tempfile.TemporaryDirectory() as state:
        (Path(state) / "knowledge").symlink_to(home / "knowledge")
        async with create_app(Settings(home=Path(state), llm="", _env_file=None)) as app:

            last: dict[str, Reply] = {}

            async def ask(thread: str, question: str) -> str:
                turn = Turn(Platform.TERMINAL, "docs", "docs", thread, "reader", question)
                if question.startswith(_PRESS):
                    turn = replace(turn, text="", action=_pressed(last[thread], question.removeprefix(_PRESS)))
                last[thread] = await app.answer(turn)
                return last[thread].text

            document.write_text(await made_again(document.read_text(encoding="utf-8"), ask), encoding="utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("document", type=Path)
    options.add_argument("--home", type=Path, required=True)
    given = options.parse_args()
    asyncio.run(_main(given.document, given.home))
