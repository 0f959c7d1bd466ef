"""The disk fills during a reload from chat: a clear line, the old snapshot serves, nothing half-done is left, and with room it goes on."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_desk import Desk, desk_at
from slack_server import Posted, SlackServer
from small_disk import fill, small_disk

from adapters.messaging.edge import Timing
from knowledge.snapshot import Snapshots

ADMIN = "slack:T1:UANN"
QUICK = Timing(live_every=0.05)
PATIENCE = 300
"""Seconds until a build in a process of its own counts as hanging."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "24m") as place:
        yield place


def revise(home: Path) -> None:
    """The next reading of the publisher's list."""
    for file in (home / "sources").glob("this-*.xml"):
        file.write_text(file.read_text(encoding="utf-8").replace("Chest pain, unspecified", "Chest ache, unspecified"), encoding="utf-8")


def leftovers(home: Path) -> list[str]:
    return sorted(p.name for p in (home / "knowledge").rglob("*") if p.name.startswith(("tmp-", ".tmp-")))


async def ended(desk: Desk, seen: int) -> Posted:
    """The message that shows the reload, once it shows its end."""
    await desk.slack.until(lambda: any("is running" not in m.text for m in desk.slack.shown("DUANN", "UANN")[seen:]), PATIENCE)
    await desk.idle()
    return desk.slack.shown("DUANN", "UANN")[seen]


async def still_answers_as_before(desk: Desk) -> bool:
    await desk.slack.person("UBOB").slash("/code R07.9")
    await desk.idle()
    return "Chest pain" in desk.slack.shown("C1", "UBOB")[-1].text


async def test_on_a_full_disk_a_reload_says_so_and_goes_on_once_there_is_room(small_home: Path, tmp_path: Path, slack: SlackServer, disk: Path) -> None:
    home = disk / "home"
    shutil.copytree(small_home, home)
    served = Snapshots(home / "knowledge").current().id
    revise(home)
    ballast = fill(disk, but=150_000)
    async with desk_at(home, tmp_path, slack, timing=QUICK, admins=(ADMIN,)) as desk:
        await desk.slack.person("UANN").slash("/kb reload October list")
        card = await ended(desk, 0)
        assert "Free some space" in card.text
        assert not {"Publish", "Accept and publish"} & set(card.labels)
        assert Snapshots(home / "knowledge").current().id == served
        assert await still_answers_as_before(desk)
        ballast.unlink()
        await desk.slack.person("UANN").slash("/kb reload again")
        card = await ended(desk, 1)
        assert "1 edition would change" in card.text
        assert leftovers(home) == []


async def test_a_reload_that_may_write_no_further_says_so(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    """The same where no disk can be mounted: a limit on what the build's process writes."""
    home = tmp_path / "home"
    shutil.copytree(small_home, home)
    served = Snapshots(home / "knowledge").current().id
    revise(home)
    async with desk_at(home, tmp_path, slack, timing=QUICK, admins=(ADMIN,)) as desk:
        await desk.slack.person("UANN").slash("/kb reload October list")
        build = await desk.slack.until(lambda: desk.app.reloads.running)
        resource.prlimit(build.pid, resource.RLIMIT_FSIZE, (12_000, 12_000))
        card = await ended(desk, 0)
        assert "could not be built" in card.text
        assert "Free some space" in card.text
        assert Snapshots(home / "knowledge").current().id == served
        assert await still_answers_as_before(desk)
        await desk.slack.person("UANN").slash("/kb reload again")
        assert "1 edition would change" in (await ended(desk, 1)).text
        assert leftovers(home) == []
