"""What is to be told of the board on a platform: new postings to who saved a search, and postings that wait to admins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.actions import Action
from bot.announcements import Announcement
from bot.jobs import query
from bot.jobs.search import ALERT, SavedSearch
from bot.store import Store

ALERT_WORD = "alert"


async def job_news(platform: str, store: Store, every: timedelta) -> tuple[Announcement, ...]:
    """What a platform has to tell of the board. Searches that nothing new fits are marked, silently. Raises `StoreError`."""
    waiting = await store.job_searches.told_before(platform, datetime.now(UTC))
    if not waiting:
        return ()
    newest = await store.jobs.latest()
    found = []
    for search in waiting:
        if search.kind != ALERT:
            latest = await store.jobs.waiting_since(search.told)
            if latest is not None:
                found.append(_announced(search, Action("jobs", "waiting"), latest, store))
        elif newest is not None and newest > search.told and search.told < datetime.now(UTC) - every:
            fitting = await store.jobs.search(query.read(search.query), 1, since=search.told, until=newest)
            if fitting.count:
                action = Action("jobs", f"{ALERT_WORD} {search.id} {_stamp(search.told)} {_stamp(newest)}")
                found.append(_announced(search, action, newest, store))
            else:
                await store.job_searches.mark(search.id, newest)
    return tuple(found)


def _announced(search: SavedSearch, action: Action, until: datetime, store: Store) -> Announcement:
    return Announcement(
        workspace=search.workspace,
        channel=search.channel,
        person=search.person,
        action=action,
        name=f"jobs:{search.id}:{_stamp(until)}",
        told=lambda: store.job_searches.mark(search.id, until),
        private=search.kind == ALERT,
        must_reach=True,
    )


def _stamp(moment: datetime) -> int:
    """Microseconds since 1970: what a button carries of a moment."""
    return round(moment.timestamp() * 1_000_000)


def moment(stamp: str) -> datetime:
    """`_stamp` back. Raises `ValueError` or `OverflowError` for what is none."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(stamp))
