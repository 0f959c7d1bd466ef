"""`coderly kb …` and `coderly doctor kb`."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

from bad_publisher import publisher, status
from commands_shell import Inside, Shell
from small_home import drop_sources


def test_a_knowledge_base_is_looked_at_rebuilt_and_rolled_back(empty: Shell, inside: Inside, small_home: Path, tmp_path: Path) -> None:
    shutil.copytree(small_home / "knowledge", empty.home / "knowledge")
    before = json.loads(inside(empty, "kb", "status", "--json").out)
    assert before["complete"]
    editions = {e["source"]: e for e in before["editions"]}
    assert editions["starter"]["partial"]
    assert any(e["source"] == "icd10cm_tabular" and e["current"] for e in before["editions"])
    assert set(before["passages"]) == set(before["words"]) >= {"icd10cm", "cpt", "passages"}

    drop_sources(tmp_path / "files")
    for file in (tmp_path / "files").glob("this-*.xml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")
    (tmp_path / "files" / "notes.txt").write_text("no published file", encoding="utf-8")
    built = empty.coderly("kb", "build", "--from", tmp_path / "files")
    assert built.status == 1
    assert "notes.txt: not read" in built.out
    assert "Published" in built.out
    assert "Done in" in built.err
    after = json.loads(inside(empty, "kb", "status", "--json").out)
    assert after["snapshot"] != before["snapshot"]
    assert before["snapshot"] in after["snapshots"]

    told = inside(empty, "kb", "diff")
    assert (told.status, told.lines[0]) == (0, f"{before['snapshot']} → {after['snapshot']}")
    assert "  code: 1 title changed" in told.lines
    (change,) = [json.loads(line) for line in inside(empty, "kb", "diff", "--json", "--code", "R07.9").lines]
    assert (change["code"], change["before"], change["after"]) == ("R079", "Chest pain, unspecified", "Chest ache, unspecified")
    asked = inside(empty, "ask", "/history R07.9")
    assert (asked.status, "Chest pain, unspecified" in asked.out, "Chest ache, unspecified" in asked.out) == (0, True, True)
    assert "Last change" in inside(empty, "ask", "R07.9").out
    for kept in (empty.home / "knowledge" / "artefacts").glob("changes-*/catalog.sqlite"):
        kept.write_bytes(kept.read_bytes()[:100].ljust(kept.stat().st_size, b"\0"))  # its head and its size are right: only reading it tells
    card = inside(empty, "ask", "R07.9")
    assert (card.status, "Chest ache, unspecified" in card.out, "Last change" in card.out) == (0, True, False)
    damaged = inside(empty, "ask", "/history R07.9")
    assert "What changed between the editions cannot be read" in damaged.out + damaged.err

    again = inside(empty, "kb", "rollback")
    assert (again.status, before["snapshot"] in again.out) == (0, True)
    assert before["snapshot"] in inside(empty, "kb", "status").lines[0]
    nothing = inside(empty, "kb", "rollback")
    assert (nothing.status, nothing.out) == (1, "")
    assert "no earlier complete snapshot" in nothing.err

    for kept in (empty.home / "knowledge" / "artefacts").glob("changes-*/catalog.sqlite"):
        kept.unlink()
    card = inside(empty, "ask", "R07.9")
    assert (card.status, "R07.9" in card.out, "Last change" in card.out) == (0, True, False)


def test_a_reload_is_dry_until_it_is_said_to_be_published(empty: Shell, inside: Inside, small_home: Path) -> None:
    shutil.copytree(small_home / "knowledge", empty.home / "knowledge")
    before = json.loads(inside(empty, "kb", "status", "--json").out)["snapshot"]
    drop_sources(empty.home / "sources")
    for file in (empty.home / "sources").glob("this-*.xml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")
    dry = empty.coderly("kb", "reload", "--why", "October")
    assert dry.status == 1
    assert "1 edition would change; nothing looks wrong" in dry.out
    assert "Nothing is published" in dry.err
    assert json.loads(inside(empty, "kb", "status", "--json").out)["snapshot"] == before
    done = empty.coderly("kb", "reload", "--publish")
    assert (done.status, "Published" in done.out) == (0, True)
    assert json.loads(inside(empty, "kb", "status", "--json").out)["snapshot"] != before
    again = empty.coderly("kb", "reload")
    assert (again.status, "Nothing new" in again.out) == (0, True)


def test_the_doctor_finds_nothing_wrong_with_a_good_knowledge_base(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "doctor", "kb")
    assert (ran.status, [line for line in ran.lines if not line.startswith("ok ")]) == (0, []), ran.out
    assert any("edition for today" in line for line in ran.lines), date.today()  # noqa: DTZ011


def test_the_doctor_names_the_damaged_part_and_what_to_do(empty: Shell, inside: Inside, small_home: Path) -> None:
    shutil.copytree(small_home / "knowledge", empty.home / "knowledge")
    damaged = next((empty.home / "knowledge" / "artefacts").glob("words-cpt*"))
    shutil.rmtree(damaged)
    ran = inside(empty, "doctor")
    assert ran.status == 1
    (wrong,) = [line for line in ran.lines if line.startswith("WRONG")]
    assert "words cpt" in wrong
    assert "coderly kb build" in wrong


def test_without_a_knowledge_base_each_command_says_how_to_get_one(empty: Shell, inside: Inside) -> None:
    for arguments in (("kb", "status"), ("kb", "rollback"), ("kb", "diff")):
        ran = inside(empty, *arguments)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.strip() == "There is no knowledge base yet. Run: coderly kb build"
    ran = inside(empty, "doctor", "kb")
    assert (ran.status, "coderly kb build" in ran.out) == (1, True)


def test_an_unknown_source_is_wrong_use_and_the_names_are_listed(empty: Shell, inside: Inside) -> None:
    ran = inside(empty, "kb", "build", "--only", "icd11", COLUMNS="400")
    assert (ran.status, ran.out) == (2, "")
    assert "no source named icd11" in ran.err
    assert "ncci_ptp_practitioner" in ran.err


def test_status_shows_groups_and_what_is_missing_and_gc_says_what_it_freed(empty: Shell, inside: Inside, small_home: Path) -> None:
    shutil.copytree(small_home / "knowledge", empty.home / "knowledge")
    ran = inside(empty, "kb", "status")
    assert "CODE SETS" in ran.lines
    assert any(line.startswith("  ICD-10-CM tabular list ") and " * " in f"{line} " for line in ran.lines)
    missing = ran.lines[ran.lines.index("not loaded:") :]
    assert any("NCCI procedure-to-procedure, practitioner" in line and "get ccipra" in line for line in missing)
    assert all("CODE SETS" not in line for line in missing)
    said = json.loads(inside(empty, "kb", "status", "--json").out)
    assert {"source": "hcpcs", "group": "code sets"}.items() <= next(m for m in said["not_loaded"] if m["source"] == "hcpcs").items()
    freed = inside(empty, "kb", "gc", "--keep", "1")
    assert (freed.status, freed.lines[-1]) == (0, "Freed 0 MB in 0 parts; 1 snapshots are kept.")


def test_fetch_says_what_is_free_and_how_to_come_by_the_rest(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "kb", "fetch", "--dry-run", "--only", "hcpcs", "--only", "mue_practitioner", "--on", "2026-11-25")
    assert (ran.status, ran.err) == (0, "")
    assert ran.lines == [
        "HCPCS Level II, October 2026: would be fetched from https://www.cms.gov/files/zip/october-2026-alpha-numeric-hcpcs-file.zip",
        "Medically unlikely edits, practitioner, 2026 Q4: needs a licence, so it is not fetched",
        "  1. Open https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-medically-unlikely-edits",
        "  2. Read and, if you agree, accept the AMA's licence for CPT",
        "  3. Download medicare-ncci-2026-q4-practitioner-services-mue-table.zip",
        f"  4. Drop it into {shell.home / 'sources'}, then run: coderly kb build",
    ]


def test_fetch_that_gets_nothing_ends_with_status_one_and_names_the_page(shell: Shell, inside: Inside) -> None:
    with publisher() as nobody:
        nobody.answers["/www.cms.gov/files/zip/october-2026-alpha-numeric-hcpcs-file.zip"] = status(503)
    ran = inside(shell, "kb", "fetch", "--only", "hcpcs", "--on", "2026-11-25", CODERLY_FETCH__MIRROR=nobody.url)
    assert (ran.status, ran.lines[0]) == (1, "HCPCS Level II, October 2026: failed")
    assert "127.0.0.1 cannot be reached" in ran.lines[1]
    assert "open https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update" in ran.lines[-1]


def test_fetch_knows_its_sources(empty: Shell, inside: Inside) -> None:
    ran = inside(empty, "kb", "fetch", "--only", "unheard")
    assert ran.status == 2
    assert "unheard" in ran.err
