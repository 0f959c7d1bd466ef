"""What Slack delivered → the job it asks for, if it asks for one. Pure.

Every field may be missing: what cannot be understood is no job, never an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import channels, claim_form, inbound, job_form, note_form
from adapters.slack.buttons import MENU
from adapters.slack.job import File, Job, Place, Way, turn_at
from adapters.slack.thread_notes import FORM
from bot.actions import Action, ActionError, decode
from bot.jobs import form
from bot.turns import private_thread

MESSAGE_SHORTCUT = "about_message"
CLAIM_SHORTCUT = "check_claim"
_FORMS = {CLAIM_SHORTCUT: (claim_form, "check"), note_form.CALLBACK: (note_form, "case"), job_form.CALLBACK: (job_form, "jobs")}
"""Form → where it is read, and the verb that its text is for."""
_SPOKEN = frozenset((None, "", "file_share", "thread_broadcast"))
"""Subtypes of messages that a person wrote; all others are Slack's own remarks, edits and bots."""


def read(body: Mapping[str, Any], bot_user: str, verbs: Collection[str], now: float) -> Job | None:
    """The job in a delivery: command, mention, message, button, modal or shortcut. `verbs` are those of the skills."""
    kind = body.get("type")
    if kind == "event_callback":
        return _event(body, bot_user)
    if kind == "block_actions":
        return _pressed(body, now)
    if kind == "view_submission":
        return _submitted(body, now)
    if kind == "message_action":
        return _about_message(body, bot_user, verbs, now)
    opens = about_channel(body) or wants_note_form(body) or wants_job_form(body) is not None
    return _command(body, verbs, now) if body.get("command") and not opens else None


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace a delivery belongs to; its organisation where an app is installed for all of it."""
    team = inbound.fields(body.get("team")).get("id") or body.get("team_id") or inbound.fields(body.get("user")).get("team_id")
    enterprise = inbound.fields(body.get("enterprise")).get("id") or body.get("enterprise_id")
    return str(team or enterprise or "")


def about_channel(body: Mapping[str, Any]) -> bool:
    """Whether this is `/coderly channel`: no question for the assistant but one about Slack."""
    name, text = str(body.get("command") or "").lstrip("/").lower(), inbound.spoken(body.get("text")).lower()
    return name == "coderly" and text.split(" ")[0] == channels.COMMAND


def wants_note_form(body: Mapping[str, Any]) -> bool:
    """Whether this is `/case` alone, or the button for it: a note is easier pasted into a form than behind a command."""
    if body.get("type") == "block_actions":
        return _action(pressed_action(body).get("action_id")) == FORM
    return str(body.get("command") or "").lstrip("/").lower() == "case" and not inbound.spoken(body.get("text"))


def wants_job_form(body: Mapping[str, Any]) -> int | None:
    """The posting whose form a command or a button asks for, 0 for a new one; None if the delivery asks for none."""
    if body.get("type") == "block_actions":
        action = _action(pressed_action(body).get("action_id"))
        return form.opens(action.arg) if action is not None and action.verb == "jobs" else None
    name, (verb, _, rest) = str(body.get("command") or "").lstrip("/").lower(), inbound.spoken(body.get("text")).partition(" ")
    return form.opens(rest) if name == "coderly" and verb.lower().lstrip("/") == "jobs" else None


def _command(body: Mapping[str, Any], verbs: Collection[str], now: float) -> Job | None:
    name = str(body.get("command", "")).lstrip("/").lower()
    text = inbound.spoken(body.get("text"))
    verb: str | None = name
    if name == "coderly":
        first, _, rest = text.partition(" ")
        verb, text = (first.lower().lstrip("/"), rest.strip()) if first.lower().lstrip("/") in verbs else (None, text)
        if not text and verb is None:
            verb = "help"
    if text.lower() in ("help", "?"):
        verb, text = "help", ""
    place = _place(body, Way.PRIVATE, now, channel=str(body.get("channel_id") or ""), user=str(body.get("user_id") or ""))
    return _job(body, place, _identity(body), text=text, verb=verb, thread=private_thread(place.user))


def _identity(body: Mapping[str, Any]) -> str:
    """What tells an interaction from every other; a response_url, which whoever has it may write to, by its digest alone."""
    url = str(body.get("response_url") or "")
    return str(body.get("trigger_id") or "") or (hashlib.sha256(url.encode()).hexdigest()[:32] if url else "")


def _event(body: Mapping[str, Any], bot_user: str) -> Job | None:
    event = inbound.fields(body.get("event"))
    kind, channel, user, ts = (str(event.get(k) or "") for k in ("type", "channel", "user", "ts"))
    if not (channel and user and ts) or event.get("bot_id") or event.get("subtype") not in _SPOKEN or user == bot_user:
        return None
    mentioned = bot_user in inbound.mentions(event.get("text"))
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    if kind == "app_mention" and direct:
        return None  # the message event of the same words is answered
    if kind == "message" and (mentioned and not direct):
        return None  # the mention event of the same words is answered
    if kind not in ("app_mention", "message"):
        return None
    thread_ts = str(event.get("thread_ts") or ts)  # a message outside a thread is the root of its own
    place = _place(body, Way.THREAD, 0.0, channel=channel, user=user, thread_ts=thread_ts, quiet=kind == "message" and not direct)
    text = inbound.spoken(event.get("text"), bot_user)
    around = "" if direct or thread_ts == ts else thread_ts
    key = str(body.get("event_id") or f"{channel}-{ts}")
    job = _job(body, place, key, text=text, thread=thread_ts, message=ts, open_thread=around)
    return replace(job, files=_files(event)) if job is not None and direct else job


def _files(event: Mapping[str, Any]) -> tuple[File, ...]:
    """The files of a message that Slack keeps itself."""
    listed = event.get("files")
    found = []
    for file in listed if isinstance(listed, list) else ():
        url = inbound.fields(file).get("url_private_download") or inbound.fields(file).get("url_private")
        if isinstance(url, str) and url and not inbound.fields(file).get("is_external"):
            size = file.get("size")
            found.append(File(str(file.get("name") or "file"), url, size if isinstance(size, int) else 0))
    return tuple(found)


def pressed_place(body: Mapping[str, Any], now: float) -> Place:
    """Where a pressed button stands; in a view, which has no channel, the direct messages of who pressed it."""
    container, message = inbound.fields(body.get("container")), inbound.fields(body.get("message"))
    private = bool(container.get("is_ephemeral"))
    channel = str(inbound.fields(body.get("channel")).get("id") or container.get("channel_id") or "")
    user = str(inbound.fields(body.get("user")).get("id") or "")
    thread_ts = _thread_around(body)
    if not channel:
        return _place(body, Way.PRESSED, now, channel=user, user=user)
    if not private:  # a card outside a thread is the root of one
        thread_ts = thread_ts or str(container.get("message_ts") or message.get("ts") or "")
    return _place(body, Way.PRIVATE if private else Way.PRESSED, now, channel=channel, user=user, thread_ts=thread_ts)


def _thread_around(body: Mapping[str, Any]) -> str:
    """The thread in which a pressed card stands; empty outside of any."""
    container, message = inbound.fields(body.get("container")), inbound.fields(body.get("message"))
    return str(container.get("thread_ts") or message.get("thread_ts") or "")


def pressed_action(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The button of a press: `action_id` and `value`."""
    actions = body.get("actions")
    return inbound.fields(actions[0] if isinstance(actions, list) and actions else None)


