"""A Discord of our own on loopback: the gateway with sessions, RESUME and replay, and the REST calls that Coderly makes.

    async with DiscordServer() as discord:
        with discord.addressed():              # discord.py's addresses point here
            ...                                # a client with token discord.token
            ack = await discord.slash("ann", "code", query="E11.9")

It is about transport: connections that are dropped, reset, refused or closed with a code, rate limits, 5xx, an unknown
interaction. What Discord would say to a card is in `discord_cards`, how people use it in simcord.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

import yarl
from aiohttp import WSMsgType, web

EPOCH_MS = 1_420_070_400_000
APP, BOT, GUILD, CHANNEL = 100, 100, 200, 300
USERS = {"ann": 401, "bob": 402}
PERMISSIONS = "70368744177663"


@dataclass
class Call:
    """One REST call of the bot's."""

    method: str
    path: str
    body: Any
    at: float


@dataclass
class Ack:
    """What the bot answered first to an interaction: the kind of response, and after how long."""

    type: int
    seconds: float
    interaction: str


@dataclass
class Session:
    """A gateway session: every event in order, so that RESUME can give what was missed."""

    id: str
    events: list[dict[str, Any]] = field(default_factory=list)
    resumable: bool = True


@dataclass
class _Failure:
    method: str
    path: re.Pattern[str]
    status: int
    body: dict[str, Any]
    times: int
    reset: bool


