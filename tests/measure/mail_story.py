"""What docs/email.md shows: `python -m tests.measure.mail_story HOME OUT` asks, sends a note, goes on, and puts a question to a consultant.

HOME is a CODERLY_HOME with a full knowledge base, of which only the snapshots are read. All over the mail server and the Slack of the tests. OUT
gets every mail in and out as .eml in order, the memos as HTML and PNG, what Slack showed as text, and what the doctor says.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("fakes", "slack", "email", "jobs")]

import slack_desk  # noqa: E402
from jobs_lines import lines  # noqa: E402
from mail_desk import Desk, desk_at, mail, plain  # noqa: E402
from mail_servers import MailServer, mail_server  # noqa: E402
from slack_server import SlackServer  # noqa: E402

from adapters.email.doctor import examine  # noqa: E402
from bot.store import Role  # noqa: E402

CARL, DORA = "carl@clinic.example", "dora@clinic.example"
NOTE = """Office visit, established patient.
HPI: Follow-up of type 2 diabetes; numbness of both feet for six months.
Exam: reduced sensation to monofilament on both feet. BP 146/88.
Assessment: 1. Type 2 diabetes mellitus with diabetic polyneuropathy. 2. Essential hypertension, not at goal.
Plan: start gabapentin, increase lisinopril, return in six weeks.
"""


@dataclass
class Story:
    """Both desks, and where what they say is kept."""

    out: Path
    box: Desk
    chat: slack_desk.Desk
    slack: SlackServer
    number: int = 0

    async def mails(self, name: str, asked: EmailMessage) -> EmailMessage:
        """A mail and its answer, both kept."""
        self.keep(f"{name}-in", asked)
        answer = await self.box.answered(asked)
        self.keep(f"{name}-out", answer)
        return answer

    def keep(self, name: str, kept: EmailMessage) -> None:
        self.number += 1
        file = self.out / f"{self.number:02}-{name}"
        file.with_suffix(".eml").write_bytes(kept.as_bytes(policy=policy.SMTP))
        page = kept.get_body(("html",))
        if page is not None:
            file.with_suffix(".html").write_text(page.get_content(), encoding="utf-8")

    def chats(self, name: str, channel: str, user: str = "UADA") -> None:
        self.number += 1
        (self.out / f"{self.number:02}-{name}.txt").write_text(self.slack.shown(channel, user)[-1].all_text, encoding="utf-8")

    async def told(self) -> None:
        """Both edges say what nobody asked for just now."""
        await self.box.edge.announce()
        await self.chat.bolt.edge.announce()
        await self.chat.idle()

    async def said(self, line: str, user: str = "UADA", channel: str = "C9") -> None:
        await self.slack.person(user).slash(line, channel)
        await self.chat.idle()


def offered(answer: EmailMessage, label: str) -> str:
    """The number under which a memo offers something."""
    return next(one.split()[0] for one in plain(answer).split("REPLY WITH A NUMBER ALONE")[1].split("\n") if label in one)


@asynccontextmanager
async def begun(home: Path, out: Path, server: MailServer) -> AsyncIterator[Story]:
    shared: dict[str, Any] = {"admins": ("slack:T1:UADA", f"email:T1:{CARL}"), "jobs": {"alert_minutes": 0}}
    with tempfile.TemporaryDirectory() as state:
        async with (
            SlackServer() as slack,
            slack_desk.desk_at(home, Path(state), slack, **shared) as chat,
            desk_at(home, Path(state), server, email={"workspace": "T1"}, **shared) as box,
        ):
            await box.app.store.people.set_role(f"email:T1:{CARL}", Role.ADMIN)
            yield Story(out, box, chat, slack)


async def questions(story: Story) -> None:
    """A question, a follow-up in its thread, and a note as a file."""
    first = await story.mails("question", mail("Are 45385 and 45380 bundled on 2026-05-06?", "Two codes of a colonoscopy"))
    await story.mails("follow-up", mail("same but hospital", answers=first))
    note = mail("Please code the attached note, outpatient.", "A note")
    note.add_attachment(NOTE, filename="visit.txt")
    await story.mails("case", note)


async def consults(story: Story) -> None:
    """Asked in Slack and answered by mail, then asked by mail and answered in Slack."""
    server, slack = story.box.server, story.slack
    await story.mails("consults-here", mail("/consults here", "Consults", sender=CARL))
    ann = slack.person("UANN")
    await ann.mentions("27257")
    await story.chat.idle()
    await ann.presses(slack.shown("C1", "UANN")[-1], "Ask a consultant")
    await story.chat.idle()
    story.chats("slack-asked", "C1", "UANN")
    before = len(server.mails)
    await story.told()
    review = (await server.answers(before + 1))[-1]
    story.keep("consult-told", review)
    claimed = await story.mails("consult-claim", mail(offered(review, "Claim"), sender=CARL, answers=review))
    await story.mails("consult-answer", mail("/consults answer 1 With 22, if the op note shows why.", sender=CARL, answers=claimed))
    await story.told()
    story.chats("slack-answered", "C1", "UANN")

    await story.said("/coderly consults here")
    first = await story.mails("asked-by-mail", mail("27257", "A hip"))
    await story.mails("ask-a-consultant", mail(offered(first, "Ask a consultant"), answers=first))
    await story.told()
    story.chats("slack-told", "C9")
    await slack.person("UADA").presses(slack.shown("C9")[-1], "Claim")
    await story.chat.idle()
    await story.said("/coderly consults answer 2 Splint alone is 27256.")
    before = len(server.mails)
    await story.told()
    story.keep("answered-by-mail", (await server.answers(before + 1))[-1])


async def jobs(story: Story) -> None:
    """A job posted by mail, approved in Slack, alerted by mail."""
    await story.mails("job-saved", mail("/jobs save remote CPC", "Jobs", sender=DORA))
    await story.mails("job-posted", mail(f"/jobs post\n{lines()}", "An opening", sender="hr@clinic.example"))
    await story.said("/coderly jobs approve 1")
    before = len(story.box.server.mails)
    await story.told()
    story.keep("job-alert", (await story.box.server.answers(before + 1))[-1])


def pictures(out: Path) -> None:
    """Each HTML part as a mail program shows it, 760 pixels wide."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 760, "height": 400})
        for file in sorted(out.glob("*.html")):
            page.goto(file.resolve().as_uri())
            page.screenshot(path=file.with_suffix(".png"), full_page=True)
        browser.close()


async def story(home: Path, out: Path, server: MailServer) -> None:
    """All of it, the doctor last, when the inbox has been used."""
    async with begun(home, out, server) as told:
        await questions(told)
        await consults(told)
        await jobs(told)
        server.arrives(mail("one that the doctor may look at"), dmarc="pass")
        said = [checked async for checked in examine(told.box.app.settings.email)]
        (out / "doctor.txt").write_text("\n".join(f"{'ok   ' if one.ok else 'WRONG'} {one.what}" for one in said), encoding="utf-8")
        print("refused by Slack:", told.slack.refused or "nothing")


def main() -> None:
    """Write everything."""
    home, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder, mail_server(Path(folder)) as server:
        server.begin()
        asyncio.run(story(home, out, server))
    pictures(out)


if __name__ == "__main__":
    main()
