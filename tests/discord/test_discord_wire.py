"""The connection itself, over loopback: resumes, rate limits, resets, close codes, a first connection that fails, the end."""

from __future__ import annotations

import asyncio
import gc
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import KeepAliveHandler
from discord_desk import CALM, SOON, settings_for
from discord_server import BOT, CHANNEL, DiscordServer

from adapters.discord.edge import Edge
from adapters.discord.run import only_process, serve
from adapters.messaging.errors import Misconfigured
from bot.app import App, create_app

ME = f"<@{BOT}>"


@dataclass
class Wire:
    """Discord, the adapter that serves it, and the assistant."""

    discord: DiscordServer
    edge: Edge
    app: App
    serving: asyncio.Task[None]
    stop: asyncio.Event

    async def answered(self, text: str, count: int = 1) -> list[dict[str, Any]]:
        """Until so many messages say that, and a moment for one too many."""
        await self.discord.until(lambda: len(self.discord.answers(text)) >= count)
        await self.edge.idle()
        return self.discord.answers(text)

    async def resumed(self, times: int) -> None:
        """Until the bot has come back so often."""
        await self.discord.until(lambda: self.discord.resumed >= times and self.discord.connected)


@asynccontextmanager
async def wired(home: Path, state: Path, server: DiscordServer, **options: Any) -> AsyncIterator[Wire]:
    options = {"discord": {"token": server.token}, "runtime": {"drain": 2.0}} | options
    async with create_app(settings_for(home, state, **options)) as app:
        edge, stop = Edge(app, CALM, again=SOON), asyncio.Event()
        with server.addressed():
            serving = asyncio.create_task(serve(app, stop, edge=edge, pauses=(0.05,)))
            try:
                await server.until(lambda: server.connected or serving.done())
                yield Wire(server, edge, app, serving, stop)
            finally:
                stop.set()
                await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture(autouse=True)
def _no_heartbeat_goes_on() -> Iterator[None]:
    """Whatever ended a connection, the library's thread that beats for it has ended, too."""
    yield
    assert [thread.name for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)] == []


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
async def wire(small_home: Path, tmp_path: Path, discord: DiscordServer) -> AsyncIterator[Wire]:
    async with wired(small_home, tmp_path, discord) as opened:
        yield opened


async def test_a_command_is_acknowledged_first_and_answered_then(wire: Wire) -> None:
    ack = await wire.discord.slash("ann", "code", query="E11.9")
    assert ack.type == 5
    assert len(await wire.answered("E11.9 can be reported")) == 1


async def test_what_came_while_the_connection_was_down_is_answered_once_after_the_resume(wire: Wire) -> None:
    await wire.discord.says("ann", f"{ME} E11.9")
    await wire.discord.close(4000)
    await wire.discord.says("ann", f"{ME} I10")
    await wire.resumed(1)
    assert len(await wire.answered("I10 can be reported")) == 1
    assert len(await wire.answered("E11.9 can be reported")) == 1


async def test_events_that_discord_replays_are_answered_once(wire: Wire) -> None:
    identity = await wire.discord.says("ann", f"{ME} E11.9")
    await wire.answered("E11.9 can be reported")
    for _ in range(3):
        await wire.discord.dispatch("MESSAGE_CREATE", wire.discord.message(identity, "ann", f"{ME} E11.9"))
    await wire.discord.says("ann", f"{ME} I10")
    await wire.answered("I10 can be reported")
    assert len(wire.discord.answers("E11.9 can be reported")) == 1
    assert wire.edge.counts["repeated"] == 3


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4007, 4009])
async def test_after_a_close_code_that_can_pass_the_bot_comes_back(wire: Wire, code: int) -> None:
    before = wire.discord.resumed + wire.discord.identified
    await wire.discord.close(code)
    await wire.discord.until(lambda: wire.discord.resumed + wire.discord.identified > before and wire.discord.connected)
    await wire.discord.slash("ann", "code", query="E11.9")
    assert len(await wire.answered("E11.9 can be reported")) == 1


