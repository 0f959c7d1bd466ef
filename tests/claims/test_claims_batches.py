"""Many claims at once, on the command line."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from commands_shell import Ran, Shell

from adapters import cli
from bot.batch.sheet import annotate
from knowledge.errors import SourceError

HEADER = ["claim", "patient", "cpt", "mod 1", "mod 2", "units", "dx1", "dx2", "dos", "pos", "state"]
ROWS = [
    ["A", "left as it is", "45385", "", "", "1", "E11.9", "", "2026-05-05", "11", "CA"],
    ["A", "", "45380", "59", "", "1", "", "", "", "", ""],
    ["B", "=1+1", "45378", "59", "", "", "E11.9", "", "2026-05-05", "", ""],
    ["B", "", "45385", "", "", "", "", "", "", "", ""],
    ["C", "", "nonsense", "", "", "", "", "", "", "", ""],
    ["D", "", "97110", "", "", "9", "", "I10", "5/5/2026", "", ""],
]


@pytest.fixture
def shell(tmp_path: Path, claims_home: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir()
    (home / "knowledge").symlink_to(claims_home / "knowledge")
    return Shell(tmp_path, home)


@pytest.fixture
def run(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """`coderly …` without a process of its own."""

    def inside(*arguments: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["coderly", *map(str, arguments)])
        for name, value in shell.environment({}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(shell.folder)
        capsys.readouterr()
        status = cli._status()
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return inside


def test_a_check_is_printed_and_its_record_holds_rows_and_editions(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    claim = "45385, 45380-59; dx M17.11; dos 2026-05-05; state CA"
    block = tmp_path / "block.txt"
    ran = run("check", claim, "--json", "--evidence", block)
    record = json.loads(ran.out)
    assert set(record) >= {"verdict", "lines", "ptp", "mue", "dx", "coverage", "sources"}
    assert [line["code"] for line in record["lines"]] == ["45385", "45380"]
    assert all("status" in line for line in record["lines"])
    edit = next(entry for entry in record["ptp"] if entry.get("column1"))
    assert (edit["column1"], edit["column2"], edit["indicator"], edit["begin"], edit["in_force"]) == (
        "45385",
        "45380",
        1,
        "2002-04-01",
        True,
    )
    assert "59" in edit["bypass"]
    assert edit["edition"].startswith("v32.3")
    assert any("v32.3" in source.get("edition", "") for source in record["sources"])
    assert "45385/45380" in block.read_text(encoding="utf-8")


def test_lines_of_json_are_checked_one_by_one_and_a_bad_one_does_not_end_it(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "claims.jsonl"
    claims = [
        {"id": "a", "lines": ["45385", "45380-59"], "dos": "2026-05-05"},
        {"id": "b", "lines": [{"code": "20610", "modifiers": ["RT"], "units": 2}], "dx": ["M17.11"], "state": "CA"},
        {"id": "nothing"},
        {"id": "text", "lines": "99213-25, 20610", "dos": "2026-05-05", "setting": "hospital"},
    ]
    file.write_text("\n".join([*map(json.dumps, claims), "{broken", ""]), encoding="utf-8")
    ran = run("check", "--batch", file)
    answers = [json.loads(line) for line in ran.lines]
    assert [a["id"] for a in answers] == ["a", "b", "nothing", "text", "5"]
    assert ran.status == 1
    line = answers[1]["lines"][0]
    assert (line["line"], line["code"], line["modifiers"], line["units"]) == (1, "20610", ["RT"], 2)
    assert answers[3]["setting"] == "hospital"
    assert "is not a claim" in answers[2]["verdict"]


def test_a_table_comes_back_with_verdicts_beside_its_rows(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "claims.csv"
    with file.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([HEADER, *ROWS])
    ran = run("check", "--batch", file)
    with (tmp_path / "claims.checked.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    assert rows[0] == [*HEADER, "Coderly result", "Coderly findings", "What could mend it", "Standing on"]
    assert [row[: len(HEADER)] for row in rows[1:]] == ROWS
    results = [row[len(HEADER)] for row in rows[1:]]
    assert results[0] == results[1] == "! look"
    assert "✗ denied" in results[2:4]
    assert results[4] == "not read"
    assert "v32.3" in rows[1][-1]
    assert "3 claims in 6 rows" in ran.out
    assert ran.status == 1


def test_a_workbook_keeps_what_it_had_and_no_verdict_is_a_formula(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file, out = tmp_path / "claims.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.create_sheet("other")["A1"] = "kept"
    book.save(file)
    run("check", "--batch", file, "--out", out)
    checked = openpyxl.load_workbook(out)
    sheet = checked.worksheets[0]
    assert checked["other"]["A1"].value == "kept"
    assert sheet.cell(1, len(HEADER) + 1).value == "Coderly result"
    assert sheet.cell(2, len(HEADER) + 1).value == "! look"
    assert sheet.cell(4, 2).value == "=1+1"
    added = [sheet.cell(row, column) for row in range(2, 8) for column in range(len(HEADER) + 1, len(HEADER) + 5)]
    assert all(cell.data_type in ("s", "n", "inlineStr") for cell in added)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "no column with codes"),
        ("prose.csv", b"dear team\nplease check\n", "no column with codes"),
        ("broken.xlsx", b"PK\x03\x04broken", "cut off or damaged"),
        ("utf16.csv", "claim,cpt\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(run, tmp_path: Path, name: str, content: bytes, said: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / name
    file.write_bytes(content)
    ran = run("check", "--batch", file)
    assert ran.status == 1
    assert said in ran.err
    assert not list(tmp_path.glob("*.checked.*"))


def test_a_row_that_cannot_be_read_does_not_shift_the_verdicts_of_the_others(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "claims.csv"
    head = ["claim", "code", "mods", "units", "pointer", "dx1", "dx2", "dos", "through"]
    rows = [
        ["1", "45385", "", "1.00", "A", "K63.5", "I10", "2026-05-05", ""],
        ["1", "4538", "", "1", "", "", "", "", ""],
        ["1", "45378", "59", "1", "AB", "", "", "", ""],
        ["2", "", "", "", "", "E11.9", "", "2025-09-20", "2025-10-02"],
    ]
    with file.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([head, *rows])
    run("check", "--batch", file)
    with (tmp_path / "claims.checked.csv").open(newline="", encoding="utf-8") as handle:
        checked = [row[len(head) :] for row in csv.reader(handle)][1:]
    assert "no modifier bypasses it" in checked[2][1]
    assert checked[1][0] == "not read"
    assert "4538" in checked[1][1]
    assert "4538" not in checked[0][1].replace("45385", "").replace("45378", "")
    assert "pointers" not in checked[0][1]
    assert "DRG" in checked[3][1]
    assert "FY2026" in checked[3][3]


@pytest.mark.parametrize(
    ("line", "identity", "said"),
    [('["x"]', "1", "no JSON object"), ("{broken", "1", "no JSON ("), ('{"id": "n7", "lines": []}', "n7", "no line and no diagnosis")],
)
def test_a_bad_line_keeps_its_id_and_says_what_is_wrong(run, tmp_path: Path, line: str, identity: str, said: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "claims.jsonl"
    file.write_text(line, encoding="utf-8")
    ran = run("check", "--batch", file)
    answer = json.loads(ran.lines[0])
    assert (answer["id"], ran.status) == (identity, 1)
    assert said in answer["verdict"]


@pytest.mark.parametrize("at", [0.3, 0.5, 0.6, 0.7])
def test_a_workbook_that_is_damaged_inside_is_refused_with_what_to_do(tmp_path: Path, at: float) -> None:
    source = tmp_path / "claims.xlsx"
    book = openpyxl.Workbook()
    for row in [["code", "units"], *[["99213", n] for n in range(300)]]:
        book.active.append(row)
    book.save(source)
    raw = bytearray(source.read_bytes())
    where = raw.index(b"xl/worksheets/sheet1.xml") + 24
    for place in range(where + int(200 * at), where + int(200 * at) + 40):
        raw[place] ^= 0xFF
    source.write_bytes(bytes(raw))
    with pytest.raises(SourceError, match="damaged"):
        annotate(source, tmp_path / "out.xlsx", lambda claim: (), date(2026, 5, 5))
