"""Who is let in, and what is refused: names, forms of other sites, tokens, login proxies, figures."""

from __future__ import annotations

import asyncio
import re

import pytest
from pydantic import ValidationError
from web_desk import Browser, Desk, Open

from adapters.messaging.errors import Misconfigured
from adapters.ops.server import listening
from adapters.web import limits
from adapters.web.visits import check_settings
from bot.settings import WebSettings

TOKENS = "anna:0123456789abcdef0123,ben:fedcba98765432100000"
PAGES = ("/", "/admin", "/enter", "/nowhere")


async def test_every_page_carries_the_policy_and_nothing_inline(open_desk: Open) -> None:
    async with open_desk(admins=("web:local:me",)) as desk:
        browser = desk.browser()
        await browser.open()
        await browser.ask("E11.9")
        for path in PAGES:
            response = await browser.open(path)
            policy = response.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["x-content-type-options"] == "nosniff"
            assert browser.page.css("[style], style, script:not([src]), [onclick], [onload], [onsubmit]") == []
            names = ("src", "href", "action", "srcset")
            addresses = [value for node in browser.page.css("[src], [href], [action], [srcset]") for name, value in node.attributes.items() if name in names]
            assert addresses
            assert [address for address in addresses if address is None or not re.match(r"[/#]", address)] == []


async def test_what_is_no_form_and_no_name_is_refused_and_no_fault(desk: Desk) -> None:
    browser = desk.browser()
    await browser.open()
    many = "&".join(f"f{n}=1" for n in range(50))
    for body in (f"csrf={browser.field('csrf')}&{many}", "x" * 300_000):
        response = await browser.http.post("/say", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
        assert response.status_code == 413
    for host in ("[::1", "[", "a]b", "\u00e4.example"):
        assert (await browser.http.get("/", headers=[(b"host", host.encode())])).status_code in (400, 403), host  # type: ignore[arg-type]
    assert desk.edge.counts["accepted"] == 0


async def test_a_visit_that_was_given_to_somebody_is_not_hers_after_she_signed_in(open_desk: Open) -> None:
    """Session fixation: what a browser brought before the sign-in opens nothing after it."""
    async with open_desk(web={"tokens": TOKENS}) as desk:
        browser, thief = desk.browser(), desk.browser()
        await thief.open()
        planted = thief.http.cookies["coderly"]
        browser.http.cookies.set("coderly", planted, domain="127.0.0.1")
        await browser.open()
        word = browser.field("csrf")
        await browser.send("/enter", token="0123456789abcdef0123")
        assert browser.field("csrf") not in ("", word, thief.field("csrf"))
        assert (await thief.open("/")).url.path == "/enter"
        await thief.send(text="E11.9")
        assert desk.edge.counts["accepted"] == 0


@pytest.mark.parametrize("path", ["..%2f..%2fapp.py", "%2e%2e/%2e%2e/app.py", "..%5capp.py", "page.css%00.py", "%2fetc%2fpasswd", "../a.css/../../a.py", "."])
async def test_no_address_leads_out_of_the_static_files(desk: Desk, path: str) -> None:
    response = await desk.browser().http.get(f"/static/0/{path}")
    assert response.status_code == 404
    assert "import" not in response.text


async def test_a_form_that_does_not_come_to_its_end_is_let_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(desk.address.rpartition(":")[2]))
    writer.write(b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ntext=")
    await writer.drain()
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)
    assert b" 413 " in answer
    writer.close()
    assert desk.edge.counts["accepted"] == 0


async def test_a_form_with_two_origins_is_not_taken(desk: Desk) -> None:
    browser = desk.browser()
    await browser.open()
    for name, ours, theirs in (("origin", desk.address, "https://evil.example"), ("sec-fetch-site", "same-origin", "cross-site")):
        for pair in ((ours, theirs), (theirs, ours)):
            data = f"csrf={browser.field('csrf')}&text=E11.9"
            response = await browser.http.post("/say", content=data, headers=[(name, one) for one in pair])
            assert response.status_code == 403
    assert desk.edge.counts["accepted"] == 0


