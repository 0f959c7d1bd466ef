"""Defaults, the team's own answers, and what models took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store_calendar import Calendar

from bot.store import Role, Standing, Store, StoredTurn

ANN, BOB = "slack:T1:U1", "slack:T1:U2"


async def test_defaults_of_a_person_and_of_a_channel_are_kept_apart(store: Store) -> None:
    ann, bob = await store.people.ensure(ANN), await store.people.ensure(BOB)
    await store.defaults.set_person(ann.id, {"state": "CA"})
    await store.defaults.set_person(ann.id, {"state": "NY", "payer": "aetna"})
    await store.defaults.set_channel("slack:T1:C1", {"setting": "hospital"})
    assert await store.defaults.of(ann.id, "slack:T1:C1") == ({"state": "NY", "payer": "aetna"}, {"setting": "hospital"})
    assert await store.defaults.of(bob.id, "slack:T1:C2") == ({}, {})
    await store.defaults.set_channel("slack:T1:C1", {})
    await store.defaults.set_person(ann.id, {})
    assert await store.defaults.of(ann.id, "slack:T1:C1") == ({}, {})


async def test_a_team_answer_is_proposed_decided_on_and_shown_to_its_workspace_alone(store: Store) -> None:
    made = await store.team_answers.propose("T1", ANN, "who signs?", "The attending.", ("99213",), {"99213": "a"})
    assert (made.standing, made.author, made.decider) == (Standing.PROPOSED, await store.people.pseudonym(ANN), "")
    assert await store.team_answers.of("T1", Standing.APPROVED) == ()
    assert await store.team_answers.decide("T2", made.id, BOB, Standing.APPROVED, {}) is None
    decided = await store.team_answers.decide("T1", made.id, BOB, Standing.APPROVED, {"99213": "b"})
    assert decided is not None
    assert (decided.standing, decided.prints, decided.decider) == (Standing.APPROVED, {"99213": "b"}, await store.people.pseudonym(BOB))
    assert [a.id for a in await store.team_answers.of("T1", Standing.APPROVED)] == [made.id]
    assert await store.team_answers.of("T2", Standing.APPROVED) == ()
    assert await store.team_answers.one("T2", made.id) is None


async def test_what_models_took_is_summed_over_a_time(store: Store, calendar: Calendar) -> None:
    await store.model_use.record("a", "openai:x", 1, 100, 20, 0.5, counted=True, cached=False)
    calendar.pass_by(days=40)
    await store.model_use.record("b", "openai:x", 2, 50, 10, 0.25, counted=False, cached=False)
    await store.model_use.record("c", "openai:x", 0, 0, 0, 0.0, counted=True, cached=True)
    use = await store.model_use.since(timedelta(days=30))
    assert (use.answers, use.calls, use.read, use.written, use.cached, use.dollars) == (2, 2, 50, 10, 1, 0.25)
    assert await store.model_use.prune(timedelta(days=30)) == 1


async def test_who_is_forgotten_leaves_nothing_that_tells_who_they_were(store: Store) -> None:
    ann = await store.people.ensure(ANN, Role.TRUSTED)
    await store.defaults.set_person(ann.id, {"state": "CA"})
    proposed = await store.team_answers.propose("T1", ANN, "open question", "an answer", (), {})
    approved = await store.team_answers.propose("T1", ANN, "settled question", "an answer", (), {})
    await store.team_answers.decide("T1", approved.id, ANN, Standing.APPROVED, {})
    turn = StoredTurn("slack:T1:C1:1", datetime.now(UTC), "I10", ann.id, answer_id="0" * 16, evidence=("icd10cm:I10",))
    assert await store.threads.append(turn)
    assert (await store.threads.recent("slack:T1:C1:1"))[0].evidence == ("icd10cm:I10",)
    gone = await store.people.forget(ANN)
    assert (gone.turns, gone.defaults, gone.team_answers) == (1, 1, 2)
    assert await store.team_answers.one("T1", proposed.id) is None
    left = await store.team_answers.one("T1", approved.id)
    assert left is not None
    assert (left.author, left.decider, left.standing) == ("", "", Standing.APPROVED)
    assert await store.defaults.of(ann.id, "slack:T1:C1") == ({}, {})