class DiscordServer:
    """See the module. `calls` are all REST calls, `messages` what was posted, `identified` and `resumed` count sign-ins."""

    def __init__(self) -> None:
        self.token = "MTAw.ABCDEF.token-of-the-tests"
        self.calls: list[Call] = []
        self.messages: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.identified = 0
        self.shard: list[int] | None = None
        """Which shard of how many the bot said that it serves."""
        self.resumed = 0
        self.heartbeat = 41_250
        self.refuse_connections = 0
        self.close_identify_with = 0
        self.permissions = PERMISSIONS
        self.flags = 0
        self.endpoint: str | None = None
        self.sessions: list[Session] = []
        self.threads: dict[int, dict[str, Any]] = {}
        self._socket: web.WebSocketResponse | None = None
        self._failures: list[_Failure] = []
        self._acks: dict[str, asyncio.Future[Ack]] = {}
        self._sent: dict[str, float] = {}
        self._last = 0
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @contextlib.contextmanager
    def addressed(self, address: str = "") -> Iterator[None]:
        """discord.py's addresses are ours (or those of `address`) meanwhile."""
        from discord.gateway import DiscordWebSocket
        from discord.http import Route

        before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE = f"http://{address or self.address}/api/v10"
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://{address or self.address}/gateway")
        try:
            yield
        finally:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before

    # What people do

    async def slash(self, who: str, name: str, **options: str) -> Ack:
        """Use a slash command; what the bot answered first."""
        identity = self.new_id()
        data = {"id": "9", "name": name, "type": 1, "options": [{"name": k, "type": 3, "value": v} for k, v in options.items()]}
        self._acks[identity] = asyncio.get_running_loop().create_future()
        self._sent[identity] = time.perf_counter()
        await self.dispatch("INTERACTION_CREATE", self.interaction(identity, who, 2, data))
        return await asyncio.wait_for(self._acks[identity], 30)

    def interaction(self, identity: str, who: str, kind: int, data: dict[str, Any]) -> dict[str, Any]:
        """The payload of an interaction."""
        return {
            "id": identity, "application_id": str(APP), "type": kind, "token": f"t{identity}", "version": 1, "guild_id": str(GUILD),
            "channel_id": str(CHANNEL), "channel": _channel(), "member": self._member(who), "data": data, "locale": "en-US",
            "guild_locale": "en-US", "entitlements": [], "authorizing_integration_owners": {}, "context": 0, "app_permissions": PERMISSIONS,
            "attachment_size_limit": 10_000_000, "guild": {"id": str(GUILD), "features": [], "locale": "en-US"},
        }  # fmt: skip

    async def says(self, who: str, text: str, channel: int = CHANNEL) -> str:
        """Write a message; its id."""
        identity = self.new_id()
        await self.dispatch("MESSAGE_CREATE", self.message(identity, who, text, channel))
        return identity

    def message(self, identity: str, who: str, text: str, channel: int = CHANNEL) -> dict[str, Any]:
        """The payload of a message."""
        mentioned = [_user(BOT, "coderly", bot=True)] if f"<@{BOT}>" in text else []
        return {
            "id": identity, "channel_id": str(channel), "guild_id": str(GUILD), "author": _user(USERS[who], who), "member": self._member(who),
            "content": text, "timestamp": "2026-11-25T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
            "mentions": mentioned, "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "type": 0, "components": [], "flags": 0,
        }  # fmt: skip

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """An event of the last session; kept for a RESUME if nobody is connected."""
        session = self.sessions[-1]
        event = {"op": 0, "t": name, "s": len(session.events) + 1, "d": data}
        session.events.append(event)
        if self._socket is not None and not self._socket.closed:
            with contextlib.suppress(ConnectionError):
                await self._socket.send_json(event)

    # What happens to connections

    async def close(self, code: int) -> None:
        """Close the connection with a code."""
        if self._socket is not None:
            await self._socket.close(code=code)
            self._socket = None

    def reset(self) -> None:
        """Break the connection off, without a goodbye."""
        if self._socket is not None:
            transport = self._socket._req.transport if self._socket._req is not None else None
            if transport is not None:
                transport.abort()
            self._socket = None

    async def ask_to_reconnect(self) -> None:
        """Discord moves the bot to another machine (op 7)."""
        if self._socket is not None:
            await self._socket.send_json({"op": 7, "d": None})

    async def invalidate(self) -> None:
        """The session is over (op 9): only a new sign-in helps."""
        self.sessions[-1].resumable = False
        if self._socket is not None:
            await self._socket.send_json({"op": 9, "d": False})

    def fail(
        self, method: str, path: str, status: int = 500, *, code: int = 0, retry_after: float = 0.0, times: int = 1, reset: bool = False
    ) -> None:
        """The next calls that match fail: with a status, or with a connection that breaks off."""
        body: dict[str, Any] = {"message": "failed for the test", "code": code}
        if status == 429:
            body |= {"retry_after": retry_after, "global": False}
        self._failures.append(_Failure(method, re.compile(path), status, body, times, reset))

    async def until(self, condition: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait for something to become true; what it gave."""
        ends = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < ends, "it did not happen"
            await asyncio.sleep(0.005)
        return found

    @property
    def connected(self) -> bool:
        """Whether the bot is connected now and has its events."""
        return self._socket is not None and not self._socket.closed

    def answers(self, part: str = "") -> list[dict[str, Any]]:
        """The messages and answers that hold a text."""
        return [m for m in self.messages if part in json.dumps(m)]

    def called(self, method: str, path: str) -> int:
        """How often the bot made a call."""
        return sum(call.method == method and call.path == path for call in self.calls)

    def new_id(self) -> str:
        """A snowflake of now."""
        self._last = max(self._last + 1, int(time.time() * 1000 - EPOCH_MS) << 22)
        return str(self._last)

    # The gateway

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.refuse_connections:
            self.refuse_connections -= 1
            return web.Response(status=502)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": self.heartbeat}})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            said = frame.json()
            if said["op"] == 1:
                await socket.send_json({"op": 11})
            elif said["op"] == 2:
                await self._identify(socket, said["d"])
            elif said["op"] == 6:
                await self._resume(socket, said["d"])
        return socket

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        code = self.close_identify_with or (4004 if data["token"] != self.token else 0)
        if code:
            await socket.close(code=code)
            return
        self.identified += 1
        self.shard = data.get("shard")
        self.sessions.append(Session(f"s{len(self.sessions)}"))
        self._socket = socket
        ready = {
            "v": 10, "user": _user(BOT, "coderly", bot=True), "guilds": [{"id": str(GUILD), "unavailable": True}], "session_id": self.sessions[-1].id,
            "resume_gateway_url": f"ws://{self.address}/gateway", "application": {"id": str(APP), "flags": 0}, "private_channels": [],
        }  # fmt: skip
        await self.dispatch("READY", ready)
        await self.dispatch("GUILD_CREATE", self._guild())

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        session = next((s for s in self.sessions if s.id == data["session_id"]), None)
        if session is None or not session.resumable or session is not self.sessions[-1]:
            await socket.send_json({"op": 9, "d": False})
            return
        self.resumed += 1
        for event in session.events[int(data["seq"]) :]:
            await socket.send_json(event)
        self._socket = socket
        await self.dispatch("RESUMED", {})

    def _guild(self) -> dict[str, Any]:
        role = {
            "id": str(GUILD), "name": "@everyone", "permissions": PERMISSIONS, "position": 0, "color": 0, "hoist": False, "managed": False,
            "mentionable": False, "flags": 0, "colors": {"primary_color": 0},
        }  # fmt: skip
        return {
            "id": str(GUILD), "name": "Clinic", "owner_id": str(USERS["bob"]), "roles": [role], "emojis": [], "stickers": [], "features": [],
            "members": [_me()], "channels": [_channel()], "threads": list(self.threads.values()), "presences": [], "voice_states": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [], "member_count": 3, "large": False, "unavailable": False, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0,
            "premium_progress_bar_enabled": False, "preferred_locale": "en-US", "system_channel_flags": 0, "afk_timeout": 300, "icon": None,
            "splash": None, "discovery_splash": None, "banner": None, "description": None, "vanity_url_code": None, "application_id": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
        }  # fmt: skip

    def _member(self, who: str) -> dict[str, Any]:
        return {
            "user": _user(USERS[who], who), "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0,
            "permissions": PERMISSIONS, "nick": None, "avatar": None, "pending": False,
        }  # fmt: skip

    # REST

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body = await _body(request)
        for failure in self._failures:
            if failure.times and failure.method in ("*", request.method) and failure.path.search(path):
                failure.times -= 1
                self.calls.append(Call(request.method, path, body, time.perf_counter()))
                if failure.reset:
                    assert request.transport is not None
                    request.transport.abort()
                    return web.Response()
                headers = {"Retry-After": str(failure.body["retry_after"]), "Via": "1.1 test"} if failure.status == 429 else {}
                return _json(failure.body, status=failure.status, headers=headers)
        self.calls.append(Call(request.method, path, body, time.perf_counter()))
        by_token = path.startswith("/webhooks/") or path.endswith("/callback")
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return self._answer(request.method, path, body)

    def _answer(self, method: str, path: str, body: Any) -> web.Response:
        if found := re.fullmatch(r"/interactions/(\d+)/([^/]+)/callback", path):
            return self._callback(found[1], body)
        if path == "/users/@me":
            return _json(_user(BOT, "coderly", bot=True) | {"verified": True, "mfa_enabled": False, "email": None, "flags": 0})
        if path == "/oauth2/applications/@me":
            return _json(self._application())
        if path == "/users/@me/guilds":
            return _json(
                [{"id": str(GUILD), "name": "Clinic", "icon": None, "owner": False, "permissions": self.permissions, "features": []}]
            )
        if re.fullmatch(r"/applications/\d+/commands", path):
            self.commands = body if method == "PUT" else self.commands
            return _json([_command(number, c) for number, c in enumerate(self.commands)])
        if path == "/users/@me/channels":
            return _json({"id": "500", "type": 1, "recipients": [_user(USERS["ann"], "ann")], "last_message_id": None})
        if found := re.fullmatch(r"/channels/(\d+)/messages/(\d+)/threads", path):
            return _json(self._thread(int(found[1]), int(found[2]), body))
        if re.search(r"/messages$|/messages/@original$|^/webhooks/\d+/[^/]+$", path) and method in ("POST", "PATCH"):
            return _json(self._posted(path, body))
        if method == "GET" and path.endswith("/messages"):
            return _json([])
        return web.Response(status=204)

    def _callback(self, identity: str, body: Any) -> web.Response:
        ack = Ack(int(body["type"]), time.perf_counter() - self._sent.get(identity, time.perf_counter()), identity)
        waiting = self._acks.get(identity)
        if waiting is not None and waiting.done():
            return _json({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
        if waiting is not None:
            waiting.set_result(ack)
        told = {"interaction": {"id": identity, "type": 2, "response_message_id": self.new_id(), "response_message_loading": True}}
        return _json(told)

    def _posted(self, path: str, body: Any) -> dict[str, Any]:
        channel = path.split("/")[2] if path.startswith("/channels/") else str(CHANNEL)
        nonce = body.get("nonce") if isinstance(body, dict) else None
        same = next((m for m in self.messages if nonce and m.get("nonce") == nonce and m["channel_id"] == channel), None)
        if same is not None:  # enforce_nonce: the message that was accepted already
            return same
        posted = {
            "id": self.new_id(), "channel_id": channel, "author": _user(BOT, "coderly", bot=True), "content": body.get("content") or "",
            "timestamp": "2026-11-25T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [],
            "mention_roles": [], "attachments": [], "embeds": body.get("embeds") or [], "pinned": False, "type": 0, "flags": body.get("flags") or 0,
            "components": body.get("components") or [], "nonce": nonce, "path": path,
        }  # fmt: skip
        self.messages.append(posted)
        return posted

    def _thread(self, channel: int, message: int, body: Any) -> dict[str, Any]:
        self.threads[message] = {
            "id": str(message), "type": 11, "guild_id": str(GUILD), "parent_id": str(channel), "owner_id": str(BOT), "name": body["name"],
            "last_message_id": None, "message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0, "total_message_sent": 0,
            "thread_metadata": {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": "2026-11-25T00:00:00+00:00", "locked": False},
        }  # fmt: skip
        return self.threads[message]

    def _application(self) -> dict[str, Any]:
        return {
            "id": str(APP), "name": "Coderly", "icon": None, "description": "", "bot_public": True, "bot_require_code_grant": False, "verify_key": "0",
            "owner": _user(USERS["bob"], "bob"), "team": None, "flags": self.flags, "summary": "", "interactions_endpoint_url": self.endpoint,
        }  # fmt: skip


def _user(identity: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    return {"id": str(identity), "username": name, "discriminator": "0", "global_name": None, "avatar": None, "bot": bot, "public_flags": 0}


def _me() -> dict[str, Any]:
    joined = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    return {"user": _user(BOT, "coderly", bot=True), **joined}


def _channel() -> dict[str, Any]:
    return {
        "id": str(CHANNEL), "type": 0, "guild_id": str(GUILD), "name": "coding", "position": 0, "permission_overwrites": [], "nsfw": False,
        "topic": None, "last_message_id": None, "rate_limit_per_user": 0, "parent_id": None, "flags": 0, "permissions": PERMISSIONS,
    }  # fmt: skip


def _command(number: int, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "default_member_permissions": None,
        "description": "",
        **body,
        "id": str(900 + number),
        "application_id": str(APP),
        "version": "1",
    }


async def _body(request: web.Request) -> Any:
    if request.content_type == "multipart/form-data":
        form = await request.post()
        return json.loads(str(form.get("payload_json") or "{}"))
    raw = await request.read()
    return json.loads(raw) if raw else {}


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Without a charset: discord.py reads no other JSON."""
    return web.Response(body=json.dumps(value).encode(), status=status, headers=headers, content_type="application/json")
