"""The chat page and what it sends: questions, presses, a new conversation. It works without scripts, and streams with them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse

from adapters.messaging.cards import stored_reply
from adapters.web import limits, render
from adapters.web.edge import Edge
from adapters.web.forms import Form
from adapters.web.job import NEWS, Job, Place, asked, turn_at
from adapters.web.pages import Pages
from adapters.web.streams import SILENCE, Event
from adapters.web.visits import Visit, is_id
from bot import actions
from bot.logs import place as code_place
from bot.store import StoredTurn, StoreError

_log = logging.getLogger(__name__)

EXAMPLES = ("E11.9", "type 2 diabetes with neuropathy", "When is modifier 25 right?", "/help")
SSE = "text/event-stream"
_RESTARTING = "Coderly is restarting; ask again in a moment.\n"
_NOT_KEPT = "Coderly could not take this in just now; ask again in a moment.\n"


class Chat:
    """Endpoints of the chat."""

    def __init__(self, edge: Edge, pages: Pages) -> None:
        self._edge = edge
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The page with the conversation so far."""
        visit = self._pages.door.visit(request)
        if not visit.person:
            return self._pages.turn_away(request, visit)
        return await self._page(request, visit)

    async def say(self, request: Request) -> Response:
        """A question or a press. With scripts its events come as a stream, without them the page comes anew."""
        visit = self._pages.door.visit(request)
        form = await self._pages.sent(request, visit)
        if isinstance(form, Response):
            return form
        if self._edge.draining:
            return PlainTextResponse(_RESTARTING, status_code=503, headers={"retry-after": "1"})
        job = _job(visit, form)
        if job is None:
            return RedirectResponse("/", status_code=303)
        try:
            here = await self._edge.attend(job)
        except StoreError as error:
            _log.error("not_accepted", extra=dict(code_place(error)))
            return PlainTextResponse(_NOT_KEPT, status_code=503, headers={"retry-after": "2"})
        if SSE in request.headers.get("accept", ""):
            events = self._events(job) if here else self._answered(visit)
            return StreamingResponse(events, media_type=SSE, headers={"x-accel-buffering": "no"})
        return await self._page(request, visit, await self._first_card(job) if here else "")

    async def afresh(self, request: Request) -> Response:
        """A new conversation."""
        visit = self._pages.door.visit(request)
        form = await self._pages.sent(request, visit)
        if isinstance(form, Response):
            return form
        response = RedirectResponse("/", status_code=303)
        self._pages.door.keep(response, visit.afresh())
        return response

    async def _page(self, request: Request, visit: Visit, fresh: str = "") -> Response:
        turns = await self._turns(visit)
        history = [Markup(item) for turn in turns for item in await self._item(turn)]  # noqa: S704 - both come from templates that escape
        if fresh and not (turns and fresh in history):
            history.append(Markup(fresh))  # noqa: S704 - a rendered card
        return await self._pages.page(
            request,
            "chat.html",
            visit,
            history=history,
            news=await self._news(visit),
            examples=EXAMPLES,
            id=secrets.token_hex(8),
            most=self._edge.app.settings.runtime.max_input,
            status=self._edge.app.status_line(),
            skip_to="text",
            skip_words="Skip to the question",
        )

    async def _turns(self, visit: Visit) -> tuple[StoredTurn, ...]:
        return await self._edge.app.store.threads.recent(turn_at(Place(visit.person, visit.thread), "").thread_key, limits.HISTORY)

    async def _news(self, visit: Visit) -> str:
        """What the person was told last of what she watches."""
        turns = await self._edge.app.store.threads.recent(turn_at(Place(visit.person, NEWS), "").thread_key, 1)
        items = await self._item(turns[0]) if turns else []
        return Markup(items[-1]) if items else ""  # noqa: S704 - a rendered card

    async def _item(self, turn: StoredTurn) -> list[str]:
        """A turn of the conversation: as it was shown, if this process did; else as the store has it, without dates of service."""
        shown = self._edge.cards.get(turn.answer_id)
        reply = shown.reply if shown is not None else await stored_reply(self._edge.app.store, turn.answer_id)
        return [*([render.said(turn.question)] if turn.question else []), *([render.card(reply)] if reply is not None else [])]

    async def _first_card(self, job: Job) -> str:
        """The answer, or the first that is to be seen of something long."""
        async for event in self._edge.streams.follow(job.key):
            if event.kind == "card":
                return event.html
        return ""

    async def _events(self, job: Job) -> AsyncIterator[str]:
        async for event in self._edge.streams.follow(job.key):
            yield ": still here\n\n" if event is SILENCE else sse(event)

    async def _answered(self, visit: Visit) -> AsyncIterator[str]:
        """The answer that another process gave, or a dead one."""
        turns = await self._turns(visit)
        items = await self._item(turns[-1]) if turns else []
        if items:
            yield sse(Event("card", items[-1]))
        yield sse(Event("end"))


def sse(event: Event) -> str:
    """An event as a frame of a stream."""
    lines = "".join(f"data: {one}\n" for one in event.html.split("\n"))
    return f"event: {event.kind}\n{lines}\n"


def _job(visit: Visit, form: Form) -> Job | None:
    """What was sent; `None` if there is nothing in it."""
    identity = form["id"] if is_id(form["id"]) else secrets.token_hex(8)
    if form["action"]:
        try:
            return asked(visit, identity, "", actions.decode(form["action"]))
        except actions.ActionError:
            return None
    text = form["example"] or form["text"]
    return asked(visit, identity, text) if text.strip() else None