def thread_of(place: Place) -> str:
    """The conversation at a place: the thread, or somebody's private cards in a channel; what she asks next there may refer back."""
    return place.thread_ts or private_thread(place.user)


def _pressed(body: Mapping[str, Any], now: float) -> Job | None:
    element = pressed_action(body)
    chosen = inbound.fields(element.get("selected_option")).get("value")
    action = _action(chosen if element.get("action_id") == MENU else element.get("action_id"))
    if action is None or wants_note_form(body) or wants_job_form(body) is not None:
        return None
    place = pressed_place(body, now)
    around = "" if place.direct else _thread_around(body)
    return _job(body, place, _identity(body), text="", action=action, thread=thread_of(place), open_thread=around)


def _submitted(body: Mapping[str, Any], now: float) -> Job | None:
    view, user = inbound.fields(body.get("view")), str(inbound.fields(body.get("user")).get("id") or "")
    sent, verb = _FORMS.get(str(view.get("callback_id")), (claim_form, ""))
    if not verb or sent.errors(view):
        return None
    place = _place(body, Way.THREAD, now, channel=user, user=user)
    key = str(body.get("trigger_id") or view.get("id") or "")
    return _job(body, place, key, text=sent.text(view), verb=verb, thread=private_thread(place.user))


def _about_message(body: Mapping[str, Any], bot_user: str, verbs: Collection[str], now: float) -> Job | None:
    if body.get("callback_id") != MESSAGE_SHORTCUT:
        return None
    message = inbound.fields(body.get("message"))
    channel, user = str(inbound.fields(body.get("channel")).get("id") or ""), str(inbound.fields(body.get("user")).get("id") or "")
    thread_ts = str(message.get("thread_ts") or message.get("ts") or "")
    place = _place(body, Way.PRIVATE, now, channel=channel, user=user, thread_ts=thread_ts)
    text = inbound.spoken(message.get("text"), bot_user)
    verb = "case" if "case" in verbs else None
    return _job(body, place, _identity(body), text=text, verb=verb, thread=private_thread(place.user))


def _place(body: Mapping[str, Any], way: Way, now: float, *, channel: str, user: str, thread_ts: str = "", quiet: bool = False) -> Place:
    enterprise = inbound.fields(body.get("enterprise")).get("id") or body.get("enterprise_id") or ""
    return Place(way, team_of(body), channel, user, thread_ts, str(body.get("response_url") or ""), now, str(enterprise), quiet)


def _job(body: Mapping[str, Any], place: Place, identity: str, *, text: str, thread: str, **more: Any) -> Job | None:
    if not (place.team and place.channel and place.user and identity):
        return None
    return Job(f"slack:{place.team}:{identity}", turn_at(place, text=text, thread=thread, **more), place)


def _action(identity: object) -> Action | None:
    try:
        return decode(identity) if isinstance(identity, str) else None
    except ActionError:
        return None
