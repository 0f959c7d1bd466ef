"""What is to be told of consults on a platform: new ones to consultants, answers to askers, and what has waited too long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.actions import Action
from bot.announcements import Announcement
from bot.store import Consult, ReviewPlace, Store


async def consult_news(platform: str, store: Store, remind_after: timedelta) -> tuple[Announcement, ...]:
    """What a platform has to tell of consults. Raises `StoreError`."""
    new, answered = await store.consults.untold(platform)
    late = await store.consults.overdue(platform, remind_after)
    return (
        *(_new(consult, place, store) for consult, place in new),
        *(_answered(consult, store) for consult in answered),
        *(_late(place, store, remind_after) for place, _ in late),
    )


def _new(consult: Consult, place: ReviewPlace, store: Store) -> Announcement:
    return Announcement(
        workspace=place.workspace,
        channel=place.channel,
        person=place.person,
        action=Action("consults", f"show {consult.id}"),
        name=f"consult:{consult.id}:review",
        told=lambda: store.consults.told_review(consult.id),
        must_reach=True,
    )


def _answered(consult: Consult, store: Store) -> Announcement:
    return Announcement(
        workspace=consult.workspace,
        channel=consult.channel,
        thread=consult.thread,
        person=consult.person,
        private=consult.private,
        action=Action("consult", f"answer {consult.id}"),
        name=f"consult:{consult.id}:answer",
        told=lambda: store.consults.told_asker(consult.id),
        must_reach=True,
    )


def _late(place: ReviewPlace, store: Store, remind_after: timedelta) -> Announcement:
    slot = int(datetime.now(UTC).timestamp() // remind_after.total_seconds())
    return Announcement(
        workspace=place.workspace,
        channel=place.channel,
        person=place.person,
        action=Action("consults", "waiting"),
        name=f"consult:late:{place.workspace}:{slot}",
        told=lambda: store.consults.reminded(place.workspace),
    )
