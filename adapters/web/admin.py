"""The admin page: the knowledge base with its buttons, and what operators want to see at a glance."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from adapters.messaging.text import line
from adapters.web import plots, render
from adapters.web.edge import Edge
from adapters.web.job import Place, turn_at
from adapters.web.pages import Pages
from adapters.web.render import Grid
from adapters.web.visits import Visit
from bot.actions import Action
from bot.app import today
from bot.consults import cards as consult_cards
from bot.jobs import cards as job_cards
from bot.jobs.posting import UNDECIDED
from bot.reload import report, stock
from bot.store import Counts, Store, UseOfHour
from bot.store.consults import WAITING
from bot.turns import Attachment, Button, Outcome, Reply, Table
from knowledge.errors import KnowledgeError

DAYS = 30
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing to look at: a plot with its words, numbers, a table."""

    title: str
    plot: str = ""
    words: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    table: Grid | None = None


class Admin:
    """Endpoints of the admin page."""

    def __init__(self, edge: Edge, pages: Pages) -> None:
        self._edge = edge
        self._app = edge.app
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The page."""
        visit = await self._admin(request)
        if isinstance(visit, Response):
            return visit
        return await self._pages.page(
            request,
            "admin.html",
            visit,
            id=secrets.token_hex(8),
            standing=[Markup(render.card(reply)) for reply in await self._standing(visit)],  # noqa: S704 - rendered cards
            panels=await self._panels(),
            skip_to="main",
            skip_words="Skip to the page",
        )

    async def plot(self, request: Request) -> Response:
        """One of the plots."""
        visit = await self._admin(request)
        if isinstance(visit, Response):
            return visit
        palette = plots.DARK if request.query_params.get("on") == "dark" else plots.LIGHT
        shown = plots.hours(datetime.now(UTC))
        rows = await self._app.store.usage.since(timedelta(hours=plots.HOURS))
        if request.path_params["plot"] == "use":
            svg = plots.drawn(plots.use(rows, shown), shown, "", palette, stacked=True)
        elif request.path_params["plot"] == "times":
            svg = plots.drawn(plots.times(rows, shown), shown, " ms", palette, stacked=False)
        else:
            return PlainTextResponse("There is no such plot.\n", status_code=404)
        return Response(svg, media_type="image/svg+xml")

    async def file(self, request: Request) -> Response:
        """A published file for the knowledge base; the answer asks whether to add it."""
        visit = await self._admin(request)
        if isinstance(visit, Response):
            return visit
        if not visit.repeats(request.headers.get("x-csrf", "")):
            return PlainTextResponse("This page is too old. Load it again.", status_code=403)
        most, size = self._app.settings.reload.max_upload, 0
        name = Path(line(unquote(request.headers.get("x-name", ""))).replace("\\", "/")).name or "file"
        with tempfile.TemporaryDirectory(prefix="coderly-") as folder:
            path = Path(folder) / "upload"
            with path.open("wb") as out:
                async for chunk in request.stream():
                    size += len(chunk)
                    if size > most:
                        return PlainTextResponse(f"The file is larger than {most // 1_000_000:,} MB, which is the most that is taken.", status_code=413)
                    await asyncio.to_thread(out.write, chunk)
            turn = turn_at(Place(visit.person, visit.thread), "offer")
            reply = await self._app.answer(replace(turn, verb="kb", attachments=(Attachment(name, path),)))
        return HTMLResponse(render.card(reply))

    async def _admin(self, request: Request) -> Visit | Response:
        visit = self._pages.door.visit(request)
        if not visit.person:
            return self._pages.turn_away(request, visit) if request.method == "GET" else RedirectResponse("/enter", status_code=303)
        if not await self._app.is_admin(visit.person_key):
            return self._pages.message(
                "For admins", f"This page is for admins. To be one, have CODERLY_ADMINS name {visit.person_key}.", 403
            )
        return visit

    async def _standing(self, visit: Visit) -> list[Reply]:
        """The knowledge base, and what waits for a person here, with the buttons to decide on it."""
        store, now = self._app.store, datetime.now(UTC)
        person = await store.people.find(visit.person_key)
        jobs = await store.jobs.of_state(*UNDECIDED)
        consults = await store.consults.of(turn_at(Place(visit.person, visit.thread), "").workspace, *WAITING)
        return [
            await self._stock(),
            *([job_cards.waiting(jobs)] if jobs else []),
            *([consult_cards.listed(consults, now, person.id if person else 0)] if consults else []),
        ]

    async def _stock(self) -> Reply:
        try:
            reply = await stock.status(self._app.knowledge, today(), self._app.reloads)
        except KnowledgeError as error:
            return report.said(str(error), outcome=Outcome.FAILED, buttons=(report.button("Reload", "reload", primary=True),))
        return replace(reply, buttons=(*reply.buttons, Button("What changed", Action("history"))))

    async def _panels(self) -> list[Panel]:
        store, now = self._app.store, datetime.now(UTC)
        shown = plots.hours(now)
        month = await store.usage.since(timedelta(days=DAYS))
        rows = [row for row in month if row.hour >= shown[0]]
        counts = await store.overview.counts(timedelta(days=DAYS))
        return [
            _plotted("Answers an hour", "use", plots.use(rows, shown), shown, ""),
            _plotted("Time to an answer", "times", plots.times(rows, shown), shown, " ms"),
            _answers(month),
            await self._people(counts),
            await _feedback(store, counts),
            await _faults(store),
            await _work(store, counts),
            await _audit(store),
        ]

    async def _people(self, counts: Counts) -> Panel:
        """People by role, licensed seats, and what a model took."""
        cpt, use = self._app.settings.cpt, await self._app.store.model_use.since(timedelta(days=DAYS))
        seats = "everybody" if "*" in cpt.seats else f"{len(cpt.seats):,}"
        numbers = [(f"{role}s", f"{count:,}") for role, count in sorted(counts.people.items())]
        numbers += [("CPT seats", seats if cpt.mode.value == "licensed" else "not licensed")]
        if self._app.settings.llm:
            numbers += [(f"model tokens, {DAYS} days", f"{use.read + use.written:,}"), ("dollars", f"{use.dollars:,.2f}")]
        return Panel("People and seats", numbers=tuple(numbers), words="" if counts.people else "Nobody has asked anything yet.")


def _plotted(title: str, plot: str, series: Sequence[plots.Series], shown: Sequence[datetime], unit: str) -> Panel:
    header = ("Hour (UTC)", *(one.name for one in series))
    rows = [
        (f"{hour:%b %d %H:00}", *(f"{value:,.0f}{unit}" if value is not None else "–" for value in values))
        for hour, values in zip(shown, zip(*(one.values for one in series), strict=True), strict=False)
        if any(values)
    ]
    words = plots.in_words(series, title, unit)
    return Panel(title, plot, words, table=render.laid_out(Table(header, tuple(reversed(rows)))) if rows else None)


def _answers(rows: Sequence[UseOfHour]) -> Panel:
    by: dict[str, int] = {}
    for row in rows:
        by[row.outcome] = by.get(row.outcome, 0) + row.answers
    numbers = tuple((outcome.replace("_", " "), f"{by[outcome]:,}") for outcome in map(str, Outcome) if outcome in by)
    return Panel(f"Answers in {DAYS} days", numbers=numbers, words="" if numbers else "None yet.")


async def _feedback(store: Store, counts: Counts) -> Panel:
    found = await store.overview.last_feedback(_SHOWN)
    rows = [
        (f"{f.at:%b %d %H:%M}", "helpful" if f.rating > 0 else "not right", f.reason or "–", ", ".join(f.evidence[:4]) or "–", f.answer_id) for f in found
    ]
    numbers = (("helpful", f"{counts.ratings.get('up', 0):,}"), ("not right", f"{counts.ratings.get('down', 0):,}"))
    table = render.laid_out(Table(("When", "Rating", "Reason", "Evidence", "Answer"), tuple(rows))) if rows else None
    return Panel(f"Feedback, {DAYS} days", numbers=numbers, table=table, words="" if rows else "No ratings yet.")


async def _faults(store: Store) -> Panel:
    found = await store.usage.faults(_SHOWN)
    rows = [(f.reference, f"{f.at:%b %d %H:%M}", f.platform, f.kind, f.place) for f in found]
    table = render.laid_out(Table(("Reference", "When (UTC)", "Platform", "What", "Where"), tuple(rows))) if rows else None
    return Panel("Faults that people were told of", table=table, words="" if rows else "None: nobody was given a reference.")


async def _work(store: Store, counts: Counts) -> Panel:
    numbers = (
        ("waiting", f"{counts.inbox.get('received', 0):,}"),
        ("being delivered", f"{counts.inbox.get('delivering', 0):,}"),
        ("consults open", f"{counts.consults.get('open', 0):,}"),
        ("claimed", f"{counts.consults.get('claimed', 0):,}"),
        ("watches", f"{counts.watches:,}"),
        ("team answers to decide on", f"{counts.team_answers.get('proposed', 0):,}"),
    )
    rows = [(s.name, f"{s.ran:%b %d %H:%M}" if s.ran else "–", f"{s.due:%b %d %H:%M}", "yes" if s.holder else "no") for s in await store.schedules.all()]
    table = render.laid_out(Table(("By the clock", "Done (UTC)", "Due", "Running"), tuple(rows))) if rows else None
    return Panel("Work", numbers=numbers, table=table)


async def _audit(store: Store) -> Panel:
    rows = [(f"{e.at:%b %d %H:%M}", e.action, e.subject or "–", str(e.detail.get("why", "") or "–"), e.actor) for e in await store.audit.tail(_SHOWN)]
    table = render.laid_out(Table(("When (UTC)", "What", "On what", "Why", "Who"), tuple(reversed(rows)))) if rows else None
    return Panel("On record", table=table, words="" if rows else "Nothing yet.")
