"""The App Home: what to try, what was looked up lately, what is loaded; and the prompts of the agent view."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.text import slices
from adapters.messaging.typed import Typed
from adapters.slack import calls, limits, words
from adapters.slack.pack import Block
from bot.actions import Action, ActionError, encode
from bot.app import App
from bot.settings import CptMode, PhiPolicy
from bot.skills.defaults import EXAMPLE, in_words
from bot.skills.help import row
from bot.store import Person, Role

PROMPTS = (
    ("Look up a code", "E11.9"),
    ("May these be billed together?", "45385, 45380-59 on the same day"),
    ("When is modifier 25 right?", "When is modifier 25 right?"),
    ("Find a code by words", "type 2 diabetes with neuropathy"),
)
"""Title and message of the prompts that Slack suggests in an empty conversation."""
_CODES = 8
"""Codes shown of those saved, and of those looked up lately."""
_PRIVACY = {
    PhiPolicy.REFUSE: "Messages with patient identifiers are refused.",
    PhiPolicy.REDACT: "Patient identifiers are taken out before anything reads or keeps a message.",
    PhiPolicy.ALLOW: "This workspace's operator allows patient identifiers; leave them out all the same.",
}

_log = logging.getLogger(__name__)


async def suggest(client: AsyncWebClient, channel: str) -> None:
    """Suggest prompts in a conversation with the agent."""
    prompts = [{"title": title, "message": message} for title, message in PROMPTS[: limits.PROMPTS]]
    code, _ = await calls.call(client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts))
    if code:
        _log.info("no_prompts", extra={"error": code})


async def publish(app: App, client: AsyncWebClient, team: str, user: str, typed: Typed, *, admin: bool) -> None:
    """Show a person her home tab; `admin`: with what admins do."""
    person = await app.store.people.find(f"slack:{team}:{user}")
    recent = await app.store.threads.codes_of(person.id, _CODES) if person else ()
    saved = (await app.store.own_codes.saved(person.id))[:_CODES] if person else ()
    shown = view(
        recent,
        saved=saved,
        status=app.status_line(),
        privacy=app.settings.phi.slack,
        verbs=[(typed.text(example), what) for example, what in map(row, app.skills)],
        is_admin=admin,
        own=await _own(app, person, f"slack:{team}:{user}"),
    )
    code, _ = await calls.call(client.views_publish(user_id=user, view=shown))
    if code:
        _log.info("no_home", extra={"error": code})


async def _own(app: App, person: Person | None, key: str) -> tuple[str, ...]:
    """What is set for a person: her defaults, her seat, her role."""
    parameters, _ = await app.store.defaults.of(person.id, "") if person else ({}, {})
    shown = f"Where you do not say: {words.mrkdwn(in_words(parameters))}. `/coderly defaults`"
    lines = [shown if parameters else f"No defaults yet: `/coderly defaults {EXAMPLE}`"]
    if app.settings.cpt.mode is CptMode.LICENSED:
        holds = await app.sees_descriptors(key)
        lines.append("You hold a seat of the CPT licence and see its descriptors." if holds else "You hold no seat of the CPT licence: `/coderly seat`")
    if person is not None and person.role is not Role.MEMBER:
        lines.append(f"Your role: {person.role.value}")
    return (
        *lines,
        "Follow-ups in threads, channel by channel: `/coderly channel` there",
        "Your account and what is kept of you: `/coderly account`; delete it: `/coderly forget me`",
    )


def view(
    recent: Sequence[str],
    *,
    status: str,
    privacy: PhiPolicy,
    verbs: Sequence[tuple[str, str]],
    is_admin: bool,
    own: Sequence[str] = (),
    saved: Sequence[str] = (),
) -> dict[str, Any]:
    """The home tab. Pure. `verbs`: a command as it is typed, and what it does. `own`: lines of mrkdwn on what is set for the person."""
    blocks: list[Block] = [
        _header("Coderly"),
        _text("Type */code 27257*, */check 45385, 45380-59* or */ask* and a question anywhere; or write to me under *Messages*."),
    ]
    shown: set[str] = set()  # Slack takes an action id once in a view
    for title, codes in (("Saved", saved), ("Looked up lately", recent)):
        buttons = [b for code in dict.fromkeys(codes) if code not in shown and (b := _button(code))]
        shown.update(codes)
        blocks += [_header(title), {"type": "actions", "elements": buttons}] if buttons else []
    blocks += [_header("What is loaded"), _text(words.mrkdwn(status))]
    blocks += [_header("Yours"), _text("\n".join(own))] if own else []
    if is_admin:
        blocks += [
            _header("For admins"),
            _text("Read new files dry, see what would change, then publish or cancel. A file sent to me under *Messages* is looked at, too."),
            {"type": "actions", "elements": [_kb("Status", "status"), _kb("Reload", "reload"), _kb("Roll back", "rollback"), _kb("Log", "log")]},
        ]
    listed = "\n".join(f"`{words.mrkdwn(words.line(command))}`  {words.mrkdwn(words.line(what))}" for command, what in verbs)
    blocks += [_header("What you can ask"), *[_text(piece) for piece in slices(listed, limits.SECTION)]]
    note = f"{_PRIVACY[privacy]} Look-up and education only; the certified coder decides from the record."
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": note}]})
    return {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}


def _button(code: str) -> Block | None:
    try:
        return {
            "type": "button",
            "action_id": encode(Action("code", code)),
            "text": {"type": "plain_text", "text": words.cut(code, limits.BUTTON_TEXT)},
        }
    except ActionError:
        return None


def _kb(label: str, arg: str) -> Block:
    return {"type": "button", "action_id": encode(Action("kb", arg)), "text": {"type": "plain_text", "text": label}}


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _text(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text or "-"}}
