"""A consult asked in one place and answered in another: asked in Slack and answered by mail, and the other way."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from mail_desk import ANN, Desk, desk_at, mail, plain
from mail_servers import MailServer

sys.path.insert(0, str(Path(__file__).parents[1] / "slack"))

import slack_desk
from slack_server import SlackServer

from bot.store import Role

CARL = "carl@clinic.example"
ADMINS = ("slack:T1:UADA", f"email:T1:{CARL}")


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as running:
        yield running


async def _told(mailbox: Desk, chat: slack_desk.Desk) -> None:
    """Both edges say what they have to say without being asked."""
    await mailbox.edge.announce()
    await chat.bolt.edge.announce()
    await chat.idle()


async def test_asked_in_slack_claimed_and_answered_by_mail(
    small_home: Path, tmp_path: Path, server: MailServer, slack: SlackServer
) -> None:
    async with (
        slack_desk.desk_at(small_home, tmp_path, slack, admins=ADMINS) as chat,
        desk_at(small_home, tmp_path, server, email={"workspace": "T1"}, admins=ADMINS) as mailbox,
    ):
        await mailbox.app.store.people.set_role(f"email:T1:{CARL}", Role.ADMIN)
        await mailbox.answered(mail("/consults here", sender=CARL))
        ann = slack.person("UANN")
        thread = await ann.mentions("27257")
        await chat.idle()
        await ann.presses(slack.shown("C1", "UANN")[-1], "Ask a consultant")
        await chat.idle()
        await _told(mailbox, chat)
        review = (await server.answers(2))[-1]
        assert review["To"] == CARL
        assert "27257" in plain(review)
        offered = plain(review).split("REPLY WITH A NUMBER ALONE")[1]
        number = next(line.split()[0] for line in offered.split("\n") if line.strip().endswith("Claim"))
        claimed = await mailbox.answered(mail(number, sender=CARL, answers=review))
        assert "#1" in plain(claimed)
        sent = await mailbox.answered(mail("/consults answer 1 With 22, if the op note shows why.", sender=CARL, answers=claimed))
        assert "Sent" in plain(sent)
        await _told(mailbox, chat)
        answer = slack.shown("C1", "UANN")[-1]
        assert answer.thread_ts == thread
        assert "With 22, if the op note shows why." in answer.all_text


async def test_asked_by_mail_claimed_and_answered_in_slack(
    small_home: Path, tmp_path: Path, server: MailServer, slack: SlackServer
) -> None:
    async with (
        slack_desk.desk_at(small_home, tmp_path, slack, admins=ADMINS) as chat,
        desk_at(small_home, tmp_path, server, email={"workspace": "T1"}, admins=ADMINS) as mailbox,
    ):
        await slack.person("UADA").slash("/coderly consults here", "C9")
        await chat.idle()
        first = await mailbox.answered(mail("27257", "A hip"))
        offered = plain(first).split("REPLY WITH A NUMBER ALONE")[1]
        number = next(line.split()[0] for line in offered.split("\n") if line.strip().endswith("Ask a consultant"))
        asked = await mailbox.answered(mail(number, answers=first))
        assert "consult #1" in plain(asked)
        await _told(mailbox, chat)
        review = slack.shown("C9")[-1]
        assert "27257" in review.all_text
        ada = slack.person("UADA")
        await ada.presses(review, "Claim")
        await chat.idle()
        await ada.slash("/coderly consults answer 1 Splint alone is 27256.", "C9")
        await chat.idle()
        before = len(server.mails)
        await _told(mailbox, chat)
        answer = (await server.answers(before + 1))[-1]
        assert answer["To"] == ANN
        assert "Splint alone is 27256." in plain(answer)
        assert answer["Subject"] == "Re: A hip"
        assert answer["References"].split()[0] == first["In-Reply-To"], "it stands in her conversation"
