"""The Slack adapter put together: one Bolt app for socket mode and HTTP, one workspace or many."""

from __future__ import annotations

import logging
import time
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.messaging.cards import Cards
from adapters.messaging.edge import Timing
from adapters.messaging.errors import Misconfigured
from adapters.messaging.follow_ups import FollowUps
from adapters.messaging.handover import AGAIN
from adapters.messaging.typed import Typed
from adapters.slack import calls, inbound, intake, listeners, manifest
from adapters.slack.channels import Channels
from adapters.slack.delivery import Delivery
from adapters.slack.edge import Edge
from adapters.slack.verification import QuietVerification
from adapters.slack.workspaces import Installed, ManyWorkspaces, OneWorkspace, States
from bot.app import App
from bot.logs import place as code_place
from bot.store import StoreError

NOT_INSTALLED = "Coderly is not installed in this workspace any more. Ask a workspace admin to install it again."
NO_TOKEN = "CODERLY_SLACK__BOT_TOKEN is empty: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions. See docs/slack.md."  # noqa: S105 - a message
NOT_KEPT = "Coderly could not take this in just now; please try again in a moment."
RESTARTING = "Coderly is restarting; please try again in a moment."

_log = logging.getLogger(__name__)
_bolt_log = logging.getLogger("slack_bolt.coderly")


class SlackApp(AsyncApp):
    """Bolt's app with our edge: work waits while deliveries are not acknowledged."""

    edge: Edge

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """See `AsyncApp`."""
        arrived = self.edge.arrives()
        try:
            return await super().async_dispatch(req)
        except Exception as error:  # noqa: BLE001 - Bolt reads fields that a payload may lack, also while it reports that
            _log.error("unreadable_delivery", extra=dict(code_place(error)))
            return BoltResponse(status=400, body="")
        finally:
            self.edge.acknowledged(arrived)


def create_slack_app(app: App, timing: Timing | None = None, again: tuple[float, ...] = AGAIN) -> SlackApp:
    """The assistant → a Bolt app that answers for it. Nothing runs yet; `run.serve` starts it.

    `timing` and `again` are the edge's clocks and the pauses between attempts at a delivery. Raises `Misconfigured`
    if there is neither a bot token nor an OAuth client.
    """
    settings = app.settings.slack
    token = settings.bot_token.get_secret_value()
    if not token and not settings.client_id:
        raise Misconfigured(
            "CODERLY_SLACK__BOT_TOKEN is empty: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions. See docs/slack.md."
        )
    client = AsyncWebClient(
        token or None, base_url=settings.api_url, retry_handlers=calls.retry_handlers(), logger=logging.getLogger("slack_sdk.coderly")
    )
    common: dict[str, Any] = {
        "name": "coderly",
        "client": client,
        "logger": _bolt_log,
        "request_verification_enabled": False,  # ours does not log bodies
        "before_authorize": QuietVerification(settings.signing_secret.get_secret_value(), base_logger=_bolt_log),
        "user_facing_authorize_error_message": NOT_INSTALLED,
        "attaching_function_token_enabled": False,
        "attaching_conversation_kwargs_enabled": False,
    }
    workspaces: OneWorkspace | ManyWorkspaces
    if settings.client_id and not token:
        workspaces = _many(app, client)
        common |= {"authorize": workspaces, "installation_store": workspaces.installed, "oauth_settings": _oauth(app, workspaces)}
        slack = SlackApp(**common)
        slack.enable_token_revocation_listeners()
    else:
        workspaces = OneWorkspace(client)
        slack = SlackApp(**common)
    typed = Typed(manifest.typed(verb for skill in app.skills for verb in skill.verbs))
    slack.edge = Edge(app, Delivery(Cards(), again=again, typed=typed), workspaces, timing)
    client.retry_handlers[:] = calls.retry_handlers(slack.edge.counts)
    channels = Channels(app.store, settings.mention_only)
    slack.middleware(_intake(slack.edge, FollowUps(app.store), channels))
    listeners.register(slack, slack.edge, channels, manifest.commands(verb for skill in app.skills for verb in skill.verbs))
    return slack


def _many(app: App, client: AsyncWebClient) -> ManyWorkspaces:
    settings = app.settings.slack
    rotator = AsyncTokenRotator(client_id=settings.client_id, client_secret=settings.client_secret.get_secret_value(), client=client)
    return ManyWorkspaces(Installed(app.store), app.store, client, rotator)


def _oauth(app: App, workspaces: ManyWorkspaces) -> AsyncOAuthSettings:
    settings = app.settings.slack
    return AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        scopes=[*manifest.SCOPES, *manifest.OPTIONAL_SCOPES],
        redirect_uri=f"{settings.public_url.rstrip('/')}{manifest.REDIRECT_PATH}" if settings.public_url else None,
        install_path=manifest.INSTALL_PATH,
        redirect_uri_path=manifest.REDIRECT_PATH,
        installation_store=workspaces.installed,
        state_store=States(app.store),
        state_expiration_seconds=600,
        logger=_bolt_log,
    )


def _intake(edge: Edge, follow_ups: FollowUps, channels: Channels) -> Any:
    """The middleware in front of all listeners: reads the job, turns repeats away, keeps what is new in the inbox."""
    verbs = frozenset(verb for skill in edge.app.skills for verb in skill.verbs)

    async def take_in(body: dict[str, Any], context: AsyncBoltContext, next: Any) -> Any:  # noqa: A002 - Bolt's name
        bot_user = context.bot_user_id or ""
        job = intake.read(body, bot_user, verbs, time.time())
        if job is None:
            return await next()
        if job.place.quiet:
            mentions = inbound.mentions((body.get("event") or {}).get("text")) - {bot_user}
            if not (await channels.follows(job.place.team, job.place.channel) and await follow_ups.wants(job.turn, bool(mentions))):
                return BoltResponse(status=200)
        elif body.get("type") == "event_callback":
            follow_ups.mentioned(job.turn)
        try:
            refused = RESTARTING if edge.draining else "" if await edge.accept(job) else "repeated"
        except StoreError as error:
            _log.error("not_accepted", extra=dict(code_place(error)))
            refused = NOT_KEPT
        if refused == "repeated":
            return BoltResponse(status=200)
        if refused:  # an event comes again, a person is told
            return BoltResponse(status=503) if body.get("type") == "event_callback" else BoltResponse(status=200, body=refused)
        context["job"] = job
        return await next()

    return take_in
