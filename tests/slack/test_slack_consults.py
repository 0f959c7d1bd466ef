"""A person behind the assistant: asked in one channel, claimed and answered in another, told where it was asked."""

from __future__ import annotations

import json
from pathlib import Path

from slack_desk import Desk, desk_at
from slack_server import Posted, SlackServer

from bot.store import Role

ADMIN = "slack:T1:UADA"


async def _team(desk: Desk) -> None:
    await desk.app.store.people.set_role("slack:T1:UCARL", Role.CONSULTANT)
    await desk.app.store.people.set_role("slack:T1:UDORA", Role.CONSULTANT)
    await desk.slack.person("UADA").slash("/coderly consults here", "C9")
    await desk.idle()


async def _told(desk: Desk, channel: str) -> list[Posted]:
    before = len(desk.slack.shown(channel))
    await desk.bolt.edge.announce()
    await desk.bolt.edge.announce()
    await desk.idle()
    return desk.slack.shown(channel)[before:]


async def test_a_question_of_a_thread_is_claimed_by_one_and_answered_in_the_thread(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        await _team(desk)
        ann, carl, dora = (slack.person(who) for who in ("UANN", "UCARL", "UDORA"))
        thread = await ann.mentions("27257")
        await desk.idle()
        card = slack.shown("C1", "UANN")[-1]
        assert "Ask a consultant" in card.labels
        await ann.presses(card, "Ask a consultant")
        await desk.idle()
        assert any("consult #1" in m.all_text for m in slack.shown("C1", "UANN"))
        (review,) = await _told(desk, "C9")
        assert "27257" in review.all_text
        await dora.presses(review, "Claim")
        await desk.idle()
        await carl.slash("/coderly consults claim 1", "C9")
        await desk.idle()
        assert any("is claimed by UDORA" in m.all_text for m in slack.shown("C9", "UCARL"))
        assert await _told(desk, "C1") == []
        await dora.slash("/coderly consults answer 1 With 22, if the op note shows why.", "C9")
        await desk.idle()
        (answer,) = await _told(desk, "C1")
        assert answer.thread_ts == thread
        assert "With 22, if the op note shows why." in answer.all_text
        assert "a person of your team" in answer.all_text
        assert desk.slack.refused == []


async def test_what_was_asked_privately_is_answered_privately(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        await _team(desk)
        ann, carl = slack.person("UANN"), slack.person("UCARL")
        await ann.slash("/code 27257")
        await ann.slash("/coderly consult is the second hip extra")
        await desk.idle()
        (review,) = await _told(desk, "C9")
        assert "is the second hip extra" in review.all_text
        await carl.presses(review, "Claim")
        await desk.idle()
        mine = next(m for m in reversed(slack.shown("C9", "UCARL")) if "Send the draft as it stands" in m.labels)
        await carl.presses(mine, "Send the draft as it stands")
        await desk.idle()
        before = [m for m in slack.messages if m.channel == "C1" and not m.only_for]
        await desk.bolt.edge.announce()
        await desk.idle()
        assert [m for m in slack.messages if m.channel == "C1" and not m.only_for] == before, "nobody else in the channel reads it"
        direct = [m for m in slack.messages if m.channel in ("UANN", "DUANN")]
        assert direct
        assert "consult #1" in direct[-1].all_text


async def test_nothing_is_lost_over_a_restart_and_nothing_is_told_twice(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        await _team(desk)
        await slack.person("UANN").mentions("27257")
        await desk.idle()
        await slack.person("UANN").presses(slack.shown("C1", "UANN")[-1], "Ask a consultant")
        await desk.idle()
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        (review,) = await _told(desk, "C9")
        assert "Claim" in review.labels
        await desk.slack.person("UCARL").slash("/coderly consults send 1", "C9")
        await desk.idle()
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        assert len(await _told(desk, "C1")) == 1
        assert await _told(desk, "C1") == []
        assert await _told(desk, "C9") == []


async def test_without_a_place_for_consults_there_is_no_button_and_the_verb_says_why(desk: Desk) -> None:
    ann = desk.slack.person("UANN")
    await ann.slash("/code 27257")
    await ann.slash("/coderly consult")
    await desk.idle()
    shown = desk.slack.shown("C1", "UANN")
    assert all("Ask a consultant" not in m.labels for m in shown)
    assert "/coderly consults here" in shown[-1].all_text
    assert "Ask a consultant" not in json.dumps([m.blocks for m in shown])


async def test_who_is_no_consultant_neither_lists_nor_answers(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        await _team(desk)
        ann, bob = slack.person("UANN"), slack.person("UBOB")
        await ann.mentions("27257")
        await desk.idle()
        await ann.presses(slack.shown("C1", "UANN")[-1], "Ask a consultant")
        await desk.idle()
        for line in ("/coderly consults", "/coderly consults answer 1 mine", "/coderly consults claim 1", "/coderly consults here"):
            await bob.slash(line, "C1")
            await desk.idle()
            assert "nly admins" in (said := slack.shown("C1", "UBOB")[-1].all_text) or "answered by consultants" in said
        await bob.slash("/coderly consult withdraw 1")
        await desk.idle()
        assert "You have no consult #1" in slack.shown("C1", "UBOB")[-1].all_text
        (consult,) = await desk.app.store.consults.of("T1")
        assert (consult.state.value, consult.reply) == ("open", "")
