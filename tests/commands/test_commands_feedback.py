"""`coderly feedback export` and `coderly people role`."""

from __future__ import annotations

import asyncio
import csv
import io
import json

from commands_shell import Inside, Shell

from bot.store import Role, Store

SECRET = "of the tests"


def _rate(shell: Shell, reason: str) -> str:
    url = f"sqlite:///{shell.home}/state.sqlite"

    async def work() -> None:
        async with await Store.open(url, SECRET) as store:
            await store.feedback.record(
                "0123456789abcdef", "slack:T1:U1", -1, reason=reason, question_hash="abc", evidence=("cpt:27257",), editions={"starter": "starter pack"}
            )

    asyncio.run(work())
    return url


def test_ratings_are_exported_as_json_lines_and_as_a_table(shell: Shell, inside: Inside) -> None:
    settings = {"CODERLY_SECRET_KEY": SECRET, "CODERLY_DATABASE_URL": _rate(shell, "=1+1 old edition")}
    lines = inside(shell, "feedback", "export", **settings)
    assert lines.status == 0
    record = json.loads(lines.out)
    assert (record["rating"], record["reason"], record["evidence"]) == ("down", "=1+1 old edition", ["cpt:27257"])
    assert "U1" not in lines.out
    table = inside(shell, "feedback", "export", "--csv", **settings)
    (row,) = csv.DictReader(io.StringIO(table.out))
    assert (row["reason"], row["editions"]) == ("'=1+1 old edition", "starter: starter pack")


def test_without_ratings_the_export_says_so(shell: Shell, inside: Inside) -> None:
    ran = inside(shell, "feedback", "export")
    assert (ran.status, ran.out) == (1, "")
    assert "No answer has been rated yet" in ran.err


def test_a_role_is_given_also_before_the_person_came_by(shell: Shell, inside: Inside) -> None:
    url = f"sqlite:///{shell.home}/state.sqlite"
    settings = {"CODERLY_SECRET_KEY": SECRET, "CODERLY_DATABASE_URL": url}
    assert inside(shell, "people", "role", "slack:T1:U1", "trusted", **settings).status == 0
    assert inside(shell, "people", "role", "slack:T1:U1", "emperor", **settings).status == 2
    assert inside(shell, "people", "role", "U1", "trusted", **settings).status == 2

    async def role() -> Role:
        async with await Store.open(url, SECRET) as store:
            return await store.people.role_of("slack:T1:U1")

    assert asyncio.run(role()) is Role.TRUSTED
