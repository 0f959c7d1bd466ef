"""`coderly chat`: on a terminal a prompt with cards, with piped input a line in and a card out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

from rich.console import Console

from adapters.terminal import words
from adapters.terminal.lines import chat_by_lines, forgiving
from adapters.terminal.ports import Answers

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output


async def chat(
    app: Answers,
    *,
    stdin_is_tty: bool,
    stdin: IO[Any] | None = None,
    stdout: IO[str] | None = None,
    width: int | None = None,
    verbs: Mapping[str, str] = words.VERBS,
    keys: Input | None = None,
    screen: Output | None = None,
) -> int:
    """Run the chat to its end and return the exit status.

    `stdin` and `stdout` default to the process's own, `width` to the terminal's. `verbs` are the slash verbs to
    complete, with what each does. `keys` and `screen` replace prompt_toolkit's keyboard and display.
    """
    if not stdin_is_tty:
        return await chat_by_lines(app, stdin=stdin, stdout=stdout, width=width)

    from adapters.terminal.screen import chat_on_screen  # prompt_toolkit: a tenth of a second that a pipe need not pay

    console = Console(file=forgiving(stdout if stdout is not None else sys.stdout), highlight=False, width=width)
    return await chat_on_screen(app, console=console, verbs=verbs, keys=keys, screen=screen)
