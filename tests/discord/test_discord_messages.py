"""Mentions, threads and their memory, direct messages, replies, edits, what came while we were away."""

from __future__ import annotations

from pathlib import Path

import discord
from discord_desk import Card, Desk, Open, desk_at


async def test_a_mention_in_a_channel_opens_a_thread_and_is_answered_there(desk: Desk) -> None:
    question = await desk.ask(desk.ann, desk.coding, "When is modifier 25 right?")
    thread = desk.thread()
    assert thread.name == "When is modifier 25 right?"
    assert thread.id == question.id
    (card,) = desk.seen(thread, desk.bob)
    assert "25" in card.text
    assert desk.seen(desk.coding, desk.bob) == []


async def test_a_mention_in_that_thread_goes_on_with_its_memory(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "E11.9")
    await desk.ask(desk.ann, desk.thread(), "what are its excludes notes?")
    _, follow_up = desk.seen(desk.thread())
    assert "E11.9" in follow_up.text
    assert len(desk.coding.threads) == 1


async def test_a_message_that_names_nobody_is_left_alone(desk: Desk) -> None:
    await desk.ann.send(desk.coding, "E11.9 is what I would code")
    await desk.ask(desk.ann, desk.coding, "E11.9")
    await desk.ann.send(desk.thread(), "and I10?")
    await desk.bob.send(desk.coding, "@everyone lunch")
    await desk.idle()
    assert len(desk.seen(desk.thread())) == 1
    assert desk.seen(desk.coding) == []


async def test_a_direct_message_is_answered_without_a_mention(desk: Desk) -> None:
    await desk.ann.send_dm("E11.9")
    await desk.idle()
    (card,) = desk.direct(desk.ann)
    assert "E11.9 can be reported" in card.text
    await desk.ann.send_dm("what are its excludes notes?")
    await desk.idle()
    assert "E11.9" in desk.direct(desk.ann)[1].text


async def test_direct_messages_can_be_off(open_desk: Open) -> None:
    async with open_desk(discord={"direct_messages": False}) as desk:
        await desk.ann.send_dm("E11.9")
        await desk.idle()
        assert desk.direct(desk.ann) == []


async def test_a_reply_to_a_card_is_a_question_of_its_own(desk: Desk) -> None:
    public = await shared(desk)
    await desk.ann.send(desk.coding, "I12.9", reply_to=public.message)
    await desk.idle()
    assert "I12.9" in desk.seen(desk.thread())[-1].text


NOTE = "Assessment: asthma, plain. Denies chest pain on breathing."


async def test_case_in_answer_to_a_note_that_discord_keeps_from_us_says_where_to_ask(desk: Desk) -> None:
    note = await desk.bob.send(desk.coding, NOTE)
    await desk.ask(desk.ann, desk.coding, "case", reply_to=note)
    assert "Suggest codes for this message" in desk.seen(desk.coding, desk.ann)[-1].text


async def test_case_in_answer_to_a_note_reads_that_note_where_discord_shows_it(small_home: Path, tmp_path: Path) -> None:
    async with desk_at(small_home, tmp_path, discord={"follow_ups": True}) as desk:
        note = await desk.bob.send(desk.coding, NOTE)
        await desk.ask(desk.ann, desk.coding, "case inpatient", reply_to=note)
        card = desk.seen(desk.thread(), desk.ann)[-1]
        assert "asthma" in card.text.lower()
        assert "inpatient" in card.text


async def test_a_reply_whose_words_discord_keeps_from_us_gets_a_hint_and_a_form(desk: Desk) -> None:
    desk.env.inject_error("POST", f"/channels/{desk.coding.id}/messages", status=403, code=50013)  # so the press itself carries the card
    public = await shared(desk)
    await desk.ann.send(desk.coding, "and with CKD?", reply_to=public.message)
    await desk.idle()
    hint = desk.seen(desk.coding)[-1]
    assert "Mention me" in hint.text
    form = await desk.ann.click(hint.message, label="Ask")
    answer = await desk.answered(await desk.ann.submit_modal(form, {"text": "I10"}))
    assert answer.ephemeral
    assert "I10 can be reported" in answer.text


async def shared(desk: Desk) -> Card:
    """A card that Ann has shared with the channel."""
    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="I10"))
    await desk.ann.click(card.message, label="Share")
    await desk.idle()
    return desk.seen(desk.coding)[-1]


async def test_a_second_delivery_of_a_message_is_answered_once(desk: Desk) -> None:
    question = await desk.ask(desk.ann, desk.coding, "E11.9")
    assert desk.client.user is not None
    await desk.client.intake.message(question, desk.client.user.id)
    await desk.idle()
    assert len(desk.seen(desk.thread())) == 1
    assert desk.client.edge.counts["repeated"] == 1


async def test_an_edited_question_is_answered_anew_in_its_thread(desk: Desk) -> None:
    question = await desk.ask(desk.ann, desk.coding, "E11.9")
    await desk.ann.edit(question, f"{desk.name} I10")
    await desk.idle()
    first, second = desk.seen(desk.thread())
    assert "E11.9" in first.text
    assert "I10" in second.text
    assert len(desk.coding.threads) == 1


async def test_a_deleted_question_leaves_nothing_broken(desk: Desk) -> None:
    question = await desk.ask(desk.ann, desk.coding, "E11.9")
    await desk.ann.delete(question)
    await desk.ask(desk.ann, desk.thread(), "I10")
    assert "I10" in desk.seen(desk.thread())[-1].text


