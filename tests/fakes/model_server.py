"""An OpenAI-compatible chat server on loopback that behaves as well or as badly as it is told to.

    async with ModelServer() as server:
        server.behaviour = faithful()
        settings = Settings(llm="openai:any", model={"base_url": server.url, "api_key": "none"})

It streams server-sent events over real HTTP, as the real ones do.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Facts = dict[str, str]
"""The numbered facts of the prompt: `F1` → its text."""

Text = Callable[[Facts], str]


@dataclass
class Behaviour:
    """What the server does with a request.

    `text` is streamed `piece` characters at a time; `form` answers a request for structured output. `then` says how it ends: `stop`
    properly, `drop` the connection, `hang`, or be `silent` from the start. `raw` is sent instead of events. `wait` is awaited before the
    first byte, `before_end` before the last; `sent` is told each piece that left.
    """

    text: Text = lambda facts: ""
    form: str = "{}"
    usage: tuple[int, int] | None = None
    piece: int = 7
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    then: str = "stop"
    wait: Callable[[], Any] | None = None
    before_end: Callable[[], Any] | None = None
    sent: Callable[[str], Any] | None = None


class ModelServer:
    """See the module. `prompts` are those it was sent, `keys` the bearer tokens; `asked` is set by each request."""

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.prompts: list[str] = []
        self.keys: list[str] = []
        self.asked = asyncio.Event()
        self.url = ""
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    @property
    def facts(self) -> Facts:
        """The facts of the last prompt."""
        return facts_of(self.prompts[-1])

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.prompts.append("\n".join(str(m["content"]) for m in body["messages"]))
        self.keys.append(request.headers.get("Authorization", ""))
        self.asked.set()
        do = self.behaviour
        if do.wait is not None:
            await do.wait()
        if do.status != 200:
            error = {"error": {"message": "the server says no", "type": "error", "code": str(do.status)}}
            return web.json_response(error, status=do.status, headers=do.headers)
        if not body.get("stream"):
            if do.then in ("silent", "hang"):
                await self._closing.wait()
            return web.json_response(whole(do.form, do.usage))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **do.headers})
        try:
            if do.then == "silent":
                await self._closing.wait()
            await response.prepare(request)
            await self._stream(do, response)
        except ConnectionResetError:  # the client went away
            return response
        if do.then == "hang":
            await self._closing.wait()
        if do.then == "drop" and request.transport is not None:
            request.transport.abort()
        return response

    async def _stream(self, do: Behaviour, response: web.StreamResponse) -> None:
        if do.raw is not None:
            await response.write(do.raw)
            return
        text = do.text(self.facts)
        await response.write(event({"role": "assistant", "content": ""}))
        for start in range(0, len(text), do.piece):
            await response.write(event({"content": text[start : start + do.piece]}))
            if do.sent is not None:
                do.sent(text[start : start + do.piece])
            await asyncio.sleep(0)
        if do.before_end is not None:
            await do.before_end()
        if do.then == "stop":
            counted = event({}, usage=do.usage) if do.usage else b""
            await response.write(event({}, "stop") + counted + b"data: [DONE]\n\n")


def event(delta: dict[str, str], finish: str | None = None, usage: tuple[int, int] | None = None) -> bytes:
    """One chunk as it goes over the wire; the chunk with the tokens has no choice."""
    choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "any", "choices": choices, "usage": _usage(usage)}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def whole(text: str, usage: tuple[int, int] | None = None) -> dict[str, Any]:
    """An answer that is not streamed."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "any", "choices": [choice], "usage": _usage(usage)}


def _usage(tokens: tuple[int, int] | None) -> dict[str, int] | None:
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)} if tokens else None


def facts_of(prompt: str) -> Facts:
    """The numbered facts at the end of a prompt."""
    listed = prompt.partition("\nFacts:\n")[2]
    return dict(re.findall(r"^\[(F\d+)\] (.*)$", listed, re.MULTILINE))


def says(text: str, **more: Any) -> Behaviour:
    """Says this, whatever it is asked."""
    return Behaviour(text=lambda facts: text, **more)


def first(facts: Facts, name: str = "F1") -> str:
    """The first sentence of a fact, with its citation."""
    return f"{re.split(r'[.] (?=[A-Z])', facts[name])[0].rstrip('.')} [{name}]."


def faithful(count: int = 3) -> Behaviour:
    """Says what the first facts begin with, each with its citation."""
    return Behaviour(text=lambda facts: " ".join(first(facts, name) for name in list(facts)[:count]))
