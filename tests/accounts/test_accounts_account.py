"""What a person sees and does of her own account, and of nobody else's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from assistant_people import Start, presses, says
from model_server import ModelServer, faithful
from pydantic import ValidationError

from bot.actions import Action
from bot.app import App
from bot.settings import Settings
from bot.turns import Outcome, Platform, Reply, Visibility

METERED: dict[str, Any] = {"accounts": {"plan": "metered"}}


def exported(reply: Reply) -> dict[str, Any]:
    assert reply.file is not None
    found: dict[str, Any] = json.loads(reply.file.text)
    assert json.loads(reply.body.strip("`\n")) == found, "surfaces without files show the same"
    return found


def on_discord(text: str, **more: Any) -> Any:
    return says(text, person="9", platform=Platform.DISCORD, **more)


async def code_of(app: App) -> str:
    reply = await app.answer(says("/account link"))
    assert reply.visibility is Visibility.SECRET
    return re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", reply.verdict)[0]


async def test_an_account_says_role_identities_registration_and_what_is_left(start: Start) -> None:
    async with start(**METERED) as app:
        before = await app.answer(says("/account"))
        assert before.verdict == "1 code page view left."
        assert before.buttons[0].label == "Register"
        await app.answer(presses(Action("register", "accept 1")))
        fields = {field.label: field.value for field in (await app.answer(says("account"))).fields}
        assert fields["Role"] == "guest"
        assert fields["Identities"] == "slack:w:ann"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC, terms version 1", fields["Registered"])


async def test_an_export_is_json_of_all_that_is_hers_and_nothing_of_others(start: Start, url: str) -> None:
    async with start(database_url=url, **METERED) as app:
        for person in ("ann", "bob"):
            await app.answer(says(f"/code 27257 asked-by-{person}", person=person))
            await app.answer(says("/feedback wrong it is old", person=person))
            await app.answer(says("/defaults state=CA", person=person))
        reply = await app.answer(says("/account export"))
        data = exported(reply)
        assert data["person"] == "slack:w:ann"
        assert {"people", "identities", "thread_turns", "feedback", "defaults"} <= set(data)
        assert "asked-by-ann" in reply.body
        assert "asked-by-bob" not in reply.body
        assert "w:bob" not in reply.body
        assert reply.visibility is Visibility.SECRET
        assert [entry.action for entry in await app.store.audit.tail()][-1] == "data_exported"


async def test_an_export_is_not_remembered_and_so_does_not_grow_with_itself(start: Start) -> None:
    async with start() as app:
        await app.answer(says("/code 27257"))
        first = exported(await app.answer(says("/account export")))
        second = exported(await app.answer(says("/account export")))
        assert len(second["thread_turns"]) == len(first["thread_turns"]) == 1


@pytest.mark.parametrize("text", ["/account export slack:w:bob", "/account export bob", "/account export everybody"])
async def test_nobody_exports_another(start: Start, text: str) -> None:
    async with start(admins=("slack:w:ann",)) as app:
        await app.answer(says("/code 27257", person="bob"))
        reply = await app.answer(says(text))
        assert reply.outcome is Outcome.REFUSED
        assert reply.body == ""


async def test_two_platforms_become_one_account_by_a_code_and_a_yes(start: Start, url: str) -> None:
    async with start(database_url=url, **METERED) as app:
        await app.answer(says("/code 27257"))
        code = await code_of(app)
        asked = await app.answer(on_discord(f"/account link {code}"))
        assert "slack:w:ann" in asked.verdict
        assert (await app.answer(on_discord("/account"))).fields[1].value == "discord:w:9", "nothing is done before the yes"
        done = await app.answer(on_discord("", action=asked.buttons[0].action))
        assert done.verdict.startswith("Done")
        account = await app.answer(on_discord("/account"))
        assert account.verdict == "0 code page views left."
        assert account.fields[1].value == "discord:w:9, slack:w:ann"
        assert len(exported(await app.answer(on_discord("/account export")))["identities"]) == 2
        again = await app.answer(on_discord(f"/account link {code} yes"))
        assert again.outcome is Outcome.REFUSED
        assert "not known" in again.verdict
        out = await app.answer(on_discord("/account unlink slack:w:ann"))
        assert out.outcome is Outcome.ANSWERED
        assert (await app.answer(on_discord("/code 27256"))).locked, "leaving gives no new views"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/account link ABCD-EFGH", "not known"),
        ("/account link x", "not known"),
        ("/account link " + "A" * 5_000, "not known"),
        ("/account link discord:w:9", "nobody is joined by being named"),
        ("/account unlink slack:w:bob", "not one of several"),
    ],
)
async def test_what_is_no_code_is_refused_in_one_line(start: Start, text: str, said: str) -> None:
    async with start() as app:
        await app.answer(says("/code 27257", person="bob"))
        reply = await app.answer(says(text))
        assert said in reply.verdict
        assert "\n" not in reply.verdict
        assert reply.outcome in (Outcome.REFUSED, Outcome.NOT_FOUND)


async def test_guessing_codes_ends_and_ones_own_code_is_no_link(start: Start) -> None:
    async with start() as app:
        code = await code_of(app)
        assert "your own code" in (await app.answer(says(f"/account link {code}"))).verdict
        said = [(await app.answer(on_discord(f"/account link ABCD-EF2{n}"))).verdict for n in range(6)]
        assert ["not known" in verdict for verdict in said] == [True] * 5 + [False]
        assert "Too many" in (await app.answer(on_discord(f"/account link {code}"))).verdict


async def test_a_link_code_is_in_no_log_and_no_store(start: Start, tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    async with start() as app:
        code = await code_of(app)
        await app.answer(on_discord(f"/account link {code}"))
    kept = "".join(p.read_bytes().decode("utf-8", "replace") for p in tmp_path.rglob("state.sqlite*"))
    for text in (code, code.replace("-", "")):
        assert text not in caplog.text
        assert text not in kept


async def test_a_person_who_used_up_the_days_model_is_answered_without_it(start: Start, server: ModelServer, url: str) -> None:
    server.behaviour = faithful()
    model = {"base_url": server.url, "api_key": "none", "price_read": 1_000.0, "price_written": 1_000.0, "daily_dollars": 0.01, "remember": 0}
    async with start(database_url=url, llm="openai:any", model=model) as app:
        question = "When is modifier 25 right?"
        first = await app.answer(says(question))
        assert not [n for n in first.notices if "used up" in n.text]
        asked = len(server.prompts)
        assert asked
        second = await app.answer(says("/code 27257"))
        assert [n for n in second.notices if "used up" in n.text]
        assert (await app.answer(says(question, thread="other"))).outcome is Outcome.ANSWERED
        assert len(server.prompts) == asked
        await app.answer(says(question, person="bob"))
        assert len(server.prompts) > asked, "the cap is each person's own"
        assert {f.label for f in (await app.answer(says("/account"))).fields} >= {"Language model today"}


def test_a_cap_without_prices_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="PRICE_READ"):
        Settings(_env_file=None, model={"daily_dollars": 1.0})


async def test_what_is_said_about_accounts_in_passing_is_a_question(start: Start) -> None:
    async with start() as app:
        assert (await app.answer(says("account for the bleeding in the code"))).topic != "account"
        assert (await app.answer(says("register patients for 99213"))).topic != "account"
