"""The state store as a whole: opening and closing it, and the repositories it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.store.clock import Clock, utc_now

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

# SQLAlchemy takes a second to import on a small machine, so it and all that needs it are imported on opening:
# `coderly --help` and whoever only wants the records never pay for it.


class Store:
    """Everything Coderly remembers. Get one from `Store.open`, give it back with `close` or `async with`."""

    def __init__(self, engine: AsyncEngine, secret: str, clock: Clock = utc_now, steady: Callable[[], float] = time.monotonic) -> None:
        from bot.store.acceptances import Acceptances
        from bot.store.audit import AuditLog
        from bot.store.beginnings import Beginnings
        from bot.store.claims import Claims
        from bot.store.consults import Consults
        from bot.store.defaults import Defaults
        from bot.store.feedback import FeedbackLog
        from bot.store.inbox import Inbox
        from bot.store.installations import Installations
        from bot.store.job_imports import JobImports
        from bot.store.job_searches import JobSearches
        from bot.store.jobs import Jobs
        from bot.store.links import Links
        from bot.store.model_use import ModelUses
        from bot.store.overview import Overview
        from bot.store.own_codes import OwnCodes
        from bot.store.page_views import PageViews
        from bot.store.people import People
        from bot.store.personal_data import PersonalData
        from bot.store.pseudonyms import Pseudonyms
        from bot.store.schedules import Schedules
        from bot.store.sealing import Sealer
        from bot.store.seats import Seats
        from bot.store.sessions import Sessions
        from bot.store.shared_cards import SharedCards
        from bot.store.team_answers import TeamAnswers
        from bot.store.threads import Threads
        from bot.store.tokens import ActionTokens
        from bot.store.usage import UsageLog
        from bot.store.watches import Watches

        pseudonyms = Pseudonyms(secret)
        sessions = Sessions(engine)
        self._engine = engine
        self._sessions = sessions
        self.beginnings = Beginnings(sessions)
        self.people = People(sessions, pseudonyms, clock)
        self.threads = Threads(sessions, clock)
        self.tokens = ActionTokens(sessions, clock)
        self.claims = Claims(sessions, clock)
        self.sealer = Sealer(secret)
        self.inbox = Inbox(sessions, self.sealer, clock, steady)
        self.installations = Installations(sessions, self.sealer, clock)
        self.feedback = FeedbackLog(sessions, pseudonyms, clock)
        self.defaults = Defaults(sessions)
        self.team_answers = TeamAnswers(sessions, pseudonyms, clock)
        self.own_codes = OwnCodes(sessions, clock)
        self.model_use = ModelUses(sessions, clock)
        self.watches = Watches(sessions, clock)
        self.shared_cards = SharedCards(sessions, self.people, clock)
        self.consults = Consults(sessions, clock)
        self.jobs = Jobs(sessions, clock)
        self.job_imports = JobImports(sessions, clock)
        self.job_searches = JobSearches(sessions, clock)
        self.audit = AuditLog(sessions, pseudonyms, clock)
        self.usage = UsageLog(sessions, clock)
        self.schedules = Schedules(sessions, clock)
        self.overview = Overview(sessions, clock)
        self.acceptances = Acceptances(sessions, clock)
        self.page_views = PageViews(sessions, pseudonyms, clock)
        self.seats = Seats(sessions, pseudonyms, clock)
        self.links = Links(sessions, pseudonyms, clock)
        self.personal_data = PersonalData(sessions, pseudonyms)

    @classmethod
    async def open(cls, url: str, secret: str, *, clock: Clock = utc_now, steady: Callable[[], float] = time.monotonic) -> Store:
        """SQLAlchemy URL and secret key → an open store, its database made and brought forward if need be.

        `clock` is the time of day, `steady` seconds that only go forward. A URL without a driver gets the async one.
        Raises `StoreError`, which says what to do, and `ValueError` for an empty secret.
        """
        from bot.store.engine import create_engine, describe, make_place, parse
        from bot.store.migrate import bring_forward
        from bot.store.pseudonyms import check
        from bot.store.sessions import explained

        check(secret)
        parsed = parse(url)
        engine = create_engine(parsed)
        try:
            with explained(describe(parsed)):
                make_place(parsed)
                await bring_forward(engine)
            return cls(engine, secret, clock, steady)
        except BaseException:
            await engine.dispose()
            raise

    async def ping(self) -> None:
        """Ask the database for nothing. Raises `StoreError` if it does not answer."""
        from sqlalchemy import text

        await self._sessions.reading(lambda connection: connection.execute(text("SELECT 1")).first())

    async def close(self) -> None:
        """Give back all connections. Closing twice does no harm."""
        await self._sessions.close()
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
