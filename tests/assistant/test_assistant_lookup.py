"""A look-up that people keep open: browsing, comparing, saved codes, notes, recent codes."""

from __future__ import annotations

import re

import pytest
from assistant_people import Start, presses, says

from bot.actions import Action, encode
from bot.app import App
from bot.store import Role, Standing
from bot.turns import MENU_CHOICES, Outcome, Platform, Reply, Visibility

ADMIN = "slack:w:ada"


def chosen(reply: Reply, beginning: str) -> Action:
    """The action of the choice that begins so."""
    assert reply.menu is not None
    return next(c.action for c in reply.menu.choices if c.label.startswith(beginning))


async def test_browsing_goes_down_to_a_card_by_choices_alone(app: App) -> None:
    reply = await app.answer(says("/browse"))
    for step in ("ICD-10-CM", "Chapter 4", "E00-E89", "E11"):
        reply = await app.answer(presses(chosen(reply, step)))
        assert reply.outcome is Outcome.ANSWERED
    assert "E11 Type 2 diabetes" in reply.verdict
    assert "Chapter 4" in reply.title
    card = await app.answer(presses(chosen(reply, "E11.9 ")))
    assert card.copy_line == "E11.9"
    up = next(b for b in reply.buttons if b.label.startswith("Up: E00-E89"))
    assert "E10" in (await app.answer(presses(up.action))).text


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("browse chapter 4", "E00-E89"),
        ("/browse icd10", "Chapter 4"),
        ("browse E00-E89", "E11"),
        ("/browse E11.9", "E11.9"),
        ("browse 27257", "27257"),
        ("/browse cpt", "10000-69999"),
        ("/browse hcpcs", "J0000-J9999"),
        ("/browse diabetes", "E11"),
        ("/browse ICD10CM E11", "E11.9"),
    ],
)
async def test_places_are_named_as_people_name_them(app: App, said: str, there: str) -> None:
    reply = await app.answer(says(said))
    assert reply.topic == "browse", reply.verdict
    assert there in reply.text
    assert reply.menu is not None
    assert len(reply.menu.choices) <= MENU_CHOICES
    assert all(encode(choice.action) for choice in reply.menu.choices)


@pytest.mark.parametrize("said", ["/browse chapter 77", "/browse zzzzqqq", "/browse 00000", "/browse 🦴", "/browse " + "x" * 5_000])
async def test_a_place_that_is_none_says_what_would_be_one(app: App, said: str) -> None:
    reply = await app.answer(says(said))
    assert reply.outcome is Outcome.NOT_FOUND
    assert "/browse" in reply.rule
    assert len(reply.verdict) < 200


async def test_a_question_that_begins_with_browse_stays_a_question(app: App) -> None:
    assert (await app.answer(says("browse through the rules on modifier 25"))).topic != "browse"
    assert (await app.answer(says("compare modifiers 59 and XS"))).topic != "help"


async def test_codes_are_compared_in_columns_with_what_differs_and_what_is_the_same(app: App) -> None:
    reply = await app.answer(says("compare 27256 27257 27258 27259"))
    words, apart, table = reply.tables
    assert words.caption.startswith("What it is [")
    assert apart.caption == "What sets it apart"
    assert [row[0] for row in words.rows] == ["27256", "27257", "27258", "27259"]
    assert len({row[1] for row in words.rows}) == 4
    assert table.header == ("Property", "27256", "27257", "27258", "27259")
    rows = {row[0].partition(" [")[0]: row[1:] for row in table.rows}
    assert rows["Global period"][0].startswith("010")
    assert rows["Global period"][3].startswith("090")
    assert {f.label: f.value for f in reply.fields}["Family (all)"]
    assert reply.codes == ("27256", "27257", "27258", "27259")
    marks = {int(n) for label in (words.caption, *(row[0] for row in table.rows)) for n in re.findall(r"\[(\d+)\]", label)}
    assert marks
    assert marks <= {c.number for c in reply.citations}


async def test_a_comparison_says_which_code_is_not_there_and_what_it_leaves_out(app: App) -> None:
    reply = await app.answer(says("/compare E11.9 E11.ZZ"))
    assert "E11.ZZ: not found" in reply.verdict
    many = await app.answer(says("/compare 27256-27259 99213 99214"))
    assert len(many.tables[-1].header) == 5
    assert any("left out" in n.text for n in many.notices)
    alone = await app.answer(says("/compare 27257", thread="new"))
    assert alone.outcome is Outcome.UNCLEAR
    await app.answer(says("99213", thread="goes on"))
    assert (await app.answer(says("/compare 99214", thread="goes on"))).codes == ("99213", "99214")


async def test_a_deleted_code_is_compared_by_what_the_engine_says_of_it(app: App) -> None:
    reply = await app.answer(says("/compare 99441 99213"))
    assert "not valid" in " ".join(cell for row in reply.tables[-1].rows for cell in row)


async def test_a_card_offers_to_compare_to_save_and_to_note(app: App) -> None:
    card = await app.answer(says("27257"))
    assert next(b for b in card.buttons if b.label == "Compare the family").action == Action("compare", "27257 27256 27258 27259")
    assert card.menu is not None
    assert {c.action.verb for c in card.menu.choices} >= {"save", "note", "browse", "watch", "history"}
    saved = await app.answer(presses(chosen(card, "Save")))
    assert saved.verdict == "Saved: 27257."


