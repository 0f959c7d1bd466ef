"""What Slack is told about the app, generated from what the adapter listens to. Pure.

`python -m adapters.slack.manifest` writes `docs/slack-manifest.socket.json` and `.http.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from adapters.slack.home import PROMPTS
from adapters.slack.intake import CLAIM_SHORTCUT, MESSAGE_SHORTCUT

Mode = Literal["socket", "http"]

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES: dict[str, str] = {
    "commands": "the slash commands and shortcuts",
    "app_mentions:read": "to be asked in channels",
    "chat:write": "to answer",
    "im:history": "to be asked in direct messages",
    "assistant:write": "status, suggested prompts and the stop button of the agent view",
}
"""Scope → what it is for."""

OPTIONAL_SCOPES: dict[str, str] = {
    "channels:history": "follow-ups in threads of public channels without a new mention, and the note that a thread began with",
    "groups:history": "the same in private channels",
    "files:read": "files that an admin sends in a direct message for the knowledge base",
    "files:write": "what is kept of you as a file in your direct messages",
    "users:read": "admins of the workspace may change the knowledge base, too",
}
"""Scopes a workspace may leave out; what they are for is then off."""

EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
)
OPTIONAL_EVENTS = ("message.channels", "message.groups")

_OWN_COMMANDS = ("code", "ask", "check", "case", "kb")
"""Verbs with a slash command of their own; every other verb is `/coderly <verb>`: names like /search are reserved."""
_COMMANDS = {
    "code": ("Look up codes, or find them by words", "27257 or E11.9 I10 or hip dislocation"),
    "ask": ("Ask a coding question", "When is modifier 25 right?"),
    "check": ("Check a claim before it goes out", "99213-25, 20610-RT; dx M17.11; dos 2026-05-05; state CA"),
    "case": ("Suggest codes for a note", "the note, without patient identifiers"),
    "kb": ("For admins: the knowledge base", "status, reload, rollback"),
    "coderly": ("Everything else: ncci, fee, modifier, coverage, help", "help"),
}
_PROMPTS = 4


def commands(verbs: Iterable[str]) -> tuple[str, ...]:
    """The slash commands there are for the verbs of the assistant."""
    known = frozenset(verbs)
    return (*(name for name in _OWN_COMMANDS if name in known), "coderly")


def typed(verbs: Iterable[str]) -> dict[str, str]:
    """Verb → what is typed for it in Slack."""
    return {verb: f"/{verb}" if verb in _OWN_COMMANDS else f"/coderly {verb}" for verb in verbs}


def manifest(verbs: Iterable[str], mode: Mode, url: str = "https://coderly.example.org") -> dict[str, Any]:
    """The app manifest for a mode; `url` is where Slack reaches the http mode."""
    verbs = tuple(verbs)
    http = mode == "http"
    address = {"url": f"{url}{EVENTS_PATH}"} if http else {}
    listed = [
        {"command": f"/{name}", "description": _COMMANDS[name][0], "usage_hint": _COMMANDS[name][1], "should_escape": False, **address}
        for name in commands(verbs)
    ]
    about = "Suggest codes for this note" if "case" in verbs else "Ask Coderly about this"
    shortcuts = [
        {"name": about, "type": "message", "callback_id": MESSAGE_SHORTCUT, "description": "Only you see the answer"},
        {"name": "Check a claim", "type": "global", "callback_id": CLAIM_SHORTCUT, "description": "Lines, diagnoses, date, state"},
    ]
    agent = {
        "agent_description": "Looks up medical codes and coding rules: dated answers from published rows, with sources.",
        "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS[:_PROMPTS]],
    }
    settings: dict[str, Any] = {
        "event_subscriptions": {**({"request_url": address["url"]} if http else {}), "bot_events": sorted((*EVENTS, *OPTIONAL_EVENTS))},
        "interactivity": {"is_enabled": True, **({"request_url": address["url"]} if http else {})},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not http,
        "token_rotation_enabled": http,
    }
    oauth: dict[str, Any] = {"scopes": {"bot": sorted((*SCOPES, *OPTIONAL_SCOPES)), "bot_optional": sorted(OPTIONAL_SCOPES)}}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Coderly",
            "description": "Medical codes and coding rules, with dates and sources.",
            "long_description": (
                "Coderly looks up ICD-10-CM, CPT and HCPCS codes, NCCI edits, unit limits, fees and coverage, and checks a claim line by line. "
                "Every answer names the published row it stands on, with edition and date. Look-up and education only: the certified coder "
                "decides from the record. Leave patient identifiers out."
            ),
            "background_color": "#155e63",
        },
        "features": {
            "agent_view": agent,
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Coderly", "always_online": True},
            "shortcuts": shortcuts,
            "slash_commands": listed,
        },
        "oauth_config": {**({"redirect_urls": [f"{url}{REDIRECT_PATH}"]} if http else {}), **oauth},
        "settings": settings,
    }


def text(verbs: Iterable[str], mode: Mode) -> str:
    """The manifest as it stands in docs/."""
    return json.dumps(manifest(verbs, mode), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write both manifests."""
    from bot.app import create_skills

    verbs = tuple(verb for skill in create_skills() for verb in skill.verbs)
    folder = Path(__file__).resolve().parents[2] / "docs"
    modes: tuple[Mode, ...] = ("socket", "http")
    for mode in modes:
        file = folder / f"slack-manifest.{mode}.json"
        file.write_text(text(verbs, mode), encoding="utf-8")
        sys.stdout.write(f"{file.name}\n")


if __name__ == "__main__":
    main()
