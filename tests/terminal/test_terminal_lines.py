"""What a person gets who pipes questions into the chat."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import pytest
from terminal_desk import Desk

from adapters.terminal import chat, limits
from bot.actions import Action
from bot.turns import Platform, Reply

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def piped(desk: Desk, text: str | bytes, width: int = 80) -> str:
    """Pipe `text` into a chat and return what it prints; the chat must end well."""
    source: IO[Any] = io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text)
    out = io.StringIO()
    assert asyncio.run(chat(desk, stdin_is_tty=False, stdin=source, stdout=out, width=width)) == 0
    return out.getvalue()


def said(desk: Desk) -> list[str]:
    return [turn.text for turn in desk.turns]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_each_line_is_answered_with_a_card(desk: Desk, width: int) -> None:
    out = piped(desk, "27257\nE11.99\n", width)
    for shown in ("27257 is payable", "[1] NCCI edits", "27258: open treatment", "E11.99 is not an ICD-10-CM code", "[2] E11.8"):
        assert shown in out


def test_nothing_but_the_answers_is_printed(desk: Desk) -> None:
    out = piped(desk, "E11.99\n/quit\n27257\n")
    assert out.startswith("○ E11.99")
    assert "\x1b" not in out
    assert said(desk) == ["E11.99"]


def test_a_last_line_without_newline_counts(desk: Desk) -> None:
    piped(desk, b"E11.99\n27257")
    assert said(desk) == ["E11.99", "27257"]


def test_no_input_at_all_ends_quietly(desk: Desk) -> None:
    assert piped(desk, "") == ""


def test_windows_line_ends_and_byte_order_mark_are_no_part_of_the_question(desk: Desk) -> None:
    piped(desk, b"\xef\xbb\xbf27257\r\nE11.99\r\n")
    assert said(desk) == ["27257", "E11.99"]


def test_bytes_that_are_no_text_are_replaced(desk: Desk) -> None:
    piped(desk, b"caf\xe9 \xff E11.9\n27257\n")
    assert said(desk) == ["caf\ufffd \ufffd E11.9", "27257"]


def test_an_empty_line_gets_a_hint_and_no_turn(desk: Desk) -> None:
    out = piped(desk, "\n   \n27257\n")
    assert out.count("Type a code or a question") == 2
    assert said(desk) == ["27257"]


def test_a_number_presses_the_button_of_that_number(desk: Desk) -> None:
    out = piped(desk, "27257\n1\n")
    assert desk.turns[1].action == Action("ncci", "27257")
    assert desk.turns[1].text == "NCCI edits"
    assert "three NCCI edits" in out


def test_the_number_may_be_typed_as_it_is_shown(desk: Desk) -> None:
    piped(desk, "27257\n [2] \n")
    assert desk.turns[1].action == Action("fee", "27257")


def test_a_number_that_is_no_button_is_text(desk: Desk) -> None:
    piped(desk, "1\n27257\n5\n0\n99213\n")
    assert [turn.action for turn in desk.turns] == [None] * 5
    assert said(desk) == ["1", "27257", "5", "0", "99213"]


def test_only_the_last_reply_has_buttons(desk: Desk) -> None:
    piped(desk, "27257\n1\n1\n")
    assert [turn.text for turn in desk.turns] == ["27257", "NCCI edits", "1"]


def test_a_slash_verb_is_taken_off_the_text(desk: Desk) -> None:
    piped(desk, "/code E11.9\n/Search  broken  hip \n/about\n")
    assert [(turn.verb, turn.text) for turn in desk.turns] == [("code", "E11.9"), ("search", "broken  hip"), ("about", "")]


def test_a_slash_that_is_no_verb_is_text(desk: Desk) -> None:
    piped(desk, "29880/29881\n/27257\n/\n/etc/passwd\n")
    assert [(turn.verb, turn.text) for turn in desk.turns] == [
        (None, "29880/29881"),
        (None, "/27257"),
        (None, "/"),
        (None, "/etc/passwd"),
    ]


def test_help_is_the_assistants_and_names_the_keys_here(desk: Desk) -> None:
    out = piped(desk, "/help\n")
    assert desk.turns[0].verb == "help"
    assert "look up a code with /code" in out
    assert "Number: press a button" in out


def test_a_chat_is_one_thread_and_two_chats_are_two(desk: Desk) -> None:
    piped(desk, "27257\nE11.99\n")
    piped(desk, "27257\n")
    first, second, other = desk.turns
    assert first.thread_key == second.thread_key != other.thread_key
    assert first.message_id != second.message_id
    assert {(turn.platform, turn.workspace, turn.person) for turn in desk.turns} == {(Platform.TERMINAL, "local", "me")}


def test_an_answer_that_breaks_costs_one_line_and_the_chat_goes_on(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    out = piped(desk, "break\n27257\n")
    line = next(line for line in out.splitlines() if line.startswith("Something went wrong"))
    reference = line.rstrip(".").split()[-1]
    assert reference in caplog.text
    assert "patient" not in caplog.text + out
    assert "27257 is payable" in out


def test_buttons_stay_when_an_answer_breaks(desk: Desk) -> None:
    piped(desk, "27257\nbreak\n2\n")
    assert desk.turns[2].action == Action("fee", "27257")


def test_clear_forgets_the_buttons_that_nobody_sees(desk: Desk) -> None:
    piped(desk, "27257\n/clear\n1\n")
    assert [turn.action for turn in desk.turns] == [None, None]


def test_emoji_and_control_characters_go_through(desk: Desk) -> None:
    out = piped(desk, "\x00\x1b[2J 🩺 27257\x07\n")
    assert len(desk.turns) == 1
    assert "\x1b" not in out


def test_a_ten_thousand_character_paste_arrives_whole(desk: Desk) -> None:
    piped(desk, "x" * 10_000 + "\n")
    assert len(desk.turns[0].text) == 10_000


def test_a_line_without_end_cannot_fill_the_memory(desk: Desk) -> None:
    piped(desk, b"x" * (limits.MAX_LINE * 3) + b"\n27257\n")
    assert [len(turn.text) for turn in desk.turns] == [limits.MAX_LINE, 5]


def test_an_output_that_knows_only_ascii_gets_question_marks(desk: Desk) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "ascii")
    assert asyncio.run(chat(desk, stdin_is_tty=False, stdin=io.StringIO("E11.99\n"), stdout=out, width=80)) == 0
    out.flush()
    assert raw.getvalue().startswith(b"? E11.99 is not")


def test_answers_come_while_the_pipe_stays_open(desk: Desk) -> None:
    """A program may talk to the chat: it must get its answer before it sends the next line."""
    read_end, write_end = os.pipe()
    answered = threading.Event()
    desk.on_turn = answered.set

    def talk() -> None:
        os.write(write_end, b"27257\n")
        assert answered.wait(10)
        os.write(write_end, b"E11.99\n")
        os.close(write_end)

    talker = threading.Thread(target=talk)
    talker.start()
    with open(read_end, "rb") as source:
        assert asyncio.run(chat(desk, stdin_is_tty=False, stdin=source, stdout=io.StringIO(), width=80)) == 0
    talker.join()
    assert said(desk) == ["27257", "E11.99"]


def test_a_chat_that_is_cancelled_does_not_wait_for_input(desk: Desk) -> None:
    read_end, write_end = os.pipe()

    async def run(source: IO[Any]) -> None:
        task = asyncio.create_task(chat(desk, stdin_is_tty=False, stdin=source, stdout=io.StringIO(), width=80))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        os.close(write_end)
        await asyncio.sleep(0.05)

    with open(read_end, "rb") as pipe:
        asyncio.run(asyncio.wait_for(run(pipe), 10))


def test_each_reply_is_read_by_the_rules_of_the_one_before(desk: Desk) -> None:
    desk.replies["plain"] = Reply(verdict="No buttons here")
    piped(desk, "27257\nplain\n1\n")
    assert desk.turns[2].action is None


def test_the_process_ends_well_at_end_of_input() -> None:
    done = run_desk("27257\n1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "three NCCI edits" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f'yes 27257 | head -200 | "{sys.executable}" "{HERE / "terminal_desk.py"}" | head -1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, env=environment(), check=False)
    assert "27257 is payable" in done.stdout
    assert done.stderr == ""


def run_desk(text: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(HERE / "terminal_desk.py")]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, env=environment(), check=False)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