async def test_a_name_that_is_not_ours_is_refused(desk: Desk) -> None:
    """DNS rebinding: another site's name that leads to this machine."""
    for host, status in (("evil.example", 403), ("localhost", 200), ("127.0.0.1:1", 200), ("[::1]", 200), ("", 403)):
        response = await desk.browser(host=host).http.get("/")
        assert response.status_code == status, host
    assert (await desk.browser(host="10.0.0.7").http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}])
async def test_a_form_of_another_site_is_not_taken(desk: Desk, headers: dict[str, str]) -> None:
    browser = desk.browser()
    await browser.open()
    response = await browser.send(headers=headers, text="E11.9")
    assert response.status_code == 403
    assert desk.edge.counts["accepted"] == 0


async def test_a_form_without_the_word_of_its_page_is_not_taken(desk: Desk) -> None:
    browser, other = desk.browser(), desk.browser()
    await browser.open()
    await other.open()
    for word in ("", "0" * 32, other.field("csrf")):
        assert (await browser.send(text="E11.9", csrf=word)).status_code == 403
        await browser.open()
    assert desk.edge.counts["accepted"] == 0


async def test_the_cookie_is_for_us_alone(desk: Desk) -> None:
    cookie = (await desk.browser().http.get("/")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie  # this machine is reached without TLS


async def test_behind_https_the_cookie_is_secure(open_desk: Open) -> None:
    async with open_desk(web={"public_url": "https://coderly.example.org"}) as desk:
        response = await desk.browser(host="coderly.example.org", origin="https://coderly.example.org").http.get("/")
        assert "secure" in response.headers["set-cookie"].lower()


async def test_a_cookie_that_was_changed_or_made_up_is_a_new_visit(desk: Desk) -> None:
    browser = desk.browser()
    for cookie in ("nonsense", "", "ä", desk.app.store.sealer.seal({"person": "me"})):
        browser.http.cookies.clear()
        response = await browser.http.get("/", headers={"cookie": f"coderly={cookie}".encode()})  # type: ignore[dict-item]
        assert response.status_code == 200


async def test_with_tokens_everybody_signs_in(open_desk: Open) -> None:
    async with open_desk(web={"tokens": TOKENS}, admins=("web:local:ben",)) as desk:
        browser = desk.browser()
        response = await browser.open("/")
        assert response.url.path == "/enter"
        assert (await browser.send("/enter", token="0123456789abcdef0124")).status_code == 403
        assert "not known" in browser.page.text()
        await browser.send("/enter", token=" 0123456789abcdef0123 ")
        assert "E11.9" in await browser.ask("E11.9")
        assert await desk.app.store.people.find("web:local:anna") is not None
        assert (await browser.open("/admin")).status_code == 403
        await browser.open()
        await browser.send("/leave")
        assert (await browser.open("/")).url.path == "/enter"


async def test_a_question_without_a_sign_in_goes_nowhere(open_desk: Open) -> None:
    async with open_desk(web={"tokens": TOKENS}) as desk:
        browser = desk.browser()
        await browser.open()
        response = await browser.send(text="E11.9")
        assert response.url.path == "/enter"
        assert desk.edge.counts["accepted"] == 0


async def test_who_loses_the_token_loses_the_visit(open_desk: Open) -> None:
    async with open_desk(web={"tokens": TOKENS}) as desk:
        sealed = desk.app.store.sealer.seal({"person": "carl", "csrf": "0" * 32, "thread": "1"})
        browser = desk.browser(cookie=f"coderly={sealed}")
        assert (await browser.open("/")).url.path == "/enter"


async def test_a_login_proxy_is_believed_and_nobody_else(open_desk: Open) -> None:
    proxy = {"user_header": "X-Forwarded-User", "trusted_proxies": "127.0.0.1"}
    async with open_desk(web=proxy, admins=("web:local:anna@example.org",)) as desk:
        anna = desk.browser(**{"x-forwarded-user": "anna@example.org"})
        await anna.open()
        assert "E11.9" in await anna.ask("E11.9")
        assert (await anna.open("/admin")).status_code == 200
        assert (await desk.browser().http.get("/")).status_code == 401
        twice = await desk.browser().http.get("/", headers=[("x-forwarded-user", "anna@example.org"), ("x-forwarded-user", "ben")])
        assert twice.status_code == 401


async def test_the_header_of_a_stranger_is_not_believed(open_desk: Open) -> None:
    async with open_desk(web={"user_header": "X-Forwarded-User", "trusted_proxies": "10.9.8.7"}) as desk:
        response = await desk.browser(**{"x-forwarded-user": "anna@example.org"}).http.get("/")
        assert response.status_code == 401


async def test_a_visit_is_the_persons_whom_the_proxy_names_now(open_desk: Open) -> None:
    async with open_desk(web={"user_header": "X-Forwarded-User", "trusted_proxies": "127.0.0.1"}) as desk:
        browser = desk.browser(**{"x-forwarded-user": "anna"})
        await browser.open()
        await browser.ask("E11.9")
        browser.http.headers["x-forwarded-user"] = "ben"
        await browser.open()
        assert browser.cards() == []
        assert (await browser.send(text="I10")).status_code == 200
        assert await desk.app.store.people.find("web:local:ben") is not None


async def test_the_admin_page_says_how_to_become_an_admin(browser: Browser) -> None:
    response = await browser.open("/admin")
    assert response.status_code == 403
    assert "CODERLY_ADMINS name web:local:me" in browser.page.text()
    assert (await browser.http.get("/admin/use.svg")).status_code == 403
    assert (await browser.http.post("/admin/file", content=b"x", headers={"x-csrf": browser.field("csrf")})).status_code == 403


async def test_figures_are_for_this_machine(desk: Desk, browser: Browser) -> None:
    await browser.ask("E11.9")
    text = (await browser.http.get("/metrics")).text
    assert 'coderly_answers_total{outcome="answered",platform="web"} 1.0' in text
    assert 'coderly_answer_seconds_count{platform="web"} 1.0' in text
    assert "coderly_snapshot_age_seconds" in text
    assert "E11" not in text
    assert (await browser.http.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})).status_code == 403


