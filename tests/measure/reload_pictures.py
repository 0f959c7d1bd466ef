"""A reload from FY2025 to FY2026 as Discord and the terminal show it: `python -m tests.measure.reload_pictures OUT` draws docs/discord-reload-*.png
and docs/reload-terminal.png.

The order files of both years are taken from CODERLY_TEST_DATA. It needs /usr/bin/chromium, and for Discord `pip install simcord[preview]`.
"""

from __future__ import annotations

import asyncio
import io
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import discord
from playwright.async_api import Browser
from rich.console import Console
from rich.text import Text

from tests.measure import discord_cards, full_set
from tests.measure.bases import say
from tests.measure.reload_cards import AFTER, BEFORE, build

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "discord")]

from discord_desk import card_of, desk_at  # noqa: E402

WHY = "the new fiscal year"
_COLUMNS = 140
_PATIENCE = 1_200.0
_COMMANDS = (f'kb reload --publish --why "{WHY}"', "kb diff --code B88.0 --code E11.A", 'ask "/history B88.0"', "kb rollback")


async def in_discord(home: Path, state: Path, after: Path, out: Path, drawing: Browser) -> None:
    """Watch, reload, publish, the digest, what changed, and back again: a picture each."""
    async with desk_at(home, state) as desk:
        manages = desk.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        cleo = desk.guild.add_member(desk.env.create_user("cleo"), roles=[manages])
        desk.app.settings.admins = (f"discord:{desk.guild.id}:{cleo.user.id}",)
        await desk.answered(await desk.ann.slash(desk.coding, "coderly watch", text="B88* E11*"))
        shutil.copy(after, home / "sources")
        begun = await cleo.slash(desk.coding, "kb", what=f"reload {WHY}")
        async with asyncio.timeout(_PATIENCE):
            while "Dry run" not in card_of(begun.response).text:
                await asyncio.sleep(0.5)
                await desk.env.settle()
        await discord_cards.draw(desk, cleo, desk.coding, begun.response, "reload-dry-run", out, drawing)
        published = await cleo.click(begun.response, label="Publish")
        await desk.answered(published)
        await discord_cards.draw(desk, cleo, desk.coding, published.response, "reload-published", out, drawing)
        await desk.client.edge.announce()
        await desk.idle()
        await discord_cards.draw(desk, desk.bob, desk.coding, desk.seen(desk.coding, desk.bob)[-1].message, "reload-digest", out, drawing)
        told = await desk.ann.slash(desk.coding, "coderly history", text="B88.0")
        await desk.answered(told)
        await discord_cards.draw(desk, desk.ann, desk.coding, told.response, "reload-history", out, drawing)
        asked = await cleo.slash(desk.coding, "kb", what="rollback")
        await desk.answered(asked)
        back = await cleo.click(asked.response, label="Go back")
        await desk.answered(back)
        await discord_cards.draw(desk, cleo, desk.coding, back.response, "reload-rolled-back", out, drawing)


def typed(home: Path, command: str) -> str:
    """What `coderly COMMAND` prints, as it stands in a terminal under its prompt."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CODERLY_")}
    asked = {**own, "CODERLY_HOME": str(home), "CODERLY_LLM": "", "COLUMNS": str(_COLUMNS), "CODERLY_SECRET_KEY": "of the pictures"}
    done = subprocess.run(
        [sys.executable, "-m", "adapters.cli", *shlex.split(command)], env=asked, capture_output=True, text=True, check=False, timeout=_PATIENCE
    )
    return f"$ coderly {command}\n{done.stdout.rstrip()}\n"


async def in_terminal(home: Path, after: Path, out: Path, drawing: Browser) -> None:
    """The same with commands: one picture of the terminal."""
    shutil.copy(after, home / "sources")
    said = [await asyncio.to_thread(typed, home, command) for command in _COMMANDS]
    console = Console(record=True, width=_COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi("\n".join(said)))
    page = await drawing.new_page(viewport={"width": 1_640, "height": 2_000}, device_scale_factor=1.0)
    await page.set_content(console.export_svg(title="coderly"))
    await page.locator("svg").first.screenshot(path=out / "reload-terminal.png")
    await page.close()


async def main() -> None:
    """Two bases of FY2025, one for each."""
    out = Path(sys.argv[1]).resolve()
    data = full_set.data()
    files = [next(iter(sorted(data.rglob(pattern))), None) if data else None for pattern in (BEFORE, AFTER)]
    if None in files:
        print("not made: CODERLY_TEST_DATA does not hold the order files of FY2025 and FY2026.")
        return
    before, after = (file for file in files if file is not None)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        say("building with the order file of FY2025 ...")
        await build(Path(name) / "home", before)
        shutil.copytree(Path(name) / "home", Path(name) / "other")
        async with discord_cards.browser() as drawing:
            await in_terminal(Path(name) / "other", after, out, drawing)
            await in_discord(Path(name) / "home", Path(name), after, out, drawing)


if __name__ == "__main__":
    asyncio.run(main())
