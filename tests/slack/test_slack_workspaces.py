"""Several workspaces by OAuth: install, speak with each one's token, renew tokens, uninstall."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import urllib.parse
from pathlib import Path

import aiohttp
import pytest
from slack_desk import Desk, Open
from slack_server import SlackServer, Team

from adapters.slack.workspaces import ManyWorkspaces

OAUTH = {"bot_token": "", "client_id": "1.2", "client_secret": "s", "public_url": "https://coderly.example.org"}
EAST, WEST = Team("T2", "xoxb-east", "UBOT2", "BBOT2"), Team("T3", "xoxb-west", "UBOT3", "BBOT3")


@pytest.fixture(autouse=True)
def _fresh_teams() -> None:
    EAST.token, WEST.token = "xoxb-east", "xoxb-west"


async def install(desk: Desk, team: Team, *, state: str = "", cookie: bool = True) -> tuple[int, str]:
    """Walk through the installation as a browser does; gives the last status and the state that was used."""
    root = desk.slack.deliver_to.removesuffix("/slack/events")
    desk.slack.oauth_codes["code-of-" + team.id] = team
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{root}/slack/install", allow_redirects=False) as page:
            shown = await page.text()
            cookies = page.headers.get("Set-Cookie", "").split(";")[0]
        given = urllib.parse.unquote(re.search(r"state=([^&\"]+)", shown)[1])  # type: ignore[index]
        query = urllib.parse.urlencode({"code": "code-of-" + team.id, "state": state or given})
        headers = {"Cookie": cookies.split("=")[0] + "=" + (state or given)} if cookie else {}
        async with browser.get(f"{root}/slack/oauth_redirect?{query}", headers=headers) as done:
            return done.status, state or given


async def test_each_workspace_is_answered_with_its_own_token(open_desk: Open) -> None:
    async with open_desk(slack=OAUTH) as desk:
        for team in (EAST, WEST):
            assert (await install(desk, team))[0] == 200
        await desk.slack.person("UANN", "T2").mentions("E11.9")
        await desk.slack.person("UANN", "T3").mentions("I10")
        await desk.idle()
        assert {(m.team, "E11.9 can be" in m.text) for m in desk.slack.shown("C1")} == {("T2", True), ("T3", False)}
        assert (await desk.app.store.people.find("slack:T2:UANN")) != (await desk.app.store.people.find("slack:T3:UANN"))


async def test_tokens_are_sealed_in_the_database(open_desk: Open, tmp_path: Path) -> None:
    async with open_desk(slack=OAUTH) as desk:
        await install(desk, EAST)
        assert await desk.app.store.installations.keys() == ("slack:T2",)
    rows = sqlite3.connect(tmp_path / "state.sqlite").execute("SELECT * FROM installations").fetchall()
    assert len(rows) == 1
    assert "xoxb" not in str(rows)


async def test_an_installation_needs_a_fresh_state_of_ours_in_the_same_browser(open_desk: Open) -> None:
    async with open_desk(slack=OAUTH) as desk:
        assert (await install(desk, EAST, state="made-up"))[0] == 401
        assert (await install(desk, EAST, cookie=False))[0] == 400
        assert await desk.app.store.installations.keys() == ()
        status, used = await install(desk, EAST)
        assert status == 200
        assert (await install(desk, WEST, state=used))[0] == 401, "a state is used once"
        assert await desk.app.store.installations.keys() == ("slack:T2",)


async def test_a_workspace_that_is_not_installed_is_told_so(open_desk: Open) -> None:
    async with open_desk(slack=OAUTH) as desk:
        desk.slack.teams["T2"] = EAST
        ack = await desk.slack.person("UANN", "T2").slash("/code E11.9")
        assert ack.status == 200
        assert any("not installed" in m.text for m in desk.slack.messages) or "not installed" in ack.body


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["UBOT2"]}}])
async def test_uninstalling_deletes_the_tokens_of_that_workspace_only(open_desk: Open, event: dict[str, object]) -> None:
    async with open_desk(slack=OAUTH) as desk:
        await install(desk, EAST)
        await install(desk, WEST)
        assert (await desk.slack.event(event, "T2")).ok
        for _ in range(100):
            if await desk.app.store.installations.keys() == ("slack:T3",):
                break
            await asyncio.sleep(0.02)
        assert await desk.app.store.installations.keys() == ("slack:T3",)


async def test_a_token_that_is_found_revoked_while_answering_is_deleted(open_desk: Open) -> None:
    async with open_desk(slack=OAUTH) as desk:
        await install(desk, EAST)
        desk.slack.fail("chat.postMessage", "token_revoked")
        await desk.slack.person("UANN", "T2").mentions("E11.9")
        await desk.idle()
        assert await desk.app.store.installations.keys() == ()


async def test_a_token_near_its_end_is_renewed_by_one_while_all_are_answered(open_desk: Open, slack: SlackServer) -> None:
    slack.token_seconds = 3600  # inside the two hours before the end
    async with open_desk(slack=OAUTH) as desk:
        await install(desk, EAST)
        slack.token_seconds = 12 * 3600
        ann = slack.person("UANN", "T2")
        acks = await asyncio.gather(*(ann.slash(f"/code {code}") for code in ("E11.9", "I10", "J44.9", "K21.9")))
        await desk.idle()
        assert all(a.status == 200 for a in acks)
        assert slack.counts["oauth.v2.access"] == 2, "once to install, once to renew"
        assert EAST.token == "xoxb-eastr"
        workspaces = desk.bolt.edge._workspaces
        assert isinstance(workspaces, ManyWorkspaces)
        client = await workspaces.client("T2", "")
        assert client is not None
        assert client.token == "xoxb-eastr"


async def test_a_renewal_that_fails_leaves_the_token_that_still_works(open_desk: Open, slack: SlackServer) -> None:
    slack.token_seconds = 3600
    async with open_desk(slack=OAUTH) as desk:
        await install(desk, EAST)
        slack.fail("oauth.v2.access", "invalid_refresh_token", times=5)
        await slack.person("UANN", "T2").mentions("E11.9")
        await desk.idle()
        assert len(slack.shown("C1")) == 1


@pytest.mark.parametrize(("listed", "may"), [((), set()), (("T3",), {"T3"}), (("T2", "T3"), {"T2", "T3"})])
async def test_of_many_workspaces_only_the_admins_of_those_that_are_listed_may_change_what_all_share(
    open_desk: Open, slack: SlackServer, listed: tuple[str, ...], may: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.workspace_admins = {"UEVE"}
    for team in (EAST, WEST):
        monkeypatch.setattr(team, "scopes", f"{team.scopes},users:read")
    async with open_desk(slack=OAUTH | {"admin_workspaces": listed}) as desk:
        for team in (EAST, WEST):
            await install(desk, team)
            await slack.person("UEVE", team.id).slash("/kb status")
        await desk.idle()
        told = {m.team: "sources are loaded" in m.text for m in slack.shown("C1", "UEVE")}
        assert told == {team.id: team.id in may for team in (EAST, WEST)}
