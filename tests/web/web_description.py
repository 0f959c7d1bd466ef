"""The pages as OpenAPI describes them: what each takes, and with which status and kind of text it may answer. Equal to the routes by test."""

from __future__ import annotations

from typing import Any

HTML, TEXT, SSE, SVG, FORM, ATOM, JSON, METRICS = (
    "text/html", "text/plain", "text/event-stream", "image/svg+xml", "application/x-www-form-urlencoded", "application/atom+xml", "application/json",
    "text/plain",
)  # fmt: skip
_READY = {"type": "object", "required": ["ready", "problems"], "properties": {"ready": {"type": "boolean"}, "problems": {"type": "array"}}}
_WORDS = {"type": "string", "maxLength": 400}
_SAY = {"csrf": _WORDS, "id": _WORDS, "text": _WORDS, "example": _WORDS, "action": _WORDS, "else": _WORDS}
_BOARD = ("credential", "specialty", "state", "employment", "pay", "q", "remote", "skip", "nothing")
_FILES = {"x-name": _WORDS}
_ANYWHERE = {403: TEXT, 404: HTML}
"""A name that is not ours and a form of another site are refused before any page; addresses that nothing stands at."""


def _answers(statuses: dict[int, str]) -> dict[str, Any]:
    kinds = {400: TEXT, **_ANYWHERE, **statuses}
    out: dict[str, Any] = {}
    for status, kind in kinds.items():
        shown = {one: {"schema": _READY} if one == JSON else {} for one in kind.split("|") if one}
        out[str(status)] = {"description": "-", **({"content": shown} if shown else {})}
    return out


def _page(
    statuses: dict[int, str], *, query: tuple[str, ...] = (), path: dict[str, Any] | None = None, headers: dict[str, Any] | None = None,
    form: dict[str, Any] | None = None, raw: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """An operation."""
    parameters = [{"name": name, "in": "query", "required": False, "schema": _WORDS} for name in query]
    parameters += [{"name": name, "in": "path", "required": True, "schema": kind} for name, kind in (path or {}).items()]
    parameters += [{"name": name, "in": "header", "required": False, "schema": kind} for name, kind in (headers or {}).items()]
    made: dict[str, Any] = {"parameters": parameters, "responses": _answers(statuses)}
    if form is not None:
        made["requestBody"] = {"required": True, "content": {FORM: {"schema": {"type": "object", "properties": form, "additionalProperties": False}}}}
    if raw:
        made["requestBody"] = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    return made


def _one_of(*names: str) -> dict[str, Any]:
    """Any text, often one of these."""
    return {"anyOf": [_WORDS, {"enum": list(names)}]}


def _number() -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": 1 << 70}


PAGES: dict[str, dict[str, Any]] = {
    "/": {"get": _page({200: HTML, 303: ""})},
    "/say": {"post": _page({200: f"{HTML}|{SSE}", 303: "", 403: f"{HTML}|{TEXT}", 413: HTML, 503: TEXT}, form=_SAY, headers={"accept": {"enum": [SSE, HTML]}})},
    "/afresh": {"post": _page({303: "", 403: f"{HTML}|{TEXT}", 413: HTML}, form={"csrf": _WORDS})},
    "/enter": {
        "get": _page({200: HTML, 303: ""}),
        "post": _page({303: "", 403: f"{HTML}|{TEXT}"}, form={"csrf": _WORDS, "token": _WORDS}),
    },
    "/leave": {"post": _page({303: "", 403: f"{HTML}|{TEXT}", 413: HTML}, form={"csrf": _WORDS})},
    "/static/{digest}/{name}": {
        "get": _page(
            {200: "text/css|text/javascript|image/svg+xml", 404: f"{TEXT}|{HTML}"}, path={"digest": _WORDS, "name": _one_of("chat.js", "page.css", "mark.svg")}
        ),
    },
    "/admin": {"get": _page({200: HTML, 303: "", 403: f"{HTML}|{TEXT}"})},
    "/admin/{plot}.svg": {
        "get": _page({200: SVG, 303: "", 403: f"{HTML}|{TEXT}", 404: f"{TEXT}|{HTML}"}, path={"plot": _one_of("use", "times")}, query=("on",)),
    },
    "/admin/file": {"post": _page({200: HTML, 303: "", 403: f"{HTML}|{TEXT}", 413: TEXT}, headers=_FILES, raw=True)},
    "/jobs": {"get": _page({200: HTML, 303: ""}, query=_BOARD)},
    "/jobs.atom": {"get": _page({200: ATOM, 401: TEXT})},
    "/jobs/demand.svg": {"get": _page({200: SVG, 401: TEXT}, query=("on",))},
    "/jobs/{number}": {"get": _page({200: HTML, 303: "", 410: HTML}, path={"number": _number()})},
    "/healthz": {"get": _page({200: TEXT})},
    "/readyz": {"get": _page({200: JSON, 503: JSON})},
    "/metrics": {"get": _page({200: METRICS})},
}


def page(name: str) -> dict[str, Any]:
    """The operation of a name like `GET /jobs`."""
    method, _, path = name.partition(" ")
    found: dict[str, Any] = PAGES[path][method.lower()]
    return found


def described() -> dict[str, Any]:
    """The whole, in OpenAPI 3.1."""
    return {"openapi": "3.1.0", "info": {"title": "Coderly", "version": "1"}, "paths": PAGES}
