"""The form of a posting for who may change it: asked for by adapters that have forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.admins import is_admin
from bot.jobs import form
from bot.settings import Settings
from bot.store import Store

NOT_YOURS = "Only who posted a job, or an admin, may change it; one from a feed changes when its employer changes it there."


async def filled(settings: Settings, store: Store, person_key: str, number: int) -> Mapping[str, str] | None:
    """The fields of posting `number` for this person; none of them for a new one (0); None if she may not change it. Raises `StoreError`."""
    if not number:
        return {}
    person, listed = await store.people.find(person_key), await store.jobs.one(number)
    if person is None or listed is None or listed.feed:
        return None
    return form.values_of(listed) if listed.person_id == person.id or is_admin(settings, person_key, person.role) else None
