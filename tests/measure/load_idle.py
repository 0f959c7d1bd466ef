"""A loop that serves nothing: how late it is shows what the machine alone does. Told `begin` and `end` on standard input."""

from __future__ import annotations

import asyncio
import json
import sys
import time

_TICK = 0.01


async def main() -> None:
    """Answer each `end` with the 99th percentile, in milliseconds, since `begin`."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + _TICK
            await asyncio.sleep(_TICK)
            late.append(1000 * (time.perf_counter() - due))

    watching = asyncio.create_task(watch())
    while line := await reader.readline():
        ordered = sorted(late)
        late.clear()
        ends = json.loads(line)["do"] == "end"
        print(json.dumps(ordered[int(0.99 * (len(ordered) - 1))] if ends and ordered else 0.0), flush=True)
    watching.cancel()


if __name__ == "__main__":
    asyncio.run(main())
