"""`python -m tests.measure.slack_bench HOME`: how fast Slack is told "received", and what a /code costs this process.

Slack and the people in it run in a process of their own, so that only the adapter and the assistant are counted.
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
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack")]

from slack_desk import settings_for  # noqa: E402
from slack_server import SlackServer  # noqa: E402

AT_ONCE, ONE_BY_ONE, ROUNDS = 100, 200, 5
CODES = ("E11.9", "I10", "27257", "99213", "J44.9", "K21.9", "45385", "20610", "E11.65", "R07.9")


def main() -> None:
    """Print the figures; nothing here passes or fails."""
    from adapters.messaging.loop import run_serving

    if sys.argv[1] == "people":
        asyncio.run(_people())
    else:
        logging.disable(logging.CRITICAL)
        run_serving(_adapter(Path(sys.argv[1]).resolve()))


async def _adapter(home: Path) -> None:
    from adapters.slack import create_slack_app
    from adapters.slack.run import http, shared_session
    from bot.app import create_app

    people = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.measure.slack_bench", "people", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert people.stdin is not None
    assert people.stdout is not None

    async def ask(line: str) -> Any:
        assert people.stdin is not None
        assert people.stdout is not None
        people.stdin.write(f"{line}\n".encode())
        await people.stdin.drain()
        return json.loads(await people.stdout.readline())

    server = SlackServer()
    server.api_url = json.loads(await people.stdout.readline())
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
                print(
                    f"ack, {AT_ONCE} at once, median of {ROUNDS} runs:  p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   worst {max(r['p99'] for r in rounds):.1f} ms"
                )
                said = sum(r["messages"] for r in rounds)
                print(f"answers to {AT_ONCE * ROUNDS} at once: {said}; last one after {max(r['all'] for r in rounds):.1f} s")
    people.stdin.close()
    await people.wait()


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