async def test_health_and_readiness(desk: Desk, browser: Browser) -> None:
    assert (await browser.http.get("/healthz")).text == "ok\n"
    assert (await browser.http.get("/readyz")).json() == {"ready": True, "problems": []}
    desk.edge.draining = True
    response = await browser.http.get("/readyz")
    assert (response.status_code, response.json()["problems"]) == (503, ["shutting down"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"host": "0.0.0.0"}, "CODERLY_WEB__TOKENS"),
        ({"host": "192.168.1.5", "tokens": TOKENS}, "CODERLY_WEB__PUBLIC_URL"),
        ({"host": "coderly.internal"}, "which others can reach"),
        ({"tokens": "anna:short"}, "at least 16"),
        ({"tokens": "0123456789abcdef0123"}, "name:token"),
        ({"user_header": "X-Forwarded-User"}, "CODERLY_WEB__TRUSTED_PROXIES"),
    ],
)
def test_settings_that_let_anybody_in_are_refused(options: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        check_settings(WebSettings(**options))  # type: ignore[arg-type]


def test_settings_that_serve() -> None:
    for options in ({}, {"host": "::1"}, {"host": "127.0.0.2"}, {"host": "0.0.0.0", "tokens": TOKENS, "public_url": "https://c.example.org"}):
        check_settings(WebSettings(**options))  # type: ignore[arg-type]


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not appear to be an IPv4"):
        WebSettings(trusted_proxies="proxy.example")  # type: ignore[call-arg, arg-type]


def test_a_port_that_is_taken_is_said() -> None:
    taken = listening("127.0.0.1", 0)
    with pytest.raises(Misconfigured, match="Choose another port"):
        listening("127.0.0.1", taken.getsockname()[1])
    taken.close()
