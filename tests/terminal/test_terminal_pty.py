"""The chat in a real terminal: a process on a pseudo-terminal, keys in, screen out."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
_WHERE = "\x1b[6n"
"""Asks the terminal where its cursor is; every terminal answers."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-B]|[=>78])")


class Terminal:
    """A person's terminal, 80 columns wide, with the chat running in it."""

    def __init__(self, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (40, 80))
        inherited = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LINES", "CI"}}
        ours = {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "terminal_desk.py"), "--own-terminal"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**inherited, **ours, **environment},
        )
        os.close(theirs)
        self.raw = ""

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def wait_for(self, text: str, seconds: float = 20) -> str:
        """What came up to and including `text`; it is not looked at again."""
        seen = ""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self._ours], [], [], 0.1)
            if ready:
                try:
                    piece = os.read(self._ours, 65_536).decode("utf-8", "replace")
                except OSError:  # the other side has closed the terminal
                    break
                seen += piece
                self.raw += piece
                for _ in range(piece.count(_WHERE)):
                    self.press("\x1b[9;1R")
            if text in _ESCAPES.sub("", seen):
                return _ESCAPES.sub("", seen)
        raise AssertionError(f"{text!r} did not come; this did: {_ESCAPES.sub('', seen)[-2_000:]}")

    def exit_status(self) -> int:
        return self._process.wait(20)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    screen = Terminal()
    yield screen
    screen.close()


def test_press_a_button_and_quit(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("27257\r")
    terminal.wait_for("[4] 27258: open treatment")
    terminal.press("1\r")
    terminal.wait_for("27257 has three NCCI edits")
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0
    assert "38;5;31" in terminal.raw


def test_ctrl_c_stops_the_answer_and_ctrl_d_leaves(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("wait\r")
    terminal.wait_for("Ctrl-C stops")
    terminal.press("\x03")
    terminal.wait_for("Stopped.")
    terminal.wait_for("no model")
    terminal.press("\x04")
    assert terminal.exit_status() == 0


def test_an_impatient_ctrl_c_does_not_end_the_chat(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("wait\r")
    terminal.wait_for("Ctrl-C stops")
    for _ in range(5):
        terminal.press("\x03")
        time.sleep(0.02)
    terminal.wait_for("Stopped.")
    terminal.press("27257\r")
    terminal.wait_for("27257 is payable")
    terminal.press("\x04")
    assert terminal.exit_status() == 0


def test_sentences_come_first_and_the_card_says_them_once(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("tell me slowly\r")
    early = terminal.wait_for("The first sentence came early.")
    assert "Told slowly" not in early
    terminal.wait_for("Told slowly")
    terminal.wait_for("no model")
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0
    after_card = terminal.raw.rpartition("Told slowly")[2]
    assert after_card.count("The first sentence came early.") == 1


def test_what_is_typed_meanwhile_waits_for_the_prompt(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("tell me slowly\r")
    terminal.wait_for("The first sentence")
    terminal.press("27257\r")
    terminal.wait_for("Told slowly")
    terminal.wait_for("27257 is payable")
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0


def test_the_last_question_comes_back_with_the_up_arrow(terminal: Terminal) -> None:
    terminal.wait_for("no model")
    terminal.press("E11.99\r")
    terminal.wait_for("E11.99 is not an ICD-10-CM code")
    terminal.wait_for("no model")
    terminal.press("\x1b[A")
    terminal.wait_for("E11.99")
    terminal.press("\r")
    terminal.wait_for("E11.99 is not an ICD-10-CM code")
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0


def test_no_color_is_honoured() -> None:
    screen = Terminal(NO_COLOR="1")
    try:
        screen.wait_for("no model")
        screen.press("27257\r")
        screen.wait_for("[4] 27258: open treatment")
        screen.press("\x04")
        assert screen.exit_status() == 0
        assert not re.search(r"\x1b\[[0-9;]*(?:38|48);", screen.raw)
    finally:
        screen.close()


def test_a_dumb_terminal_works_too() -> None:
    screen = Terminal(TERM="dumb")
    try:
        screen.wait_for("Coderly")
        screen.press("tell me slowly\r")
        screen.wait_for("Told slowly")
        screen.press("/quit\r")
        assert screen.exit_status() == 0
    finally:
        screen.close()
