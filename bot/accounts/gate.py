"""The one place in a turn's way where code pages are counted. It knows replies and people, no skill and no platform."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.accounts import pages
from bot.pipeline.chain import Chain
from bot.pipeline.understand import Asked
from bot.settings import AccountSettings, Plan
from bot.store import Allowance, Person, Role
from bot.turns import Notice, Reply

if TYPE_CHECKING:
    from bot.store.page_views import PageViews


class PageGate:
    """Lets replies pass, counts those that are pages for people who are metered, and locks what is beyond their allowance."""

    def __init__(self, settings: AccountSettings, views: PageViews) -> None:
        self._metered = settings.plan is Plan.METERED
        self._views = views
        self.allowance = allowance(settings)

    @property
    def first_role(self) -> Role:
        """What somebody is who comes by for the first time."""
        return Role.GUEST if self._metered else Role.MEMBER

    def meters(self, person: Person, *, admin: bool) -> bool:
        """Whether a person's pages are counted: guests', in the metered plan."""
        return self._metered and not admin and person.role.rank < Role.MEMBER.rank

    async def passed(self, reply: Reply, person: Person, chain: Chain, on: date, *, admin: bool) -> Reply:
        """The reply with how many views are left, or what everybody may see of its codes. `on` is the day for which they are looked up then."""
        codes = pages.codes_of(reply)
        if not codes or not self.meters(person, admin=admin):
            return reply
        viewed = await self._views.view(person.id, person.person_key, codes, self.allowance)
        left = Notice(pages.left_words(viewed.left))
        if viewed.granted:
            return reply.with_notice(left)
        found = await chain.without_model().answer(Asked(text=" ".join(codes), today=on, verb="code"))
        return pages.locked(codes, found.evidence, viewed, self.allowance).with_notice(left)


def allowance(settings: AccountSettings) -> Allowance:
    """What the settings give to metered people."""
    return Allowance(settings.guest_views, settings.registered_views, settings.window_days, settings.terms_version)
