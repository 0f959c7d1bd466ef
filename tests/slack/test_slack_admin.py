"""The knowledge base from Slack: who may, a reload in one message that changes, Publish and Cancel, a rollback, a file sent in."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import small_tabular
from slack_desk import Desk, desk_at
from slack_server import Posted, SlackServer, Team

from adapters.messaging.edge import Timing
from knowledge.build import Build
from knowledge.lock import build_lock
from knowledge.order import Order
from knowledge.snapshot import Snapshots

ADMIN = "slack:T1:UANN"
QUICK = Timing(live_every=0.05)
Opened = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def own_home(small_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(small_home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def open_own(own_home: Path, tmp_path: Path, slack: SlackServer) -> Opened:
    @contextlib.asynccontextmanager
    async def opened(**options: Any) -> AsyncIterator[Desk]:
        async with desk_at(own_home, tmp_path, slack, timing=QUICK, **({"admins": (ADMIN,)} | options)) as desk:
            yield desk

    return opened


def this_year() -> int:
    today = date.today()  # noqa: DTZ011 - as the small home does
    return today.year + (today.month >= 10)


def revised() -> str:
    """This year's list with one title changed."""
    return small_tabular.xml(this_year()).replace("Chest pain, unspecified", "Chest ache, unspecified")


def serving(home: Path) -> str:
    return Snapshots(home / "knowledge").current().id


def direct(slack: SlackServer, user: str = "UANN") -> list[Posted]:
    return slack.shown(f"D{user}", user)


PATIENCE = 300
"""Seconds until a build in a process of its own counts as hanging."""


async def reload(desk: Desk) -> Posted:
    """Ask for a reload and wait for its end: the message that changed."""
    before = len(direct(desk.slack))
    await desk.slack.person("UANN").slash("/kb reload October list")
    await desk.slack.until(lambda: any("is running" not in m.text for m in direct(desk.slack)[before:]), PATIENCE)
    await desk.idle()
    return direct(desk.slack)[before]


async def waiting(desk: Desk, home: Path) -> Posted:
    """The question of a dry run that was made while nobody looked."""
    await asyncio.to_thread(Build(Order(str(home / "knowledge"), str(home / "sources"), "wordllama", publish=False), lambda event: None).run)
    await desk.slack.person("UANN").slash("/kb publish", "DUANN")
    await desk.idle()
    return direct(desk.slack)[-1]


