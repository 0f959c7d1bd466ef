"""Role x action x platform: 0 of the matrix wrong."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jobs_lines
import pytest
from security_doors import DOORS, Door, WebDoor
from security_rules import NO_VERB, REFUSALS, RULES, Rule

from bot.jobs import form
from bot.store import Role, Standing

PEOPLE = (*(role.value for role in Role), "named")
"""One person of each role; `named` has none, but stands in CODERLY_ADMINS."""
STATES = ("CA", "TX", "NY", "FL", "WA", "OR", "IL")


def rank(person: str) -> int:
    return Role.ADMIN.rank if person == "named" else Role(person).rank


async def _given(door: Door, person: str) -> None:
    if person != "named":
        await door.app.store.people.set_role(door.key(person), Role(person))


async def _words(door: Door, rule: Rule, person: str) -> str:
    proposed = await door.app.store.team_answers.of(door.workspace, Standing.PROPOSED)
    if "{proposed}" in rule.says and not proposed:
        author = await door.app.store.people.set_role(f"{door.key(person)}x", Role.TRUSTED)
        await door.app.store.team_answers.propose(door.workspace, author.person_key, "what of I10", f"for {rule.says} of {person}", ("I10",), {})
        proposed = await door.app.store.team_answers.of(door.workspace, Standing.PROPOSED)
    number = proposed[0].id if proposed else 0
    job = await _somebodys_job(door, person) if "{job}" in rule.says else 0
    return rule.says.format(person=person, proposed=number, job=job, state=STATES[PEOPLE.index(person) % len(STATES)])


async def _somebodys_job(door: Door, person: str) -> int:
    """A posting that waits, of nobody in the matrix."""
    author = await door.app.store.people.set_role(f"{door.key(person)}x", Role.MEMBER)
    made = form.posting(jobs_lines.form(title=f"Coder for {person} {secrets.token_hex(4)}"), datetime.now(UTC).date())
    return int(await door.app.store.jobs.propose(made, author.id))


async def _wrong(door: Door, rule: Rule, person: str) -> str:
    """What is wrong with a cell of the matrix, if anything is."""
    may = rank(person) >= rule.least.rank
    if may and rule.only_refused:
        return ""
    words = await _words(door, rule, person)
    if words.startswith("defaults channel clear") and may:
        await door.says(person, "defaults channel state=OH")
    before = await rule.look(door)
    said = await door.says(person, words)
    after = await rule.look(door)
    if not said:
        return "no answer"
    if may:
        return "is refused" if any(text in said for text in REFUSALS) else "changed nothing" if rule.changes and before == after else ""
    return "is not refused" if rule.refused not in said else "was done all the same" if before != after else ""


@pytest.mark.parametrize("platform", DOORS)
async def test_everybody_may_do_what_the_matrix_says_and_nothing_else(platform: str, small_home: Path, tmp_path: Path) -> None:
    wrong, cells = [], 0
    async with DOORS[platform](small_home, tmp_path) as door:
        for person in PEOPLE:
            alone = platform == "terminal"  # one person, whose role is what it is now
            object.__setattr__(door.app.settings, "admins", (door.key("named"),) if not alone or person == "named" else ())
            await _given(door, "member" if person == "named" and alone else person)
            await door.says(person, "E11.9")
            for rule in RULES:
                cells += 1
                found = await _wrong(door, rule, person)
                if found:
                    wrong.append(f"{person}: {rule.says}: {found}")
    assert wrong == []
    assert cells == len(PEOPLE) * len(RULES)


@pytest.mark.parametrize("platform", DOORS)
async def test_no_words_in_a_chat_give_a_role_change_a_setting_or_show_what_others_said(platform: str, small_home: Path, tmp_path: Path) -> None:
    async with DOORS[platform](small_home, tmp_path) as door:
        other = f"{door.key('member')}0"
        await door.app.store.feedback.record("0123456789abcdef", other, -1, reason="plumquince reason")
        await door.app.store.people.set_role(other, Role.MEMBER)
        await door.app.store.people.set_role(door.key("member"), Role.MEMBER)
        settings, snapshot = door.app.settings.model_dump(), door.app.status_line()
        for words in NO_VERB:
            said = await door.says("member", words.format(key=door.key("member")))
            assert "plumquince" not in said, words
        assert await door.app.store.people.role_of(door.key("member")) is Role.MEMBER
        assert (door.app.settings.model_dump(), door.app.status_line()) == (settings, snapshot)
        assert await door.app.store.audit.tail() == ()


@pytest.mark.parametrize("platform", [name for name in DOORS if name != "terminal"])
async def test_what_one_person_keeps_another_does_not_read(platform: str, small_home: Path, tmp_path: Path) -> None:
    async with DOORS[platform](small_home, tmp_path) as door:
        for words in ("note E11.9 plumquince", "save E11.9", "defaults state=CA", "E11.9"):
            await door.says("member", words)
        for words in ("note", "note E11.9", "saved", "recent", "/recent", "/note E11.9", "E11.9", "/account export", "/history", "defaults"):
            said = await door.says("guest", words)
            assert "plumquince" not in said, words
            assert "state CA" not in said, words
        assert "nothing" in (empty := (await door.says("trusted", "/saved")).lower()) or "no code" in empty


ENDPOINTS = (("GET", "/admin"), ("GET", "/admin/use.svg"), ("GET", "/admin/times.svg"), ("POST", "/admin/file"))


async def test_the_admin_pages_are_for_admins_and_for_whom_the_proxy_names_alone(own_home: Path, tmp_path: Path) -> None:
    async with DOORS["web"](own_home, tmp_path, admins=("web:local:named",)) as door:
        assert isinstance(door, WebDoor)
        for person in PEOPLE:
            await _given(door, person)
            await door.says(person, "E11.9")
            browser = door.people[person]
            for method, path in ENDPOINTS:
                sent = await browser.http.request(method, path, headers={"x-csrf": browser.field("csrf"), "x-name": "a.txt"}, content=b"x")
                assert (sent.status_code == 200) == (rank(person) >= Role.ADMIN.rank), (person, path, sent.status_code)
                assert sent.status_code in (200, 403), (person, path)
        admin = door.people["admin"]
        for method, path in ENDPOINTS:
            unnamed = await door.desk.browser(cookie=f"coderly={admin.http.cookies['coderly']}").http.request(method, path)
            assert unnamed.status_code == 401, path
            unsaid = await admin.http.request("POST", "/admin/file", headers={"x-csrf": "0" * 32}, content=b"x")
            assert unsaid.status_code == 403


async def test_another_workspace_shares_nothing_and_its_admin_is_nobody_here(small_home: Path, tmp_path: Path) -> None:
    async with DOORS["slack"](small_home, tmp_path, admins=("slack:T1:UADMIN",)) as here:
        assert "kb" in (await here.says("admin", "kb status")).lower()
        await here.says("admin", "E11.9")
        await here.says("admin", "team save plumquince")
        (answer,) = await here.app.store.team_answers.of("T1", Standing.PROPOSED)
        await here.says("admin", f"team approve {answer.id}")
        await here.says("admin", "defaults channel state=OH")
        assert "plumquince" in await here.says("member", "E11.9")
        there = _elsewhere(here)
        for words in ("E11.9", "team", f"team show {answer.id}", f"team retire {answer.id}", "defaults", "kb status", "kb rollback"):
            said = await there.says("admin", words)
            assert "plumquince" not in said, words
            assert "state OH" not in said, words
        assert "Only Coderly's admins" in await there.says("admin", "kb status")
        (kept,) = await here.app.store.team_answers.of("T1", Standing.APPROVED)
        assert kept.id == answer.id


def _elsewhere(here: Any) -> Any:
    """The same people and the same channel id in another workspace that has the app."""
    from security_doors import SlackDoor
    from slack_server import Team

    here.desk.slack.teams["T2"] = Team("T2", "xoxb-2", "UBOT1", "BBOT2")
    return SlackDoor(here.desk, workspace="T2")
