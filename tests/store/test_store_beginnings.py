"""What a turn begins with, read at once, is what the single look-ups give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.store import About, Beginning, Standing, Store, StoredTurn

ANN, THREAD, CHANNEL = "slack:T1:U1", "slack:T1:C1:1", "slack:T1:C1"


async def test_on_first_sight_the_channel_and_the_workspace_are_known_and_nobody_is_made(store: Store) -> None:
    await store.defaults.set_channel(CHANNEL, {"setting": "hospital"})
    made = await store.team_answers.propose("T1", ANN, "25?", "ours", ["99213"], {})
    await store.team_answers.decide("T1", made.id, ANN, Standing.APPROVED, {})
    began = await store.beginnings.of(ANN, THREAD, CHANNEL, "T1", 4)
    assert (began.person, began.about, dict(began.own), dict(began.channel)) == (None, None, {}, {"setting": "hospital"})
    assert [answer.id for answer in began.approved] == [made.id]
    assert await store.people.find(ANN) is None


async def test_somebody_known_begins_with_all_that_is_hers_and_nothing_of_others(store: Store) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure("slack:T1:U2")
    await store.defaults.set_person(ann.id, {"state": "NY"})
    await store.defaults.set_person(bob.id, {"state": "CA"})
    await store.defaults.set_channel(CHANNEL, {"setting": "hospital"})
    await store.defaults.set_channel("slack:T1:C2", {"setting": "office"})
    for number, codes in enumerate((("E11.9",), ("27257", "I10"), ())):
        turn = StoredTurn(THREAD, datetime.now(UTC), "?", ann.id, topic="codes", codes=codes, parameters={"payer": "x"}, answer_id=str(number))
        await store.threads.append(turn)
    began = await store.beginnings.of(ANN, THREAD, CHANNEL, "T1", 4)
    assert began == Beginning(ann, About("codes", ("27257", "I10"), {"payer": "x"}), {"state": "NY"}, {"setting": "hospital"})
    await store.own_codes.write(ann.id, "I10", "mine")
    assert (await store.beginnings.of(ANN, "other", "slack:T1:C3", "T2", 4)) == Beginning(ann, None, {"state": "NY"}, {}, (), has_notes=True)
    assert not (await store.beginnings.of("slack:T1:U2", THREAD, CHANNEL, "T1", 4)).has_notes


async def test_what_is_proposed_or_of_another_workspace_is_not_approved_here(store: Store) -> None:
    await store.people.ensure(ANN)
    await store.team_answers.propose("T1", ANN, "25?", "ours", [], {})
    other = await store.team_answers.propose("T2", ANN, "25?", "theirs", [], {})
    await store.team_answers.decide("T2", other.id, ANN, Standing.APPROVED, {})
    assert (await store.beginnings.of(ANN, THREAD, CHANNEL, "T1", 4)).approved == ()
    assert [a.id for a in (await store.beginnings.of(ANN, THREAD, CHANNEL, "T2", 4)).approved] == [other.id]


async def test_a_turn_is_kept_together_with_that_its_answer_is_about_to_go_out(store: Store) -> None:
    await store.inbox.receive("slack:T1:a", {"text": "E11.9"})
    await store.inbox.receive("slack:T1:b", {"text": "I10"})
    await store.threads.append(StoredTurn(THREAD, datetime.now(UTC), "E11.9", answer_id="1"), "slack:T1:a")
    taken = await store.inbox.take_over("slack:", timedelta(0))
    assert {w.key: w.maybe_delivered for w in taken} == {"slack:T1:a": True, "slack:T1:b": False}