async def test_saved_codes_are_one_persons_and_can_be_let_go(app: App) -> None:
    assert (await app.answer(says("/saved"))).verdict == "You have saved no code yet."
    first = await app.answer(says("save E11.9, 27257 and 00000"))
    assert "Saved: E11.9, 27257." in first.verdict
    assert "Not found, so not saved: 00000" in first.verdict
    listed = await app.answer(says("saved"))
    assert listed.visibility is Visibility.PRIVATE
    assert [row[0] for row in listed.tables[0].rows] == ["27257", "E11.9"] or [row[0] for row in listed.tables[0].rows] == ["E11.9", "27257"]
    assert (await app.answer(says("/saved", person="bob"))).tables == ()
    await app.answer(says("/unsave E11.9"))
    assert [row[0] for row in (await app.answer(says("/saved"))).tables[0].rows] == ["27257"]
    assert (await app.answer(says("/save nothing of it"))).outcome is Outcome.UNCLEAR


async def test_recent_codes_are_those_looked_at(app: App) -> None:
    assert (await app.answer(says("/recent"))).tables == ()
    for said in ("27257", "/search chest pain", "E11.9", "/browse E00-E89"):
        await app.answer(says(said, thread=said))
    assert [row[0] for row in (await app.answer(says("/recent"))).tables[0].rows] == ["E11.9", "27257"]
    assert (await app.answer(says("/recent", person="bob"))).tables == ()


async def test_my_note_is_on_the_card_for_me_alone_and_in_nothing_that_is_kept_or_shared(app: App) -> None:
    await app.answer(says("/note 27257 always ask which side"))
    card = await app.answer(says("27257", thread="card"))
    assert "always ask which side" in card.personal[0].value
    assert "always ask which side" not in card.text
    assert "always ask which side" in card.for_asker().text
    assert (await app.answer(says("27257", person="bob"))).personal == ()
    stored = await app.store.threads.recent("slack:w:c:card")
    assert "which side" not in stored[-1].answer_text
    again = await app.answer(says("/note 27257 ask for the op note"))
    assert "takes the place" in again.verdict
    assert (await app.answer(says("/note 27257"))).verdict == "ask for the op note"
    assert "27257" in (await app.answer(says("/note"))).text
    await app.answer(says("/note 27257 delete"))
    assert (await app.answer(says("27257"))).personal == ()


async def test_a_note_keeps_no_identifier_even_where_the_operator_allows_them(start: Start) -> None:
    async with start(phi={"slack": "allow"}) as app:
        await app.answer(says("/note 27257 as for John Smith, MRN 12345678, we billed it"))
        (note,) = await app.store.own_codes.notes((await app.store.people.ensure("slack:w:ann")).id)
        assert not [part for part in ("John", "Smith", "12345678") if part in note.note]


async def test_where_identifiers_are_refused_no_note_is_kept(app: App) -> None:
    reply = await app.answer(says("/note 27257 John Smith, MRN 12345678", platform=Platform.DISCORD))
    assert reply.outcome is Outcome.REFUSED
    person = await app.store.people.ensure("discord:w:ann")
    assert await app.store.own_codes.notes(person.id) == ()


async def test_a_team_note_follows_the_roles_of_team_answers_and_stands_on_the_card(start: Start) -> None:
    async with start(admins=(ADMIN,)) as app:
        assert (await app.answer(says("/note team 27257 Dr. Lee only", person="bob"))).outcome is Outcome.REFUSED
        await app.store.people.set_role("slack:w:tess", Role.TRUSTED)
        assert (await app.answer(says("/note team 27257 needs the op note", person="tess"))).outcome is Outcome.ANSWERED
        assert "op note" not in (await app.answer(says("27257", person="bob", thread="1"))).text
        (made,) = await app.store.team_answers.of("w", Standing.PROPOSED)
        await app.answer(says(f"/team approve {made.id}", person="ada"))
        card = await app.answer(says("27257", person="bob", thread="2"))
        assert f"Your team's note #{made.id}" in card.text
        assert "needs the op note" in card.text
        assert "op note" not in (await app.answer(says("27258", person="bob", thread="3"))).text


@pytest.mark.parametrize("said", ["/note", "/note the weather", "/note team", "/note 27257", "note 27257 delete", "/unsave", "/note team 27257"])
async def test_what_makes_no_note_says_how(app: App, said: str) -> None:
    reply = await app.answer(says(said))
    assert reply.verdict
    assert "/" in reply.rule


async def test_forgetting_takes_saved_codes_and_notes_along(app: App) -> None:
    await app.answer(says("/save 27257 E11.9"))
    await app.answer(says("/note 27257 mine"))
    asked = await app.answer(says("/forget me"))
    assert "saved codes" in asked.verdict
    done = await app.answer(presses(asked.buttons[0].action))
    assert "2 saved codes, 1 notes" in done.verdict
    assert (await app.answer(says("/saved"))).tables == ()
    assert (await app.answer(says("27257"))).personal == ()
