"""The pages in a real Chromium: by keyboard, with streams, on a phone, without scripts, and past the accessibility rules of axe."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from model_server import Behaviour, ModelServer, first
from web_desk import Desk, desk_at

pytest.importorskip("playwright", reason="playwright is not installed: make dev")
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from bot.jobs import drafts
from bot.jobs.drafts import Draft

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 60_000
"""Milliseconds until something counts as missing on a busy machine."""
ADMIN = ("web:local:me",)
OUTSIDE = "no page may ask another server"


def chromium_path() -> str:
    """An installed Chromium. Skips where there is none: none is ever downloaded."""
    named = os.environ.get("CODERLY_TEST_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
    if not found:
        pytest.skip("no Chromium on this machine: apt-get install chromium, or name one in CODERLY_TEST_CHROMIUM")
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One server for the tests that only ask."""
    home = shutil.copytree(small_home, tmp_path_factory.mktemp("home") / "home")  # an admin sends a file
    async with desk_at(home, tmp_path_factory.mktemp("state"), admins=ADMIN) as opened:
        yield opened


Visit = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture
def visit(chromium: Browser) -> Visit:
    """A new browser at a desk. At its end: it asked nobody else, and nothing of the page was forbidden by its own policy."""

    @asynccontextmanager
    async def opened(desk: Desk, path: str = "/", **options: Any) -> AsyncIterator[Page]:
        context = await chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        asked: list[str] = []
        complaints: list[str] = []
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(desk.address + path)
        yield page
        await context.close()
        assert [url for url in asked if not url.startswith(desk.address)] == [], OUTSIDE
        assert [text for text in complaints if "Failed to load resource" not in text] == []

    return opened


async def ask(page: Page, text: str) -> str:
    """Type and press Enter; the text of the new card."""
    before = await page.locator(".card").count()
    await page.fill("#text", text)
    await page.keyboard.press("Enter")
    return await card(page, before)


async def card(page: Page, number: int) -> str:
    return await page.locator(".card[class*=' ']").nth(number).inner_text()


