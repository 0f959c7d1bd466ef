"""People of `make load`: they ask in the Slack and the Discord of the tests and on the web page, at a pace, from a process of their own."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes",)]

from discord_server import USERS, DiscordServer  # noqa: E402
from selectolax.lexbor import LexborHTMLParser  # noqa: E402
from slack_server import SlackServer  # noqa: E402

SHARES = {"code": 70, "ask": 15, "check": 10, "case": 5}
"""Of a hundred turns."""
PLATFORMS = {"slack": 60, "discord": 25, "web": 15}
"""Of a hundred turns."""
PATIENCE = 30.0
"""Seconds until a turn without an answer counts as lost."""
PEOPLE = 400
"""Who take turns in Slack, and in Discord: in Slack an answer is known by whom it is for."""
_PAGES = 24
_QUESTIONS = Path(__file__).parents[1] / "eval" / "questions.jsonl"
_JOINTS = ("right knee", "left knee", "right shoulder", "left hip")
_ILLS = ("type 2 diabetes with neuropathy", "essential hypertension", "COPD with acute exacerbation", "hyperlipidemia", "hypothyroidism", "GERD")


@dataclass
class Words:
    """What is asked, drawn with a seed so that every run asks the same."""

    codes: list[str]
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def __post_init__(self) -> None:
        self._questions = [json.loads(line)["question"] for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]

    def kind(self) -> str:
        """The next turn's kind, by its share."""
        return self.chance.choices(list(SHARES), list(SHARES.values()))[0]

    def platform(self) -> str:
        """Where it is asked."""
        return self.chance.choices(list(PLATFORMS), list(PLATFORMS.values()))[0]

    def of(self, kind: str) -> str:
        """The text of a turn."""
        draw = self.chance
        if kind == "code":
            return draw.choice(self.codes)
        if kind == "ask":
            return str(draw.choice(self._questions))
        if kind == "check":
            second = draw.choice(("20610-RT", "93000", "45385, 45380-59", "11042, 97597", "J3301 x4", "36415"))
            state = draw.choice(("CA", "TX", "NY", "FL", "OH"))
            visit, diagnosis = draw.choice(("99213-25", "99214-25", "99215")), draw.choice(("M17.11", "I10", "E11.9", "K63.5"))
            return f"{visit}, {second}; dx {diagnosis}; dos 2026-05-05; state {state}"
        joint, (one, two) = draw.choice(_JOINTS), draw.sample(_ILLS, 2)
        return (
            f"{draw.randint(40, 80)}-year-old with {one} and {two} seen for {joint} pain after a fall. No chest pain, no fever. "
            f"Exam: swelling of the {joint}, range of motion reduced. X-ray shows no fracture. "
            f"Assessment: osteoarthritis of the {joint}; {one}, stable; {two}. Plan: triamcinolone 40 mg injected, physical therapy, return in six weeks."
        )


