"""`python -m tests.measure.discord_bench HOME [HOURS]`: first response under 50 interactions at once, then hours of reconnects.

Discord and the people in it run in a process of their own, so that only the adapter and the assistant are counted.
One simulated hour: the session is resumed, moved (op 7), broken off, and every third time invalid; questions in between, and
one while the connection is down. Every question is to be answered once, and nothing may grow.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "discord")]

from discord_desk import settings_for  # noqa: E402
from discord_server import BOT, DiscordServer  # noqa: E402

AT_ONCE, ONE_BY_ONE, ROUNDS, HOURS = 50, 100, 5, 24
CODES = ("E11.9", "I10", "27257", "99213", "J44.9", "K21.9", "45385", "20610", "E11.65", "R07.9")
Ask = Callable[[str], Awaitable[Any]]


def main() -> None:
    """Print the figures; nothing here passes or fails."""
    from adapters.messaging.loop import run_serving

    if sys.argv[1] == "people":
        asyncio.run(_people())
    else:
        logging.disable(logging.CRITICAL)
        run_serving(_adapter(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else HOURS))


async def _adapter(home: Path, hours: int) -> None:
    from adapters.discord.edge import Edge
    from adapters.discord.run import serve
    from bot.app import create_app

    server = DiscordServer()
    async with _other_process() as (address, ask):
        with tempfile.TemporaryDirectory() as state, server.addressed(address):
            async with create_app(settings_for(home, Path(state), discord={"token": server.token})) as app:
                edge, stop = Edge(app), asyncio.Event()
                serving = asyncio.create_task(serve(app, stop, edge=edge, pauses=(0.05,)))
                await ask("connected")
                await ask("warm")
                print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
                await _first_responses(ask, edge)
                await _hours(ask, edge, hours)
                stop.set()
                await serving


async def _first_responses(ask: Ask, edge: Any) -> None:
    before = time.process_time()
    acks = await ask("one by one")
    await edge.idle()
    print(f"CPU of this process per /code, edge and answer:  {(time.process_time() - before) / ONE_BY_ONE * 1e3:6.1f} ms")
    print(f"first response, one by one:                   p50 {acks['p50']:6.1f} ms   p99 {acks['p99']:6.1f} ms")
    rounds = [await ask("at once") for _ in range(ROUNDS)]
    p50, p99 = (statistics.median(r[name] for r in rounds) for name in ("p50", "p99"))
    worst = max(r["p99"] for r in rounds)
    print(f"first response, {AT_ONCE} at once, median of {ROUNDS} runs:  p50 {p50:6.1f} ms   p99 {p99:6.1f} ms   worst {worst:.1f} ms")
    print(f"answers to {AT_ONCE * ROUNDS} at once: {sum(r['answers'] for r in rounds)}; last one after {max(r['all'] for r in rounds):.1f} s")


async def _hours(ask: Ask, edge: Any, hours: int) -> None:
    totals: Counter[str] = Counter()
    print("hour  tasks  objects    MB   (after a collection)")
    for hour in range(1, hours + 1):
        totals.update(await ask(f"hour {hour}"))
        await edge.idle()
        gc.collect()
        if hour in (1, 2, 3) or hour % 3 == 0:
            print(f"{hour:4}  {len(asyncio.all_tasks()):5}  {len(gc.get_objects()):7,}  {_megabytes():5.1f}")
    print(f"{hours} h: {dict(totals)}, counted by the edge: {dict(edge.counts)}")


def _megabytes() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextlib.asynccontextmanager
async def _other_process() -> AsyncIterator[tuple[str, Ask]]:
    people = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.measure.discord_bench", "people", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert people.stdin is not None
    assert people.stdout is not None
    write, read = people.stdin, people.stdout

    async def ask(line: str) -> Any:
        write.write(f"{line}\n".encode())
        await write.drain()
        return json.loads(await read.readline())

    yield json.loads(await read.readline()), ask
    write.close()
    await people.wait()


async def _people() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with DiscordServer() as discord:
        _say(discord.address)
        while line := (await reader.readline()).decode().strip():
            discord.messages.clear()
            discord.calls.clear()
            if line == "connected":
                await discord.until(lambda: discord.connected, 60)
                _say("ready")
            elif line.startswith("hour"):
                _say(await _hour(discord, int(line.split()[1])))
            else:
                _say(await _commands(discord, line))


async def _commands(discord: DiscordServer, line: str) -> dict[str, float]:
    started = time.perf_counter()
    count = {"at once": AT_ONCE, "one by one": ONE_BY_ONE}.get(line, 30)
    if line == "at once":
        acks = await asyncio.gather(*(discord.slash("ann", "code", query=CODES[n % len(CODES)]) for n in range(count)))
    else:
        acks = []
        for n in range(count):
            acks.append(await discord.slash("ann", "code", query=CODES[n % len(CODES)]))
            await discord.until(lambda n=n: len(discord.messages) > n)
    await discord.until(lambda: len(discord.messages) >= count, 120)
    times = sorted(ack.seconds * 1e3 for ack in acks)
    figures = {"p50": statistics.median(times), "p99": times[int(len(times) * 0.99) - 1], "answers": len(discord.messages)}
    return {**figures, "all": time.perf_counter() - started}


async def _hour(discord: DiscordServer, hour: int) -> dict[str, int]:
    """Reconnects of all kinds with questions around them; how many were asked, answered, answered twice or lost."""
    breaks: list[Callable[[], Any]] = [lambda: discord.close(4000), discord.ask_to_reconnect, discord.reset]
    breaks += [discord.invalidate] if hour % 3 == 0 else [lambda: discord.close(1001)]
    asked = []
    for n, broken in enumerate(breaks):
        before = discord.resumed + discord.identified
        asked.append(await discord.says("ann", f"<@{BOT}> {CODES[(hour + n) % len(CODES)]}"))
        result = broken()
        if result is not None:
            await result
        if broken != discord.invalidate:  # what comes between two sessions is Discord's to lose
            asked.append(await discord.says("ann", f"<@{BOT}> {CODES[(hour + n + 3) % len(CODES)]}"))
        await discord.until(lambda before=before: discord.resumed + discord.identified > before and discord.connected, 60)
    answers: Counter[str] = Counter()

    def all_there() -> bool:
        answers.clear()
        answers.update(str(m["channel_id"]) for m in discord.messages)
        return all(answers[one] for one in asked)

    with contextlib.suppress(AssertionError):
        await discord.until(all_there, 30)
    once = sum(answers[one] == 1 for one in asked)
    twice = sum(answers[one] > 1 for one in asked)
    return {"asked": len(asked), "once": once, "twice": twice, "lost": len(asked) - once - twice, "reconnects": len(breaks)}


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
