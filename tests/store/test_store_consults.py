"""Consults in the store: asked once, owned by one, told once, nothing lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from store_calendar import Calendar

from bot.store import Consult, ConsultState, NewConsult, Store

ANN, CARL, DORA = "slack:T1:UANN", "slack:T1:UCARL", "discord:9:77"


async def _asked(store: Store, answer_id: str = "a" * 16, **more: object) -> Consult:
    ann = await store.people.ensure(ANN)
    given: dict[str, object] = {
        "workspace": "T1", "platform": "slack", "channel": "C1", "thread": "1.1", "person": "UANN", "person_id": ann.id, "private": False,
        "answer_id": answer_id, "question": "27257 with 27258?", "said": "two hips", "answer": "No edit.", "codes": ("27257", "27258"),
    }  # fmt: skip
    consult, _ = await store.consults.open(NewConsult(**(given | more)))  # type: ignore[arg-type]
    return consult


async def test_a_person_asks_once_about_an_answer(store: Store) -> None:
    first = await _asked(store)
    again = await _asked(store, said="other words")
    assert (again.id, again.said, again.codes) == (first.id, "two hips", ("27257", "27258"))
    assert (await _asked(store, "b" * 16)).id != first.id
    assert await store.consults.one(9_999) is None


async def test_of_two_who_claim_at_once_one_owns_it_and_only_she_answers(store: Store) -> None:
    consult = await _asked(store)
    carl, dora = await store.people.ensure(CARL), await store.people.ensure(DORA)
    claims = await asyncio.gather(*(store.consults.claim(consult.id, p.id, p.person_key) for p in (carl, dora)))
    owners = {c.owner_id for c in claims if c is not None}
    assert len(owners) == 1
    owner, other = (carl, dora) if owners == {carl.id} else (dora, carl)
    refused = await store.consults.answer(consult.id, other.id, other.person_key, "mine")
    assert refused is not None
    assert (refused.state, refused.reply) == (ConsultState.CLAIMED, "")
    assert (await store.consults.release(consult.id, other.id) or consult).state is ConsultState.CLAIMED
    done = await store.consults.answer(consult.id, owner.id, owner.person_key, "Two lines, 59 on the second.")
    assert done is not None
    assert (done.state, done.reply, done.owner) == (ConsultState.ANSWERED, "Two lines, 59 on the second.", owner.person_key)
    late = await store.consults.answer(consult.id, other.id, other.person_key, "late")
    assert late is not None
    assert late.reply == "Two lines, 59 on the second."
    assert (await store.consults.withdraw(consult.id) or consult).state is ConsultState.ANSWERED


async def test_what_has_to_be_told_stays_until_it_was_told(store: Store) -> None:
    await store.consults.send_to("T1", "discord", "42", "77")
    consult = await _asked(store)
    assert await store.consults.untold("slack") == ((), ())
    ((new, place),), answered = await store.consults.untold("discord")
    assert (new.id, place.channel, answered) == (consult.id, "42", ())
    await store.consults.told_review(consult.id)
    assert await store.consults.untold("discord") == ((), ())
    dora = await store.people.ensure(DORA)
    await store.consults.answer(consult.id, dora.id, DORA, "Yes.")
    _, (told,) = await store.consults.untold("slack")
    assert (told.reply, told.channel, told.thread) == ("Yes.", "C1", "1.1")
    await store.consults.told_asker(consult.id)
    assert await store.consults.untold("slack") == ((), ())


async def test_consultants_are_reminded_of_what_waits_too_long_once_each_time(store: Store, calendar: Calendar) -> None:
    await store.consults.send_to("T1", "slack", "C9", "UADA")
    await _asked(store)
    await _asked(store, "b" * 16)
    assert await store.consults.overdue("slack", timedelta(hours=4)) == ()
    calendar.pass_by(hours=5)
    ((place, waiting),) = await store.consults.overdue("slack", timedelta(hours=4))
    assert (place.channel, waiting) == ("C9", 2)
    await store.consults.reminded("T1")
    assert await store.consults.overdue("slack", timedelta(hours=4)) == ()
    calendar.pass_by(hours=5)
    assert len(await store.consults.overdue("slack", timedelta(hours=4))) == 1
    assert await store.consults.overdue("discord", timedelta(hours=4)) == ()


async def test_the_place_for_consults_goes_with_the_admin_who_named_it_and_with_nobody_else(store: Store) -> None:
    ada = await store.people.ensure("slack:T1:UADA")
    await store.consults.send_to("T1", "slack", "C9", "UADA")
    await store.consults.send_to("T2", "slack", "C9", "UADA")
    assert (await store.personal_data.of(ada.id))["review_places"][0]["channel"] == "C9"
    await store.people.forget("slack:T1:UDORA")
    assert (await store.people.forget("slack:T1:UADA")).review_places == 1
    await _asked(store)
    assert (await store.consults.untold("slack"))[0] == ()
    assert await store.consults.place("T2") is not None


async def test_forgetting_the_asker_takes_the_consult_and_forgetting_its_owner_opens_it_again(store: Store) -> None:
    carl = await store.people.ensure(CARL)
    first, second = await _asked(store), await _asked(store, "b" * 16)
    await store.consults.claim(first.id, carl.id, CARL)
    await store.consults.answer(second.id, carl.id, CARL, "Yes.")
    await store.people.forget(CARL)
    open_again, kept = await store.consults.one(first.id), await store.consults.one(second.id)
    assert open_again is not None
    assert kept is not None
    assert (open_again.state, open_again.owner) == (ConsultState.OPEN, "")
    assert (kept.reply, kept.owner, kept.owner_id) == ("Yes.", "", None)
    gone = await store.people.forget(ANN)
    assert gone.consults == 2
    assert await store.consults.of("T1") == ()
