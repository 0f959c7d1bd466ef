"""Several adapters in one process, health on a port of its own, and the files that start processes."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from web_desk import Desk

from adapters.commands.run import ADAPTERS, NAMES, together
from adapters.messaging.errors import Misconfigured
from adapters.ops.probe import alive
from bot.settings import Settings

ROOT = Path(__file__).parents[2]


async def test_when_one_ends_the_others_end_in_order() -> None:
    stop, ended = asyncio.Event(), []

    async def patient() -> None:
        await stop.wait()
        await asyncio.sleep(0.01)  # answers go out
        ended.append("patient")

    async def refused() -> None:
        raise Misconfigured("no token")

    with pytest.raises(Misconfigured, match="no token"):
        await together([patient(), refused()], stop)
    assert ended == ["patient"]


def test_all_means_what_is_configured() -> None:
    def configured(**options: object) -> list[str]:
        settings = Settings(_env_file=None, **options)  # type: ignore[arg-type]
        return [name for name, served in ADAPTERS.items() if served.configured(settings)]

    assert configured() == ["web"]
    assert configured(slack={"bot_token": "xoxb-1"}, discord={"token": "t"}) == ["slack", "discord", "web"]


async def test_the_probe_of_a_container_asks_the_process(desk: Desk) -> None:
    port = int(desk.address.rpartition(":")[2])
    assert await asyncio.to_thread(alive, port)
    assert not await asyncio.to_thread(alive, 9)


def test_every_line_of_the_procfile_starts_something_there_is() -> None:
    lines = [line for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert {line.partition(":")[0] for line in lines} >= {"slack", "discord", "web", "worker", "chroma"}
    for line in lines:
        assert " exec .venv/bin/" in line  # else a signal would end the shell instead
        started = re.search(r"coderly run (\w+)", line)
        assert started is None or started[1] in NAMES


def test_containers_run_without_rights_and_write_nowhere_else() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in services.items() if service.get("image") == "coderly"}
    assert set(ours) >= {"web", "worker", "slack", "discord"}
    for name, service in ours.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["command"][0] == "run"
        assert service["command"][1] in NAMES
        assert service["environment"]["CODERLY_RUNTIME__SCHEDULES"] == "false"
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    named = {name for service in ours.values() for name in service["environment"]}
    options = set(re.findall(r"^# (CODERLY_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= options
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 1\d+$", image, re.MULTILINE)
    assert "adapters.ops.probe" in image
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE)
    assert all((ROOT / source).exists() for line in copied for source in line.split())
