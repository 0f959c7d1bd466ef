"""Keys pressed while no prompt reads them: Ctrl-C stops the running answer, all others wait for the next prompt."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any


class Interrupts:
    """What Ctrl-C stops: the answer being made, or nothing."""

    def __init__(self) -> None:
        self._running: asyncio.Task[Any] | None = None

    @contextlib.contextmanager
    def stopping(self, task: asyncio.Task[Any]) -> Iterator[None]:
        """While inside, Ctrl-C cancels `task`."""
        self._running = task
        try:
            yield
        finally:
            self._running = None

    def stop(self) -> None:
        """Cancel what is running."""
        if self._running is not None:
            self._running.cancel()


@contextlib.contextmanager
def caught_interrupts() -> Iterator[Interrupts]:
    """Ctrl-C no longer ends the program, also in the moment between an answer and the next prompt.

    A plain signal handler, not the loop's: prompt_toolkit takes the loop's away after each prompt, and puts a plain
    one back. Outside the main thread nothing is caught.
    """
    interrupts = Interrupts()
    loop = asyncio.get_running_loop()

    def caught(_signal: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(interrupts.stop)

    try:
        before = signal.signal(signal.SIGINT, caught)
    except ValueError:  # not the main thread
        yield interrupts
        return
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def keys_waiting() -> Iterator[None]:
    """Keys are neither echoed into the spinner nor lost; they wait for the next prompt. Ctrl-C still signals."""
    try:
        import termios  # not on Windows

        fd = sys.stdin.fileno()
        before = termios.tcgetattr(fd)
    except (ImportError, AttributeError, OSError, ValueError, termios.error):  # no terminal: a pipe, a test
        yield
        return
    quiet = termios.tcgetattr(fd)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
