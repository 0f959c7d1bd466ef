"""`make load`: mixed traffic through Slack, Discord and the web page of one process, growing until the 95th percentile passes 500 ms.

Who asks runs in a process of its own, on the other core; a third process with an idle loop shows what the machine alone does. First
what each kind of turn costs; then the growing traffic; last, with `--minutes`, steady traffic with the memory of every minute. Bounded
in rate and time. The figures go to `--out` as JSON, the curves as SVG beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack", "discord")]

from discord_server import DiscordServer  # noqa: E402
from slack_desk import settings_for  # noqa: E402
from slack_server import SlackServer  # noqa: E402

from tests.measure import full_set, load_plain, load_plot  # noqa: E402
from tests.measure.bases import TODAY, say  # noqa: E402
from tests.measure.load_people import SHARES  # noqa: E402

RATES = (5, 10, 20, 30, 40, 50, 60, 70, 80, 100, 120, 150)
"""Turns a second."""
STEP, KIND, WARM = 20.0, 60, 10.0
"""Seconds of a step; turns of a kind; seconds before anything is measured."""
TOO_SLOW = 500.0
"""Milliseconds of the 95th percentile at which the traffic stops growing."""
STEADY = 20
"""Turns a second while memory is looked at."""
STARTS = ("E1", "I2", "M1", "S5", "J4", "K5", "Z7", "C5", "N1", "F3")
"""Sixty diagnoses of each are asked for."""
CODES = ["99213", "99214", "27257", "45385", "20610", "93000", "J3301", "E11.9", "I10", "J44.1", "M17.11", "S52.501A"]
"""Of other systems than the diagnoses that are drawn from the base, and those that the plain pipeline is asked for."""
_TICK = 0.01


class Late:
    """How late a loop is, in milliseconds, since it was last asked."""

    def __init__(self) -> None:
        self._late: list[float] = []

    async def watch(self) -> None:
        """Until it is cancelled."""
        while True:
            due = time.perf_counter() + _TICK
            await asyncio.sleep(_TICK)
            self._late.append(1000 * (time.perf_counter() - due))

    def p99(self) -> float:
        """99th percentile of what came since the last call."""
        late, self._late = sorted(self._late), []
        return late[int(0.99 * (len(late) - 1))] if late else 0.0


def megabytes() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Other:
    """A process of ours that does what it is told by lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def started(cls, *arguments: str, core: int) -> Other:
        """Start it on a core of its own."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24
        )
        os.sched_setaffinity(process.pid, {core % (os.cpu_count() or 1)})
        return cls(process)

    async def heard(self) -> Any:
        """The next line."""
        assert self._process.stdout is not None
        return json.loads(await self._process.stdout.readline())

    async def told(self, **order: Any) -> Any:
        """Tell, and hear what came of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(order)}\n".encode())
        await self._process.stdin.drain()
        return await self.heard()

    async def end(self) -> None:
        """No more orders."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def served(home: Path, state: Path, people: Other) -> AsyncIterator[tuple[Any, str]]:
    """The assistant with Slack over HTTP, Discord over its gateway and the web page; gives it and the page's address."""
    from adapters.discord.run import serve as serve_discord
    from adapters.ops.server import listening
    from adapters.ops.server import served as served_web
    from adapters.slack import create_slack_app
    from adapters.slack.run import http, shared_session
    from adapters.web.app import create_web_app
    from adapters.web.edge import Edge
    from bot.app import create_app
    from knowledge.model import System

    slack, discord, addresses = SlackServer(), DiscordServer(), await people.heard()
    slack.api_url = addresses["slack"]
    async with create_app(settings_for(home, state, slack, discord={"token": discord.token})) as app:
        bolt, stop, web = create_slack_app(app), asyncio.Event(), Edge(app)
        with discord.addressed(addresses["discord"]), app.knowledge.use() as snapshot:
            hits = [hit for start in STARTS for hit in snapshot.catalog.starting_with(start, 60, TODAY)]
            codes = [hit.code for hit in hits if hit.system is System.ICD10CM] + CODES * 15
            async with shared_session(bolt), http(bolt) as port, served_web(create_web_app(app, web), listening("127.0.0.1", 0)) as page:
                serving = asyncio.create_task(serve_discord(app, stop))
                address = f"http://127.0.0.1:{page}"
                await people.told(slack=f"http://127.0.0.1:{port}/slack/events", web=address, codes=codes)
                yield (app, bolt, web), address
                stop.set()
                await serving
                await web.drain(5)


async def _measured(do: Callable[[], Any], late: Late) -> dict[str, Any]:
    late.p99()
    before = time.process_time()
    came = await do()
    answers = max(1, came["asked"] - came["lost"])
    return {**came, "cpu": 1000 * (time.process_time() - before) / answers, "late": late.p99(), "memory": megabytes(), "load": os.getloadavg()[0]}


