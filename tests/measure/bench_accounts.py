"""What the gate of accounts adds to a look-up: `python -m tests.measure.bench --only accounts`."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bot.accounts.gate import PageGate
from bot.pipeline.chain import Chain
from bot.settings import AccountSettings, Plan
from bot.store import Role, Store
from bot.turns import Reply
from tests.measure.bases import say

RUNS = 500
_ON = date(2026, 5, 1)


def main() -> None:
    """The time that `PageGate.passed` takes, on a SQLite file, for each kind of person."""
    say("the gate of accounts ...")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> None:
    metered, plan_open = AccountSettings(plan=Plan.METERED, registered_views=5), AccountSettings()  # type: ignore[call-arg]
    print(f"{'the gate, milliseconds (SQLite file)':52} {'p50':>8} {'p95':>8}")
    async with await Store.open(f"sqlite:///{folder}/state.sqlite", "of the bench") as store:
        guest = await store.people.ensure("slack:T1:U1", Role.GUEST)
        others = [await store.people.ensure(f"slack:T1:V{number}", Role.GUEST) for number in range(RUNS)]
        member = await store.people.ensure("slack:T1:U2", Role.MEMBER)
        chain: Any = Chain  # not asked where a page is granted
        reply = Reply(verdict="99213", topic="codes", codes=("99213",))
        for name, settings, people in (
            ("open plan", plan_open, [member] * RUNS),
            ("metered, a member", metered, [member] * RUNS),
            ("metered, a guest's page, counted", metered, others),
            ("metered, a page counted before on that day", metered, [guest] * RUNS),
        ):
            gate, times = PageGate(settings, store.page_views), []
            for person in people:
                started = time.perf_counter()
                await gate.passed(reply, person, chain, _ON, admin=False)
                times.append((time.perf_counter() - started) * 1e3)
            print(f"{name:52} {statistics.median(times):8.3f} {statistics.quantiles(times, n=20)[-1]:8.3f}", flush=True)
