"""`python -m tests.measure.slack_bench HOME`: how fast Slack is told "received", and what a /code costs this process.

With `floor` in place of HOME: what a Bolt app costs that has no assistant behind it. Slack and the people in it run in a process of
their own, so that only the adapter and the assistant are counted.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from slack_desk import settings_for  # noqa: E402
from slack_server import SIGNING_SECRET, SlackServer  # noqa: E402

AT_ONCE, ONE_BY_ONE, ROUNDS = 100, 200, 5
CODES = ("E11.9", "I10", "27257", "99213", "J44.9", "K21.9", "45385", "20610", "E11.65", "R07.9")


def main() -> None:
    """Print the figures; nothing here passes or fails."""
    from adapters.messaging.loop import run_serving

    if sys.argv[1] == "people":
        asyncio.run(_people())
    elif sys.argv[1] == "floor":
        logging.disable(logging.CRITICAL)
        run_serving(_floor())
    else:
        logging.disable(logging.CRITICAL)
        run_serving(_adapter(Path(sys.argv[1]).resolve()))


async def _adapter(home: Path) -> None:
    from adapters.slack import create_slack_app
    from adapters.slack.run import http, shared_session
    from bot.app import create_app

    async with people() as (server, ask):
        with tempfile.TemporaryDirectory() as state:
            async with create_app(settings_for(home, Path(state), server)) as app:
                bolt = create_slack_app(app)
                async with shared_session(bolt), http(bolt) as port:
                    await ask(f"http://127.0.0.1:{port}/slack/events")
                    await ask("warm")
                    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
                    before = time.process_time()
                    acks = await ask("one by one")
                    await bolt.edge.idle()
                    spent = (time.process_time() - before) / ONE_BY_ONE * 1e3
                    print(f"CPU of this process per /code, edge and answer:  {spent:6.1f} ms")
                    print(f"ack, one by one:                    p50 {acks['p50']:6.1f} ms   p99 {acks['p99']:6.1f} ms")
                    rounds = [await ask("at once") for _ in range(ROUNDS)]
                    p50, p99 = (statistics.median(r[name] for r in rounds) for name in ("p50", "p99"))
                    worst = max(r["p99"] for r in rounds)
                    print(f"ack, {AT_ONCE} at once, median of {ROUNDS} runs:  p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   worst {worst:.1f} ms")
                    said = sum(r["messages"] for r in rounds)
                    print(f"answers to {AT_ONCE * ROUNDS} at once: {said}; last one after {max(r['all'] for r in rounds):.1f} s")


@asynccontextmanager
async def people() -> AsyncIterator[tuple[SlackServer, Callable[[str], Awaitable[Any]]]]:
    """Slack and the people in it, in a process of their own: where its API is, and how they are told what to do."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.measure.slack_bench", "people", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    told, heard = process.stdin, process.stdout
    assert told is not None
    assert heard is not None

    async def ask(line: str) -> Any:
        told.write(f"{line}\n".encode())
        await told.drain()
        return json.loads(await heard.readline())

    server = SlackServer()
    server.api_url = json.loads(await heard.readline())
    yield server, ask
    told.close()
    await process.wait()


async def _floor() -> None:
    """What the libraries alone cost: a Bolt app on aiohttp that answers every /code with the same card and knows nothing."""
    from aiohttp import web
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    async with people() as (server, ask):
        bolt = AsyncApp(client=AsyncWebClient("xoxb-1", base_url=server.api_url), signing_secret=SIGNING_SECRET)
        fields = [{"type": "mrkdwn", "text": f"*Field {n}*\n{'words of a row ' * 8}"} for n in range(8)]
        blocks = [{"type": "section", "fields": fields}]

        @bolt.command("/code")
        async def code(ack: AsyncAck, respond: AsyncRespond) -> None:
            await ack()
            await respond(text="answer", blocks=blocks, response_type="ephemeral")

        runner = web.AppRunner(bolt.web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await ask(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        await ask("warm")
        before = time.process_time()
        await ask("one by one")
        spent = (time.process_time() - before) / ONE_BY_ONE * 1e3
        print(f"CPU of an empty Bolt app per /code: {spent:6.1f} ms, load {os.getloadavg()[0]:.1f}")
        await runner.cleanup()


async def _people() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with SlackServer() as slack:
        _say(slack.api_url)
        slack.deliver_to = (await reader.readline()).decode().strip()
        _say("ready")
        while line := (await reader.readline()).decode().strip():
            slack.messages.clear()
            started = time.perf_counter()
            if line == "at once":
                acks = await asyncio.gather(*(slack.person(f"U{n}").slash(f"/code {CODES[n % len(CODES)]}") for n in range(AT_ONCE)))
                count = AT_ONCE
            else:
                count = ONE_BY_ONE if line == "one by one" else 30
                acks = []
                for n in range(count):
                    acks.append(await slack.person(f"U{n % 7}").slash(f"/code {CODES[n % len(CODES)]}"))
                    await slack.until(lambda n=n: len(slack.messages) > n, 120)
            await slack.until(lambda count=count: len(slack.messages) >= count, 120)
            times = sorted(a.seconds * 1e3 for a in acks)
            assert all(a.ok for a in acks)
            figures = {"p50": statistics.median(times), "p99": times[int(len(times) * 0.99) - 1], "messages": len(slack.messages)}
            _say({**figures, "all": time.perf_counter() - started})


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