async def test_a_session_that_is_over_is_begun_anew(wire: Wire) -> None:
    await wire.discord.invalidate()
    await wire.discord.until(lambda: wire.discord.identified == 2)
    await wire.discord.slash("ann", "code", query="E11.9")
    assert await wire.answered("E11.9 can be reported")


async def test_a_connection_that_is_reset_comes_back(wire: Wire) -> None:
    wire.discord.reset()
    await wire.discord.until(lambda: wire.discord.connected)
    await wire.discord.slash("ann", "code", query="E11.9")
    assert await wire.answered("E11.9 can be reported")


async def test_a_first_connection_that_fails_is_tried_again(small_home: Path, tmp_path: Path, discord: DiscordServer) -> None:
    discord.refuse_connections = 2
    async with wired(small_home, tmp_path, discord) as wire:
        await discord.until(lambda: discord.connected)
        assert wire.edge.counts["reconnected"] >= 1
        await discord.slash("ann", "code", query="E11.9")
        assert await wire.answered("E11.9 can be reported")


async def test_an_event_that_the_library_cannot_read_costs_a_new_client_and_nothing_else(wire: Wire) -> None:
    await wire.discord.dispatch("MESSAGE_CREATE", {"id": "not a number"})
    await wire.discord.until(lambda: wire.discord.identified == 2 and wire.discord.connected)
    await wire.discord.slash("ann", "code", query="E11.9")
    assert await wire.answered("E11.9 can be reported")


@pytest.mark.parametrize(
    ("code", "remedy"), [(4004, "CODERLY_DISCORD__TOKEN"), (4014, "Message Content intent"), (4013, "intents"), (4011, "SHARDS")]
)
async def test_what_asking_again_cannot_mend_ends_us_with_the_remedy(
    small_home: Path, tmp_path: Path, discord: DiscordServer, code: int, remedy: str
) -> None:
    discord.close_identify_with = code
    async with wired(small_home, tmp_path, discord) as wire:
        with pytest.raises(Misconfigured, match=remedy):
            await asyncio.wait_for(wire.serving, 20)


async def test_a_token_that_is_refused_ends_us_with_the_remedy(small_home: Path, tmp_path: Path, discord: DiscordServer) -> None:
    async with wired(small_home, tmp_path, discord, discord={"token": "MTAw.ABCDEF.revoked"}) as wire:
        with pytest.raises(Misconfigured, match="refuses the token"):
            await asyncio.wait_for(wire.serving, 20)


async def test_a_token_that_is_revoked_while_we_serve_ends_us(wire: Wire) -> None:
    wire.discord.token = "MTAw.ABCDEF.another"
    await wire.discord.close(4004)
    with pytest.raises(Misconfigured, match="CODERLY_DISCORD__TOKEN"):
        await asyncio.wait_for(wire.serving, 20)


async def test_one_process_serves_a_token(wire: Wire) -> None:
    with pytest.raises(Misconfigured, match="Another process"):
        await serve(wire.app, asyncio.Event())


async def test_a_process_serves_the_shard_that_it_is_given_beside_those_of_others(small_home: Path, tmp_path: Path, discord: DiscordServer) -> None:
    of_two = {"token": discord.token, "shards": 2, "shard": 1}
    async with wired(small_home, tmp_path, discord, discord=of_two) as wire:
        assert discord.shard == [1, 2]
        with only_process(wire.app.settings.home, discord.token):
            pass  # the other shard is free
        with pytest.raises(Misconfigured, match="Another process"), only_process(wire.app.settings.home, discord.token, 1):
            pass
    with pytest.raises(ValueError, match="counted from 0"):
        settings_for(small_home, tmp_path, discord={"shards": 2, "shard": 2})


async def test_a_rate_limit_is_waited_for_and_the_answer_comes_once(wire: Wire) -> None:
    wire.discord.fail("POST", r"^/channels/\d+/messages$", 429, retry_after=0.05, times=2)
    await wire.discord.says("ann", f"{ME} E11.9")
    assert len(await wire.answered("E11.9 can be reported")) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_is_tried_again(wire: Wire, status: int) -> None:
    wire.discord.fail("POST", r"^/channels/\d+/messages$", status)
    await wire.discord.says("ann", f"{ME} E11.9")
    assert len(await wire.answered("E11.9 can be reported")) == 1


