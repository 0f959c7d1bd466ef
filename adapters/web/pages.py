"""What all pages share: the frame, the static files, and who is turned away."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web import render
from adapters.web.forms import Form, read_form
from adapters.web.visits import LOCAL, Door, Visit
from bot.app import App

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _static(name: str) -> tuple[bytes, str]:
    """A file and the digest that its address carries, so that browsers may keep it for ever."""
    data = (_FOLDER / name).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:12]


def address(name: str) -> str:
    """Where a static file is found."""
    return f"/static/{_static(name)[1]}/{name}"


class Pages:
    """Frame and door of every page."""

    def __init__(self, app: App, door: Door) -> None:
        self.app = app
        self.door = door

    async def static(self, request: Request) -> Response:
        """A file of the folder `static`, of this version or of another one that an open page asks for."""
        name = str(request.path_params["name"])
        if name not in {file.name for file in _FOLDER.iterdir()}:
            return Response("Not here.\n", status_code=404, media_type="text/plain")
        data, digest = _static(name)
        keep = _FOR_EVER if request.path_params["digest"] == digest else "no-cache"
        return Response(data, media_type=_TYPES[Path(name).suffix], headers={"cache-control": keep})

    async def page(self, request: Request, template: str, visit: Visit, status_code: int = 200, **values: Any) -> Response:
        """A page in its frame."""
        shown = render.page(
            template,
            static=address,
            csrf=visit.csrf,
            who="" if visit.person == LOCAL else visit.person,
            can_leave=self.door.asks and bool(visit.person),
            admin=bool(visit.person) and await self.app.is_admin(visit.person_key),
            here=template.removesuffix(".html"),
            **values,
        )
        response = HTMLResponse(shown, status_code=status_code)
        self.door.keep(response, visit)
        return response

    def message(self, heading: str, text: str, status_code: int) -> Response:
        """A page that says one thing."""
        return HTMLResponse(render.page("message.html", static=address, heading=heading, text=text), status_code=status_code)

    def turn_away(self, request: Request, visit: Visit) -> Response:
        """Nobody has signed in."""
        if self.door.asks:
            return RedirectResponse("/enter", status_code=303)
        return self.message("Sign in first", "This page is reached through your organisation's login. Open it at its usual address.", 401)

    async def sent(self, request: Request, visit: Visit) -> Form | Response:
        """The form that a page of this visit sent, else the answer that says what is wrong with it."""
        form = await read_form(request)
        if form is None:
            return self.message("Too long", "That is longer than what can be read here, or it did not come to its end. Ask in smaller parts.", 413)
        if not visit.repeats(form["csrf"]):
            return self.message("This page is too old", "Open it again and repeat what you did.", 403)
        if not visit.person:
            return self.turn_away(request, visit)
        return form

    async def enter(self, request: Request) -> Response:
        """The sign-in."""
        if not self.door.asks:
            return RedirectResponse("/", status_code=303)
        visit, problem = self.door.visit(request), ""
        if request.method == "POST":
            form = await read_form(request)
            known = self.door.signed_in(form["token"]) if form is not None and visit.repeats(form["csrf"]) else None
            if known is not None:
                response: Response = RedirectResponse("/", status_code=303)
                self.door.keep(response, known)
                return response
            problem = "That token is not known here. Ask whoever runs Coderly for yours."
        return await self.page(request, "login.html", visit, status_code=403 if problem else 200, problem=problem)

    async def leave(self, request: Request) -> Response:
        """The end of a visit."""
        form = await self.sent(request, self.door.visit(request))
        if isinstance(form, Response):
            return form
        response = RedirectResponse("/", status_code=303)
        self.door.forget(response)
        return response
