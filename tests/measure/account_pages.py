"""The metered plan on the page, in pictures: `python -m tests.measure.account_pages ADDRESS OUT` walks it in a browser.

ADDRESS is a running `coderly run web` with `CODERLY_ACCOUNTS__PLAN=metered`, an empty state and a full knowledge base. OUT gets the pictures of
docs/accounts.md, which are small enough to stand beside each other.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

CODES = ("99213", "99214", "99215", "99212")
"""With the one that was locked they are the five pages that registering opens."""


def main() -> None:
    """A guest, who registers, and uses up what that opens."""
    address, out = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(color_scheme="light", viewport={"width": 760, "height": 1400}).new_page()
        page.goto(address)
        _kept(_asked(page, "27257"), out / "accounts-web-guest.png")
        locked = _asked(page, "27256")
        _kept(locked, out / "accounts-web-locked.png")
        terms = _pressed(page, locked, "Register")
        _kept(_pressed(page, terms, "I accept"), out / "accounts-web-registered.png")
        for code in ("27256", *CODES):
            _asked(page, code)
        _kept(_asked(page, "E11.9"), out / "accounts-web-members-only.png")
        browser.close()


def _asked(page: Page, question: str) -> Locator:
    before = page.locator(".card").count()
    page.fill("#text", question)
    page.keyboard.press("Enter")
    return _next(page, before)


def _pressed(page: Page, card: Locator, label: str) -> Locator:
    before = page.locator(".card").count()
    card.get_by_role("button", name=label).first.click()
    return _next(page, before)


def _next(page: Page, before: int) -> Locator:
    card = page.locator(".card").nth(before)
    card.wait_for()
    return card


def _kept(card: Locator, path: Path) -> None:
    card.screenshot(path=path)


if __name__ == "__main__":
    main()
