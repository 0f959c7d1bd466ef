"""What people write stays out of the store and the log."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from assistant_people import Start, presses, says
from model_server import Behaviour, ModelServer
from model_server import says as model_says

from bot import logs
from bot.actions import Action
from bot.app import App, create_app
from bot.settings import Settings
from bot.turns import Outcome, Platform, Turn

PATIENT = "Is 99213-25 right for John Smith, DOB 01/02/1960, MRN 12345678, ann@example.com?"
IDENTIFIERS = (b"Smith", b"01/02/1960", b"12345678", b"ann@example.com")


def stored(folder: Path) -> bytes:
    """Every byte of the state database, its journal included."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("state.sqlite*")))


async def test_identifiers_are_taken_out_before_anything_is_stored(app: App, tmp_path: Path) -> None:
    reply = await app.answer(says(PATIENT))
    assert reply.outcome is Outcome.ANSWERED
    assert any("Taken out before reading" in n.text for n in reply.notices)
    await app.answer(says("feedback wrong, it is about John Smith, MRN 12345678"))
    kept = stored(tmp_path)
    assert b"99213-25" in kept
    assert [part for part in IDENTIFIERS if part in kept or part.decode() in reply.text] == []


async def test_on_discord_a_message_with_identifiers_is_refused_and_not_kept(app: App, tmp_path: Path) -> None:
    await app.answer(says("E11.9", platform=Platform.DISCORD))
    reply = await app.answer(says(PATIENT, platform=Platform.DISCORD))
    assert (reply.outcome, reply.codes, reply.topic) == (Outcome.REFUSED, (), "privacy")
    assert "delete it" in reply.verdict
    assert [part for part in (*IDENTIFIERS, b"99213-25") if part in stored(tmp_path)] == []


async def test_an_operator_may_have_identifiers_refused_or_let_through(start: Start) -> None:
    async with start(phi={"slack": "refuse", "email": "allow"}) as app:
        assert (await app.answer(says(PATIENT))).outcome is Outcome.REFUSED
        allowed = await app.answer(says(PATIENT, platform=Platform.EMAIL))
        assert allowed.outcome is Outcome.ANSWERED
        assert not any("Taken out" in n.text for n in allowed.notices)


async def test_identifiers_in_the_context_of_a_batch_are_taken_out_too(app: App) -> None:
    turn = says("and its MUE?", context=("27257 for John Smith, MRN 12345678",))
    assert (await app.answer(turn)).codes == ("27257",)


@pytest.mark.parametrize("written", ["2025-11-15", "11/15/2025", "11-15-2025", "Nov 15, 2025", "15 November 2025"])
async def test_a_date_of_service_is_used_and_not_kept(app: App, tmp_path: Path, written: str) -> None:
    reply = await app.answer(says(f"E11.9 on {written}"))
    assert ("Date of service", "2025-11-15") in {(f.label, f.value) for f in reply.fields}
    await app.answer(says(f"feedback wrong, {written} is covered by another edition"))
    await app.answer(says(f"E11.9 on {written.replace('2025', '2019')}"))
    (database,) = [sqlite3.connect(tmp_path / "state.sqlite")]
    rows = database.execute("SELECT question, answer_verdict, answer_text FROM thread_turns").fetchall()
    reasons = database.execute("SELECT reason FROM feedback").fetchall()
    database.close()
    assert len(rows) == 3
    kept = "\n".join(str(cell) for row in (*rows, *reasons) for cell in row)
    assert "[date]" in kept
    for day in (written, "2025-11-15", "2019-11-15", written.replace("2025", "2019")):
        assert day not in kept
        assert day.encode() not in stored(tmp_path)


CANARY = "zebracanary"


def written(log: Path) -> str:
    return log.read_text(encoding="utf-8")


@pytest.fixture(params=["DEBUG", "INFO", "ERROR"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(request.param, tmp_path / "coderly.log")
    yield tmp_path / "coderly.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = handlers, level
    for name in ("bot", "adapters", "knowledge", "prompts"):
        logging.getLogger(name).setLevel(logging.NOTSET)


async def test_no_log_holds_what_a_person_or_a_model_wrote(start: Start, server: ModelServer, log: Path, tmp_path: Path) -> None:
    options = {"llm": "openai:any", "model": {"base_url": server.url, "api_key": "k", "timeout": 3}, "runtime": {"deadline": 20.0}}
    async with start(**options) as app:
        for behaviour in (
            model_says(f"{CANARY} 99215 [F1]."),
            Behaviour(raw=f"data: {CANARY}\n\n".encode()),
            Behaviour(status=500, headers={"Retry-After": "0"}),
        ):
            server.behaviour = behaviour
            await app.answer(says(f"When is modifier 25 right for {CANARY}?"))
        await app.answer(says(f"{CANARY} \ud800 {CANARY}"))
        await app.answer(says(f"feedback wrong {CANARY}"))
        await app.answer(presses(Action("ask", f"~{CANARY}")))
        database = sqlite3.connect(tmp_path / "state.sqlite")
        database.execute("ALTER TABLE thread_turns RENAME TO elsewhere")
        database.commit()
        database.close()
        reply = await app.answer(says(f"chest pain {CANARY}"))
        assert reply.notices[0].reference
    text = written(log)
    assert CANARY not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line.get("reference") == reply.notices[0].reference and line["place"] for line in lines)


def test_of_an_exception_only_its_kind_and_place_are_logged(log: Path) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("bot.somewhere").exception("failed")
        logging.getLogger("library").error(f"it said {CANARY}")
        logging.getLogger("library").error("it said %s", CANARY)
    text = log.read_text(encoding="utf-8")
    assert CANARY not in text
    assert "ValueError" in text
    assert "it said %s" in text


@pytest.mark.parametrize(
    ("platform", "policy", "said"),
    [
        (Platform.DISCORD, {}, "is not read here"),
        (Platform.SLACK, {}, "are taken out before"),
        (Platform.SLACK, {"slack": "allow"}, "has allowed it"),
    ],
)
async def test_the_privacy_notice_says_what_the_settings_hold(
    small_home: Path, tmp_path: Path, platform: Platform, policy: dict[str, str], said: str
) -> None:
    own = {"home": small_home, "database_url": f"sqlite:///{tmp_path}/state.sqlite", "retention_days": 7, "phi": policy}
    async with create_app(Settings(_env_file=None, **own)) as app:
        reply = await app.answer(Turn(platform, "w", "c", "t", "p", "privacy"))
    assert said in reply.verdict
    assert "7 days" in reply.text
    assert [(b.action.verb, b.action.arg) for b in reply.buttons] == [("forget", "me")]
