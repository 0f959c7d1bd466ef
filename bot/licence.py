"""Whether a person may see licensed CPT wording. The one place that decides it; nothing shows a descriptor without asking here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.settings import CptMode, CptSettings
from bot.store import Person, Seat, Store
from bot.turns import Field, Reply
from knowledge.tables.cpt_descriptors import Descriptors

EVERYBODY = "*"


async def sees_descriptors(settings: CptSettings, store: Store, person: Person | None) -> bool:
    """True for a holder of a seat while the mode is licensed. In any other mode the store is not even asked."""
    if settings.mode is not CptMode.LICENSED or person is None:
        return False
    return holds(settings, await store.seats.of(person.id, settings.terms_version))


def holds(settings: CptSettings, seat: Seat) -> bool:
    """Whether a seat counts: it is one of those that the licence covers, its holder is named and accepted the present terms."""
    return settings.mode is CptMode.LICENSED and entitled(settings, seat) and 0 < seat.place <= settings.seats_covered and seat.accepted


def entitled(settings: CptSettings, seat: Seat) -> bool:
    """Whether the operator lets this person have a seat, by any of her identities."""
    return EVERYBODY in settings.seats or any(key in settings.seats for key in seat.keys)


async def free_seats_of_others(settings: CptSettings, store: Store) -> None:
    """At the start: seats of people whom the operator no longer names are free again. Their acceptances stay on record."""
    if settings.mode is CptMode.LICENSED and EVERYBODY not in settings.seats:
        await store.seats.keep_only(settings.seats)


def with_notice(settings: CptSettings, reply: Reply, shown: Iterable[Descriptors]) -> Reply:
    """A reply that holds licensed wording, with the notice of its owner beside it. CPT of a year is copyright of the year before."""
    release = next((words.release for words in shown), "")
    if not reply.licensed or not settings.notice:
        return reply
    of = re.search(r"\b20\d\d\b", release)
    notice = settings.notice.format(edition=release.replace("CPT", "CPT\u00ae"), year=int(of[0]) - 1 if of else "")
    return replace(reply, personal=(*reply.personal, Field("Notice", notice)))
