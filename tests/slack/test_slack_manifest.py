"""What Slack is told about the app is what the app listens to; and the doctor says what is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from slack_desk import Desk, settings_for
from slack_server import SlackServer

from adapters.messaging.checked import Checked
from adapters.slack import listeners, manifest
from adapters.slack.channels import Channels
from adapters.slack.doctor import examine
from bot.app import create_skills

DOCS = Path(__file__).parents[2] / "docs"
VERBS = tuple(verb for skill in create_skills() for verb in skill.verbs)
MODES: tuple[manifest.Mode, ...] = ("socket", "http")


@pytest.mark.parametrize("mode", MODES)
def test_the_manifests_in_docs_are_the_generated_ones(mode: manifest.Mode) -> None:
    assert (DOCS / f"slack-manifest.{mode}.json").read_text(encoding="utf-8") == manifest.text(VERBS, mode), (
        "run: python -m adapters.slack.manifest"
    )


class Recorder:
    """Stands where Bolt's app does and writes down what is registered."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    def __getattr__(self, kind: str) -> Any:
        def register(what: Any) -> Any:
            self.seen.append((kind, what))
            return lambda listener: listener

        return register

    def of(self, kind: str) -> set[str]:
        return {
            what if isinstance(what, str) else json.dumps(what) for k, what in self.seen if k == kind and not isinstance(what, re.Pattern)
        }


@pytest.mark.parametrize("mode", MODES)
async def test_commands_events_and_shortcuts_equal_the_registered_listeners(desk: Desk, mode: manifest.Mode) -> None:
    recorder, told = Recorder(), manifest.manifest(VERBS, mode)
    listeners.register(recorder, desk.bolt.edge, Channels(desk.app.store, ()), manifest.commands(VERBS))  # type: ignore[arg-type]
    assert recorder.of("command") == {c["command"] for c in told["features"]["slash_commands"]}
    events = {e.split(".")[0] for e in told["settings"]["event_subscriptions"]["bot_events"]}
    assert events == recorder.of("event") | {"app_uninstalled", "tokens_revoked"}  # the last two are Bolt's own listeners
    kinds = {"message": "message_action", "global": "shortcut"}
    shortcuts = {json.dumps({"type": kinds[s["type"]], "callback_id": s["callback_id"]}) for s in told["features"]["shortcuts"]}
    assert shortcuts == recorder.of("shortcut")


@pytest.mark.parametrize("mode", MODES)
def test_a_manifest_keeps_to_slacks_limits(mode: manifest.Mode) -> None:
    told = manifest.manifest(VERBS, mode)
    about, features = told["display_information"], told["features"]
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4_000
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(c["command"]) <= 32 and c["description"] for c in features["slash_commands"])
    assert "/search" not in {c["command"] for c in features["slash_commands"]}, "a reserved name"
    assert all(len(s["name"]) <= 24 or s["type"] == "message" for s in features["shortcuts"])
    assert told["settings"]["socket_mode_enabled"] is (mode == "socket")
    assert ("url" in features["slash_commands"][0]) is (mode == "http")
    assert set(told["oauth_config"]["scopes"]["bot_optional"]) == set(manifest.OPTIONAL_SCOPES)


def test_the_guide_gives_a_reason_for_every_scope() -> None:
    guide = (DOCS / "slack.md").read_text(encoding="utf-8")
    for scope, reason in (manifest.SCOPES | manifest.OPTIONAL_SCOPES).items():
        assert f"`{scope}`" in guide
        assert reason in guide


def test_the_tests_that_the_guide_names_exist() -> None:
    written = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "slack.md").read_text()))
    assert len(named) > 15
    assert {name for name in named if f"def {name}(" not in written} == set()


def test_a_verb_that_does_not_exist_has_no_command() -> None:
    assert manifest.commands(("code", "ask", "help")) == ("code", "ask", "coderly")
    assert manifest.commands(("code", "case", "check", "ask")) == ("code", "ask", "check", "case", "coderly")


async def looked(tmp_path: Path, slack: SlackServer, **options: str) -> list[Checked]:
    settings = settings_for(tmp_path, tmp_path, slack, slack={"mode": "socket", **options}).slack
    return [checked async for checked in examine(settings)]


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(tmp_path: Path, slack: SlackServer) -> None:
    slack.teams["T1"].scopes = ",".join((*manifest.SCOPES, "channels:history"))
    found = await looked(tmp_path, slack)
    assert [c.what for c in found if not c.ok] == []
    assert any("coderly in Clinic" in c.what for c in found)
    assert any("groups:history is not granted" in c.what for c in found)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"bot_token": ""}, "no bot token"),
        ({"bot_token": "xoxp-1"}, "does not begin with xoxb-"),
        ({"bot_token": "xoxb-old"}, "bot token: invalid_auth"),
        ({"app_token": ""}, "no app-level token"),
        ({"app_token": "xapp-old"}, "socket mode: invalid_auth"),
        ({"mode": "http", "signing_secret": "short"}, "signing secret is not 32"),
        ({"mode": "http", "public_url": "http://127.0.0.1:9"}, "healthz: Client"),
        ({"api_url": "http://127.0.0.1:9/"}, "bot token: Client"),
    ],
)
async def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(
    tmp_path: Path, slack: SlackServer, options: dict[str, str], says: str
) -> None:
    slack.teams["T1"].scopes = ",".join(manifest.SCOPES)
    wrong = [c for c in await looked(tmp_path, slack, **options) if not c.ok]
    assert says in wrong[0].what
    assert wrong[0].remedy


async def test_the_doctor_names_each_missing_scope(tmp_path: Path, slack: SlackServer) -> None:
    slack.teams["T1"].scopes = "commands,chat:write"
    wrong = [c.what.split(":")[0:2] for c in await looked(tmp_path, slack) if not c.ok]
    assert len(wrong) == len(manifest.SCOPES) - 2
