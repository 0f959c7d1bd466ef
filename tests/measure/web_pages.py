"""The pictures of the page in docs/, and its first paint: `python -m tests.measure.web_pages ADDRESS OUT` looks at a running `coderly run web`.

ADDRESS is served with `CODERLY_ADMINS=web:local:me` on a full knowledge base; OUT gets one PNG a page, scheme and width.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

QUESTIONS = ("E11.9", "/ncci 45385 45380 dos 2026-05-05")
SIZES = {"desktop": (1000, 760), "phone": (390, 760)}
FIRST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (e.name === 'first-contentful-paint') done(e.startTime);
}).observe({ type: 'paint', buffered: true }))"""


def asked(page: Page, question: str) -> None:
    """Ask and wait for the card."""
    before = page.locator(".card").count()
    page.fill("#text", question)
    page.keyboard.press("Enter")
    page.locator(".card").nth(before).wait_for()


def main() -> None:
    """All pictures, then twenty first paints of a browser that has the page's files."""
    address, out = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
                page = context.new_page()
                page.goto(address)
                for question in QUESTIONS:
                    asked(page, question)
                page.screenshot(path=out / f"web-chat-{size}-{scheme}.png")
                page.goto(f"{address}/admin")
                page.locator(".panels").scroll_into_view_if_needed()
                page.screenshot(path=out / f"web-admin-{size}-{scheme}.png")
                context.close()
        page = browser.new_context().new_page()
        paints = []
        for _ in range(21):
            page.goto(address)
            paints.append(float(page.evaluate(FIRST_PAINT)))
        print(f"first contentful paint: first {paints[0]:.0f} ms, then median {statistics.median(paints[1:]):.0f} ms, slowest {max(paints[1:]):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
