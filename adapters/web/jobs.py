"""The job board on the web: a list with filters, a page for each job that search engines understand, a feed, a plot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web import job_plot, plots
from adapters.web.pages import Pages
from adapters.web.visits import Visit
from bot.jobs import drafts, query
from bot.jobs.cards import page_of
from bot.jobs.market import Demand, demand
from bot.jobs.posting import Employment, Listed
from bot.jobs.published import atom, job_posting
from bot.jobs.terms import CREDENTIALS, SPECIALTY_NAMES, STATES

_READ_AHEAD = 200
_FEED = 100
_PARAMETERS = ("credential", "specialty", "state", "employment", "pay", "q")


class JobPages:
    """Endpoints of the board. Without `CODERLY_JOBS__PUBLIC` they are for who may use the chat."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._app = pages.app
        self._public = pages.app.settings.jobs.public

    @property
    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/jobs", self.listing),
            Route("/jobs.atom", self.feed),
            Route("/jobs/demand.svg", self.plot),
            Route("/jobs/{number:int}", self.one),
        ]

    async def listing(self, request: Request) -> Response:
        """The open jobs that fit the filters, page by page."""
        visit = self._visit(request)
        if isinstance(visit, Response):
            return visit
        asked = request.query_params
        given = {name: str(asked.get(name) or "")[:80] for name in _PARAMETERS}
        remote = asked.get("remote") == "on"
        words = [*(given[name] for name in _PARAMETERS if name != "pay"), "remote" if remote else "", f"${given['pay']}" if given["pay"] else ""]
        text = " ".join(words)
        wanted = query.read(text)
        skip = int(asked["skip"]) if str(asked.get("skip", "")).isdecimal() and len(asked["skip"]) < 7 else 0
        found = await self._app.store.jobs.search(wanted, _READ_AHEAD, skip=skip)
        shown, covered = page_of(found.listed)
        total, demands = await self._demand()
        link = "&".join(f"{name}={value}" for name, value in request.query_params.items() if name != "skip")
        return await self._pages.page(
            request,
            "jobs.html",
            visit,
            jobs=[_row(one) for one in shown],
            count=found.count,
            left_out=covered - len(shown),
            next=request.url.include_query_params(skip=skip + covered).query if found.count > skip + covered else "",
            given=given,
            remote=remote,
            credentials=CREDENTIALS,
            specialties=SPECIALTY_NAMES,
            states=STATES,
            employments=[kind.words for kind in Employment],
            plot_words=job_plot.in_words(total, demands),
            has_plot=bool(demands),
            filtered=bool(link),
            indexed=self._public,
        )

    async def one(self, request: Request) -> Response:
        """A job; one that is over is a page that says so, with the status that search engines drop it by."""
        visit = self._visit(request)
        if isinstance(visit, Response):
            return visit
        number = int(request.path_params["number"])
        listed = await self._app.store.jobs.one(number) if number < 1 << 31 else None
        if listed is None or not listed.is_open(datetime.now(UTC)):
            why = "It ended, was closed, or never was here. Look at /jobs for the open ones."
            return self._pages.message("This job is not open", why, 404 if listed is None else 410)
        data = json.dumps(job_posting(listed, f"{self._home(request)}/{number}"), ensure_ascii=True)
        for sign in "<>&":
            data = data.replace(sign, f"\\u{ord(sign):04x}")  # nothing in it can end the element it stands in
        return await self._pages.page(
            request, "job.html", visit, job=_row(listed), lines=listed.posting.description.split("\n"),
            data=Markup(data), indexed=self._public,  # noqa: S704 - JSON without a sign that HTML knows
        )  # fmt: skip

    async def feed(self, request: Request) -> Response:
        """The newest jobs as Atom."""
        visit = self._visit(request)
        if isinstance(visit, Response):
            return visit
        listed = await self._app.store.jobs.newest(_FEED)
        return Response(atom(listed, self._home(request), datetime.now(UTC)), media_type="application/atom+xml")

    async def plot(self, request: Request) -> Response:
        """Demand and pay by credential."""
        visit = self._visit(request)
        if isinstance(visit, Response):
            return visit
        palette = plots.DARK if request.query_params.get("on") == "dark" else plots.LIGHT
        _, demands = await self._demand()
        return Response(job_plot.drawn(demands, palette), media_type="image/svg+xml")

    async def _demand(self) -> tuple[int, tuple[Demand, ...]]:
        total, counts, pay = await self._app.store.jobs.market()
        return total, demand(counts, pay)

    def _visit(self, request: Request) -> Visit | Response:
        visit = self._pages.door.visit(request)
        if visit.person or self._public:
            return visit
        if request.url.path.endswith((".atom", ".svg")):
            return PlainTextResponse("Sign in first.\n", status_code=401)
        return self._pages.turn_away(request, visit)

    def _home(self, request: Request) -> str:
        """The address of the list as people type it."""
        public = self._app.settings.web.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
        return f"{public}/jobs"


def _row(listed: Listed) -> dict[str, Any]:
    one = listed.posting
    facts = (
        ("Where", one.where), ("Hours", drafts.employment_words(one.employment)), ("Pay", one.pay.words if one.pay else ""),
        ("Credentials", ", ".join(one.credentials)), ("About", ", ".join(one.specialties)), ("Posted", str(one.posted or "")),
    )  # fmt: skip
    return {
        "id": listed.id, "title": one.title, "employer": one.employer, "url": one.url, "where": one.where, "pay": one.pay.words if one.pay else "",
        "credentials": ", ".join(one.credentials), "posted": str(one.posted or ""), "facts": [fact for fact in facts if fact[1]],
    }  # fmt: skip
