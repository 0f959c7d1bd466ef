"""What is seen while an answer is being made: a spinner, then the sentences as they come.

All of it is taken away when the card comes, so that nothing is shown twice.
"""

from __future__ import annotations

import asyncio
import contextlib

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.text import Text

from adapters.terminal import limits, style
from adapters.terminal.clean import clean
from bot.turns import Reply


class Working:
    """The passing view of one answer."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._sentences: list[str] = []
        self._spinner = Spinner("dots", Text("looking it up  ", style="dim").append("Ctrl-C stops"), style=style.ACCENT)

    async def add(self, sentence: str) -> None:
        """One more sentence of the answer."""
        self._sentences.append(clean(sentence).strip())

    def change(self, reply: Reply) -> None:
        """How far something long is, in place of what was shown of it."""
        self._sentences = [clean(" · ".join([reply.verdict, *(f.value for f in reply.fields)])).strip()]

    async def until_done(self, task: asyncio.Task[Reply]) -> None:
        """Show the spinner while the task runs, if it takes long enough to be noticed."""
        try:
            await asyncio.wait({task}, timeout=limits.SPINNER_DELAY)
            if not task.done():
                with self._view():
                    await asyncio.wait({task})
        finally:  # if the chat itself was cancelled, so is its answer
            task.cancel()

    def _view(self) -> contextlib.AbstractContextManager[object]:
        if not self._console.is_terminal or self._console.is_dumb_terminal:
            return contextlib.nullcontext()
        return Live(
            self,
            console=self._console,
            transient=True,
            refresh_per_second=limits.REFRESH_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The spinner, under the end of what has been said so far: as much as fits, or it could not be taken away."""
        width = min(options.max_width, limits.PROSE_WIDTH)
        lines = Text(" ".join(self._sentences)).wrap(console, width - 2)
        room = max(1, console.height - 4)
        if self._sentences:
            yield Padding(Text("\n").join(lines[-room:]), (0, 0, 0, 2))
        yield self._spinner
