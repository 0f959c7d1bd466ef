"""A reload is told in the channels that watch its codes."""

from __future__ import annotations

import shutil
from pathlib import Path

from discord_desk import desk_at
from small_home import reload


async def test_a_channel_that_watches_a_code_gets_one_digest(small_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "own"
    shutil.copytree(small_home, home)
    async with desk_at(home, tmp_path) as desk:
        await desk.answered(await desk.ann.slash(desk.coding, "coderly watch", text="R07.9"))
        before = len(desk.seen(desk.coding, desk.bob))
        reload(home)
        await desk.client.edge.announce()
        await desk.client.edge.announce()
        await desk.idle()
        (card,) = desk.seen(desk.coding, desk.bob)[before:]
        assert "A reload changed 1 of the codes watched here" in card.text
        assert "Chest ache, unspecified" in card.text
