"""What Bolt calls: each listener acknowledges and hands on. One `register` for all, read by the manifest's test."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.edge import fault_card
from adapters.slack import buttons, calls, claim_form, home, intake, job_form, note_form, reason_form, words
from adapters.slack import channels as channel_settings
from adapters.slack.channels import Channels
from adapters.slack.edge import Edge
from adapters.slack.intake import CLAIM_SHORTCUT, MESSAGE_SHORTCUT
from adapters.slack.job import Place, Way, turn_at
from adapters.slack.pressed import Pressed
from adapters.slack.render import render
from bot.logs import place as code_place

EVENTS = ("app_home_opened", "app_mention", "agent_session_stopped", "app_context_changed", "message")
"""Events we listen to, besides those about installations."""
_OLD_BUTTON = "That button belongs to an older version of this card. Ask the question again."

_log = logging.getLogger(__name__)
Body = dict[str, Any]


def register(slack: AsyncApp, edge: Edge, channels: Channels, command_names: tuple[str, ...]) -> None:
    """Tell Bolt everything we answer to."""
    pressed = Pressed(edge, channels)

    async def run(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        if context.get("job") is None and intake.about_channel(body):
            edge.spawn(pressed.show_channel(client, body))
        elif context.get("job") is None and intake.wants_note_form(body):
            edge.spawn(_open(client, body, note_form.view()))
        elif context.get("job") is None and (number := intake.wants_job_form(body)) is not None:
            edge.spawn(pressed.job_form(client, body, number))
        _start(edge, context, client)

    async def heard(context: AsyncBoltContext, client: AsyncWebClient) -> None:
        _start(edge, context, client)  # events are acknowledged by Bolt

    for name in command_names:
        slack.command(f"/{name}")(run)
    slack.event("app_mention")(heard)
    slack.event("message")(heard)
    slack.shortcut({"type": "message_action", "callback_id": MESSAGE_SHORTCUT})(run)
    _register_forms(slack, edge)
    _register_agent(slack, edge)
    _register_buttons(slack, edge, pressed)
    _register_rest(slack, edge)


def _start(edge: Edge, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    job = context.get("job")
    if job is not None:
        edge.start(job, client)


def _register_forms(slack: AsyncApp, edge: Edge) -> None:
    async def open_claim(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        edge.spawn(_open(client, body, claim_form.view(CLAIM_SHORTCUT)))

    def submitted(errors: Callable[[Body], dict[str, str]]) -> Callable[..., Awaitable[None]]:
        async def submit(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
            wrong = errors(body.get("view") or {})
            if wrong:
                await ack(response_action="errors", errors=wrong)
                return
            await ack()
            _start(edge, context, client)

        return submit

    slack.shortcut({"type": "shortcut", "callback_id": CLAIM_SHORTCUT})(open_claim)
    slack.view(CLAIM_SHORTCUT)(submitted(claim_form.errors))
    slack.view(note_form.CALLBACK)(submitted(note_form.errors))
    slack.view(job_form.CALLBACK)(submitted(job_form.errors))


async def _open(client: AsyncWebClient, body: Body, view: Body) -> None:
    await calls.open_form(client, body.get("trigger_id"), view)


def _register_agent(slack: AsyncApp, edge: Edge) -> None:
    async def opened(event: Body, body: Body, client: AsyncWebClient) -> None:
        if event.get("tab") == "messages":
            edge.spawn(home.suggest(client, str(event.get("channel") or "")))
        else:
            edge.spawn(shown_home(client, intake.team_of(body), str(event.get("user") or "")))

    async def shown_home(client: AsyncWebClient, team: str, user: str) -> None:
        admin = await edge.admins.is_admin(client, team, user)
        await home.publish(edge.app, client, team, user, edge.delivery.typed, admin=admin)

    async def stopped(event: Body, body: Body) -> None:
        channel, thread_ts = str(event.get("channel") or ""), str(event.get("thread_ts") or "")
        place = Place(Way.THREAD, intake.team_of(body), channel, str(event.get("user") or ""), thread_ts)
        if not edge.app.cancel(turn_at(place, text="", thread=thread_ts)):
            _log.info("nothing_to_stop")

    async def moved() -> None:
        """The person looks at another channel; answers do not depend on it."""

    slack.event("app_home_opened")(opened)
    slack.event("agent_session_stopped")(stopped)
    slack.event("app_context_changed")(moved)


def _register_buttons(slack: AsyncApp, edge: Edge, pressed: Pressed) -> None:
    async def follow_up(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        if context.get("job") is not None:
            edge.start(context["job"], client)
            edge.spawn(pressed.tick(client, body))
        elif intake.wants_note_form(body):
            edge.spawn(_open(client, body, note_form.view()))
        elif (number := intake.wants_job_form(body)) is not None:
            edge.spawn(pressed.job_form(client, body, number))

    def own(action_id: str, work: Any) -> None:
        async def listener(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
            await ack()
            edge.spawn(work(client, body))

        slack.action(action_id)(listener)

    async def unknown(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        edge.spawn(pressed.tell(client, body, _OLD_BUTTON))

    async def chosen(ack: AsyncAck, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        _start(edge, context, client)

    async def led_out(ack: AsyncAck) -> None:
        """The browser has opened the address already."""
        await ack()

    slack.action(buttons.LINK)(led_out)
    slack.action(buttons.FOLLOW_UP)(follow_up)
    slack.action(buttons.MENU)(chosen)
    own(buttons.SHARE, pressed.share)
    own(buttons.MORE, pressed.more)
    own(buttons.FEEDBACK, pressed.rate)
    own(channel_settings.ACTION, pressed.channel)

    async def ask_why(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        edge.spawn(_open(client, body, reason_form.view(str(intake.pressed_action(body).get("value") or ""))))

    async def told_why(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        edge.spawn(pressed.reason(client, body))

    slack.action(buttons.REASON)(ask_why)
    slack.view(reason_form.CALLBACK)(told_why)
    slack.action(re.compile(r"(?s).*"))(unknown)


def _register_rest(slack: AsyncApp, edge: Edge) -> None:
    async def no_such_command(ack: AsyncAck) -> None:
        await ack(text="Coderly does not know this command. Try /coderly help.")

    async def ignored() -> None:
        """An event that the app's settings subscribe to and we have no use for: acknowledged, or Slack would send it again."""

    async def failed(error: Exception, body: Body, client: AsyncWebClient) -> None:
        reference = secrets.token_hex(4)
        _log.error("fault", extra={"reference": reference, **code_place(error)})
        url = body.get("response_url")
        if isinstance(url, str) and url:
            card = render(fault_card(reference))[0]
            await calls.respond(
                client, url, text=words.clean(card.text), blocks=list(card.blocks), response_type="ephemeral", replace_original=False
            )

    slack.command(re.compile(r".*"))(no_such_command)
    slack.event(re.compile(r".*"))(ignored)
    slack.error(failed)
