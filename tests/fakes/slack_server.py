"""A Slack of our own on loopback: Web API, response_urls, Events API over HTTP with signatures and retries, Socket Mode.

    async with SlackServer() as slack:
        ...                       # an adapter with api_url=slack.api_url
        slack.deliver_to = "http://127.0.0.1:…/slack/events"        # or it connects by Socket Mode
        await slack.person("U1").slash("/code 27257", "C1")

It refuses what Slack refuses: payloads against the Block Kit rules, a sixth use of a response_url, an old trigger, a
stream after its window, a channel the bot is not in. `fail` makes a method answer with an error for some calls; `on_call` is told each
method once it is done and before its answer leaves. With `outage` every call is answered with that status; with `spreads` deliveries
go round the connections of several processes, as Slack's do.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
import urllib.parse
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import WSMsgType, web
from slack_blocks import message_problems, view_problems

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
APP_TOKEN = "xapp-1-test"
ACK_SECONDS = 3.0
RESPONSE_USES, RESPONSE_SECONDS = 5, 30 * 60
TRIGGER_SECONDS = 3.0


@dataclass
class Team:
    """A workspace that has the app: its token and the bot in it."""

    id: str
    token: str
    bot_user: str
    bot_id: str
    scopes: str = "commands,chat:write"


@dataclass
class Posted:
    """A message as it stands in Slack now. `only_for`: ephemeral; `streaming` and `pieces`: a streamed one; `file`: the id in `uploads`."""

    team: str
    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str = ""
    only_for: str = ""
    by: str = "bot"
    streaming: bool = False
    pieces: int = 0
    file: str = ""

    @property
    def all_text(self) -> str:
        """Text and blocks, for looking whether something is said."""
        return f"{self.text}\n{json.dumps(self.blocks, ensure_ascii=False)}"

    def button(self, label: str) -> dict[str, Any]:
        """The button or thumb of that label."""
        for block in self.blocks:
            for element in block.get("elements", []):
                if element.get("type") == "button" and element["text"]["text"] == label:
                    return dict(element)
                for part in ("positive_button", "negative_button"):
                    if element.get(part, {}).get("text", {}).get("text") == label:
                        return {"type": element["type"], "action_id": element["action_id"], "value": element[part]["value"]}
        raise AssertionError(f"no button {label!r} in {self.labels}")

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons."""
        return [e["text"]["text"] for b in self.blocks for e in b.get("elements", []) if e.get("type") == "button"]


@dataclass
class Ack:
    """What the app said to a delivery."""

    status: int
    body: Any
    seconds: float
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return self.status == 200 and self.seconds < ACK_SECONDS


@dataclass
class _ResponseUrl:
    team: str
    channel: str
    user: str
    made: float
    original: Posted | None = None
    thread_ts: str = ""
    uses: int = 0


