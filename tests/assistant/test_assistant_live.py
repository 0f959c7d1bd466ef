"""Replies that change while something long goes on."""

from __future__ import annotations

import asyncio

from bot.live import LiveReplies, Show
from bot.turns import Outcome, Reply


def failed(error: Exception) -> Reply:
    return Reply(verdict=f"failed: {type(error).__name__}", outcome=Outcome.FAILED)


async def followed(live: LiveReplies, identity: str) -> list[tuple[str, bool]]:
    return [(reply.verdict, bool(reply.live)) async for reply in live.follow(identity)]


async def test_every_state_is_seen_in_order_and_only_the_last_one_is_final() -> None:
    live = LiveReplies(failed)

    async def work(show: Show) -> Reply:
        for step in "abc":
            show(Reply(verdict=step))
            await asyncio.sleep(0.01)
        return Reply(verdict="done")

    first = live.begin(Reply(verdict="begun"), work)
    assert first.live
    assert await followed(live, first.live) == [("begun", True), ("a", True), ("b", True), ("c", True), ("done", False)]
    assert await followed(live, first.live) == [("done", False)], "whoever comes late sees how it ended"


async def test_who_looks_slowly_skips_states_but_never_the_last() -> None:
    live = LiveReplies(failed)

    async def work(show: Show) -> Reply:
        for step in range(50):
            show(Reply(verdict=str(step)))
            await asyncio.sleep(0)
        return Reply(verdict="done")

    seen = []
    async for reply in live.follow(live.begin(Reply(verdict="begun"), work).live):
        seen.append(reply.verdict)
        await asyncio.sleep(0.02)
    assert (seen[0], seen[-1]) == ("begun", "done")
    assert len(seen) < 10


async def test_work_that_fails_ends_with_a_word_and_an_unknown_id_with_nothing() -> None:
    live = LiveReplies(failed)

    async def work(show: Show) -> Reply:
        raise ValueError("text of somebody")

    assert (await followed(live, live.begin(Reply(verdict="begun"), work).live))[-1] == ("failed: ValueError", False)
    assert await followed(live, "no such work") == []


async def test_work_goes_on_when_nobody_looks_and_ends_with_the_process() -> None:
    live = LiveReplies(failed)
    ended = asyncio.Event()

    async def work(show: Show) -> Reply:
        await asyncio.sleep(0.01)
        ended.set()
        return Reply(verdict="done")

    async def endless(show: Show) -> Reply:
        await asyncio.Event().wait()
        return Reply(verdict="never")

    live.begin(Reply(verdict="begun"), work)
    await asyncio.wait_for(ended.wait(), 5)
    live.begin(Reply(verdict="begun"), endless)
    await asyncio.wait_for(live.close(), 5)
