"""The chat without a terminal: a line in, a card out, until the end of the input or `/quit`."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import sys
import threading
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from adapters.terminal import limits, words
from adapters.terminal.conversation import AnswerFailed, Conversation
from adapters.terminal.ports import Answers
from adapters.terminal.reading import Local, Said
from adapters.terminal.render import render


async def chat_by_lines(app: Answers, *, stdin: IO[Any] | None = None, stdout: IO[str] | None = None, width: int | None = None) -> int:
    """Answer each line of `stdin`; 0 at its end, 1 if whoever reads `stdout` has gone away."""
    source = _Lines(stdin if stdin is not None else sys.stdin)
    out = stdout if stdout is not None else sys.stdout
    console = Console(file=forgiving(out), color_system=None, force_terminal=False, highlight=False, width=width)
    conversation = Conversation(app)
    try:
        while (line := await source.next()) is not None:
            if not await _one(conversation, line, console):
                break
            console.file.flush()
    except BrokenPipeError:
        _silence(out)
        return 1
    return 0


async def _one(conversation: Conversation, line: str, console: Console) -> bool:
    """Answer one line. Whether to go on."""
    said = conversation.read(line)
    if said is Local.QUIT:
        return False
    if said is Local.EMPTY:
        console.print(Text(words.EMPTY_HINT))
        console.print()
    elif isinstance(said, Said):
        await _answer(conversation, said, console)
    else:
        conversation.forget_buttons()
    return True


async def _answer(conversation: Conversation, said: Said, console: Console) -> None:
    try:
        reply = await conversation.answer(said)
    except AnswerFailed as failure:
        console.print(Text(words.went_wrong(failure.reference)))
    else:
        console.print(render(reply, console.width), crop=False)
    if said.verb == "help":
        console.print()
        console.print(Text(words.PIPED_KEYS))
    console.print()


class _Lines:
    """The lines of a stream, each read in a thread of its own.

    Not the event loop's executor: that one is joined at exit, and a read that nobody ends would hold it up.
    """

    def __init__(self, stream: IO[Any] | None) -> None:
        self._stream = _readable(stream)

    async def next(self) -> str | None:
        """The next line without its end, or None after the last. Bytes that are no UTF-8 are replaced."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str | None] = loop.create_future()

        def finish(line: str | None, error: OSError | None) -> None:
            if done.cancelled():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(line)

        def work() -> None:
            line, error = None, None
            try:
                line = self._read()
            except OSError as caught:
                error = caught
            except ValueError:  # the stream was closed under us: its end
                pass
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(finish, line, error)

        threading.Thread(target=work, name="coderly-stdin", daemon=True).start()
        return await done

    def _read(self) -> str | None:
        raw = self._stream.readline(limits.MAX_LINE)
        rest = raw
        while rest and not _ends(rest):
            rest = self._stream.readline(limits.MAX_LINE)
        if not raw:
            return None
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)


def _ends(piece: bytes | str) -> bool:
    return piece.endswith(b"\n") if isinstance(piece, bytes) else piece.endswith("\n")


def _readable(stream: IO[Any] | None) -> IO[Any]:
    """The stream to read lines from: bytes if there are any, and for a file its own reader.

    At exit the interpreter closes `sys.stdin`, which must not wait for a thread that is still reading it.
    """
    if stream is None:
        return io.BytesIO()
    try:
        return open(stream.fileno(), "rb", closefd=False)
    except (OSError, AttributeError):  # not a file: a StringIO, BytesIO or a test's stream
        return getattr(stream, "buffer", stream)


def forgiving(out: IO[str]) -> IO[str]:
    """`out`, writing `?` for what its encoding lacks instead of failing."""
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="replace")
    return out


def _silence(out: IO[str]) -> None:
    """Point a broken output at nothing, so that the interpreter does not complain when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), out.fileno())
