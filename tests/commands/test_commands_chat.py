"""`coderly chat` with a pipe as its input."""

from __future__ import annotations

from commands_shell import Shell


def test_piped_lines_are_answered_until_the_end_of_the_input(shell: Shell) -> None:
    ran = shell.coderly("chat", typed="E11.9 on 2026-05-01\n\nwhen is modifier 25 right?\n/about\n1")
    assert (ran.status, ran.err) == (0, "")
    for said in ("E11.9 can be reported", "Modifier 25 goes on a visit code", "American Medical Association"):
        assert said in " ".join(ran.out.split())
    assert (shell.home / "coderly.log").read_text(encoding="utf-8") == ""


def test_quit_ends_the_chat_and_what_follows_is_not_read(shell: Shell) -> None:
    ran = shell.coderly("chat", typed="27257\n2\n/quit\nE11.9\n")
    assert ran.status == 0
    assert "27256" in ran.out
    assert "E11.9" not in ran.out
