"""The plain pipeline under the traffic of `make load`: a Bolt app as in the tutorials, a vector search, the best titles as the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_server import SIGNING_SECRET

from tests.measure.bases import ours, plain
from tests.measure.load_people import SHARES

BEST = 4
"""Titles in an answer."""


@asynccontextmanager
async def served(api_url: str) -> AsyncIterator[str]:
    """Serve Slack's commands over HTTP; gives the address that they are sent to."""
    base, _ = ours("wordllama")
    store, _ = plain("wordllama", base)
    bolt = AsyncApp(token="xoxb-1", signing_secret=SIGNING_SECRET, client=None)
    bolt.client.base_url = api_url

    async def answer(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        found = await asyncio.to_thread(store.similarity_search, command["text"], BEST)
        await respond("\n".join(f"{one.metadata.get('code', '')} {one.page_content}" for one in found))

    for kind in SHARES:
        bolt.command(f"/{kind}")(answer)
    runner = web.AppRunner(bolt.server(path="/slack/events").web_app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()
