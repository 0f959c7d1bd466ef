"""The process is killed while it answers a burst of mail, and started again: every mail is answered, and what came twice is counted."""

from __future__ import annotations

from pathlib import Path

from mail_burst import Burst
from mail_servers import MailServer


async def test_no_mail_is_lost_and_what_came_twice_is_counted(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    burst = Burst(server, small_home, tmp_path)
    try:
        await burst.run(24, kill_at=(3, 11), seconds=300)
    finally:
        await burst.end()
    assert burst.lost == 0
    assert burst.twice <= burst.counted
    assert server.count("INBOX") == 0
    same = [answer for answer in server.mails if burst.answers[str(answer["In-Reply-To"])] > 1]
    assert len({answer["Message-ID"] for answer in same}) == len({answer["In-Reply-To"] for answer in same}), "a double bears the same id"
