"""`make chaos`, or `python -m tests.chaos [FAULT…]`: each fault under a steady traffic, and a table. Status 1 if a promise was not kept.

CODERLY_CHAOS_RATE is how many questions a second are asked in Slack (2). With all faults it takes ten to fifteen minutes and ends by itself.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from processes_asking import Asking
from processes_fleet import Person

from tests.chaos.faults import FAULTS, Fault
from tests.chaos.stand import Stand, alone, environment_of, several
from tests.chaos.tally import HEAD, Tally, row, tally
from tests.chaos.traffic import Traffic

_CALM = 3.0
"""Seconds of traffic before a fault begins and after it ended."""
_PATIENCE = 90.0
"""Seconds after a fault in which everything has to be answered."""
_LONGEST = 15 * 60.0
"""Seconds after which no further fault is begun, from when everything runs."""
_DISK = "24m"


async def measured(fault: Fault, stand: Stand) -> Tally:
    """One fault under traffic."""
    await fault.prepare(stand)
    counted, said = stand.counted_twice(), len(stand.logged("chroma_not_asked"))
    async with AsyncExitStack() as stack:
        asking = await stack.enter_async_context(_page(stand)) if stand.web else None
        traffic = await stack.enter_async_context(Traffic(stand.slack, environment_of("CODERLY_CHAOS_RATE", 2.0), stand.right))
        await asyncio.sleep(_CALM)
        begun = time.monotonic()
        await fault.begin(stand)
        await asyncio.sleep(fault.seconds)
        await fault.end(stand)
        ended = time.monotonic()
        await asyncio.sleep(_CALM)
        traffic.stop()
        await traffic.settled(ended + _PATIENCE)
        await asyncio.sleep(2 * _CALM)  # what would come twice has come by then
    web = (asking.asked, len(asking.wrong)) if asking else (0, 0)
    remark = f"{len(stand.logged('chroma_not_asked')) - said} times in the log that it is not asked" if fault.name == "chroma" else ""
    found = tally(fault.name, fault.what, traffic.asked, begun, ended, counted=counted(), web=web, said=remark)
    for one in traffic.open():
        print(f"  no right answer: {one.words!r} taken in: {one.taken is not None}, sorry: {one.sorry}, cards: {one.cards}", flush=True)
    for wrong in asking.wrong[:3] if asking else ():
        print(f"  page: {wrong[:200]!r}", flush=True)
    await fault.restore(stand)
    return found


@asynccontextmanager
async def _page(stand: Stand) -> AsyncIterator[Asking]:
    """Somebody in front of the page, who asks every second."""
    assert stand.web is not None
    person = Person(stand.web.address)
    await asyncio.to_thread(person.open)
    asking = Asking([person], pause=1.0)
    asking.__enter__()
    try:
        yield asking
    finally:
        await asyncio.to_thread(asking.__exit__, None, None, None)


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", disk], check=True, capture_output=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=False, capture_output=True)


async def run(chosen: Sequence[Fault]) -> list[Tally]:
    """All chosen faults, one after the other, on as few stands as they need."""
    done: list[Tally] = []
    left = _LONGEST
    for group in ([f for f in chosen if not f.alone], [f for f in chosen if f.alone]):
        if not group:
            continue
        with tempfile.TemporaryDirectory(prefix="coderly-chaos-") as name:
            async with AsyncExitStack() as stack:
                folder = Path(name)
                try:
                    disk = stack.enter_context(_small_disk(folder)) if group[0].alone else None
                except (subprocess.CalledProcessError, OSError):
                    done += [Tally(f.name, f.what, skipped="a small file system cannot be mounted here (it needs root)") for f in group]
                    continue
                stand = await stack.enter_async_context(alone(folder, disk) if disk else several(folder))
                for fault in group:
                    begun = time.monotonic()
                    reason = fault.missing() or ("the time is over" if left < 0 else "")
                    try:
                        found = Tally(fault.name, fault.what, skipped=reason) if reason else await measured(fault, stand)
                    except Exception as error:  # noqa: BLE001 - the others are measured all the same
                        found = Tally(fault.name, fault.what, broke=f"{type(error).__name__}: {error}"[:200])
                    print(row(found), *([f"  ({found.said})"] if found.said else ()), flush=True)
                    done.append(found)
                    left -= time.monotonic() - begun
    return done


def main() -> None:
    """Print the table."""
    names = sys.argv[1:]
    chosen = [f for f in FAULTS if not names or f.name in names]
    if unknown := set(names) - {f.name for f in FAULTS}:
        print(f"There is no fault {', '.join(sorted(unknown))}. There are: {', '.join(f.name for f in FAULTS)}", file=sys.stderr)
        sys.exit(2)
    for name in [n for n in os.environ if n.startswith("CODERLY_") and not n.startswith("CODERLY_CHAOS")]:
        del os.environ[name]
    logging.disable(logging.WARNING)
    begun = time.monotonic()
    print("\n".join(HEAD), flush=True)
    done = asyncio.run(run(chosen))
    print(f"\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {time.monotonic() - begun:.0f} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    if not all(found.kept or found.skipped for found in done):
        sys.exit(1)


if __name__ == "__main__":
    main()
