"""A question by mail is answered by a memo in the same thread."""

from __future__ import annotations

import json

from mail_desk import ANN, Desk, mail, plain
from mail_servers import ADDRESS


async def test_a_question_is_answered_in_its_thread_with_a_memo(desk: Desk) -> None:
    asked = mail("E11.9", "Which edition?")
    answer = await desk.answered(asked)
    assert answer["To"] == ANN
    assert answer["Subject"] == "Re: Which edition?"
    assert answer["In-Reply-To"] == answer["References"] == asked["Message-ID"]
    assert answer["Auto-Submitted"] == "auto-replied"
    text = plain(answer)
    assert text.index("QUESTION UNDERSTOOD AS\nE11.9") < text.index("VERDICT") < text.index("CODES AND ROWS") < text.index("SOURCES")
    assert "ICD-10-CM" in text
    page = answer.get_body(("html",))
    assert page is not None
    assert "Question understood as" in page.get_content()
    await desk.server.until(lambda: desk.server.count("Processed") == 1)
    assert desk.server.count("INBOX") == 0


async def test_a_follow_up_goes_on_in_the_same_conversation(desk: Desk) -> None:
    first = await desk.answered(mail("E11.9"))
    second = await desk.answered(mail(f"and I10?\n\nOn Tue, Dec 1, 2026 Coderly <{ADDRESS}> wrote:\n> E11.9 is", answers=first))
    assert "I10" in plain(second)
    assert second["References"].split()[0] == first["In-Reply-To"]
    assert len(second["References"].split()) == 3
    assert second["Subject"] == first["Subject"]
    third = await desk.answered(mail("is it reportable?", answers=second))
    assert "I10" in plain(third)


async def test_a_number_alone_chooses_the_follow_up_of_that_number(desk: Desk) -> None:
    first = await desk.answered(mail("E11.9"))
    offered = plain(first).split("TO GO ON")[1]
    assert " 1  " in offered
    answered = await desk.answered(mail("1\n\nThanks\nAnn", answers=first))
    assert "QUESTION UNDERSTOOD AS" in plain(answered)
    ref = first["Message-ID"].split(".")[1].split("@")[0]
    without_headers = await desk.answered(mail(f"2 [ref {ref}]", "Re: A question"))
    assert without_headers["References"].split()[-1] == without_headers["In-Reply-To"]
    assert plain(without_headers) != plain(answered)


async def test_everything_about_me_comes_as_a_file(desk: Desk) -> None:
    await desk.answered(mail("E11.9"))
    answer = await desk.answered(mail("/account export"))
    (file,) = answer.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("coderly-account.json", "application/json")
    data = json.loads(file.get_content())
    assert data["identities"][0]["person_key"] == f"email:mail:{ANN}"
    assert "coderly-account.json" in plain(answer)
    assert "person_key" not in plain(answer)


async def test_where_a_server_takes_no_file_it_stands_in_the_text(desk: Desk) -> None:
    desk.server.before = lambda answer: "552 no files here" if list(answer.iter_attachments()) else ""
    assert '"identities"' in plain(await desk.answered(mail("/account export")))
