"""The pictures of Discord in docs/: `python -m tests.measure.discord_cards HOME OUT` asks a whole assistant over discord.py and draws its messages.

HOME is a CODERLY_HOME with a full knowledge base; OUT gets one PNG a card and theme. The preview knows Discord's dark theme; the light one is the same
with the colours of Discord's light theme. It needs /usr/bin/chromium.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "discord")]

from discord_desk import Desk, desk_at  # noqa: E402
from playwright.async_api import Browser, async_playwright  # noqa: E402

SIZE = {"width": 820, "height": 2_600}
LIGHT = """
:root { color-scheme: light; background: #fff; color: #2f3136; --discord-bg: #fff; --discord-surface: #f2f3f5; --discord-elevated: #e3e5e8;
  --discord-control: #ebedef; --discord-hover: #e6e7ea; --discord-text: #2f3136; --discord-muted: #5c5e66; --discord-subtle: #4e5058;
  --discord-border: #d7d9dc; --component-surface: #fff; --component-border: #d9dadd; --modal-surface: #fff; --modal-separator: #e1e2e4;
  --control-border: #d1d3d6; --chip-surface: #ebedef; --list-surface: #fff; --option-hover: #ebedef; --subtle-surface: #e2e3e7;
  --subtle-surface-text: #2f3136; --entity-text: #4e5058; --entity-dim: #5c5e66; --input-surface: #f2f3f5; --button-alt: #ebebed;
  --button-alt-hover: #e0e1e5; --code-surface: #f2f3f5; --code-border: #d9dadd; --code-text: #2f3136; --embed-field-name: #2f3136;
  --link-text: #006ce7; }
#channel-message-list button:not(.button-style-1) { color: #2f3136; }
"""
CARDS: dict[str, tuple[str, dict[str, str]]] = {
    "code": ("code", {"query": "E11.9"}),
    "procedure": ("code", {"query": "27257"}),
    "ncci": ("coderly ncci", {"text": "45385 45380 dos 2026-05-05"}),
    "check": ("check", {"claim": "45385, 45380, 99213-25; dx Z12.11; dos 2026-05-05; state CA"}),
    "fee": ("coderly fee", {"text": "99213 state CA dos 2026-05-05"}),
    "help": ("coderly help", {}),
    "refused": ("ask", {"question": "John Miller, DOB 01/02/1950, MRN 12345678: which code for his knee?"}),
}


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        await opened.close()


async def draw(desk: Desk, viewer: Any, channel: Any, message: Any, name: str, out: Path, drawing: Browser) -> None:
    """One message as somebody sees it, in both themes: `discord-NAME-dark.png` and `discord-NAME-light.png`."""
    async with desk.env.preview(channel, viewers=[viewer], width=SIZE["width"], height=SIZE["height"], layout="channel") as preview:
        for theme in ("dark", "light"):
            page = await drawing.new_page(viewport=SIZE, bypass_csp=True)  # type: ignore[arg-type]
            await page.goto(preview.url)
            await page.wait_for_function("() => window.simcordPreview && window.simcordPreview.ready === true")
            if theme == "light":
                await page.add_style_tag(content=LIGHT)
            shown = page.locator(f'#channel-message-list [data-message-id="{message.id}"]')
            await shown.wait_for()
            await shown.screenshot(path=out / f"discord-{name}-{theme}.png")
            await page.close()


async def main() -> None:
    """All cards."""
    home, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state:
        async with browser() as drawing, desk_at(home, Path(state)) as desk:
            for name, (command, options) in CARDS.items():
                result = await desk.ann.slash(desk.coding, command, **options)
                await desk.answered(result)
                await draw(desk, desk.ann, desk.coding, result.response, name, out, drawing)
                print(name)


if __name__ == "__main__":
    asyncio.run(main())
