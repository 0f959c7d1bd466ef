"""Starting and ending the page, and its doctor."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import httpx
import pytest
from web_desk import Desk, settings_for

from adapters.commands.run import _serve, run
from adapters.web.doctor import examine
from adapters.web.run import serve
from bot.app import App, create_app
from bot.settings import WebSettings
from bot.turns import Platform, Turn
from bot.warm_up import warm_up


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while True:
            if await look():
                return
            await asyncio.sleep(0.02)


async def test_it_serves_until_it_is_told_to_stop(small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port, stop = free_port(), asyncio.Event()
    async with create_app(settings_for(small_home, tmp_path, web={"port": port})) as app, httpx.AsyncClient() as http:
        serving = asyncio.create_task(serve(app, stop))

        async def ready() -> bool:
            try:
                return (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(ready)
        assert [c.ok for c in [c async for c in examine(WebSettings(port=port))]] == [True, True]  # type: ignore[call-arg]
        stop.set()
        await serving
        with pytest.raises(httpx.TransportError):
            await http.get(f"http://127.0.0.1:{port}/readyz")
    assert f"http://127.0.0.1:{port}/" in capsys.readouterr().err


async def test_nobody_is_let_in_before_the_first_answer_costs_no_more_than_others(small_home: Path, tmp_path: Path) -> None:
    opened: list[set[str]] = []

    async def serving(app: App, stop: asyncio.Event) -> None:
        with app.knowledge.use() as snapshot:
            opened.append({*snapshot._words} & {*snapshot._passages})

    await _serve(settings_for(small_home, tmp_path), [serving], own_page=True)
    assert "icd10cm" in opened[0]


async def test_a_knowledge_base_that_cannot_answer_keeps_no_process_from_starting(small_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(small_home / "knowledge", home / "knowledge")
    async with create_app(settings_for(home, tmp_path)) as app:
        assert await warm_up(app.chain, date(2026, 6, 1))
    shutil.rmtree(home / "knowledge" / "artefacts")
    async with create_app(settings_for(home, tmp_path)) as app:
        assert not await warm_up(app.chain, date(2026, 6, 1))


async def test_a_volume_that_is_not_there_is_no_reason_to_build_another_base(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with create_app(settings_for(small_home, tmp_path)) as app:
        await app.answer(Turn(Platform.WEB, "local", "me", "t", "me", "E11.9"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODERLY_HOME", str(tmp_path / "not-mounted"))
    monkeypatch.setenv("CODERLY_DATABASE_URL", f"sqlite:///{tmp_path}/state.sqlite")
    monkeypatch.setenv("CODERLY_SECRET_KEY", "of the tests")
    assert await asyncio.to_thread(run, "web", tmp_path / "log") == 2
    assert "is its volume mounted" in capsys.readouterr().err
    assert not (tmp_path / "not-mounted" / "knowledge" / "CURRENT").exists()


def test_a_page_open_to_all_does_not_start(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CODERLY_HOME", str(small_home))
    monkeypatch.setenv("CODERLY_WEB__HOST", "0.0.0.0")
    assert run("web", tmp_path / "log") == 2
    assert "CODERLY_WEB__TOKENS" in capsys.readouterr().err


async def test_the_doctor_says_what_is_wrong(desk: Desk) -> None:
    nobody = [c async for c in examine(WebSettings(port=free_port()))]  # type: ignore[call-arg]
    assert [(c.ok, c.remedy) for c in nobody][1] == (False, "start it: coderly run web")
    open_to_all = [c async for c in examine(WebSettings(host="0.0.0.0"))]  # type: ignore[call-arg]
    assert [c.ok for c in open_to_all] == [False]
    assert "CODERLY_WEB__TOKENS" in open_to_all[0].remedy
