"""Requests that schemathesis makes of the description of our pages: no server error, answers as described, nothing for whom nobody named."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import web_description
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from selectolax.lexbor import LexborHTMLParser
from web_desk import Desk, desk_at

from adapters.web.app import create_web_app

PROXY = "x-forwarded-user"
PEOPLE = ("", "ann", "ada")
"""Nobody whom the login proxy names, a person, and an admin."""
TOKEN = "0123456789abcdef0123"
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
CHECKS: list[Any] = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPEN = ("/enter", "/static/{digest}/{name}", "/healthz", "/readyz", "/metrics")
SCHEMA = schemathesis.openapi.from_dict(web_description.described())
OPERATIONS = {f"{method.upper()} {path}": SCHEMA[path][method.upper()] for path, methods in web_description.PAGES.items() for method in methods}
TAKES = {name for name in OPERATIONS if (page := web_description.page(name))["parameters"] or "requestBody" in page}
ASKED = [(name, mode) for name in OPERATIONS for mode in GenerationMode if mode is GenerationMode.POSITIVE or name in TAKES]
"""What takes nothing cannot be asked wrongly."""


@contextmanager
def _running(home: Path, state: Path) -> Iterator[Desk]:
    """The desk in a loop of its own: schemathesis asks without one."""
    loop, up, opened = asyncio.new_event_loop(), threading.Event(), []
    stop = asyncio.Event()

    async def run() -> None:
        web = {"user_header": PROXY, "trusted_proxies": "127.0.0.1", "tokens": f"tom:{TOKEN}"}
        async with desk_at(home, state, web=web, admins=("web:local:ada",), jobs={"public": False}) as desk:
            opened.append(desk)
            up.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert up.wait(120)
        yield opened[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
        loop.close()


@pytest.fixture(scope="module")
def desk(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = shutil.copytree(small_home, tmp_path_factory.mktemp("home") / "home")  # admins send files
    with _running(home, tmp_path_factory.mktemp("state")) as running:
        yield running


def visit(desk: Desk, person: str) -> tuple[requests.Session, str]:
    """A browser of a person with the word of its page."""
    session = requests.Session()
    page = session.get(f"{desk.address}/", headers={PROXY: person} if person else {}, timeout=60)
    field = LexborHTMLParser(page.text).css_first('input[name="csrf"]')
    assert field is not None
    return session, field.attributes["value"] or ""


@pytest.mark.parametrize(("name", "mode"), ASKED, ids=[f"{name}, {mode.value}" for name, mode in ASKED])
def test_every_request_is_answered_as_described(name: str, mode: GenerationMode, desk: Desk) -> None:
    operation = OPERATIONS[name]
    visits = {person: visit(desk, person) for person in PEOPLE}
    seen: set[int] = set()

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode), person=st.sampled_from(PEOPLE), repeats=st.booleans())
    def holds(case: schemathesis.Case, person: str, repeats: bool) -> None:
        session, word = visits[person]
        headers = {PROXY: person} if person else {}
        if repeats:
            headers["x-csrf"] = word
            if isinstance(case.body, dict):
                case.body["csrf"] = word
        asked = {"headers": headers, "cookies": session.cookies.get_dict(), "timeout": 60}
        response = case.call(base_url=desk.address, **asked)
        seen.add(response.status_code)
        case.validate_response(response, checks=CHECKS)
        assert set(response.headers.get("location", ["/"])) <= {"/", "/enter"}, "a redirect leads elsewhere"
        assert response.headers["cache-control"] == ["no-store"] or operation.path.startswith("/static/"), "a private page may be kept"
        if operation.path not in OPEN:
            if not person:
                assert response.status_code != 200, "somebody whom nobody named is let in"
            if person != "ada" and operation.path.startswith("/admin"):
                assert response.status_code != 200, "somebody who is no admin sees what admins see"
        if operation.method.upper() == "POST" and not repeats:
            assert response.status_code in (400, 403, 404, 303, 413), "a form without the word of its page is taken"
            assert response.status_code != 303 or response.headers["location"] == ["/enter"], "a form without the word of its page is taken"

    holds()
    assert seen


def test_the_description_names_every_route_and_no_other(desk: Desk) -> None:
    routes = {
        (re.sub(r":\w+\}", "}", route.path), method.lower())  # type: ignore[attr-defined]
        for route in create_web_app(desk.app).routes
        for method in route.methods  # type: ignore[attr-defined]
        if method != "HEAD"
    }
    assert {(path, method) for path, methods in web_description.PAGES.items() for method in methods} == routes


@pytest.mark.parametrize("path", web_description.PAGES)
def test_a_method_that_a_page_does_not_know_is_refused_with_those_it_does(path: str, desk: Desk) -> None:
    known = {method.upper() for method in web_description.PAGES[path]}
    for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"):
        if method in known:
            continue
        plain = path.replace("{plot}", "use").replace("{number}", "1").replace("{digest}", "0").replace("{name}", "page.css")
        response = requests.request(method, desk.address + plain, headers={PROXY: "ada"}, timeout=60, allow_redirects=False)
        assert response.status_code == 405, method
        assert set(response.headers["allow"].split(", ")) == known | ({"HEAD"} if "GET" in known else set()), method
