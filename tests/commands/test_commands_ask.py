"""`coderly ask` and `coderly search`, alone and in batches."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from commands_shell import Inside, Shell
from model_server import ModelServer, faithful


def test_a_question_is_answered_on_standard_output_and_nothing_else_is_written(shell: Shell) -> None:
    ran = shell.coderly("ask", "E119 on 2026-05-01")
    assert (ran.status, ran.err) == (0, "")
    assert "E11.9 can be reported: Type 2 diabetes, no complication." in ran.lines
    assert "[1] NCHS/CMS, ICD-10-CM tabular list" in ran.out
    assert list(shell.folder.iterdir()) == []


def test_what_is_not_found_ends_with_status_one_and_json_says_how_it_ended(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "ask", "E11.99", "--json")
    assert ran.status == 1
    answer = json.loads(ran.out)
    assert set(answer) >= {"id", "text", "verdict", "topic", "codes", "citations", "buttons"}
    assert answer["outcome"] == "not_found"
    assert answer["buttons"][0] == {"label": "E11.9", "action": "code|E11.9"}
    assert answer["verdict"] in answer["text"]


async def test_a_model_of_ones_own_words_the_answer(shell: Shell, inside: Inside) -> None:
    async with ModelServer() as server:
        server.behaviour = faithful()
        model = {"CODERLY_LLM": "openai:any", "CODERLY_MODEL__BASE_URL": server.url, "CODERLY_MODEL__API_KEY": "k"}
        ran = await asyncio.to_thread(inside, shell, "ask", "When is modifier 25 right?", **model)
    assert ran.status == 0
    assert server.prompts
    assert "Medicare rule. Modifier 25 goes on a visit code" in ran.out
    assert "language model" not in ran.out


def test_a_batch_is_answered_line_by_line_in_order_and_a_bad_line_does_not_end_it(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": "27257"}),
        json.dumps({"id": 7, "question": "and its MUE?", "context": ["What is 27257?", "(bot) 27257: …"]}),
        "{broken",
        "",
        json.dumps({"id": "no question"}),
        json.dumps({"id": "null", "question": None}),
        json.dumps(["a list"]),
        json.dumps({"id": "text", "question": "its MUE?", "context": "29881"}),
        json.dumps({"id": "nothing to refer to", "question": "its MUE?"}),
        json.dumps({"id": "empty", "question": ""}),
        json.dumps({"id": "phi", "question": "E11.9 for John Smith, MRN 12345678"}),
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = inside(shell, "ask", "--batch", file)
    answers = [json.loads(line) for line in ran.lines]
    assert [a["id"] for a in answers] == ["a", "7", "3", "5", "6", "7", "text", "nothing to refer to", "empty", "phi"]
    assert [a["codes"] for a in answers] == [["27257"], ["27257"], [], [], [], [], ["29881"], [], [], ["E11.9"]]
    assert all("is not a JSON object with a question" in a["verdict"] for a in answers[2:6])
    assert answers[8]["outcome"] == "unclear"
    assert "Smith" not in ran.out
    assert (ran.status, ran.err) == (1, "")


def test_a_search_prints_codes_best_first(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "search", "chest pain", "--system", "icd10cm", "--limit", "3")
    assert (ran.status, len(ran.lines)) == (0, 3)
    assert ran.lines[0].split()[0] == "R07.9"
    assert "ICD-10-CM" in ran.lines[0]


def test_a_search_that_finds_nothing_ends_with_status_one(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "search", "xylophone zzzqq", "--json")
    assert ran.status == 1
    assert json.loads(ran.out)["codes"] == []
    assert "try other words" in ran.err


QUERIES = ("chest pain", "", "type 2 diabetes with neuropathy", "xylophone zzzqq", 'a "quoted" knee')


def test_a_batch_of_queries_in_a_table_or_in_json_lines_gives_a_line_each_in_order(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    table, lines = tmp_path / "queries.tsv", tmp_path / "queries.jsonl"
    table.write_text("id\tquery\tmore\n" + "".join(f"{n}\t{q}\tx\n" for n, q in enumerate(QUERIES)), encoding="utf-8")
    lines.write_text("".join(json.dumps({"query": q, "n": n}) + "\n" for n, q in enumerate(QUERIES)), encoding="utf-8")
    both = [inside(shell, "search", "--batch", file, "--system", "icd10cm") for file in (table, lines)]
    assert both[0] == both[1]
    found = [json.loads(line) for line in both[0].lines]
    assert tuple(f["query"] for f in found) == QUERIES
    assert [f["codes"][:1] for f in found][:4] == [["R07.9"], [], ["E11.40"], []]
    assert (both[0].status, both[0].err) == (0, "")


def test_a_batch_of_queries_that_cannot_be_read_names_the_line(shell: Shell, inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "chest pain"}\n{broken\n', encoding="utf-8")
    ran = inside(shell, "search", "--batch", file)
    assert ran.status == 1
    assert "queries.jsonl, line 2" in ran.err
    assert "Traceback" not in ran.err
    file.write_text("words\nchest pain\n", encoding="utf-8")
    assert "names no column query" in inside(shell, "search", "--batch", file).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", " "),
        ("ask", "E11.9", "--batch", __file__),
        ("ask", "--batch", "missing.jsonl"),
        ("search", "pain", "--system", "icd11"),
        ("search", "pain", "--limit", "0"),
        ("doctor", "fax"),
        ("unheard",),
    ],
)
def test_wrong_use_ends_with_status_two_and_a_hint(empty: Shell, inside: Inside, arguments: tuple[str, ...]) -> None:
    ran = inside(empty, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert "Usage:" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("CODERLY_MODEL__TIMEOUT", "never", 2),
        ("CODERLY_PHI__DISCORD", "allow", 2),
        ("CODERLY_MODEL", "not json", 2),
        ("CODERLY_LLM", "nobody:model", 1),
        ("CODERLY_DATABASE_URL", "bogus", 1),
        ("CODERLY_HOME", "/dev/null/home", 1),
    ],
)
def test_a_wrong_setting_ends_in_one_clear_line(shell: Shell, inside: Inside, name: str, value: str, status: int) -> None:
    ran = inside(shell, "ask", "E11.9", **{name: value})
    assert (ran.status, ran.out) == (status, "")
    (line,) = [line for line in ran.err.splitlines() if "No knowledge base yet" not in line]
    assert name in line or name.removeprefix("CODERLY_").lower() in line


def test_a_wrong_setting_ends_the_process_without_a_trace(shell: Shell) -> None:
    ran = shell.coderly("kb", "status", CODERLY_RUNTIME__WORKERS="many")
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("CODERLY_RUNTIME__WORKERS: ")
