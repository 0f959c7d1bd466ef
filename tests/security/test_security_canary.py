"""A canary in every secret and every message: none may be found in logs, replies, errors, files of the store or the index."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import slack_server
from model_server import Behaviour, ModelServer
from pydantic import BaseModel, SecretStr
from slack_desk import Desk, desk_at, settings_for
from slack_server import SlackServer

from bot import logs
from bot.app import create_app
from bot.settings import Settings
from bot.store import Store, StoreError
from bot.turns import Platform, Turn

PASSWORD = "canary-of-the-database"
PATIENT = ("Zephyrine", "Quackenbush", "731-55-8842", "02/29/1948", "zq@canary.example")
"""Names and numbers of nobody."""
NOTE = "Patient: Zephyrine Quackenbush, SSN 731-55-8842, DOB 02/29/1948, zq@canary.example; is 99213-25 right?"
WORD = "zebracanary"
"""Stands in every message: it may be answered and kept for follow-ups, never logged."""


def secrets_of(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """The dotted names of every secret that the settings have, those of tomorrow included."""
    for name, field in model.model_fields.items():
        here = f"{path}{name}"
        kinds = (field.annotation, *get_args(field.annotation))
        if SecretStr in kinds:
            yield here
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from secrets_of(kind, f"{here}.")


SECRETS = tuple(secrets_of(Settings))


def canary(name: str) -> str:
    return f"canary-{name.replace('.', '-').replace('_', '-')}-7f3a9c21"


def planted() -> dict[str, Any]:
    """Settings with a canary in every secret."""
    values: dict[str, Any] = {}
    for name in SECRETS:
        *above, last = name.split(".")
        here = values
        for part in above:
            here = here.setdefault(part, {})
        here[last] = f"ann:{canary(name)}" if name.endswith("tokens") else canary(name)
    return values


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log at its most talkative, and every library's own."""
    root, names = logging.getLogger(), ("bot", "adapters", "knowledge", "prompts")
    before, levels = (root.handlers[:], root.level), {name: logging.getLogger(name).level for name in names}
    logs.configure("DEBUG", tmp_path / "coderly.log")
    yield tmp_path / "coderly.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def files(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        yield from ((file, file.read_bytes()) for file in folder.rglob("*") if file.is_file())


def test_there_are_secrets_to_look_for() -> None:
    assert {"model.api_key", "slack.bot_token", "slack.app_token", "slack.signing_secret", "discord.token", "secret_key"} <= set(SECRETS)


async def _a_day(desk: Desk) -> None:
    """What people do in a day, with what goes wrong in one."""
    slack = desk.slack
    ann = slack.person("U1")
    for text in (f"E11.9 {WORD}", NOTE, f"When is modifier 25 right {WORD}?", f"/nothing {WORD}", "kb status", f"kb reload {WORD}", f"team save {WORD}"):
        await ann.mentions(text)
    await ann.slash(f"/code {WORD}")
    await ann.slash(f"/coderly feedback wrong {WORD} {NOTE}")
    await ann.slash(f"/coderly note 27257 {WORD} {NOTE}")
    await ann.slash("/coderly about")
    await ann.opens("home")
    for error, status in (("invalid_blocks", 200), ("", 500), ("", 429), ("channel_not_found", 200)):
        slack.fail("chat.postMessage", error, status=status)
        await ann.mentions(f"I10 {WORD} {NOTE}")
    await slack.event({"type": "message", "user": "U1", "channel": ["C1"], "text": {"no": WORD}, "ts": 7})
    await desk.idle()


def _everything_said(slack: SlackServer) -> str:
    calls = json.dumps(slack.calls, ensure_ascii=False, default=str)
    return "\n".join((calls, json.dumps(slack.homes), json.dumps(slack.views), *(m.all_text for m in slack.messages if m.by == "bot")))


async def test_no_canary_is_found_in_anything_that_comes_out(
    small_home: Path, tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = planted()
    own = settings.pop("slack")
    monkeypatch.setattr(slack_server, "APP_TOKEN", own["app_token"])
    own = {**own, "mode": "socket", "client_secret": own["client_secret"]}
    state = tmp_path / "state"
    state.mkdir()
    async with SlackServer() as slack, ModelServer() as model:
        slack.teams["T1"].token = own["bot_token"]
        echoes = f'{{"error": {{"message": "bad key {settings["model"]["api_key"]} for {WORD}"}}}}'.encode()
        model.behaviour = Behaviour(status=401, raw=echoes)
        settings["model"] |= {"base_url": model.url, "timeout": 3}
        admins = ("slack:T1:U1",)
        async with desk_at(small_home, state, slack, slack=own, llm="openai:any", admins=admins, **settings) as desk:
            await _a_day(desk)
            desk.app.status_line()
            database = sqlite3.connect(state / "state.sqlite")
            database.execute("ALTER TABLE thread_turns RENAME TO elsewhere")
            database.commit()
            database.close()
            await slack.person("U1").mentions(f"E11.9 {WORD}")
            await desk.idle()
            shown = f"{desk.app.settings!r}{desk.app.settings}{desk.app.settings.model_dump_json()}"
    said = _everything_said(slack)
    assert "can be reported" in said
    written = log.read_text(encoding="utf-8") + "".join(capfd.readouterr())
    stored = list(files(state, small_home))
    for name in SECRETS:
        value = canary(name)
        assert value not in written, f"{name} in the log"
        assert value not in said, f"{name} in a reply"
        assert value not in shown, f"{name} in the settings as they are shown"
        assert [file.name for file, content in stored if value.encode() in content] == [], f"{name} in a file"
    for part in PATIENT:
        assert part not in written, f"{part} in the log"
        assert part not in said, f"{part} in a reply"
        assert [file.name for file, content in stored if part.encode() in content] == [], f"{part} in a file"
    assert WORD not in written, "a message in the log"
    assert [file for file, content in stored if WORD.encode() in content and not file.name.startswith("state.sqlite")] == [], "a message in the index"


@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "sqlite+nothing", "postgresql+psycopg"])
async def test_the_password_of_the_database_is_in_no_error(scheme: str, small_home: Path) -> None:
    url = f"{scheme}://coderly:{PASSWORD}@127.0.0.1:1/coderly"
    with pytest.raises((StoreError, ValueError)) as caught:
        await Store.open(url, "secret")
    error: BaseException | None = caught.value
    assert PASSWORD not in str(error)
    settings = Settings(_env_file=None, home=small_home, database_url=url)  # type: ignore[call-arg]
    assert PASSWORD not in f"{settings!r}{settings}"


async def test_a_fault_tells_the_person_a_reference_and_nothing_of_what_was_said(small_home: Path, tmp_path: Path, log: Path) -> None:
    async with create_app(Settings(_env_file=None, home=small_home, database_url=f"sqlite:///{tmp_path}/state.sqlite")) as app:  # type: ignore[call-arg]
        database = sqlite3.connect(tmp_path / "state.sqlite")
        database.execute("ALTER TABLE thread_turns RENAME TO elsewhere")
        database.commit()
        database.close()
        reply = await app.answer(Turn(Platform.SLACK, "T1", "C1", "t", "U1", f"E11.9 {WORD}"))
    assert reply.notices[0].reference
    assert WORD not in reply.text
    assert "elsewhere" not in reply.text
    assert "thread_turns" not in reply.text
    assert WORD not in log.read_text(encoding="utf-8")


__all__ = ["settings_for"]