async def test_whoever_is_no_admin_gets_one_line(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    async with open_own() as desk:
        bob = slack.person("UBOB")
        for line in ("/kb status", "/kb reload", "/kb rollback", "/coderly kb reload"):
            await bob.slash(line)
            await desk.idle()
            told = slack.shown("C1", "UBOB")[-1]
            assert "Only Coderly's admins" in told.text
            assert told.labels == []
        await bob.mentions("kb reload")
        await desk.idle()
        assert "Only Coderly's admins" in slack.shown("C1", "UBOB")[-1].text
        assert slack.shown("C1", "UBOB")[-1].only_for == "UBOB"
        assert not any("reload is running" in m.text for m in slack.messages)


async def test_a_reload_is_dry_first_in_one_message_and_serves_once_published(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    served = serving(own_home)
    (own_home / "sources" / "this-october.xml").write_text(revised(), encoding="utf-8")
    (own_home / "sources" / "holiday.txt").write_text("no published file", encoding="utf-8")
    async with open_own() as desk:
        card = await reload(desk)
        assert [m.text for m in slack.shown("C1", "UANN")] == ["Knowledge base\nIt has begun; follow it in our direct messages."]
        assert len(direct(slack)) == 1, "one message that changed"
        assert slack.counts["chat.update"] >= 1
        assert "1 edition would change; nothing looks wrong" in card.text
        assert "ICD-10-CM tabular list" in card.text
        assert "holiday.txt" in card.text
        assert "code: 1 title changed" in card.text
        assert card.labels == ["Publish", "Cancel"]
        assert serving(own_home) == served
        ann = slack.person("UANN")
        await ann.slash("/code R07.9")
        await desk.idle()
        assert "Chest pain" in slack.shown("C1", "UANN")[-1].text
        await ann.presses(card, "Publish")
        await desk.idle()
        assert "Published" in direct(slack)[-1].text
        assert "✓ Publish" in card.labels
        await ann.slash("/code R07.9")
        await desk.idle()
        assert "Chest ache" in slack.shown("C1", "UANN")[-1].text
        assert serving(own_home) != served

        await ann.slash("/kb rollback wrong titles")
        await desk.idle()
        await ann.presses(slack.shown("C1", "UANN")[-1], "Go back")
        await desk.idle()
        assert serving(own_home) == served
        entries = [(e.action, e.subject, e.detail) for e in await desk.app.store.audit.tail()]
        assert [action for action, *_ in entries] == ["kb.reload", "kb.publish", "kb.rollback"]
        assert entries[1][2] == {"from": served, "why": "October list"}
        assert (entries[2][1], entries[2][2]["why"]) == (served, "wrong titles")
        await ann.slash("/kb log")
        await desk.idle()
        shown = slack.shown("C1", "UANN")[-1]
        assert all(word in shown.text for word in ("rolled back", "published", "October list", "wrong titles"))
        assert slack.refused == []


async def test_after_a_mended_snapshot_a_rollback_passes_over_the_wrong_one_and_says_so(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    snapshots = Snapshots(own_home / "knowledge")
    good = snapshots.current()
    wrong = snapshots.write(good.parts, complete=True)
    snapshots.publish(wrong)
    async with open_own() as desk:
        ann = slack.person("UANN")

        async def asked(line: str) -> Posted:
            await ann.slash(line)
            await desk.idle()
            return slack.shown("C1", "UANN")[-1]

        stale = await asked("/kb rollback wrong titles")
        await ann.presses(stale, "Go back")
        await desk.idle()
        assert serving(own_home) == good.id
        mended = await asyncio.to_thread(snapshots.write, good.parts, complete=True)
        await asyncio.to_thread(snapshots.publish, mended)
        await ann.presses(await asked("/kb rollback"), "Go back")
        await desk.idle()
        assert serving(own_home) == good.id
        snapshots.publish(mended)
        question = await asked("/kb rollback")
        assert f"rolled back from: {wrong.id}" in question.text
        by_name = await asked(f"/kb rollback {wrong.id} it was right after all")
        assert "It was rolled back from before" in by_name.text
        await ann.presses(by_name, "Go back")
        await desk.idle()
        assert serving(own_home) == wrong.id
        last = (await desk.app.store.audit.tail())[-1]
        assert (last.subject, last.detail) == (wrong.id, {"from": mended.id, "why": "it was right after all"})
        await ann.presses(question, "Go back")
        await desk.idle()
        assert "Another snapshot has been published meanwhile" in slack.shown("C1", "UANN")[-1].text
        assert serving(own_home) == wrong.id


async def test_what_looks_wrong_has_to_be_accepted_by_name(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    (own_home / "sources" / "this-october.xml").unlink()
    served = serving(own_home)
    async with open_own() as desk:
        card = await waiting(desk, own_home)
        assert "1 thing to look at first" in card.text
        assert "would no longer be there" in card.text
        assert card.labels == ["Accept and publish", "Cancel"]
        ann = slack.person("UANN")
        identity = card.button("Accept and publish")["action_id"].split()[-1]
        await ann.slash(f"/kb publish {identity}")
        await desk.idle()
        assert "1 thing to look at first" in slack.shown("C1", "UANN")[-1].text
        assert serving(own_home) == served
        await ann.presses(card, "Cancel")
        await desk.idle()
        assert "Cancelled; nothing has changed" in direct(slack)[-1].text
        await ann.presses(card, "Accept and publish")
        await desk.idle()
        assert "not waiting any more" in direct(slack)[-1].text
        assert serving(own_home) == served
        card = await waiting(desk, own_home)
        await ann.presses(card, "Accept and publish")
        await desk.idle()
        assert serving(own_home) != served
        accepted = (await desk.app.store.audit.tail())[-1].detail["accepted"]
        assert "would no longer be there" in str(accepted)


async def test_the_second_who_asks_is_told_about_the_first(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    async with open_own() as desk:
        with build_lock(own_home / "knowledge"):
            for line in ("/kb reload", "/kb build"):
                await slack.person("UANN").slash(line)
                await desk.idle()
                assert "A build is running already" in slack.shown("C1", "UANN")[-1].text
            await slack.person("UANN").slash("/kb rollback 20260101T000000000000-00000000")
            await desk.idle()
            assert "A build is running already" in slack.shown("C1", "UANN")[-1].text
            await slack.person("UANN").slash("/kb status")
            await desk.idle()
            assert "A build is running already" in slack.shown("C1", "UANN")[-1].text


async def test_a_running_reload_is_stopped_by_its_button(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    (own_home / "sources" / "this-october.xml").write_text(revised(), encoding="utf-8")
    served = serving(own_home)
    async with open_own() as desk:
        ann = slack.person("UANN")
        await ann.slash("/kb reload", "DUANN")
        card = await slack.until(lambda: next((m for m in direct(slack) if "Stop" in m.labels), None))
        await ann.presses(card, "Stop")
        await slack.until(lambda: "is running" not in card.text, PATIENCE)
        await desk.idle()
        assert "The build was stopped; nothing has changed." in card.text
        assert serving(own_home) == served
        assert "Publish" in (await waiting(desk, own_home)).labels


async def test_kb_build_publishes_by_itself_where_nothing_looks_wrong(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    (own_home / "sources" / "this-october.xml").write_text(revised(), encoding="utf-8")
    served = serving(own_home)
    async with open_own() as desk:
        await slack.person("UANN").slash("/kb build")
        await slack.until(lambda: any("Published" in m.text for m in direct(slack)), PATIENCE)
        await desk.idle()
        assert serving(own_home) != served


async def test_a_dry_run_waits_through_a_restart(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    (own_home / "sources" / "this-october.xml").write_text(revised(), encoding="utf-8")
    async with open_own() as desk:
        await waiting(desk, own_home)
    async with open_own() as desk:
        ann = slack.person("UANN")
        await ann.slash("/kb status")
        await desk.idle()
        status = slack.shown("C1", "UANN")[-1]
        assert "A dry run waits" in status.text
        await ann.presses(status, "Show the dry run")
        await desk.idle()
        assert slack.shown("C1", "UANN")[-1].labels[:2] == ["Publish", "Cancel"]


async def test_an_admin_of_the_workspace_may_where_the_scope_lets_us_ask(open_own: Opened, slack: SlackServer) -> None:
    slack.workspace_admins = {"UEVE"}
    async with open_own() as desk:
        eve = slack.person("UEVE")
        await eve.slash("/kb status")
        await desk.idle()
        assert "Only Coderly's admins" in slack.shown("C1", "UEVE")[-1].text
    slack.teams["T1"].scopes += ",users:read"
    async with open_own() as desk:
        await eve.slash("/kb status")
        await slack.person("UBOB").slash("/kb status")
        await slack.person("UANN").slash("/kb status")
        await eve.slash("/code I10")
        await desk.idle()
        assert "sources are loaded" in slack.shown("C1", "UEVE")[-2].text + slack.shown("C1", "UEVE")[-1].text
        assert "Only Coderly's admins" in slack.shown("C1", "UBOB")[-1].text
        assert "sources are loaded" in slack.shown("C1", "UANN")[-1].text
        assert slack.counts["users.info"] == 3, "asked for Eve and Bob (and Eve before the restart), for nobody and nothing else"


async def test_whoever_is_taken_out_of_the_settings_is_no_admin_any_more(open_own: Opened, slack: SlackServer) -> None:
    for admins, expected in (((ADMIN,), "sources are loaded"), ((), "Only Coderly's admins"), ((ADMIN,), "sources are loaded")):
        async with open_own(admins=admins) as desk:
            await slack.person("UANN").slash("/kb")
            await desk.idle()
            assert expected in slack.shown("C1", "UANN")[-1].text


async def test_a_file_sent_by_an_admin_is_looked_at_and_added_at_a_press(open_own: Opened, slack: SlackServer, own_home: Path) -> None:
    slack.teams["T1"].scopes += ",files:read"
    next_year = small_tabular.xml(this_year() + 1).replace("Chest pain, unspecified", "Chest pain, other")
    async with open_own() as desk:
        ann = slack.person("UANN")
        await ann.sends("icd10cm ../next.xml".replace("../", "__"), next_year.encode())
        await desk.idle()
        question = direct(slack)[-1]
        assert "Add icd10cm __next.xml to the knowledge base?" in question.text
        assert "newer than" in question.text
        assert not (own_home / "sources" / "uploaded").exists()
        await ann.presses(question, "Add and read it dry")
        card = await slack.until(lambda: next((m for m in direct(slack) if "Dry run:" in m.text), None), PATIENCE)
        await desk.idle()
        assert "new edition" in card.text
        assert (own_home / "sources" / "uploaded" / "icd10cm __next.xml").read_text() == next_year
        assert list((own_home / "knowledge" / "uploads").iterdir()) == []


async def test_a_document_is_taken_only_once_an_admin_says_that_it_holds_no_descriptors(
    open_own: Opened, slack: SlackServer, own_home: Path
) -> None:
    slack.teams["T1"].scopes += ",files:read"
    note = "---\ntitle: Team note\n---\n## Modifier 25\nOur payer wants the visit note along with it.\n"
    async with open_own() as desk:
        ann = slack.person("UANN")
        await ann.sends("team note.md", note.encode())
        await desk.idle()
        question = direct(slack)[-1]
        assert "Add this one only if it quotes no CPT descriptor" in question.all_text
        (waiting,) = (own_home / "knowledge" / "uploads").iterdir()
        await ann.slash(f"/kb add {waiting.name}")
        await desk.idle()
        assert "nobody has said that it holds no CPT descriptors" in slack.shown("C1", "UANN")[-1].text
        assert not (own_home / "sources" / "uploaded").exists()
        await ann.presses(question, "It holds no CPT descriptors: add")
        await slack.until(lambda: next((m for m in direct(slack) if "Dry run:" in m.text), None), PATIENCE)
        await desk.idle()
        assert (own_home / "sources" / "uploaded" / "documents" / "team note.md").read_text() == note
        kept = [entry.detail for entry in await desk.app.store.audit.tail(20) if entry.action == "kb.add"]
        assert "free-of-cpt" in str(kept)


@pytest.mark.parametrize(
    ("name", "content", "size", "says"),
    [
        ("broken.zip", b"PK\x03\x04 cut off", None, "cannot be added: broken.zip"),
        ("empty.csv", b"", None, "cannot be added"),
        ("half.xml", b"<ICD10CM.tabular>", 4_000, "came only in part"),
        ("huge.zip", b"PK", 10**12, "MB are taken"),
        ("program.exe", bytes(range(256)) * 40, None, "cannot be added"),
    ],
)
async def test_a_bad_file_gets_a_clear_line_and_leaves_nothing_behind(
    open_own: Opened, slack: SlackServer, own_home: Path, name: str, content: bytes, size: int | None, says: str
) -> None:
    slack.teams["T1"].scopes += ",files:read"
    async with open_own() as desk:
        await slack.person("UANN").sends(name, content, size=size)
        await desk.idle()
        assert says in direct(slack)[-1].text
        assert direct(slack)[-1].labels == []
        waiting = own_home / "knowledge" / "uploads"
        assert not waiting.exists() or list(waiting.iterdir()) == []


async def test_without_the_scope_a_file_is_not_taken_and_it_says_so(open_own: Opened, slack: SlackServer) -> None:
    async with open_own() as desk:
        await slack.person("UANN").sends("next.xml", b"<x/>")
        await desk.idle()
        assert "files:read" in direct(slack)[-1].text


async def test_a_file_of_somebody_else_is_not_even_fetched(open_own: Opened, slack: SlackServer) -> None:
    slack.teams["T1"].scopes += ",files:read"
    async with open_own() as desk:
        bob = slack.person("UBOB")
        await bob.sends("next.xml", b"<x/>")
        await desk.idle()
        assert "Only Coderly's admins" in direct(slack, "UBOB")[-1].text
        await bob.sends("next.xml", b"<x/>", "E11.9")
        await desk.idle()
        assert "E11.9 can be reported" in direct(slack, "UBOB")[-1].text


async def test_our_token_is_shown_to_slack_alone(open_own: Opened, slack: SlackServer) -> None:
    slack.teams["T1"].scopes += ",files:read"
    asked: list[str] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.read(1000)).decode())
        writer.close()

    thief = await asyncio.start_server(listen, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{thief.sockets[0].getsockname()[1]}/x"
    async with open_own() as desk:
        event = {"type": "message", "subtype": "file_share", "user": "UANN", "text": "", "ts": "5.5", "channel": "DUANN", "channel_type": "im"}
        await slack.event(event | {"files": [{"id": "F1", "name": "x.zip", "url_private": url}]})
        await desk.idle()
        assert "does not lie in Slack" in direct(slack)[-1].text
    thief.close()
    assert asked == []


async def test_an_admin_of_another_organisation_in_a_shared_channel_is_nobody_here(open_own: Opened, slack: SlackServer) -> None:
    slack.workspace_admins = {"UEVE"}
    slack.teams["T9"] = Team("T9", slack.teams["T1"].token, "UBOT", "BBOT", scopes=slack.teams["T1"].scopes + ",users:read")
    slack.teams["T1"].scopes += ",users:read"
    async with open_own() as desk:
        await slack.person("UEVE", "T9").slash("/kb status")
        await desk.idle()
        assert "Only Coderly's admins" in slack.shown("C1", "UEVE")[-1].text


async def test_the_home_tab_of_an_admin_has_the_buttons(open_own: Opened, slack: SlackServer) -> None:
    async with open_own() as desk:
        ann = slack.person("UANN")
        await ann.opens("home")
        await slack.person("UBOB").opens("home")
        await desk.idle()
        assert "kb|reload" in str(slack.homes["UANN"])
        assert "kb|" not in str(slack.homes["UBOB"])


@pytest.mark.parametrize(
    ("scope", "listed", "sees"), [(",users:read", (), True), (",users:read", ("T1",), True), (",users:read", ("T2",), False), ("", (), False)]
)
async def test_the_home_tab_of_an_admin_that_slack_vouches_for_is_the_same(
    open_own: Opened, slack: SlackServer, scope: str, listed: tuple[str, ...], sees: bool
) -> None:
    slack.workspace_admins = {"UEVE"}
    slack.teams["T1"].scopes += scope
    async with open_own(slack={"admin_workspaces": listed}) as desk:
        for user in ("UANN", "UEVE", "UBOB"):
            await slack.person(user).opens("home")
        await desk.idle()
        assert ("kb|reload" in str(slack.homes["UEVE"])) is sees
        assert "kb|reload" in str(slack.homes["UANN"])
        assert "kb|" not in str(slack.homes["UBOB"])
        if sees:
            assert [b for b in slack.homes["UEVE"]["blocks"] if "kb|" in str(b)] == [b for b in slack.homes["UANN"]["blocks"] if "kb|" in str(b)]
