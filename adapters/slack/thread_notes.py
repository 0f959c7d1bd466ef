"""`@Coderly case` in a thread means the note that the thread began with: it is fetched from Slack, and goes the way of a note that was typed."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import calls, inbound
from adapters.slack.job import Job, Way
from bot.actions import Action
from bot.case_cards.replied import asks_for_codes, with_note
from bot.turns import Button, Outcome, Reply, Turn

FORM = Action("case", "form")
"""The button that opens the form for a note; it never reaches the assistant."""
_ELSEWHERE = "Its menu has “Suggest codes for this note”; or paste the note, without names and numbers of patients:"
_NO_SCOPE = "Slack does not show me the message that this thread began with: an admin of this workspace has to allow the optional scope {scope}. "
_BUSY = "Slack did not hand over the message that this thread began with. "
_NO_WORDS = "The message that this thread began with holds no words that I could read. "


async def with_thread_note(client: AsyncWebClient, job: Job) -> Turn | Reply:
    """The job's turn; one that asks for the codes of its thread's note holds that note. A reply that says why where it cannot be had.

    Somebody's note, never what a bot wrote. What was fetched is in the turn alone: the inbox keeps the request as it was typed.
    """
    turn, place = job.turn, job.place
    in_thread = place.way is Way.THREAD and bool(turn.message_id) and place.thread_ts not in ("", turn.message_id)
    if not in_thread or job.files or turn.verb or turn.action is not None or not asks_for_codes(turn.text):
        return turn
    code, data = await calls.call(client.conversations_replies(channel=place.channel, ts=place.thread_ts, limit=1, inclusive=True))
    if code:
        return _cannot(_NO_SCOPE.format(scope=str(data.get("needed") or "channels:history")) if code == "missing_scope" else _BUSY)
    listed = data.get("messages")
    first = inbound.fields(listed[0] if isinstance(listed, list) and listed else None)
    if first.get("ts") != place.thread_ts or first.get("bot_id"):
        return turn
    note = inbound.spoken(first.get("text"))
    return replace(turn, text=with_note(turn.text, note)) if note else _cannot(_NO_WORDS)


def _cannot(why: str) -> Reply:
    return Reply(verdict=f"{why}{_ELSEWHERE}", outcome=Outcome.UNCLEAR, topic="case", buttons=(Button("Paste a note", FORM, primary=True),))
