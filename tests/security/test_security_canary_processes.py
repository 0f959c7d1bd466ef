"""The canaries in the processes as an operator starts them: web page, e-mail, worker, and the commands that say what is kept."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import mail_desk
import mail_servers
import pytest
from bad_publisher import publisher, status
from mail_servers import ADDRESS, OURS, mail_server
from model_server import Behaviour, ModelServer
from processes_fleet import Fleet, free_port
from selectolax.lexbor import LexborHTMLParser
from test_security_canary import NOTE, PATIENT, SECRETS, WORD, canary, files

TOKEN = canary("web.tokens")
_COMMANDS = (
    ("doctor", "web"), ("doctor", "email"), ("doctor", "kb"), ("kb", "status"), ("kb", "status", "--json"),
    ("feedback", "export"), ("feedback", "export", "--csv"),
    ("people", "role", "web:local:ann", "admin"), ("people", "role", "nonsense", "admin"), ("backup", "kept.zip"), ("restore", "kept.zip"), ("kb", "rollback"),
)  # fmt: skip


def environment(model: str, mail: mail_servers.MailServer, feed: str) -> dict[str, str]:
    """A canary in every secret, the most talkative log, and what the processes talk to."""
    named = {f"CODERLY_{name.replace('.', '__').upper()}": canary(name) for name in SECRETS}
    return named | {
        "CODERLY_WEB__TOKENS": f"ann:{TOKEN}", "CODERLY_LOG_LEVEL": "DEBUG", "CODERLY_ADMINS": "web:local:ann",
        "CODERLY_LLM": "openai:any", "CODERLY_MODEL__BASE_URL": model, "CODERLY_MODEL__TIMEOUT": "3",
        "CODERLY_EMAIL__IMAP_HOST": "127.0.0.1", "CODERLY_EMAIL__IMAP_PORT": str(mail.imap_port), "CODERLY_EMAIL__IMAP_SECURITY": "none",
        "CODERLY_EMAIL__SMTP_HOST": "127.0.0.1", "CODERLY_EMAIL__SMTP_PORT": str(mail.smtp_port), "CODERLY_EMAIL__SMTP_SECURITY": "none",
        "CODERLY_EMAIL__SMTP_LOGIN": "false", "CODERLY_EMAIL__USERNAME": ADDRESS, "CODERLY_EMAIL__ADDRESS": ADDRESS, "CODERLY_EMAIL__AUTHSERV_ID": OURS,
        "CODERLY_EMAIL__SENDERS": "@clinic.example", "CODERLY_PHI__EMAIL": "redact", "CODERLY_PHI__WEB": "redact",
        "CODERLY_JOBS__FEEDS": f"rss:{feed}/feed", "CODERLY_JOBS__PRIVATE_ADDRESSES": "true",
    }  # fmt: skip


@dataclass
class Seen:
    """What came out: pages with their headers, and mails."""

    pages: str = ""
    mails: str = ""
    commands: str = ""

    def page(self, response: httpx.Response) -> httpx.Response:
        cookies = response.headers.get_list("set-cookie")
        self.pages += f"{response.text}{[value for name, value in response.headers.multi_items() if name != 'set-cookie']}{len(cookies)}"
        return response


def _on_the_web(address: str, seen: Seen, state: Path) -> None:
    """What people do on the page, with what goes wrong; at last a table of the store is elsewhere, and every answer a fault."""
    with httpx.Client(base_url=address, headers={"connection": "close"}, follow_redirects=True, timeout=120) as http:  # a fault ends the connection
        page = seen.page(http.get("/"))
        for token in ("wrong-canary-of-nobody-1", TOKEN):
            page = seen.page(http.post("/enter", data={"csrf": _csrf(page), "token": token}))
        csrf = _csrf(page)
        own = (f"/note 27257 {WORD} {NOTE}", f"/feedback wrong {WORD} {NOTE}", "/account export", "/about")
        for text in (f"E11.9 {WORD}", NOTE, f"When is modifier 25 right {WORD}?", *own):
            seen.page(http.post("/say", data={"csrf": csrf, "text": text}))
        for path in ("/", "/admin", "/admin/use.svg", "/jobs", "/jobs.atom", f"/jobs?q={WORD}", f"/nowhere/{WORD}", "/metrics", "/readyz", "/healthz"):
            seen.page(http.get(path))
        seen.page(http.post("/admin/file", content=f"{WORD} is no table".encode(), headers={"x-csrf": csrf, "x-name": f"{WORD}.txt"}))
        seen.page(http.post("/say", data={"csrf": "wrong", "text": WORD}))
        seen.page(http.post("/say", content=f"csrf={csrf}&" + "&".join(f"{WORD}{n}={n}" for n in range(40))))
        _break(state)
        for text in (f"E11.9 {WORD}", NOTE):
            seen.page(http.post("/say", data={"csrf": csrf, "text": text}))
            seen.page(http.post("/say", data={"csrf": csrf, "text": text}, headers={"accept": "text/event-stream"}))
        seen.page(http.get("/"))


def _csrf(page: httpx.Response) -> str:
    field = LexborHTMLParser(page.text).css_first('input[name="csrf"]')
    assert field is not None
    return field.attributes["value"] or ""


async def _by_mail(server: mail_servers.MailServer) -> None:
    with_file = mail_desk.mail(f"Please code the attached note {WORD}")
    with_file.add_attachment(f"{NOTE} {WORD}".encode(), maintype="text", subtype="plain", filename=f"{WORD}.txt")
    for asked in (mail_desk.mail(f"E11.9 {WORD}", WORD), mail_desk.mail(NOTE, f"Patient: Zephyrine Quackenbush {WORD}"), with_file):
        before = len(server.mails)
        server.arrives(asked)
        await server.answers(before + 1)
    before = server.count("Quarantine")
    server.arrives(mail_desk.mail(f"I10 {WORD}", WORD), dmarc="fail")
    server.arrives(f"{WORD} is no mail".encode())
    await server.until(lambda: server.count("Quarantine") > before + 1)


def _break(state: Path) -> None:
    """A table is elsewhere: what is asked from here on ends in a fault."""
    with sqlite3.connect(state, timeout=60) as database:
        database.execute("ALTER TABLE thread_turns RENAME TO elsewhere")
    database.close()


def _commands(home: Path, environ: dict[str, str]) -> Iterator[str]:
    for command in _COMMANDS:
        ended = subprocess.run([sys.executable, "-m", "adapters.cli", *command], env=environ, cwd=home.parent, capture_output=True, check=False, timeout=240)
        yield f"$ {command}\n{ended.stdout.decode()}{ended.stderr.decode()}"


async def test_no_canary_comes_out_of_the_processes_that_serve(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(small_home / "knowledge", home / "knowledge")
    monkeypatch.setattr(mail_servers, "PASSWORD", canary("email.password"))
    state, seen = home / "state.sqlite", Seen()
    fleet = Fleet(home, f"sqlite:///{state}", None)
    async with ModelServer() as model:
        echoes = f'{{"error": {{"message": "bad key {canary("model.api_key")} for {WORD} {NOTE}"}}}}'.encode()
        model.behaviour = Behaviour(status=401, raw=echoes)
        with publisher() as served, mail_server(tmp_path) as mail:
            served.answers["/feed"] = status(500, f"{WORD}".encode())
            port = free_port()
            shared = environment(model.url, mail, served.url)
            try:
                page = await asyncio.to_thread(lambda: fleet.web(port, **shared))
                await asyncio.to_thread(lambda: fleet.worker(**shared))
                await asyncio.to_thread(lambda: fleet.email(**shared))
                await _by_mail(mail)
                await asyncio.to_thread(_on_the_web, page.address, seen, state)
                seen.mails = "\n".join(sent.as_string() + mail_desk.plain(sent) for sent in mail.mails)
                seen.commands = "".join(await asyncio.to_thread(lambda: list(_commands(home, fleet.environment(**shared, CODERLY_WEB__PORT=str(port))))))
                statuses = [await asyncio.to_thread(member.stop) for member in fleet.members]
            finally:
                fleet.end()
    assert statuses == [0, 0, 0]
    assert "Reference" in seen.pages, "no fault was told"
    logged = "".join(file.read_text(errors="replace") for file in (*tmp_path.glob("log-*"), *home.glob("*.log"), *home.glob("logs/*")))
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        kept = "".join(archive.read(name).decode() for name in archive.namelist())
    said = {"a page": seen.pages, "a mail": seen.mails, "a command": seen.commands, "the log": logged, "a backup": kept}
    assert all(said.values())
    stored = [(file, content) for file, content in files(home) if not file.is_relative_to(home / "knowledge" / "artefacts")]
    for name in SECRETS:
        assert [where for where, text in said.items() if canary(name) in text] == [], name
        assert [file.name for file, content in stored if canary(name).encode() in content] == [], name
    for part in PATIENT:
        assert [where for where, text in said.items() if part in text] == [], part
        assert [file.name for file, content in stored if part.encode() in content] == [], part
    assert WORD not in logged, "a message in the log"
