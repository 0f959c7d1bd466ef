"""A person behind the assistant, in Discord: asked in a thread, claimed and answered by a consultant, told in the thread."""

from __future__ import annotations

from discord_desk import Desk

from bot.store import Role


async def test_a_question_of_a_thread_gets_its_answer_from_a_person_in_that_thread(desk: Desk) -> None:
    review = desk.guild.create_text_channel("review")
    desk.app.settings.admins = (f"discord:{desk.guild.id}:{desk.bob.user.id}",)
    await desk.app.store.people.set_role(f"discord:{desk.guild.id}:{desk.bob.user.id}", Role.CONSULTANT)
    await desk.answered(await desk.bob.slash(review, "coderly more consults", text="here"))
    await desk.ask(desk.ann, desk.coding, "27257")
    (card,) = desk.seen(desk.thread(), desk.ann)
    asked = await desk.answered(await desk.ann.click(card.message, label="Ask a consultant"))
    assert asked.ephemeral
    assert "consult #1" in asked.text
    await desk.client.edge.announce()
    await desk.client.edge.announce()
    await desk.idle()
    (told,) = [c for c in desk.seen(review, desk.bob) if not c.ephemeral]
    assert "27257" in told.text
    await desk.bob.click(told.message, label="Claim")
    await desk.idle()
    await desk.answered(await desk.bob.slash(review, "coderly more consults", text="answer 1 With 22, if the op note shows why."))
    await desk.restart()
    await desk.client.edge.announce()
    await desk.client.edge.announce()
    await desk.idle()
    *_, answer = desk.seen(desk.thread(), desk.ann)
    assert "With 22, if the op note shows why." in answer.text
    assert len([c for c in desk.seen(desk.thread(), desk.ann) if not c.ephemeral]) == 2


async def test_what_was_asked_privately_is_answered_in_direct_messages(desk: Desk) -> None:
    review = desk.guild.create_text_channel("review")
    desk.app.settings.admins = (f"discord:{desk.guild.id}:{desk.bob.user.id}",)
    await desk.answered(await desk.bob.slash(review, "coderly more consults", text="here"))
    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="27257"))
    await desk.answered(await desk.ann.click(card.message, label="Ask a consultant"))
    await desk.answered(await desk.bob.slash(review, "coderly more consults", text="send 1"))
    public = len(desk.seen(desk.coding, desk.bob))
    await desk.client.edge.announce()
    await desk.idle()
    assert len(desk.seen(desk.coding, desk.bob)) == public
    assert "consult #1" in desk.direct(desk.ann)[-1].text
