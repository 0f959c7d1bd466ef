"""Slash commands, autocomplete, forms, buttons on cards, Share, and all of it after a restart."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
from discord import app_commands
from discord_desk import Desk, Open, card_of

from adapters.discord import layout, limits
from adapters.messaging.shared import take_down
from bot import app
from bot.skills.base import Context
from bot.turns import Reply, Turn, Visibility


async def test_code_answers_only_the_one_who_asked_with_the_verdict_first(desk: Desk) -> None:
    result = await desk.ann.slash(desk.coding, "code", query="E11.9")
    card = await desk.answered(result)
    assert card.ephemeral
    assert card.components[0]["components"][0]["content"].startswith("### E11.9 can be reported")
    assert "Share" in card.labels
    assert desk.seen(desk.coding, desk.bob) == []


async def test_the_first_thing_that_discord_hears_is_the_acknowledgement(desk: Desk) -> None:
    before = len(desk.env.http_requests)
    await desk.answered(await desk.ann.slash(desk.coding, "ask", question="When is modifier 25 right?"))
    first, *rest = desk.env.http_requests[before:]
    assert first.path.endswith("/callback")
    assert first.json is not None
    assert first.json["type"] == 5
    assert [r.path.rpartition("/")[2] for r in rest] == ["@original"]


async def test_several_codes_and_words_are_understood_too(desk: Desk) -> None:
    one = await desk.answered(await desk.ann.slash(desk.coding, "code", query="E11.9 I10"))
    two = await desk.answered(await desk.ann.slash(desk.coding, "code", query="chest pain"))
    assert "I10" in one.text
    assert "R07.9" in two.text


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("E11", "E11.9"), ("e11.", "E11.9"), ("chest pa", "R07.9"), ("I10 E11", "I10 E11.9")],
)
async def test_typing_into_code_offers_codes_with_their_titles(desk: Desk, typed: str, offered: str) -> None:
    choices = await desk.ann.autocomplete(desk.coding, "code", "query", typed)
    assert 0 < len(choices) <= 25
    assert offered in [choice["value"] for choice in choices]
    assert all(len(choice["name"]) <= 100 and choice["name"].startswith(choice["value"]) for choice in choices)


@pytest.mark.parametrize("typed", ["", "x", "qqqqqqzz", "patient John Miller, DOB 01/02/1950"])
async def test_nothing_is_offered_for_what_means_nothing_or_names_somebody(desk: Desk, typed: str) -> None:
    assert await desk.ann.autocomplete(desk.coding, "code", "query", typed) == []


def typed_in(desk: Desk) -> set[str]:
    """Every command of the tree as it is typed."""
    return {f"/{command.qualified_name}" for command in desk.client.tree.walk_commands() if not isinstance(command, app_commands.Group)}


async def test_every_verb_that_help_names_has_a_command_and_is_told_as_it_is_typed(desk: Desk) -> None:
    known = typed_in(desk)
    names = layout.typed(desk.app.skills)
    assert set(names.values()) <= known
    await desk.answered(await desk.ann.slash(desk.coding, "coderly help"))
    text = "\n".join(card.text for card in desk.seen(desk.coding, desk.ann))
    assert [skill.name for skill in desk.app.skills if names[skill.name] not in text] == []
    assert names["save"] == "/coderly my save"
    assert "/coderly watch 27257, 99202-99215" in text
    assert "/coderly code" not in text


async def test_what_the_guide_names_exists_as_it_is_told_there(desk: Desk) -> None:
    told = re.findall(r"`(/[a-z][a-z ]*[a-z])`", (Path(__file__).parents[2] / "docs" / "discord.md").read_text(encoding="utf-8"))
    known = typed_in(desk)
    assert len(told) > 10
    for command in told:
        assert any(command == one or command.startswith(f"{one} ") for one in known), command


def test_the_tests_that_the_guide_names_exist() -> None:
    written = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", (Path(__file__).parents[2] / "docs" / "discord.md").read_text(encoding="utf-8")))
    assert len(named) > 15
    assert {name for name in named if f"def {name}(" not in written} == set()


@dataclass(frozen=True, slots=True)
class New:
    """A skill that nobody gave a place among the commands."""

    name: str = "brandnew"
    verbs: tuple[str, ...] = ("brandnew",)
    summary: str = "something new: /brandnew 27257; /brandnew all"

    async def run(self, turn: Turn, context: Context) -> Reply:
        return Reply(verdict=f"New: {context.text}. See /brandnew and/or /note.", visibility=Visibility.PRIVATE)


async def test_a_skill_that_nobody_gave_a_place_is_under_more(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "create_skills", lambda made=app.create_skills: (*made(), New()))
    async with open_desk() as desk:
        card = await desk.answered(await desk.ann.slash(desk.coding, "coderly more brandnew", text="x"))
        assert "New: x. See /coderly more brandnew and/or /coderly my note." in card.text
        (told,) = [r.json for r in desk.env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
        assert "27257; all" in json.dumps(told)


async def test_a_subcommand_takes_its_text_and_alone_it_says_what_it_wants(desk: Desk) -> None:
    alone = await desk.answered(await desk.ann.slash(desk.coding, "coderly fee"))
    assert "Give the codes" in alone.text
    found = await desk.answered(await desk.ann.slash(desk.coding, "coderly search", text="chest pain"))
    assert "R07.9" in found.text


async def test_the_commands_are_told_to_discord_only_when_they_changed(desk: Desk) -> None:
    assert len(desk.requests("PUT", "/commands")) == 1
    await desk.restart()
    assert len(desk.requests("PUT", "/commands")) == 1


async def test_a_follow_up_button_answers_the_same_person_alone(desk: Desk) -> None:
    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="E11.9"))
    below = await desk.answered(await desk.ann.click(card.message, label="Up: E11"))
    assert below.ephemeral
    assert "E11" in below.text
    assert below.text != card.text


async def test_share_posts_the_card_once_for_everybody_and_says_so_in_its_place(desk: Desk) -> None:
    result = await desk.ann.slash(desk.coding, "code", query="E11.9")
    card = await desk.answered(result)
    await desk.ann.click(card.message, label="Share")
    await desk.idle()
    (shared,) = desk.seen(desk.coding, desk.bob)
    assert f"Shared by <@{desk.ann.id}>" in shared.text
    assert "E11.9 can be reported" in shared.text
    assert "Share" not in shared.labels
    assert result.response is not None
    assert "✓ Shared" in card_of(result.response).labels


async def test_a_shared_card_goes_when_who_shared_it_is_forgotten(desk: Desk) -> None:
    for who, query in ((desk.ann, "E11.9"), (desk.bob, "I10")):
        card = await desk.answered(await who.slash(desk.coding, "code", query=query))
        await who.click(card.message, label="Share")
    await desk.answered(await desk.ann.slash(desk.coding, "coderly forget", text="me yes"))
    assert len([c for c in desk.seen(desk.coding, desk.bob) if not c.ephemeral]) == 2
    await take_down(desk.app.store, "discord", desk.client.edge.remove)
    (left,) = [c for c in desk.seen(desk.coding, desk.bob) if not c.ephemeral]
    assert f"Shared by <@{desk.bob.id}>" in left.text


async def test_buttons_of_a_card_from_before_a_restart_work(desk: Desk) -> None:
    result = await desk.ann.slash(desk.coding, "code", query="E11.9")
    card = await desk.answered(result)
    await desk.restart()
    assert "E11" in (await desk.answered(await desk.ann.click(card.message, label="Up: E11"))).text
    await desk.ann.click(card.message, label="Share")
    await desk.idle()
    (shared,) = desk.seen(desk.coding, desk.bob)
    assert "E11.9 can be reported" in shared.text
    thumb = await desk.answered(await desk.ann.click(card.message, label="👍 Right"))
    assert "Thank you" in thumb.text


async def test_somebody_elses_card_is_not_shared(desk: Desk) -> None:
    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="E11.9"))
    shared = await desk.ann.click(card.message, label="Share")
    await desk.idle()
    assert shared.acknowledged
    (public,) = desk.seen(desk.coding, desk.bob)
    pressed = await desk.bob.click(public.message, label="👍 Right")
    assert "Thank you" in (await desk.answered(pressed)).text


async def test_check_alone_opens_a_form_and_its_text_is_checked(desk: Desk) -> None:
    shown = await desk.ann.slash(desk.coding, "check")
    assert shown.modal is not None
    sent = await desk.ann.submit_modal(
        shown, {"text": "99213-25\n20610-RT x1", "dx": "E11.9", "dos": "2026-05-05", "more": "pos 11; state CA"}
    )
    card = await desk.answered(sent)
    assert card.ephemeral
    assert all(code in card.text for code in ("99213", "20610", "E11.9")), card.text


async def test_case_alone_opens_a_form_whose_note_is_read_for_its_codes_and_one_about_somebody_is_not(desk: Desk) -> None:
    shown = await desk.ann.slash(desk.coding, "case")
    assert shown.modal is not None
    card = await desk.answered(await desk.ann.submit_modal(shown, {"text": "outpatient\nAssessment: chest pain, unspecified."}))
    assert card.ephemeral
    assert "Case" in card.text
    again = await desk.ann.slash(desk.coding, "case")
    refused = await desk.answered(await desk.ann.submit_modal(again, {"text": "John Miller, DOB 01/02/1950, MRN 12345678: chest pain"}))
    assert "Not read" in refused.text
    assert "Miller" not in refused.text


async def test_a_form_that_is_sent_after_a_restart_is_read(desk: Desk) -> None:
    shown = await desk.ann.slash(desk.coding, "check")
    await desk.restart()
    card = await desk.answered(await desk.ann.submit_modal(shown, {"text": "99213, 20610"}))
    assert "20610" in card.text


async def test_a_message_is_looked_up_from_its_menu_whoever_wrote_it(desk: Desk) -> None:
    message = await desk.bob.send(desk.coding, "Assessment: asthma. Denies chest pain. No fever.")
    card = await desk.answered(await desk.ann.context_menu(desk.coding, "Suggest codes for this message", message))
    assert card.ephemeral
    assert "Case, outpatient" in card.text
    assert desk.seen(desk.coding, desk.bob) == []


async def test_in_direct_messages_nothing_is_hidden_and_there_is_no_share(desk: Desk) -> None:
    card = await desk.answered(await desk.ann.user.slash("code", query="E11.9"))
    assert not card.ephemeral
    assert "E11.9 can be reported" in card.text
    assert "Share" not in card.labels


async def test_who_manages_the_server_changes_how_coderly_behaves_in_a_channel_and_its_threads(desk: Desk) -> None:
    told = await desk.answered(await desk.ann.slash(desk.coding, "coderly settings", threads=False))
    assert "Manage Server" in told.text
    role = desk.guild.create_role("lead", permissions=discord.Permissions(manage_guild=True))
    lead = desk.guild.add_member(desk.env.create_user("lead"), roles=[role])
    done = await desk.answered(await lead.slash(desk.coding, "coderly settings", threads=False))
    assert "Threads: off" in done.text
    await desk.ask(desk.ann, desk.coding, "E11.9")
    assert desk.coding.threads == []
    assert "E11.9 can be reported" in desk.seen(desk.coding)[-1].text
    await desk.ask(desk.ann, desk.coding, "what are its excludes notes?")
    assert "E11.9" in desk.seen(desk.coding)[-1].text
    other = desk.guild.create_text_channel("other")
    await desk.restart()
    await desk.ask(desk.ann, other, "E11.9")
    assert len(other.threads) == 1
    await desk.answered(await lead.slash(other.threads[0], "coderly settings", mentions=False))
    await desk.ask(desk.ann, other.threads[0], "I10")
    assert len(desk.seen(other.threads[0])) == 1


async def test_a_command_while_we_are_restarting_says_so(desk: Desk) -> None:
    desk.client.edge.draining = True
    result = await desk.ann.slash(desk.coding, "code", query="E11.9")
    assert result.response is not None
    assert "restarting" in result.response.content
    desk.client.edge.draining = False


async def test_an_interaction_that_discord_no_longer_knows_is_answered_by_direct_message(desk: Desk) -> None:
    desk.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction")
    await desk.ann.slash(desk.coding, "code", query="E11.9")
    await desk.idle()
    why, card = desk.direct(desk.ann)
    assert "could not answer" in why.text
    assert "E11.9 can be reported" in card.text


async def test_after_fifteen_minutes_the_answer_comes_by_direct_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TOKEN_SECONDS", -1.0)
    await desk.ann.slash(desk.coding, "code", query="E11.9")
    await desk.idle()
    assert "E11.9 can be reported" in desk.direct(desk.ann)[-1].text


async def test_a_fault_of_ours_is_told_with_a_reference(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    card = await desk.answered(await desk.ann.slash(desk.coding, "code", query="E11.9"))
    monkeypatch.setattr(desk.client.presses, "_share", broken)
    pressed = await desk.ann.click(card.message, label="Share")
    assert pressed.response is not None
    assert "reference" in pressed.response.content


async def test_a_long_private_answer_goes_on_in_messages_that_she_alone_sees_and_the_rest_waits_behind_a_button(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "\n".join(f"Line {n} of the answer, with its own number." for n in range(420))
    long = Reply(verdict="Long.", body=body, visibility=Visibility.PRIVATE, answer_id="0123456789abcdef")

    async def answer(*_: object) -> Reply:
        return long

    monkeypatch.setattr(desk.app, "answer", answer)
    result = await desk.ann.slash(desk.coding, "code", query="E11.9")
    first = await desk.answered(result)
    rest = [card_of(message) for message in result.followups]
    assert [card.ephemeral for card in (first, *rest)] == [True] * 3
    assert rest[-1].labels[-1].startswith("Show ")
    pressed = await desk.ann.click(rest[-1].message, label=rest[-1].labels[-1])
    await desk.idle()
    more = [card_of(message) for message in pressed.followups]
    assert more
    assert all(card.ephemeral for card in more)
    said = "\n".join(card.text for card in (first, *rest, *more))
    assert all(f"Line {n} of" in said for n in range(420))
