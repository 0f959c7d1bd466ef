"""The operator's own licensed CPT file: read only in its mode, shown only to seats, gone when the mode is off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from licensed_files import CODES, WORD, lines, packed, release
from licensed_home import built, dropped

from bot.pipeline.compose import compose
from bot.pipeline.gathering import gather
from bot.pipeline.understand import Asked, understand
from bot.turns import Reply
from knowledge.base import KnowledgeBase
from knowledge.embeddings import embedder_named
from knowledge.sources import cpt_lines
from knowledge.sources.cpt_lines import Part

ON = date(2026, 5, 1)


def answer(home: Path, text: str, *, seat: bool, mode: str = "licensed") -> Reply:
    base = KnowledgeBase(home / "knowledge", lambda: embedder_named("wordllama"), licensed=mode == "licensed")
    try:
        with base.use() as snapshot:
            evidence = gather(understand(Asked(text=text, today=ON, verb="code", descriptors=seat)), snapshot)
            assert all(WORD not in fact.text.lower() for fact in evidence.facts), "no model gets licensed words"
            return compose(evidence)
    finally:
        base.close()


def serving_bytes(home: Path) -> str:
    """Which artefacts of the serving snapshot hold the word, in any file."""
    root = home / "knowledge"
    import json

    manifest = json.loads((root / "snapshots" / f"{(root / 'CURRENT').read_text().strip()}.json").read_text())
    hold = [
        part["artefact"]
        for part in manifest["parts"]
        for file in (root / "artefacts" / part["artefact"]).rglob("*")
        if file.is_file() and WORD.encode() in file.read_bytes().lower()
    ]
    return " ".join(sorted(set(hold)))


def test_a_seat_sees_the_descriptor_and_nobody_else_does_by_her_card(home: Path) -> None:
    reply = answer(home, "00001", seat=True)
    fields = {field.label: field.value for field in reply.personal}
    assert fields["CPT descriptor"].startswith(f"{WORD} plover of the quartz brook 00001; it has a \u00b5")
    assert fields["In lay words"] == f"{WORD} lay bird 00001"
    assert reply.licensed
    assert WORD not in reply.text, "what is stored, shared and exported holds none of it"


@pytest.mark.parametrize("text", ["00001", "0000U", f"{WORD} plover quartz brook"])
def test_who_holds_no_seat_sees_no_word_of_it_and_finds_nothing_by_it(home: Path, text: str) -> None:
    reply = answer(home, text, seat=False)
    assert WORD not in str(reply).lower().replace(text.lower(), "")


def test_the_code_itself_is_no_secret(home: Path) -> None:
    assert answer(home, "00002", seat=False).codes == ("00002",)


def test_a_seat_finds_codes_by_licensed_words(home: Path) -> None:
    reply = answer(home, f"{WORD} plover quartz brook", seat=True)
    assert reply.codes[0] in CODES
    assert {field.label for field in reply.personal} <= set(CODES)
    assert WORD not in reply.text.replace(f"{WORD} plover quartz brook", "")


def test_licensed_words_lie_in_artefacts_of_their_own(home: Path) -> None:
    assert all("cpt_licensed" in name for name in serving_bytes(home).split())
    assert serving_bytes(home)


def test_without_the_mode_nothing_of_it_is_opened_even_from_an_older_snapshot(home: Path) -> None:
    assert WORD not in str(answer(home, "00001", seat=True, mode="none")).lower()


def test_the_mode_turned_off_and_built_again_leaves_no_descriptor_in_what_serves(tmp_path: Path) -> None:
    home = dropped(tmp_path, {"cpt-2026.zip": packed(release())})
    said = built(home, "licensed")
    assert said["cpt-2026.zip/LONGULT.txt"]["rows"] == len(CODES)
    assert serving_bytes(home)
    said = built(home, "none")
    assert "CPT mode is none" in said["cpt-2026.zip/LONGULT.txt"]["reasons"][0]
    assert serving_bytes(home) == ""


def test_a_release_whose_files_differ_in_their_codes_is_not_used(tmp_path: Path) -> None:
    files = release() | {"MEDU.txt": lines(WORD.upper() + " {code}", width=48, codes=CODES[:-1]).encode()}
    home = dropped(tmp_path, {f"ours/{name}": content for name, content in files.items()})
    said = built(home, "licensed")
    reason = said["CPT 2026"]["reasons"][0]
    assert "do not hold the same codes" in reason
    assert "LONGULT.txt 5" in reason
    assert WORD not in str(said).lower()
    assert serving_bytes(home) == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [("00001\tplover \u00b5".encode(), "plover \u00b5"), ("00001\tplover \u00b5".encode("cp1252"), "plover \u00b5")],
)
def test_utf8_and_the_older_encoding_are_told_apart(raw: bytes, text: str) -> None:
    rows, _ = cpt_lines.coded_lines(cpt_lines.decoded(raw))
    assert rows[0].cells == (text,)


@pytest.mark.parametrize("width", [0, 90])
def test_tabbed_and_fixed_files_and_their_preamble_are_read_alike(width: int) -> None:
    rows, bad = cpt_lines.coded_lines(lines("plover {code}", width=width) + "no row\r\n")
    assert [row.key for row in rows] == list(CODES)
    assert rows[0].cells == ("plover 00001",)
    assert len(bad) == 1


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("LONGULT.txt", Part.LONG),
        ("LONGUF.txt", Part.LONG),
        ("LONGULT.old-fixed.txt", Part.LONG),
        ("medu.txt", Part.MEDIUM),
        ("MODUL.txt", Part.MODIFIERS),
        ("HistoryModifiers_DTK_tab.txt", Part.HISTORY),
        ("LONGULT.xlsx", None),
        ("notes.txt", None),
    ],
)
def test_files_of_a_release_are_known_by_their_names(name: str, part: Part | None) -> None:
    assert cpt_lines.part_of(name) is part