async def test_a_call_whose_connection_is_reset_is_made_again_under_the_same_nonce(wire: Wire) -> None:
    wire.discord.fail("POST", r"^/channels/\d+/messages$", reset=True)
    await wire.discord.says("ann", f"{ME} E11.9")
    assert len(await wire.answered("E11.9 can be reported")) == 1
    sent = [call.body["nonce"] for call in wire.discord.calls if call.method == "POST" and call.path.endswith("/messages")]
    assert len(sent) == 2
    assert len(set(sent)) == 1


async def test_an_unknown_interaction_is_answered_by_direct_message(wire: Wire) -> None:
    wire.discord.fail("POST", "/callback$", 404, code=10062)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(wire.discord.slash("ann", "code", query="E11.9"), 0.5)
    (card,) = await wire.answered("E11.9 can be reported")
    assert card["path"] == "/channels/500/messages"


async def test_answers_that_are_being_made_go_out_before_the_end(small_home: Path, tmp_path: Path, discord: DiscordServer) -> None:
    async with wired(small_home, tmp_path, discord) as wire:
        await asyncio.gather(*(discord.slash("ann", "code", query="E11.9") for _ in range(8)))
        wire.stop.set()
        await wire.serving
        assert len(discord.answers("E11.9 can be reported")) == 8


async def test_what_was_accepted_at_the_end_is_answered_by_the_next_process(
    small_home: Path, tmp_path: Path, discord: DiscordServer
) -> None:
    async with wired(small_home, tmp_path, discord) as wire:
        wire.edge.draining = True
        await discord.says("ann", f"{ME} E11.9")
        await discord.until(lambda: wire.edge.counts["accepted"])
    assert discord.answers("E11.9") == []
    async with wired(small_home, tmp_path, discord) as wire:
        object.__setattr__(wire.edge.timing, "silent_for", 0.0)
        await wire.edge.take_over()
        assert len(await wire.answered("E11.9 can be reported")) == 1


async def test_reconnecting_leaves_no_tasks_behind(wire: Wire) -> None:
    async def round_of(number: int) -> int:
        await wire.discord.slash("ann", "code", query="E11.9")
        before = wire.discord.resumed + wire.discord.identified
        await (wire.discord.close(4000) if number % 3 else wire.discord.invalidate())
        await wire.discord.until(lambda: wire.discord.resumed + wire.discord.identified > before and wire.discord.connected)
        await wire.edge.idle()
        gc.collect()
        return len(asyncio.all_tasks())

    counts = [await round_of(number) for number in range(1, 13)]
    assert max(counts[6:]) <= max(counts[:6]), counts


async def test_nothing_that_we_send_can_ping_anybody(wire: Wire) -> None:
    await wire.discord.says("ann", f"{ME} @everyone <@401> E11.9")
    (card,) = await wire.answered("E11.9 can be reported")
    posted = [c.body for c in wire.discord.calls if c.path == f"/channels/{card['channel_id']}/messages" and c.method == "POST"]
    assert [body["allowed_mentions"] for body in posted] == [{"parse": []}]
    assert str(CHANNEL) not in json.dumps(posted[0]["components"])


async def test_we_join_threads_that_others_open_for_discord_tells_members_alone(wire: Wire) -> None:
    opened = wire.discord._thread(CHANNEL, 777, {"name": "Other matters"}) | {"owner_id": "402"}
    wire.discord.threads[777] = opened
    await wire.discord.dispatch("THREAD_CREATE", opened | {"newly_created": True})
    await wire.discord.until(lambda: wire.discord.called("PUT", "/channels/777/thread-members/@me"))
    wire.discord.calls.clear()
    await wire.discord.invalidate()  # a new session: what is open is looked at again
    await wire.discord.until(lambda: wire.discord.called("PUT", "/channels/777/thread-members/@me"))
