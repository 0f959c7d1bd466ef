"""What a person does at the prompt, with keys instead of a keyboard and no display."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from terminal_desk import Desk

from adapters.terminal import chat, words
from adapters.terminal.screen import _toolbar, _Verbs
from bot.actions import Action

ENTER = "\r"
CTRL_C = "\x03"
CTRL_D = "\x04"


def typed(desk: Desk, keys: str | bytes) -> str:
    """Type `keys` into a chat and return what it shows; the chat must end well."""
    out = io.StringIO()
    with create_pipe_input() as keyboard:
        keyboard.send_bytes(keys if isinstance(keys, bytes) else keys.encode())
        running = chat(desk, stdin_is_tty=True, stdout=out, width=80, keys=keyboard, screen=DummyOutput())
        assert asyncio.run(asyncio.wait_for(running, 30)) == 0
    return out.getvalue()


def said(desk: Desk) -> list[str]:
    return [turn.text for turn in desk.turns]


def test_the_greeting_says_what_to_try_in_six_lines(desk: Desk) -> None:
    out = typed(desk, CTRL_D)
    for example in ("/code E11.9", "/code 27257", "type 2 diabetes with neuropathy"):
        assert example in out
    assert len(out.rstrip().splitlines()) <= 6
    assert "AMA" not in out


@pytest.mark.parametrize("leave", [CTRL_D, "/quit" + ENTER, "/QUIT" + ENTER, "quit" + ENTER])
def test_leaving(desk: Desk, leave: str) -> None:
    typed(desk, leave)
    assert desk.turns == []


def test_a_question_is_answered_with_its_card_and_a_button_is_pressed(desk: Desk) -> None:
    out = typed(desk, "27257" + ENTER + "1" + ENTER + CTRL_D)
    assert "27257 is payable" in out
    assert "[4] 27258: open treatment" in out
    assert desk.turns[1].action == Action("ncci", "27257")
    assert "three NCCI edits" in out


def test_a_pasted_text_of_several_lines_is_one_turn(desk: Desk) -> None:
    note = "Assessment:\nE11.9, stable\n\nPlan: 99213"
    typed(desk, f"\x1b[200~{note}\x1b[201~" + ENTER + CTRL_D)
    assert said(desk) == [note]


def test_alt_enter_starts_a_new_line(desk: Desk) -> None:
    typed(desk, "45385" + "\x1b\r" + "45380" + ENTER + CTRL_D)
    assert said(desk) == ["45385\n45380"]


def test_nothing_typed_is_written_to_disk(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "CODERLY_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    typed(desk, "John Smith has E11.9" + ENTER + CTRL_D)
    assert list(tmp_path.rglob("*")) == []


def test_ctrl_c_at_the_prompt_drops_the_line_and_says_how_to_leave(desk: Desk) -> None:
    out = typed(desk, "half a quest" + CTRL_C + "27257" + ENTER + CTRL_D)
    assert words.INTERRUPT_HINT in out
    assert said(desk) == ["27257"]


def test_ctrl_c_stops_a_running_answer_and_the_chat_goes_on(desk: Desk) -> None:
    def interrupt_soon() -> None:
        if desk.turns[-1].text == "wait":
            asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGINT)

    desk.on_turn = interrupt_soon
    before = signal.getsignal(signal.SIGINT)
    out = typed(desk, "wait" + ENTER + "27257" + ENTER + CTRL_D)
    assert desk.stopped
    assert words.STOPPED in out
    assert "27257 is payable" in out
    assert signal.getsignal(signal.SIGINT) is before


def test_an_answer_ends_with_the_chat_that_asked_for_it(desk: Desk) -> None:
    asked = asyncio.Event()
    desk.on_turn = asked.set

    async def run() -> None:
        with create_pipe_input() as keyboard:
            keyboard.send_text("wait" + ENTER)
            task = asyncio.create_task(chat(desk, stdin_is_tty=True, stdout=io.StringIO(), width=80, keys=keyboard, screen=DummyOutput()))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0)
            assert desk.stopped

    asyncio.run(asyncio.wait_for(run(), 30))


def test_an_answer_that_breaks_costs_one_line(desk: Desk) -> None:
    out = typed(desk, "break" + ENTER + "27257" + ENTER + CTRL_D)
    assert len(re.findall("Something went wrong. .* reference [0-9a-f]{8}", out)) == 1
    assert "27257 is payable" in out


def test_an_empty_line_gets_a_hint(desk: Desk) -> None:
    assert words.EMPTY_HINT in typed(desk, ENTER + CTRL_D)
    assert desk.turns == []


def test_undecodable_keys_do_not_break_the_turn(desk: Desk) -> None:
    typed(desk, b"caf\xe9 \r" + CTRL_D.encode())
    assert said(desk) == ["caf\ufffd"]


def test_help_names_the_keys(desk: Desk) -> None:
    out = typed(desk, "/help" + ENTER + CTRL_D)
    assert "look up a code with /code" in out
    assert "Ctrl-C: stop" in out


def completions(typed_so_far: str) -> list[str]:
    completer = _Verbs({**words.VERBS, **words.LOCAL_VERBS})
    return [found.text for found in completer.get_completions(Document(typed_so_far), CompleteEvent())]


def test_slash_verbs_are_completed_and_nothing_else() -> None:
    assert {"/code", "/help", "/quit", "/clear"} <= set(completions("/"))
    assert completions("/CO") == ["/code"]
    assert completions("/code E") == completions("code") == completions("") == []


def toolbar(desk: Desk, width: int) -> str:
    return "".join(part[1] for part in _toolbar(desk, width))


def test_the_status_bar_says_what_is_loaded_and_never_wraps(desk: Desk) -> None:
    assert "ICD-10-CM FY2026" in toolbar(desk, 120)
    assert "Ctrl-D leaves" in toolbar(desk, 120)
    assert all(len(toolbar(desk, width)) <= width for width in (20, 40, 60, 80, 120))
    desk.status = "two\nlines \x1b[31mred"
    assert toolbar(desk, 40).startswith("two lines red")


def test_a_status_that_fails_does_not_take_the_prompt_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError("disk gone")

    monkeypatch.setattr(desk, "status_line", fail)
    assert toolbar(desk, 80).strip() == words.TOOLBAR_KEYS