class SlackServer:
    """See the module. `calls` are all Web API calls: method and arguments."""

    def __init__(self) -> None:
        self.teams = {"T1": Team("T1", "xoxb-1", "UBOT1", "BBOT1")}
        self.members: dict[str, bool] = defaultdict(lambda: True)
        self.messages: list[Posted] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.views: list[dict[str, Any]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, bytes | None] = {}
        self.workspace_admins: set[str] = set()
        self.refused: list[str] = []
        self.deliver_to = ""
        self.retry_after = (0.0, 0.0, 0.0)
        self.stream_pieces = 1_000
        self.clock: Callable[[], float] = time.time
        self.on_call: Callable[[str], None] | None = None
        self.oauth_codes: dict[str, Team] = {}
        self.refresh: dict[str, Team] = {}
        self.token_seconds = 0
        self.counts: Counter[str] = Counter()
        self.connections = 0
        self.outage = 0
        self.spreads = False
        self._faults: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._response_urls: dict[str, _ResponseUrl] = {}
        self._triggers: dict[str, float] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Any]] = {}
        self._last_ts = 1_700_000_000.0
        self._number = 0

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=8 * 2**20)
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_post("/respond/{identity}", self._respond)
        application.router.add_get("/link", self._link)
        application.router.add_get("/files/{name}", self._file)
        application.router.add_post("/upload/{identity}", self._upload)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = f"{self.url}/api/"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        for socket in self._sockets:
            await socket.close()
        await self._runner.cleanup()

    # -- what tests arrange and look at

    def person(self, user: str, team: str = "T1") -> Any:
        """Somebody who uses Slack."""
        from slack_people import SlackPerson

        return SlackPerson(self, user, team)

    def fail(self, method: str, error: str = "", *, times: int = 1, status: int = 200, after: float = 0.0, when: str = "") -> None:
        """The next calls of a method (`respond` for response_urls) answer with this error; `status` 429 or 5xx; `after` seconds of Retry-After.

        `when`: only calls whose arguments hold this text.
        """
        self._faults[method] += [{"error": error, "status": status, "after": after, "when": when} for _ in range(times)]

    def shown(self, channel: str, user: str = "", thread: str = "") -> list[Posted]:
        """What the person sees of the bot in a channel, and in one thread if it is named."""
        return [
            m for m in self.messages
            if m.channel == channel and m.by == "bot" and m.only_for in ("", user) and (not thread or m.thread_ts == thread)
        ]  # fmt: skip

    async def until(self, reached: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait until `reached` is true; gives what it gave."""
        deadline = time.monotonic() + seconds
        while not (value := reached()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not reached in {seconds} s; refused {self.refused}; calls {[m for m, _ in self.calls]}")
            await asyncio.sleep(0.01)
        return value

    def new_ts(self) -> str:
        self._last_ts += 1.0
        return f"{self._last_ts:.6f}"

    def new_id(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number:08d}"

    def trigger(self) -> str:
        """A trigger_id that opens a view within three seconds, once."""
        identity = self.new_id("trigger.")
        self._triggers[identity] = self.clock()
        return identity

    def response_url(self, team: str, channel: str, user: str, original: Posted | None = None, thread_ts: str = "") -> str:
        """A response_url for an interaction."""
        identity = uuid.uuid4().hex
        self._response_urls[identity] = _ResponseUrl(team, channel, user, self.clock(), original, thread_ts)
        return f"{self.url}/respond/{identity}"

    # -- deliveries

    async def event(self, event: dict[str, Any], team: str = "T1", event_id: str = "") -> Ack:
        """Deliver an event; again, as Slack does, while the app does not say 200 in time."""
        body = {
            "type": "event_callback", "team_id": team, "api_app_id": "A1", "event_id": event_id or self.new_id("Ev"), "event_time": int(self.clock()),
            "event": event, "authorizations": [{"team_id": team, "user_id": self.teams[team].bot_user if team in self.teams else "U0", "is_bot": True}],
        }  # fmt: skip
        ack = await self.deliver("events_api", body)
        for attempt, pause in enumerate(self.retry_after, start=1):
            if ack.ok:
                break
            await asyncio.sleep(pause)
            headers = {
                "X-Slack-Retry-Num": str(attempt),
                "X-Slack-Retry-Reason": "http_error" if ack.seconds < ACK_SECONDS else "http_timeout",
            }
            ack = await self.deliver("events_api", body, headers, attempt)
            ack.attempts = attempt + 1
        return ack

    async def deliver(self, kind: str, body: dict[str, Any], headers: dict[str, str] | None = None, attempt: int = 0) -> Ack:
        """Deliver once, over the socket if the app is connected, else signed over HTTP."""
        started = time.perf_counter()
        live = [s for s in self._sockets if not s.closed]
        self._number += self.spreads
        socket = live[self._number % len(live) if self.spreads else -1] if live else None
        status, said = await (self._by_socket(socket, kind, body, attempt) if socket is not None else self._by_http(kind, body, headers or {}))
        return Ack(status, said, time.perf_counter() - started)

    async def _by_http(self, kind: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, Any]:
        if kind == "events_api":
            raw, content = json.dumps(body, ensure_ascii=False), "application/json"
        else:
            raw = urllib.parse.urlencode(body if kind == "slash_commands" else {"payload": json.dumps(body)})
            content = "application/x-www-form-urlencoded"
        headers = {**signed(raw), "Content-Type": content, **headers}
        try:
            timeout = aiohttp.ClientTimeout(total=ACK_SECONDS + 1)
            async with self._session.post(self.deliver_to, data=raw.encode(), headers=headers, timeout=timeout) as response:
                return response.status, await response.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, ""

    async def _by_socket(self, socket: web.WebSocketResponse, kind: str, body: dict[str, Any], attempt: int) -> tuple[int, Any]:
        envelope = uuid.uuid4().hex
        self._acks[envelope] = asyncio.get_running_loop().create_future()
        message = {
            "envelope_id": envelope,
            "type": kind,
            "payload": body,
            "accepts_response_payload": kind != "events_api",
            "retry_attempt": attempt,
        }
        try:
            await socket.send_str(json.dumps(message))
            said = await asyncio.wait_for(self._acks[envelope], ACK_SECONDS)
        except (TimeoutError, ConnectionError):
            return 0, ""
        finally:
            self._acks.pop(envelope, None)
        return 200, said

    # -- Socket Mode

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self.connections += 1
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}))
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                data = json.loads(message.data)
                waiting = self._acks.get(data.get("envelope_id", ""))
                if waiting is not None and not waiting.done():
                    waiting.set_result(data.get("payload") or "")
        with contextlib.suppress(ValueError):
            self._sockets.remove(socket)
        return socket

    async def ask_to_reconnect(self) -> None:
        """Slack refreshes connections every few hours: it says so, then closes."""
        for socket in [s for s in self._sockets if not s.closed]:
            await socket.send_str(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    async def drop_sockets(self) -> None:
        """The connection is gone without a word."""
        for socket in [s for s in self._sockets if not s.closed]:
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()
        self._sockets.clear()

    # -- Web API

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        self.calls.append((method, arguments))
        self.counts[method] += 1
        if self.outage:
            return web.json_response({"ok": False, "error": "service_unavailable"}, status=self.outage)
        fault = self._fault(method, arguments)
        if fault is not None:
            headers = {"Retry-After": f"{fault['after']:g}"} if fault["status"] == 429 else {}
            return web.json_response({"ok": False, "error": fault["error"] or "ratelimited"}, status=fault["status"], headers=headers)
        if method == "oauth.v2.access":
            return web.json_response(self._oauth(arguments))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")
        if method == "apps.connections.open":
            good = token == APP_TOKEN
            return web.json_response(
                {"ok": True, "url": f"{self.url.replace('http', 'ws')}/link"} if good else {"ok": False, "error": "invalid_auth"}
            )
        team = next((t for t in self.teams.values() if t.token == token), None)
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if team is None:
            answer: dict[str, Any] = {"ok": False, "error": "invalid_auth"}
        elif handler is None:
            answer = {"ok": False, "error": "unknown_method"}
        else:
            answer = handler(team, arguments)
        if not answer["ok"]:
            self.refused.append(f"{method}: {answer['error']} {answer.get('response_metadata', '')}")
        if self.on_call is not None:
            self.on_call(method)
        return web.json_response(answer, headers={"x-oauth-scopes": team.scopes if team else ""})

    def _fault(self, method: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
        faults = self._faults[method]
        for number, fault in enumerate(faults):
            if fault["when"] in json.dumps(arguments):
                return faults.pop(number)
        return None

    def _auth_test(self, team: Team, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": True,
            "url": f"{self.url}/",
            "team": "Clinic",
            "team_id": team.id,
            "user": "coderly",
            "user_id": team.bot_user,
            "bot_id": team.bot_id,
        }

    def _conversations_replies(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        channel, ts = str(a.get("channel", "")), str(a.get("ts", ""))
        needed = {"D": "im:history", "G": "groups:history"}.get(channel[:1], "channels:history")
        if needed not in team.scopes.split(","):
            return {"ok": False, "error": "missing_scope", "needed": needed}
        found = [m for m in self.messages if m.team == team.id and m.channel == channel and not m.only_for and ts in (m.ts, m.thread_ts)]
        if not found:
            return {"ok": False, "error": "thread_not_found"}
        listed = [{"type": "message", "user": m.by, "ts": m.ts, "text": m.text, **({"bot_id": team.bot_id} if m.by == "bot" else {})} for m in found]
        return {"ok": True, "messages": listed[: int(a.get("limit") or 100)]}

    def _users_info(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        if "users:read" not in team.scopes.split(","):
            return {"ok": False, "error": "missing_scope", "needed": "users:read"}
        user = str(a.get("user", ""))
        return {"ok": True, "user": {"id": user, "team_id": team.id, "is_admin": user in self.workspace_admins, "is_owner": False}}

    async def _file(self, request: web.Request) -> web.Response:
        """A file, for a token with files:read; anybody else is sent a page to sign in."""
        team = next((t for t in self.teams.values() if t.token == request.headers.get("Authorization", "").removeprefix("Bearer ")), None)
        content = self.files.get(request.match_info["name"])
        if team is None or "files:read" not in team.scopes.split(",") or content is None:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        return web.Response(body=content, content_type="application/octet-stream")

    async def _upload(self, request: web.Request) -> web.Response:
        """The bytes of a file whose address was asked for; who has the address needs no token."""
        identity = request.match_info["identity"]
        if self._fault("upload", {}) is not None or self.uploads.get(identity, b"") is not None:
            return web.Response(status=500)
        self.uploads[identity] = await request.read()
        return web.Response(text=f"OK - {len(self.uploads[identity] or b'')}")

    def _files_getUploadURLExternal(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        if "files:write" not in team.scopes.split(","):
            return {"ok": False, "error": "missing_scope", "needed": "files:write"}
        if not a.get("filename") or int(a.get("length") or 0) < 1:
            return {"ok": False, "error": "invalid_arguments"}
        identity = self.new_id("F")
        self.uploads[identity] = None
        return {"ok": True, "upload_url": f"{self.url}/upload/{identity}", "file_id": identity}

    def _files_completeUploadExternal(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        listed, channel = a.get("files") or [], str(a.get("channel_id") or "")
        if not listed or not all(self.uploads.get(file["id"]) for file in listed):
            return {"ok": False, "error": "file_not_found"}
        if not channel.startswith(("C", "D", "G")):
            return {"ok": False, "error": "channel_not_found"}
        shared = [Posted(team.id, channel, self.new_ts(), file["title"], thread_ts=str(a.get("thread_ts") or ""), file=file["id"]) for file in listed]
        self.messages += shared
        return {"ok": True, "files": listed}

    def _chat_postMessage(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        return self._posting(team, a, "")

    def _chat_postEphemeral(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        return self._posting(team, a, str(a.get("user", "")))

    def _posting(self, team: Team, a: dict[str, Any], only_for: str) -> dict[str, Any]:
        channel = str(a.get("channel", ""))
        if channel.startswith("U"):
            channel = f"D{channel}"
        if not channel.startswith("D") and not self.members[channel]:
            return {"ok": False, "error": "not_in_channel"}
        if a.get("thread_ts") == "":
            return {"ok": False, "error": "invalid_thread_ts"}
        if problems := message_problems(a.get("blocks"), str(a.get("text", ""))):
            return _refusal(problems)
        posted = Posted(
            team.id, channel, self.new_ts(), str(a.get("text", "")), a.get("blocks") or [], str(a.get("thread_ts") or ""), only_for
        )
        self.messages.append(posted)
        return {"ok": True, "channel": channel, ("message_ts" if only_for else "ts"): posted.ts}

    def _chat_update(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        posted = self._find(team, a)
        if posted is None:
            return {"ok": False, "error": "message_not_found"}
        if posted.streaming:
            return {"ok": False, "error": "streaming_state_conflict"}
        if problems := message_problems(a.get("blocks"), str(a.get("text", ""))):
            return _refusal(problems)
        posted.text, posted.blocks = str(a.get("text", "")), a.get("blocks") or []
        return {"ok": True, "ts": posted.ts, "channel": posted.channel}

    def _chat_delete(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        posted = self._find(team, a)
        if posted is None:
            return {"ok": False, "error": "message_not_found"}
        self.messages.remove(posted)
        return {"ok": True, "ts": posted.ts, "channel": posted.channel}

    def _chat_startStream(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        if not a.get("thread_ts") or (
            not str(a["channel"]).startswith("D") and not (a.get("recipient_user_id") and a.get("recipient_team_id"))
        ):
            return {"ok": False, "error": "invalid_arguments"}
        posted = Posted(team.id, a["channel"], self.new_ts(), _chunks(a), thread_ts=a["thread_ts"], streaming=True)
        self.messages.append(posted)
        return {"ok": True, "ts": posted.ts, "channel": posted.channel}

    def _chat_appendStream(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        posted = self._find(team, a)
        if posted is None or not posted.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        posted.pieces += 1
        if posted.pieces > self.stream_pieces:
            posted.streaming = False
            return {"ok": False, "error": "message_not_in_streaming_state"}
        posted.text += _chunks(a)
        return {"ok": True}

    def _chat_stopStream(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        posted = self._find(team, a)
        if posted is None or not posted.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        posted.streaming = False
        posted.text += _chunks(a)
        return {"ok": True, "ts": posted.ts}

    def _assistant_threads_setStatus(self, _: Team, a: dict[str, Any]) -> dict[str, Any]:
        return {"ok": bool(a.get("channel_id") and a.get("thread_ts")), "error": "invalid_arguments"}

    def _assistant_threads_setSuggestedPrompts(self, _: Team, a: dict[str, Any]) -> dict[str, Any]:
        return {"ok": bool(a.get("channel_id")) and len(a.get("prompts") or []) >= 1, "error": "invalid_arguments"}

    def _agents_sessions_setStatus(self, _: Team, a: dict[str, Any]) -> dict[str, Any]:
        return {
            "ok": a.get("status") in ("active", "processing", "suspended", "closed") and bool(a.get("thread_ts")),
            "error": "invalid_arguments",
        }

    def _views_open(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        made = self._triggers.pop(str(a.get("trigger_id", "")), None)
        if made is None or self.clock() - made > TRIGGER_SECONDS:
            return {"ok": False, "error": "expired_trigger_id"}
        if problems := view_problems(a.get("view")):
            return _refusal(problems)
        self.views.append(a["view"])
        return {"ok": True, "view": {"id": self.new_id("V"), **a["view"]}}

    def _views_publish(self, team: Team, a: dict[str, Any]) -> dict[str, Any]:
        if problems := view_problems(a.get("view")):
            return _refusal(problems)
        self.homes[str(a["user_id"])] = a["view"]
        return {"ok": True}

    def _oauth(self, a: dict[str, Any]) -> dict[str, Any]:
        if a.get("grant_type") == "refresh_token":
            team = self.refresh.pop(str(a.get("refresh_token", "")), None)
            if team is None:
                return {"ok": False, "error": "invalid_refresh_token"}
            team.token += "r"
        else:
            team = self.oauth_codes.pop(str(a.get("code", "")), None)
            if team is None:
                return {"ok": False, "error": "invalid_code"}
            self.teams[team.id] = team
        answer = {
            "ok": True, "app_id": "A1", "access_token": team.token, "token_type": "bot", "scope": team.scopes, "bot_user_id": team.bot_user,
            "team": {"id": team.id, "name": f"Clinic {team.id}"}, "enterprise": None, "authed_user": {"id": "UADMIN"}, "is_enterprise_install": False,
        }  # fmt: skip
        if self.token_seconds:
            refresh = uuid.uuid4().hex
            self.refresh[refresh] = team
            answer |= {"refresh_token": refresh, "expires_in": self.token_seconds}
        return answer

    def _find(self, team: Team, a: dict[str, Any]) -> Posted | None:
        return next(
            (m for m in self.messages if m.team == team.id and m.ts == a.get("ts") and m.channel == a.get("channel") and not m.only_for),
            None,
        )

    # -- response_url

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls.append(("respond", body))
        self.counts["respond"] += 1
        if self.outage:
            return web.Response(status=self.outage)
        fault = self._fault("respond", body)
        if fault is not None:
            headers = {"Retry-After": f"{fault['after']:g}"} if fault["status"] == 429 else {}
            return web.json_response({"ok": False, "error": fault["error"]}, status=fault["status"], headers=headers)
        found = self._response_urls.get(request.match_info["identity"])
        if found is None or found.uses >= RESPONSE_USES or self.clock() - found.made > RESPONSE_SECONDS:
            self.refused.append("respond: used_url")
            return web.json_response({"ok": False, "error": "used_url" if found else "expired_url"}, status=404)
        if problems := message_problems(body.get("blocks"), str(body.get("text", ""))):
            self.refused.append(f"respond: {problems}")
            return web.Response(status=400, text="invalid_blocks")
        found.uses += 1
        if body.get("replace_original") and found.original is not None:
            found.original.text, found.original.blocks = str(body.get("text", "")), body.get("blocks") or []
            return web.Response(text="ok")
        only_for = "" if body.get("response_type") == "in_channel" else found.user
        posted = Posted(
            found.team,
            found.channel,
            self.new_ts(),
            str(body.get("text", "")),
            body.get("blocks") or [],
            str(body.get("thread_ts") or ""),
            only_for,
        )
        self.messages.append(posted)
        return web.Response(text="ok")


def signed(raw: str, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers with which Slack signs a body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{raw}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _refusal(problems: list[str]) -> dict[str, Any]:
    own = {"msg_too_long", "no_text", "msg_blocks_too_long", "only_one_table_allowed"}
    error = next((p for p in problems if p in own), "invalid_blocks")
    return {"ok": False, "error": error, "response_metadata": {"messages": problems}}


def _chunks(a: dict[str, Any]) -> str:
    return "".join(str(c.get("text", "")) for c in a.get("chunks") or []) + str(a.get("markdown_text") or "")


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        raw = await request.json()
        arguments = dict(raw) if isinstance(raw, dict) else {}
    else:
        arguments = {**request.query, **{k: v for k, v in (await request.post()).items() if isinstance(v, str)}}
    for name in ("blocks", "view", "chunks", "prompts", "files"):
        if isinstance(arguments.get(name), str):
            arguments[name] = json.loads(arguments[name])
    return arguments
