"""`coderly case`: a note from a file or from standard input."""

from __future__ import annotations

import json
from pathlib import Path

from commands_shell import Inside, Shell

NOTE = "Assessment: adult sugar disease.\nDenies chest pain on breathing.\n"


def test_a_file_is_read_and_its_codes_are_printed(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    for name in ("note.txt", "note"):
        file = tmp_path / name
        file.write_text(NOTE, encoding="utf-8")
        ran = inside(shell, "case", file, "--dos", "2026-05-05")
        assert (ran.status, ran.err) == (0, "")
        assert "outpatient" in ran.out
        assert "“adult sugar disease”" in ran.out
        assert "the note denies it" in ran.out


def test_standard_input_is_a_note_and_json_holds_every_quote_with_its_place(shell: Shell) -> None:
    ran = shell.coderly("case", "-", "--inpatient", "--json", typed=NOTE)
    assert ran.status == 0, ran.err
    answer = json.loads(ran.out)
    assert answer["case"]["setting"] == "inpatient"
    (found,) = [s for s in answer["case"]["suggestions"] if s["code"] == "E11.9"]
    assert found["group"] == "first_listed"
    assert found["quotes"] == ["adult sugar disease"]
    assert "chest pain on breathing" in str(answer["case"]["suggestions"])


def test_what_is_no_note_ends_with_a_reason(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    for name, content, said in (
        ("empty.txt", b"", "holds no text"),
        ("picture.png", b"\x89PNG\x00\x01", "no note that can be read"),
        ("broken.pdf", b"%PDF-1.7 nothing", "cannot be read"),
        ("noise", b"\xff\xfe\xfa", "no note that can be read"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        ran = inside(shell, "case", file)
        assert (ran.status, ran.out) == (1, ""), name
        assert said in ran.err
        assert name in ran.err


def test_wrong_use_is_status_two_and_an_empty_input_status_one(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    assert inside(shell, "case", tmp_path / "nowhere.txt").status == 2
    assert inside(shell, "case").status == 2
    ran = shell.coderly("case", "-", typed=" \n")
    assert (ran.status, ran.out) == (1, "")
    assert "empty" in ran.err