async def test_a_thread_that_was_deleted_costs_nobody_the_answer(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "E11.9")
    thread = desk.thread()
    desk.env.inject_error("POST", f"/channels/{thread.id}/messages", status=404, code=10003)
    await desk.ask(desk.ann, thread, "I10")
    assert "I10" in desk.direct(desk.ann)[-1].text


async def test_text_files_are_read_and_pictures_are_declined(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "", attachments=[("claim.txt", b"E11.9")])
    assert "E11.9" in desk.seen(desk.thread())[-1].text
    await desk.ask(desk.ann, desk.coding, "", attachments=[("scan.png", b"\x89PNG")])
    assert "Only text files" in desk.seen(desk.coding)[-1].text


async def test_emoji_alone_and_mass_mentions_harm_nobody(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "👍 <:sad:123>")
    await desk.ask(desk.ann, desk.coding, "@everyone @here E11.9")
    await desk.ask(desk.ann, desk.coding, "x" * 1900)
    assert len(desk.coding.threads) == 3
    for thread in desk.coding.threads:
        (card,) = desk.seen(thread)
        assert "@everyone" not in card.text
    sent = [r.json for r in desk.env.http_requests if r.method == "POST" and r.path.endswith("/messages") and r.json]
    assert sent
    assert all(message["allowed_mentions"] == {"parse": []} for message in sent)


async def test_a_mention_that_came_while_we_were_away_is_answered_after_the_restart(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "E11.9")
    desk.client.edge.draining = True  # from here on nobody answers, as in a process that is about to end
    missed = await desk.ann.send(desk.thread(), f"{desk.name} I10")
    async with desk.app.store.inbox._sessions.write() as session:  # nor was it heard at all
        from sqlalchemy import delete

        from bot.store.models import InboxRow

        await session.execute(delete(InboxRow).where(InboxRow.key == f"discord:{missed.id}"))
    await desk.restart()
    assert "I10" in desk.seen(desk.thread())[-1].text
    count = len(desk.seen(desk.thread()))
    await desk.restart()
    assert len(desk.seen(desk.thread())) == count


async def test_where_threads_are_not_allowed_the_answer_is_a_reply_in_the_channel(desk: Desk) -> None:
    desk.env.inject_error("POST", "/channels/*/threads", status=403, code=50013, message="Missing Permissions")
    question = await desk.ask(desk.ann, desk.coding, "E11.9")
    (card,) = desk.seen(desk.coding)
    assert card.message.reference.message_id == question.id


async def test_where_we_may_not_write_the_answer_comes_as_a_direct_message_with_the_reason(desk: Desk) -> None:
    desk.env.inject_error("POST", "/channels/*/threads", status=403, code=50013)
    desk.env.inject_error("POST", f"/channels/{desk.coding.id}/messages", status=403, code=50013)
    await desk.ask(desk.ann, desk.coding, "E11.9")
    why, card = desk.direct(desk.ann)
    assert f"<#{desk.coding.id}>" in why.text
    assert "E11.9 can be reported" in card.text


async def test_a_card_that_discord_refuses_comes_as_an_embed_and_then_as_text(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "I10")
    thread = desk.thread()
    desk.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=50035)
    await desk.ask(desk.ann, thread, "E11.9")
    embed = desk.seen(thread)[-1]
    assert embed.embeds
    assert "E11.9 can be reported" in embed.text
    assert "👍 Right" in embed.labels
    desk.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=50035, times=2)
    await desk.ask(desk.ann, thread, "E11.9")
    text = desk.seen(thread)[-1]
    assert (text.embeds, text.components) == ([], [])
    assert "E11.9 can be reported" in text.content


async def test_a_busy_discord_is_asked_again(desk: Desk) -> None:
    await desk.ask(desk.ann, desk.coding, "I10")
    desk.env.inject_error("POST", f"/channels/{desk.thread().id}/messages", status=503)
    await desk.ask(desk.ann, desk.thread(), "E11.9")
    assert "E11.9 can be reported" in desk.seen(desk.thread())[-1].text


async def test_with_the_content_intent_the_asker_goes_on_in_our_thread_without_a_mention(open_desk: Open) -> None:
    async with open_desk(discord={"follow_ups": True}) as desk:
        await desk.ask(desk.ann, desk.coding, "E11.9")
        await desk.ann.send(desk.thread(), "what are its excludes notes?")
        await desk.idle()
        assert len(desk.seen(desk.thread())) == 2
        await desk.bob.send(desk.thread(), "I think that is wrong")
        await desk.ann.send(desk.thread(), "why?")
        await desk.idle()
        assert len(desk.seen(desk.thread())) == 2


async def test_only_the_channels_of_the_setting_are_answered(open_desk: Open) -> None:
    async with open_desk(discord={"channels": ("1",)}) as desk:
        await desk.ask(desk.ann, desk.coding, "E11.9")
        assert desk.coding.threads == []
        assert desk.seen(desk.coding) == []


async def test_bots_are_not_answered(desk: Desk) -> None:
    other = desk.guild.add_member(desk.env.create_user("robot", bot=True))
    await other.send(desk.coding, f"{desk.name} E11.9")
    await desk.idle()
    assert desk.coding.threads == []


def test_no_privileged_intent_is_asked_for_by_default() -> None:
    from adapters.discord.client import intents

    assert not intents(False).message_content
    assert intents(False) == discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