async def test_a_question_and_its_buttons_by_keyboard_alone(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        assert await page.evaluate("document.activeElement.id") == "text"
        await page.keyboard.type("E11.9")
        await page.keyboard.press("Enter")
        assert "E11.9" in await card(page, 0)
        assert await page.evaluate("document.activeElement.id") == "text"  # the next question can be typed at once
        for _ in range(30):
            await page.keyboard.press("Shift+Tab")
            if await page.evaluate("document.activeElement.name") == "action":
                break
        pressed = await page.evaluate("document.activeElement.textContent")
        await page.keyboard.press("Enter")
        await card(page, 1)
        assert await page.locator(".said").last.inner_text() == pressed
        assert await page.evaluate("document.activeElement.closest('.card') === document.querySelectorAll('.card')[1]")
        assert await page.locator("button[data-used]").count() == 1


async def test_shift_enter_is_a_new_line(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        await page.keyboard.type("45385")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("45380")
        assert await page.input_value("#text") == "45385\n45380"


async def test_the_skip_link_leads_to_the_question(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        assert await page.locator("a, button, input, textarea, [tabindex]").first.get_attribute("class") == "skip"
        await page.focus(".skip")
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "text"


async def test_answers_are_announced_to_a_screen_reader(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        await ask(page, "E11.9")
        log = page.get_by_role("log", name="Conversation")
        assert await log.get_attribute("aria-live") == "polite"
        assert "E11.9" in await log.inner_text()
        assert await page.get_by_role("textbox", name="A code or a question").count() == 1


async def test_without_scripts_everything_works(visit: Visit, desk: Desk) -> None:
    async with visit(desk, java_script_enabled=False) as page:
        await page.fill("#text", "E11.9")
        await page.get_by_role("button", name="Ask").click()
        assert "E11.9" in await card(page, 0)
        await page.locator('.presses button[name="action"]:visible').first.click()
        assert await card(page, 1)


async def test_a_broken_connection_costs_nobody_the_answer_and_gives_no_second(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        failed = 0

        async def break_twice(route: Any) -> None:
            nonlocal failed
            failed += 1
            if failed == 1:
                await route.abort("connectionrefused")
            elif failed == 2:
                await route.fulfill(status=503, body="restarting")
            else:
                await route.continue_()

        await page.route("**/say", break_twice)
        before = desk.edge.counts["accepted"]
        assert "I10" in await ask(page, "I10")
        assert failed == 3
        assert desk.edge.counts["accepted"] == before + 1


async def test_an_old_page_says_that_it_is_old(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        await page.context.clear_cookies()
        await page.fill("#text", "E11.9")
        await page.keyboard.press("Enter")
        await page.get_by_text("This page is too old").wait_for()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_runs_out_of_the_window(visit: Visit, desk: Desk, width: int) -> None:
    async with visit(desk, viewport={"width": width, "height": 700}) as page:
        for question in ("E11.9", "/check 99213-25, 20610-RT x1; dx M17.11; dos 2026-05-05", "/about", "/help"):
            await ask(page, question)
        for path in ("/", "/admin"):
            await page.goto(desk.address + path)
            assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1100])
async def test_the_rules_of_axe(visit: Visit, desk: Desk, scheme: str, width: int) -> None:
    async with visit(desk, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True) as page:
        for question in ("E11.9", "/check 99213-25, 20610-RT x1; dx M17.11; dos 2026-05-05", "/feedback down", "xyzzy 00000"):
            await ask(page, question)
        for path in ("", "/admin", "/nowhere"):
            if path:
                await page.goto(desk.address + path)
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"


async def test_sentences_of_a_model_come_one_by_one_and_only_verified(visit: Visit, small_home: Path, tmp_path: Path) -> None:
    async with ModelServer() as server:
        model = {"base_url": server.url, "api_key": "sesame", "timeout": 60.0}
        async with desk_at(small_home, tmp_path, llm="openai:any", model=model) as own, visit(own) as page:
            seen: list[str] = []
            await page.expose_function("seen", lambda text: seen.append(text))
            await page.evaluate(
                "new MutationObserver(() => seen(document.getElementById('log').innerText))"
                ".observe(document.getElementById('log'), { childList: true, subtree: true })"
            )
            ended = asyncio.Event()
            server.behaviour = Behaviour(text=lambda facts: f"{first(facts)} It is always 99215 [F1]. ", before_end=ended.wait)
            await page.fill("#text", "When is modifier 25 right?")
            await page.keyboard.press("Enter")
            await page.locator("div.card p").wait_for()  # while the model has not ended
            assert await page.locator("article.card").count() == 0
            ended.set()
            shown = await card(page, 0)
            assert await page.locator("div.card").count() == 0  # the card stands where the sentences stood
            assert "could not be verified" in shown
            assert not any("99215" in text for text in (*seen, shown))


async def test_a_reload_with_progress_and_what_it_changed(visit: Visit, small_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    for file in (home / "sources").glob("this-*.xml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")
    async with desk_at(home, tmp_path, admins=ADMIN) as own, visit(own, "/admin") as page:
        await page.get_by_role("button", name="Reload").click()
        await page.get_by_text("A reload is running").first.wait_for()
        await page.get_by_text("Dry run:").first.wait_for()
        assert await page.get_by_text("A reload is running").count() == 0  # the card changed, it is no second one
        before = own.app.knowledge.snapshots.pointer.current()
        await page.get_by_role("button", name="publish").first.click()
        await page.get_by_text("every answer uses it from now on").first.wait_for()
        assert own.app.knowledge.snapshots.pointer.current() != before
        await page.goto(own.address)
        assert "Chest ache" in await ask(page, "R07.9")
        await page.goto(f"{own.address}/admin")
        assert "kb.publish" in await page.get_by_role("region", name="On record").inner_text()


async def test_an_admin_decides_on_the_page_about_a_posting_that_waits(visit: Visit, small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path, admins=ADMIN) as own:
        person = await own.app.store.people.ensure("slack:T1:UANN")
        draft = Draft("Outpatient Coder II", "CPC is needed.", "https://careers.example.org/1", "A Clinic", ("Remote",), "", "full-time", "$28-34 an hour")
        number = await own.app.store.jobs.propose(drafts.posting(draft)[0], person.id)
        async with visit(own, "/admin") as page:
            assert "1 posting waits for an admin" in await card(page, 1)
            await page.get_by_role("button", name=f"Show #{number}").click()
            assert "Outpatient Coder II" in await card(page, 2)
            await page.get_by_role("button", name="Approve").click()
            assert "is on the board" in await card(page, 3)
            await page.goto(f"{own.address}/admin")
            assert "posting waits" not in await page.locator("#log").inner_text()
            assert "job_approved" in await page.get_by_role("region", name="On record").inner_text()


async def test_the_metered_plan_from_guest_to_registered(visit: Visit, small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path, accounts={"plan": "metered", "registered_views": 2}) as own, visit(own) as page:
        assert "0 code page views left." in await ask(page, "E11.9")
        locked = await ask(page, "I10")
        assert "Locked: " in locked
        assert "I10 can be reported" in locked
        await page.get_by_role("button", name="Register").click()
        assert "Accept these terms" in await card(page, 2)
        await page.get_by_role("button", name="I accept").click()
        assert "2 code page views left." in await card(page, 3)
        assert "1 code page view left." in await ask(page, "I10")
        assert "0 code page views left." in await ask(page, "R07.9")
        assert "Members see every code page" in await ask(page, "E11.65")


async def test_everything_about_me_is_a_download(visit: Visit, desk: Desk) -> None:
    async with visit(desk) as page:
        await ask(page, "/account export")
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Download coderly-account.json").click()
        file = await downloading.value
        assert file.suggested_filename == "coderly-account.json"
        assert "identities" in json.loads(Path(await file.path()).read_text(encoding="utf-8"))


async def test_a_file_is_sent_for_the_knowledge_base(visit: Visit, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("nothing published\n", encoding="utf-8")
    async with visit(desk, "/admin") as page:
        before = await page.locator(".card").count()
        await page.set_input_files("#file", file)
        await page.get_by_role("button", name="Send the file").click()
        assert "notes.txt" in await card(page, before)
