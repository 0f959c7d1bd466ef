"""Mail servers that refuse, hang, or go away: nothing is lost, and each mail is answered once."""

from __future__ import annotations

import asyncio
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
from mail_desk import Desk, Open, desk_at, mail, plain
from mail_proxy import between
from mail_servers import MailServer

from adapters.email.watcher import Clocks
from adapters.messaging.edge import Timing


async def test_new_mail_is_told_by_idle_and_not_looked_for(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    async with between(server.imap_port) as proxy, desk_at(small_home, tmp_path, server, email={"imap_port": proxy.port}) as desk:
        await server.until(lambda: b"IDLE" in proxy.commands)
        before = len(proxy.commands)
        await asyncio.sleep(1.5)
        assert len(proxy.commands) == before, "while nothing comes, nothing is asked"
        await desk.answered(mail("E11.9"))


@pytest.mark.parametrize("idle", ["hidden", "refused"])
async def test_a_mailbox_without_idle_is_looked_at_from_time_to_time(
    small_home: Path, tmp_path: Path, server: MailServer, idle: str
) -> None:
    async with between(server.imap_port) as proxy:
        proxy.idle = idle
        async with desk_at(small_home, tmp_path, server, email={"imap_port": proxy.port}) as desk:
            for code in ("E11.9", "I10"):
                assert code in plain(await desk.answered(mail(code)))
            assert desk.edge.counts["idle_refused"] == (idle == "refused")


PATIENT = Clocks(pauses=(0.05,), idle_for=250.0)
"""A mail of which nothing is told is found after a test has long failed."""


@pytest.mark.parametrize(("command", "first"), [(b"UID SEARCH", ()), (b"UID FETCH", ("E11.9",))], ids=["search", "fetch"])
async def test_mail_that_comes_while_the_mailbox_is_looked_at_is_found_at_once(
    small_home: Path, tmp_path: Path, server: MailServer, command: bytes, first: tuple[str, ...]
) -> None:
    """The server tells of it along with its answer, and then not again."""
    async with between(server.imap_port) as proxy:
        proxy.before[command] = lambda: server.arrives(mail("I10"))
        for code in first:
            server.arrives(mail(code))
        async with desk_at(small_home, tmp_path, server, clocks=PATIENT, email={"imap_port": proxy.port}):
            answers = await server.answers(len(first) + 1)
            assert {"I10", *first} == {plain(answer).split("\n")[1] for answer in answers}


@pytest.mark.parametrize("consent", ["with", "after"])
async def test_mail_that_is_told_together_with_the_consent_to_idle_is_found_at_once(
    small_home: Path, tmp_path: Path, server: MailServer, consent: str
) -> None:
    async with between(server.imap_port) as proxy:
        proxy.consent = consent
        async with desk_at(small_home, tmp_path, server, clocks=PATIENT, email={"imap_port": proxy.port}) as desk:
            await server.until(lambda: b"IDLE" in proxy.commands)
            assert "E11.9" in plain(await desk.answered(mail("E11.9")))
            assert desk.edge.counts["idle_refused"] == 0


async def test_an_answer_that_comes_in_pieces_costs_no_connection(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    async with between(server.imap_port) as proxy:
        proxy.pieces = True
        async with desk_at(small_home, tmp_path, server, clocks=PATIENT, email={"imap_port": proxy.port}) as desk:
            for code in ("E11.9", "I10"):
                await server.until(lambda: proxy.commands[-1:] == [b"IDLE"])
                assert code in plain(await desk.answered(mail(code)))
            assert desk.edge.counts["reconnected"] == 0


async def test_a_server_that_hangs_is_given_up_and_asked_again(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    clocks = Clocks(pauses=(0.05,), idle_for=0.5)
    email = {"timeout": 1.0}
    async with (
        between(server.imap_port) as proxy,
        desk_at(small_home, tmp_path, server, clocks=clocks, email=email | {"imap_port": proxy.port}) as desk,
    ):
        await server.until(lambda: b"IDLE" in proxy.commands)
        proxy.heard.clear()
        server.arrives(mail("E11.9"))
        await server.until(lambda: desk.edge.counts["reconnected"] > 0)
        proxy.heard.set()
        (answer,) = await server.answers(1)
        assert "E11.9" in plain(answer)


async def test_a_connection_that_is_cut_is_made_again_and_nothing_is_lost(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    async with between(server.imap_port) as proxy, desk_at(small_home, tmp_path, server, email={"imap_port": proxy.port}) as desk:
        await server.until(lambda: b"IDLE" in proxy.commands)
        for number in range(12):
            await asyncio.to_thread(server.arrives, mail("E11.9", f"Question {number}"))
            if number % 4 == 3:
                proxy.cut()
        await server.until(lambda: server.count("Processed") == 12)
        subjects = Counter(str(answer["Subject"]) for answer in server.mails)
        assert subjects == Counter(f"Re: Question {number}" for number in range(12))
        assert desk.edge.counts["reconnected"] > 0


async def test_mail_that_came_while_nobody_watched_is_answered(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    for code in ("E11.9", "I10"):
        server.arrives(mail(code))
    async with desk_at(small_home, tmp_path, server):
        answers = await server.answers(2)
        assert {"E11.9", "I10"} == {plain(answer).split("\n")[1] for answer in answers}


async def test_a_mail_is_done_only_once_the_sending_server_took_the_answer(open_desk: Open, server: MailServer) -> None:
    busy = iter(["451 try again", "421 closing", "452 too much"])
    server.before = lambda mail: next(busy, "")
    async with open_desk() as desk:
        server.arrives(mail("E11.9"))
        await server.until(lambda: server.attempts >= 2)
        assert server.count("Processed") == 0
        await server.answers(1)
        await server.until(lambda: server.count("Processed") == 1)
        assert desk.edge.counts["sent_later"] == 3
        assert len(server.mails) == 1


async def test_a_server_that_refuses_the_page_gets_plain_text(desk: Desk) -> None:
    desk.server.before = lambda answer: "554 no HTML here" if answer.get_body(("html",)) is not None else ""
    answer = await desk.answered(mail("E11.9"))
    assert answer.get_content_type() == "text/plain"


async def test_an_answer_that_nobody_takes_leaves_its_mail_in_quarantine(desk: Desk) -> None:
    desk.server.before = lambda answer: "550 no such person"
    desk.server.arrives(mail("E11.9"))
    await desk.server.until(lambda: desk.server.count("Quarantine") == 1)
    assert desk.server.mails == []
    assert desk.edge.counts["undelivered"] == 1


async def test_what_is_being_answered_at_sigterm_goes_out_and_is_filed(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    async with desk_at(small_home, tmp_path, server) as desk:
        asked = [mail("E11.9", f"Question {number}") for number in range(4)]
        for one in asked:
            server.arrives(one)
        await server.until(lambda: desk.edge.counts["accepted"] > 0)
    accepted = desk.edge.counts["accepted"]
    assert len(server.mails) == accepted
    assert server.count("Processed") == accepted
    assert server.count("INBOX") == 4 - accepted


async def test_a_sending_server_that_is_away_costs_no_answer_over_a_restart(small_home: Path, tmp_path: Path, server: MailServer) -> None:
    server.before = lambda mail: "451 away"
    async with desk_at(small_home, tmp_path, server, runtime={"drain": 0.2}):
        server.arrives(mail("E11.9"))
        await server.until(lambda: server.attempts > 0)
    assert server.count("INBOX") == 1
    server.before = lambda mail: ""
    async with desk_at(small_home, tmp_path, server, timing=Timing(sweep=0.2, silent_for=0.5)):
        (answer,) = await server.answers(1)
        assert "E11.9" in plain(answer)
        await server.until(lambda: server.count("Processed") == 1)


async def test_nothing_of_a_mail_stands_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.answered(mail("E11.9 zebrafinch", "Subject okapi", sender="Quokka Person <ann@clinic.example>"))
    asked = EmailMessage()
    asked["From"], asked["Subject"], asked["Message-ID"] = "eve@evil.example", "E11.9 numbat", "<x@evil.example>"
    await desk.quarantined(asked, dmarc="fail")
    ours = [r for r in caplog.records if r.name.split(".")[0] in ("bot", "adapters")]
    said = " ".join(f"{r.getMessage()} {r.__dict__}" for r in ours)
    assert "quarantined" in said
    assert [word for word in ("zebrafinch", "okapi", "Quokka", "clinic.example", "numbat", "evil.example") if word in said] == []
