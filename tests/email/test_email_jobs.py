"""The job board by mail: an employer posts, an admin approves, whoever saved a search is written to."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from mail_desk import Open, mail, plain
from mail_servers import MailServer

sys.path.insert(0, str(Path(__file__).parents[1] / "jobs"))

from jobs_lines import lines

from bot.store.clock import utc_now

EMPLOYER, CARL, DORA = "hr@clinic.example", "carl@clinic.example", "dora@clinic.example"


async def test_posted_by_mail_approved_by_mail_alerted_by_mail_and_gone_when_it_is_over(open_desk: Open, server: MailServer) -> None:
    async with open_desk(admins=(f"email:mail:{CARL}",), jobs={"alert_minutes": 0}) as desk:
        assert "told" in plain(await desk.answered(mail("/jobs save remote CPC", sender=DORA))).lower()
        posted = await desk.answered(mail(f"/jobs post\n{lines()}", "An opening", sender=EMPLOYER))
        assert "#1" in plain(posted)
        assert "No open jobs" in plain(await desk.answered(mail("/jobs northfield", sender=DORA)))
        assert "#1" in plain(await desk.answered(mail("/jobs review", sender=CARL)))
        assert "only" in plain(await desk.answered(mail("/jobs approve 1", sender=EMPLOYER))).lower()
        assert "on the board" in plain(await desk.answered(mail("/jobs approve 1", sender=CARL)))
        before = len(server.mails)
        await desk.edge.announce()
        alert = (await server.answers(before + 1))[-1]
        assert alert["To"] == DORA
        assert alert["Auto-Submitted"] == "auto-generated"
        assert "Outpatient Coder II" in plain(alert)
        offered = plain(alert).split("REPLY WITH A NUMBER ALONE")[1]
        number = next(line.split()[0] for line in offered.split("\n") if "#1" in line)
        shown = plain(await desk.answered(mail(number, sender=DORA, answers=alert)))
        assert "https://careers.example.org/10442" in shown
        refused = plain(await desk.answered(mail(f"/jobs edit 1\n{lines(title='Mine now')}", sender="eve@clinic.example")))
        assert "[Not read]" in refused
        desk.app.store.jobs._clock = lambda: utc_now() + timedelta(days=60)
        assert "No open jobs" in plain(await desk.answered(mail("/jobs northfield", sender=DORA)))