async def growing(people: Other, idle: Other, late: Late, rates: tuple[int, ...], platform: str = "") -> list[dict[str, Any]]:
    """The traffic, step by step, until it is too slow."""
    steps = []
    say("  a second   answered     p50     p95     p99   CPU ms   loop late p99   idle loop    MB   lost")
    for rate in rates:
        await idle.told(do="begin")
        came = await _measured(lambda rate=rate: people.told(do="paced", rate=rate, seconds=STEP, platform=platform), late)
        came |= {"rate": rate, "answered": (came["asked"] - came["lost"]) / came["seconds"], "idle": await idle.told(do="end")}
        steps.append(came)
        say(
            f"{rate:10} {came['answered']:10.1f} {came['p50']:7.0f} {came['p95']:7.0f} {came['p99']:7.0f} {came['cpu']:8.1f} "
            f"{came['late']:15.0f} {came['idle']:11.1f} {came['memory']:5.0f} {came['lost']:6}"
        )
        if came["p95"] > TOO_SLOW:
            break
    return steps


async def beside(rates: tuple[int, ...]) -> list[dict[str, Any]]:
    """The plain pipeline, in Slack alone, under the same turns."""
    late = Late()
    people = await Other.started("-m", "tests.measure.load_people", core=1)
    idle = await Other.started("-m", "tests.measure.load_idle", core=0)
    addresses = await people.heard()
    async with load_plain.served(addresses["slack"]) as address:
        os.sched_setaffinity(0, {0})
        watching = asyncio.create_task(late.watch())
        await people.told(slack=address, web="", codes=CODES)
        await people.told(do="paced", rate=5, seconds=WARM, platform="slack")
        steps = await growing(people, idle, late, rates, "slack")
        watching.cancel()
        await people.end()
        await idle.end()
    return steps


async def load(home: Path, minutes: int, rates: tuple[int, ...]) -> dict[str, Any]:
    """All figures."""
    late, found = Late(), {"kinds": {}, "steps": [], "memory": []}
    people = await Other.started("-m", "tests.measure.load_people", core=1)
    idle = await Other.started("-m", "tests.measure.load_idle", core=0)
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as state:
        async with served(home, Path(state), people):
            watching = asyncio.create_task(late.watch())
            await people.told(do="paced", rate=5, seconds=WARM)
            for kind in SHARES:
                for platform in ("slack", "discord", "web"):
                    found["kinds"][f"{kind} {platform}"] = came = await _measured(
                        lambda kind=kind, platform=platform: people.told(do="in turn", kind=kind, platform=platform, count=KIND), late
                    )
                    say(f"{kind:6} {platform:8} {came['cpu']:6.1f} ms CPU an answer, edge and page included; {came['lost']} of {came['asked']} lost")
            found["steps"] = await growing(people, idle, late, rates)
            for minute in range(minutes):
                came = await _measured(lambda: people.told(do="paced", rate=STEADY, seconds=60), late)
                found["memory"].append({"minute": minute + 1, **came})
                say(f"minute {minute + 1:3}: {came['memory']:7.1f} MB, p95 {came['p95']:5.0f} ms, {came['lost']} lost")
            watching.cancel()
            await people.end()
            await idle.end()
    return found


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path, nargs="?", help="a CODERLY_HOME with a knowledge base; else one of all public files")
    parser.add_argument("--minutes", type=int, default=0, help="steady traffic at the end, with the memory of every minute (30 for the promise)")
    parser.add_argument("--plain", action="store_true", help="the plain pipeline, in place of ours")
    parser.add_argument("--rates", type=int, nargs="*", default=RATES)
    parser.add_argument("--out", type=Path, default=Path("var/measure/load"))
    arguments = parser.parse_args()
    home = arguments.home or (None if arguments.plain else full_set.home())
    if home is None and not arguments.plain:
        say("load: not measured; set CODERLY_TEST_DATA to the folder with the public files.")
        return
    from adapters.messaging.loop import run_serving

    logging.disable(logging.CRITICAL)
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    found: dict[str, Any] = {}

    async def run() -> None:
        rates = tuple(arguments.rates)
        if home is None:
            found.update({"kinds": {}, "memory": [], "steps": await beside(rates)})
        else:
            found.update(await load(home.resolve(), min(arguments.minutes, 60), rates))

    run_serving(run())
    name = "plain" if arguments.plain else "load"
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / f"{name}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    for drawn, drawing in load_plot.curves(found).items():
        (arguments.out / f"{name}-{drawn}.svg").write_text(drawing, encoding="utf-8")
    say(f"figures and curves are in {arguments.out}")


if __name__ == "__main__":
    main()
