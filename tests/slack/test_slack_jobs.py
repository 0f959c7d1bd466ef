"""The job board in Slack: a form that posts, a channel that approves, a link that leads out, an alert in direct messages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "jobs"))

from jobs_lines import form
from slack_desk import Desk, desk_at
from slack_server import SlackServer

ADMIN = "slack:T1:UADA"


async def fill_in(desk: Desk, user: str, **more: str) -> Any:
    await desk.slack.person(user).slash("/coderly jobs post")
    await desk.idle()
    return await desk.slack.person(user).submits(desk.slack.views[-1], form(**more))


async def announced(desk: Desk, channel: str, user: str = "") -> list[Any]:
    before = len(desk.slack.shown(channel, user) if user else desk.slack.shown(channel))
    await desk.bolt.edge.announce()
    await desk.bolt.edge.announce()
    await desk.idle()
    return (desk.slack.shown(channel, user) if user else desk.slack.shown(channel))[before:]


async def test_a_job_is_posted_by_form_approved_in_a_channel_and_told_to_who_saved_a_search(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,), jobs={"alert_minutes": 0}) as desk:
        bob, ada = slack.person("UBOB"), slack.person("UADA")
        await ada.slash("/coderly jobs here", "C9")
        await bob.slash("/coderly jobs save remote CPC", "C1")
        await desk.idle()
        ack = await fill_in(desk, "UANN")
        assert not ack.body
        await desk.idle()
        assert any("kept" in m.text for m in slack.shown("DUANN", "UANN") + slack.shown("UANN", "UANN"))
        (review,) = await announced(desk, "C9")
        await ada.presses(review, "Show #1")
        await desk.idle()
        card = slack.shown("C9", "UADA")[-1]
        assert "Outpatient Coder II" in card.all_text
        await ada.presses(card, "Approve")
        await desk.idle()
        assert "on the board" in slack.shown("C9", "UADA")[-1].text
        told = await announced(desk, "DUBOB", "UBOB") or [m for m in slack.messages if "1 new job" in m.text]
        assert "1 new job for: remote CPC." in told[0].text
        assert told[0].channel in ("DUBOB", "UBOB")
        await bob.slash("/coderly jobs show 1")
        await desk.idle()
        card = slack.shown("C1", "UBOB")[-1]
        link = next(e for b in card.blocks for e in b.get("elements", []) if "url" in e)
        assert (link["text"]["text"], link["url"]) == ("Apply", "https://careers.example.org/10442")
        before = len(slack.messages)
        await bob.presses(card, "Apply")
        await desk.idle()
        assert len(slack.messages) == before, "Slack tells of the press; the browser has the page"
        assert slack.refused == []


async def test_a_form_says_at_its_fields_what_is_wrong_and_a_stranger_gets_no_form(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=(ADMIN,)) as desk:
        wrong = await fill_in(desk, "UANN", terms="Remote; $1/hour")
        assert "minimum wage" in str(wrong.body)
        await fill_in(desk, "UANN")
        await desk.idle()
        views = len(slack.views)
        await slack.person("UBOB").slash("/coderly jobs edit 1")
        await desk.idle()
        assert len(slack.views) == views
        assert "Only who posted" in slack.shown("C1", "UBOB")[-1].text
        await slack.person("UANN").slash("/coderly jobs edit 1")
        await desk.idle()
        (title,) = [b["element"]["initial_value"] for b in slack.views[-1]["blocks"] if b.get("block_id") == "title"]
        assert title == "Outpatient Coder II"
        await slack.person("UANN").submits(slack.views[-1], form(title="Inpatient Coder II"))
        await desk.idle()
        assert any("change of job #1" in m.text for m in slack.messages)
        assert slack.refused == []


async def test_hostile_words_wake_nobody_up(small_home: Path, tmp_path: Path, slack: SlackServer) -> None:
    async with desk_at(small_home, tmp_path, slack, admins=("slack:T1:UANN",)) as desk:
        await fill_in(desk, "UANN", title="<!channel> Coder <@UBOB>", text="@everyone <!here> discord.gg/x <script>x</script> *bold* [a](https://evil.example)")
        await desk.idle()
        await slack.person("UBOB").slash("/coderly jobs show 1")
        await desk.idle()
        card = slack.shown("C1", "UBOB")[-1]
        formatted = str([b for b in card.blocks if b["type"] != "rich_text"]) + card.text  # in rich text literal text stays text
        for token in ("<!", "<@", "discord.gg", "evil.example", "<script"):
            assert token not in formatted
        assert "discord.gg" not in str(card.blocks)
        assert slack.refused == []
