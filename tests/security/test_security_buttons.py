"""Buttons in other hands: who sees somebody's card may press, and nothing of hers changes, nor of the presser's by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from discord_desk import Desk as DiscordDesk
from discord_desk import desk_at as discord_at
from slack_desk import Desk, desk_at
from slack_server import Posted, SlackServer

FOREIGN = "belongs to somebody else"
OWN = (
    ("forget me", "Yes, forget me"),
    ("note E11.9", "Delete it"),
    ("save I10", "Let I10 go"),
    ("defaults", "Clear mine"),
)
"""What is asked, and the button below it that would change what is kept of whoever presses."""
BEFORE = ("note E11.9 plumquince", "save E11.9", "defaults state=OH")


async def kept(desk: Desk | DiscordDesk, key: str) -> tuple[object, ...]:
    """All that a button could take away."""
    store = desk.app.store
    person = await store.people.find(key)
    assert person is not None
    own, _ = await store.defaults.of(person.id, "")
    return person.id, await store.own_codes.notes(person.id), await store.own_codes.saved(person.id), dict(own)


@pytest.mark.parametrize(("words", "label"), OWN)
async def test_on_slack_a_button_about_ones_own_things_is_of_no_use_to_another(small_home: Path, tmp_path: Path, words: str, label: str) -> None:
    async with SlackServer() as slack, desk_at(small_home, tmp_path, slack) as desk:
        ann, bob = slack.person("UANN"), slack.person("UBOB")
        for person in (ann, bob):
            for said in BEFORE:
                await person.mentions(said)
        await desk.idle()
        root = await ann.mentions(words)
        await desk.idle()
        card: Posted = slack.shown("C1", "UBOB", root)[-1]
        before = await kept(desk, "slack:T1:UANN"), await kept(desk, "slack:T1:UBOB")
        await bob.presses(card, label)
        await desk.idle()
        assert FOREIGN in slack.messages[-1].all_text
        assert slack.messages[-1].only_for == "UBOB"
        assert (await kept(desk, "slack:T1:UANN"), await kept(desk, "slack:T1:UBOB")) == before
        await ann.presses(card, f"✓ {label}")  # the card shows that somebody pressed; its owner still may
        await desk.idle()
        assert await desk.app.store.people.find("slack:T1:UANN") is None or await kept(desk, "slack:T1:UANN") != before[0]


async def test_on_discord_too(small_home: Path, tmp_path: Path) -> None:
    async with discord_at(small_home, tmp_path) as desk:
        for person in (desk.ann, desk.bob):
            for said in BEFORE:
                await desk.ask(person, desk.coding, said)
        await desk.ask(desk.ann, desk.coding, "forget me")
        card = desk.seen(desk.thread(), desk.bob)[-1]
        bob = f"discord:{desk.guild.id}:{desk.bob.id}"
        before = await kept(desk, bob)
        said = await desk.answered(await desk.bob.click(card.message, label="Yes, forget me"))
        assert FOREIGN in said.text
        assert await kept(desk, bob) == before


async def test_a_member_who_presses_an_admins_button_is_refused(small_home: Path, tmp_path: Path) -> None:
    async with SlackServer() as slack, desk_at(small_home, tmp_path, slack, admins=("slack:T1:UADMIN",)) as desk:
        root = await slack.person("UADMIN").mentions("kb status")
        await desk.idle()
        card = slack.shown("C1", "UADMIN", root)[-1]
        before = (desk.app.settings.knowledge_dir / "CURRENT").read_text(encoding="utf-8")
        elements = {label: card.button(label) for label in card.labels}
        assert elements
        for label in elements:
            count = len(slack.messages)
            await slack.deliver("interactive", slack.person("UBOB").press(card, elements[label]))
            await desk.idle()
            said = "\n".join(m.all_text for m in slack.messages[count:])
            about_kb = elements[label]["action_id"].startswith("kb|")
            assert about_kb == ("Only Coderly's admins" in said), label
        assert (desk.app.settings.knowledge_dir / "CURRENT").read_text(encoding="utf-8") == before
        assert not any(entry.action.startswith("kb") for entry in await desk.app.store.audit.tail())


async def test_a_private_card_is_shared_by_its_owner_alone(small_home: Path, tmp_path: Path) -> None:
    async with SlackServer() as slack, desk_at(small_home, tmp_path, slack) as desk:
        await slack.person("UANN").slash("/code E11.9")
        await desk.idle()
        card = slack.shown("C1", "UANN")[-1]
        await slack.person("UBOB").presses(card, "Share")
        await desk.idle()
        assert slack.shown("C1", "UCAROL") == []
        assert FOREIGN in slack.shown("C1", "UBOB")[-1].all_text


async def test_a_button_that_nobody_made_does_nothing(small_home: Path, tmp_path: Path) -> None:
    """Slack signs what is pressed; were it not so, a made-up token, verb or answer would still open nothing."""
    async with SlackServer() as slack, desk_at(small_home, tmp_path, slack) as desk:
        await slack.person("UANN").slash("/code E11.9")
        await desk.idle()
        card = slack.shown("C1", "UANN")[-1]
        bob = slack.person("UBOB")
        made_up = ("forget|~AAAAAAAAAAAAAAAAAAAAAA", "kb|rollback", "team|approve 1", "nosuch|x", "kb|publish 20260101T000000000000-0123abcd")
        for identity in made_up:
            await slack.deliver("interactive", bob.press(card, {"type": "button", "action_id": identity, "value": "0123456789abcdef", "text": {"text": "x"}}))
        await desk.idle()
        assert await desk.app.store.audit.tail() == ()