class _Told(list[Any]):
    """A server's list of messages that tells who waits, and keeps none: half an hour of them would be measured, too."""

    def __init__(self, tell: Callable[[Any], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, message: Any) -> None:
        self._tell(message)


class People:
    """All who ask; `ask` gives how long an answer took."""

    def __init__(self, slack: SlackServer, discord: DiscordServer, web: str, words: Words) -> None:
        self.words = words
        self._slack, self._discord, self._web = slack, discord, web
        self._users = itertools.cycle(f"U{n}" for n in range(PEOPLE))
        self._waiting: dict[str, asyncio.Future[None]] = {}
        members = {f"member {n}": 10_000 + n for n in range(PEOPLE)}
        USERS.update(members)
        self._members = itertools.cycle(members)
        slack.messages = _Told(lambda message: self._answered(message.only_for))
        discord.messages = _Told(lambda message: self._answered(message["path"].split("/")[3].removeprefix("t") if "webhooks" in message["path"] else ""))
        self._pages: list[tuple[aiohttp.ClientSession, str]] = []

    async def open_pages(self, count: int) -> None:
        """Load the web page, each in a browser of its own."""
        for _ in range(count):
            http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))  # an address without a name
            async with http.get(self._web) as page:
                field_ = LexborHTMLParser(await page.text()).css_first('input[name="csrf"]')
            self._pages.append((http, str(field_.attributes["value"]) if field_ else ""))

    async def close(self) -> None:
        """Leave the pages."""
        for http, _ in self._pages:
            await http.close()

    async def ask(self, kind: str, platform: str) -> float | None:
        """Seconds from asking to the whole answer; None without one."""
        how: dict[str, Callable[[str, str], Awaitable[None]]] = {"slack": self._in_slack, "discord": self._in_discord, "web": self._on_the_page}
        text, begun = self.words.of(kind), time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await how[platform](kind, text)
        except (TimeoutError, aiohttp.ClientError):
            return None
        return time.perf_counter() - begun

    async def _in_slack(self, kind: str, text: str) -> None:
        user = next(self._users)
        answered = self._waiting[user] = asyncio.get_running_loop().create_future()
        ack = await self._slack.person(user).slash(f"/{kind} {text}")
        if not ack.ok:
            raise TimeoutError
        await answered

    async def _in_discord(self, kind: str, text: str) -> None:
        if kind == "case":  # a note goes through a form there; a mention would open a thread
            kind, text = "ask", f"/case {text}"
        option = {"code": "query", "ask": "question", "check": "claim"}[kind]
        ack = await self._discord.slash(next(self._members), kind, **{option: text})
        answered = self._waiting[ack.interaction] = asyncio.get_running_loop().create_future()
        await answered

    async def _on_the_page(self, kind: str, text: str) -> None:
        http, csrf = self.words.chance.choice(self._pages)
        said = text if kind == "ask" else f"/{kind} {text}"
        fields = {"csrf": csrf, "id": secrets.token_hex(8), "text": said}
        async with http.post(f"{self._web}/say", data=fields, headers={"accept": "text/event-stream"}) as answer:
            if "event: end" not in await answer.text():
                raise TimeoutError

    def _answered(self, whose: str) -> None:
        waiting = self._waiting.pop(whose, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)


async def paced(people: People, rate: float, seconds: float, kinds: tuple[str, ...] = (), platform: str = "") -> dict[str, Any]:
    """Turns at random moments, `rate` a second on average, whether or not the ones before are answered; what came of them."""
    tasks: list[tuple[str, asyncio.Task[float | None]]] = []
    begun, due = time.perf_counter(), 0.0
    while (due := due + people.words.chance.expovariate(rate)) < seconds:
        await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
        kind = people.words.chance.choice(kinds) if kinds else people.words.kind()
        tasks.append((kind, asyncio.create_task(people.ask(kind, platform or people.words.platform()))))
    taken = [await task for _, task in tasks]
    ordered = sorted(1000 * one for one in taken if one is not None)
    share = lambda part: ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("inf")  # noqa: E731
    return {
        "asked": len(tasks),
        "lost": taken.count(None),
        "p50": share(0.5),
        "p95": share(0.95),
        "p99": share(0.99),
        "seconds": time.perf_counter() - begun,
    }


async def in_turn(people: People, kind: str, platform: str, count: int) -> dict[str, Any]:
    """One after the other."""
    taken = [await people.ask(kind, platform) for _ in range(count)]
    return {"asked": count, "lost": taken.count(None)}


async def serve_people() -> None:
    """Do what is told line by line on standard input, each answered by a line of JSON."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with SlackServer() as slack, DiscordServer() as discord:
        _say({"slack": slack.api_url, "discord": discord.address})
        told = json.loads(await reader.readline())
        slack.deliver_to = told["slack"]
        if told["web"]:
            await discord.until(lambda: discord.connected, 60)
        people = People(slack, discord, told["web"], Words(told["codes"]))
        await people.open_pages(_PAGES if told["web"] else 0)
        _say("ready")
        while line := await reader.readline():
            order = json.loads(line)
            if order["do"] == "paced":
                _say(await paced(people, order["rate"], order["seconds"], tuple(order.get("kinds", ())), order.get("platform", "")))
            else:
                _say(await in_turn(people, order["kind"], order["platform"], order["count"]))
            slack.calls.clear()
            discord.calls.clear()
        await people.close()


def _say(value: Any) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    asyncio.run(serve_people())
