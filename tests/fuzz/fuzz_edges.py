"""Targets of the edges that strangers reach: mails, what a mail server says, forms and cookies of the web page, feeds of jobs, settings, backups."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import sqlite3
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from xml.etree.ElementTree import fromstring

import fuzz_inputs as inputs
import job_openings
from fuzz_target import Run, Target, pure
from fuzz_texts import NOTES, QUESTIONS
from pydantic import ValidationError
from pydantic_settings import SettingsError
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from adapters.email import incoming, outgoing
from adapters.email.imap import LOST, Mailbox
from adapters.email.job import Place
from adapters.email.memo import memo
from adapters.email.question import choice, question, with_files
from adapters.web.chat import _job as web_job
from adapters.web.forms import read_form
from adapters.web.shield import Shield
from adapters.web.visits import Door, hosts
from bot.jobs import cards, importing, published, query
from bot.jobs.feeds import json_ld
from bot.jobs.feeds.configured import feed
from bot.jobs.feeds.reading import BrokenFeed, Item
from bot.jobs.posting import JobState, Listed
from bot.settings import Settings, WebSettings
from bot.store import backup
from bot.store.errors import StoreError
from bot.store.sealing import Sealer
from bot.turns import Reply

OURS = "coding@desk.example"
NOW = datetime(2026, 5, 5, tzinfo=UTC)
MAILS = (
    b"Authentication-Results: mx.desk.example; dmarc=pass header.from=clinic.example\r\nFrom: Ann <ann@clinic.example>\r\nTo: coding@desk.example\r\n"
    b"Subject: Re: A question\r\nMessage-ID: <1@clinic.example>\r\nReferences: <coderly.0123456789abcdef0123456789abcdef@desk.example> <0@clinic.example>\r\n"
    b"In-Reply-To: <0@clinic.example>\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nIs 99213-25 right?\r\n\r\nOn Tue, Dec 1, 2026 at 9:00 AM"
    b" Coderly <coding@desk.example> wrote:\r\n> Earlier words\r\n-- \r\nAnn Smith\r\n",
    b"From: =?utf-8?q?Ann_=C3=84?= <ann@clinic.example>\r\nSubject: =?utf-8?b?RTExLjk=?=\r\nMessage-ID: <2@clinic.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain\r\n\r\n27257?\r\n"
    b"--b2\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>27257?<script>x</script>\r\n--b2--\r\n--b1\r\nContent-Type: text/plain; name=n.txt\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''n%C3%A4.txt\r\nContent-Transfer-Encoding: base64\r\n\r\na25lZSBwYWlu\r\n--b1--\r\n",
    b"From: ann@clinic.example\r\nAuto-Submitted: no\r\nSubject: 2 [ref 0123456789abcdef0123456789abcdef]\r\nContent-Type: text/html\r\n\r\n"
    b"<blockquote>a</blockquote><p>2",
)  # fmt: skip
_SERVER = (
    b"* 3 EXISTS\r\n", b"* SEARCH 1 2 3\r\n", b"* OK still here\r\n", b"* BYE\r\n", b"+ idling\r\n", b"TAG OK done\r\n", b"TAG NO no\r\n", b"TAG BAD what\r\n",
    b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n", b'* LIST (\\HasNoChildren) "/" "Processed"\r\n', b"* 1 FETCH (UID 1 RFC822.SIZE 90)\r\n",
    b'* 1 FETCH (UID 1 INTERNALDATE "05-May-2026 10:00:00 +0000" BODY[] {5}\r\nhello)\r\n', b"* 1 FETCH (BODY[] {3}\r\nabc UID 1)\r\n", b"* 2 EXPUNGE\r\n",
)  # fmt: skip
COOKIE = Sealer("of the fuzzer").seal({"person": "ann", "csrf": "0" * 32, "thread": "1"})
FORMS = (
    b"csrf=00000000000000000000000000000000&id=0123456789abcdef&text=Is+99213-25+right%3F", b"csrf=x&action=code%7C27257&id=0123456789abcdef", b"token=abc&csrf=0",
    b"csrf=00000000000000000000000000000000&action=%7E0123456789abcdef&text=%00%FF", b"&&&===&text", b"text=" + b"%F0%9F%A6%B4" * 40,
)  # fmt: skip
_HEADERS = (
    ("cookie", f"coderly={COOKIE}"), ("cookie", 'coderly="a\\073b"; coderly=; $Version=1'), ("host", "coderly.example.org"), ("host", "[::1"), ("host", "evil.example"),
    ("origin", "https://coderly.example.org"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("x-forwarded-user", "ann"), ("x-forwarded-user", "a:b\x00c"),
    ("accept", "text/event-stream"), ("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", "1.2.3.4"),
)  # fmt: skip
ENV = (
    b"CODERLY_ADMINS=slack:T1:U1,terminal:local:me\nCODERLY_WEB__TOKENS=ann:canary-of-the-token-1\nCODERLY_MODEL__API_KEY=canary-of-the-key\n",
    b"CODERLY_JOBS__FEEDS=greenhouse:example,rss:https://jobs.example.org/feed|Clinic\nCODERLY_KEEP_SNAPSHOTS=4\nexport CODERLY_LOG_LEVEL='INFO'\n",
    b"CODERLY_PHI__SLACK=allow\nCODERLY_EMAIL__SENDERS=@clinic.example\nCODERLY_WEB__TRUSTED_PROXIES=10.0.0.0/8\nCODERLY_EMAIL__PASSWORD=canary-of-the-mail\n",
    b'CODERLY_CPT__SEATS=*\nCODERLY_RUNTIME={"deadline": 20}\nCODERLY_WEB__PORT=8080\n# a comment\nCODERLY_SECRET_KEY="of ${HOME} the"\n',
)  # fmt: skip


def _mail(raw: bytes) -> None:
    """What `Intake` does before anything is kept; that a mail cannot be read is said by an exception, which puts it aside."""
    try:
        mail = incoming.read(raw, OURS, "mx.desk.example")
    except Exception:  # noqa: BLE001 - what `Intake.take` expects: the mail is put aside
        return
    assert mail.key, "a mail without a key"
    assert not mail.authenticated or mail.author, "nobody is authenticated"
    mail.said.encode()
    mail.subject.encode()
    said = question(mail.subject, mail.said)
    choice(mail.said)
    with_files(said, "a note")
    if mail.author:
        place = Place("mail", mail.author, mail.subject, mail.message_id, mail.follows, said)
        _sent(Reply("45380 is bundled.", rule=said), place, said)


def _sent(reply: Reply, place: Place, understood: str = "") -> None:
    made = outgoing.outgoing(memo(reply, understood), place, "email:1", OURS, "Coderly", NOW)
    read = message_from_bytes(made.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert read["To"] == place.to, "a mail goes to somebody else"
    allowed = {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "x-auto-response-suppress", "mime-version", "content-type",
        "x-coderly-loop", "content-transfer-encoding",
    }  # fmt: skip
    names = [name.lower() for name in read.keys()]  # noqa: SIM118 - a message iterates over lines, and says each header that stands twice
    assert len(names) == len(set(names)), "a header stands twice"
    assert {n for n in names if not n.startswith("x-")} <= allowed, f"a header of the author's: {names}"


@contextmanager
def _mailboxes() -> Iterator[Run]:
    """A mail server that says anything, over a real connection; it hangs up when it has nothing more to say."""
    listener = socket.create_server(("127.0.0.1", 0))
    script: list[list[bytes]] = []

    def serve() -> None:
        while True:
            try:
                there, _ = listener.accept()
            except OSError:
                return
            with there, contextlib.suppress(OSError):
                there.sendall(b"* OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS] ready\r\n")
                reader = there.makefile("rb")
                for said in script[0]:
                    line = reader.readline()
                    if not line:
                        break
                    there.sendall(said.replace(b"TAG", line.split(b" ", 1)[0].strip() or b"*"))

    threading.Thread(target=serve, daemon=True).start()
    own = {"imap_host": "127.0.0.1", "imap_port": listener.getsockname()[1], "imap_security": "none", "username": "u", "password": "p", "timeout": 0.2}
    settings = Settings(_env_file=None, email=own).email  # type: ignore[call-arg, arg-type]

    def run(said: list[bytes]) -> None:
        script[:] = [said]
        box = None
        try:
            box = Mailbox.open(settings)
            for uid in box.waiting():
                assert uid.isdecimal(), "an id that is no number"
            box.fetch(["1", "2"])
            box.folder("Processed")
            box.move(["1"], "Processed")
            if box.can_idle:
                box.start_idle()
                box.told(0.01)
                box.stop_idle()
        except LOST:
            pass
        finally:
            if box is not None:
                box.abort()
                box.close()

    yield run
    listener.close()


def _lines(random: Random) -> list[bytes]:
    """What a server says to one command after the other: mostly what is right, so that there is a next one."""
    right = (
        b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\nTAG OK\r\n", b"TAG OK in\r\n", b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-WRITE]\r\n",
        b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\nTAG OK\r\n", b"TAG OK\r\n", b"* SEARCH 1 2\r\nTAG OK\r\n", b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\nTAG OK\r\n",
        b'* 1 FETCH (UID 1 INTERNALDATE "05-May-2026 10:00:00 +0000" BODY[] {5}\r\nhello)\r\nTAG OK\r\n', b'* LIST () "/" "Processed"\r\nTAG OK\r\n', b"TAG OK\r\n",
        b"+ idling\r\n", b"TAG OK\r\n",
    )  # fmt: skip
    spoil = inputs.content(_SERVER, 2_000)
    said = [one if random.random() < 0.9 else b"".join(spoil(random) for _ in range(random.randrange(1, 4))) + b"TAG OK\r\n" for one in right]
    at = random.randrange(len(said))
    said[at] = b"".join(random.choice((random.choice(_SERVER), spoil(random))) for _ in range(random.randrange(1, 4)))
    return said


@contextmanager
def _web() -> Iterator[Run]:
    """What stands before every page: shield, visit, form, what was sent."""
    settings = WebSettings(tokens="ann:0123456789abcdef0123", user_header="x-forwarded-user", trusted_proxies="127.0.0.1", public_url="https://coderly.example.org")  # type: ignore[call-arg, arg-type]
    door = Door(settings, Sealer("of the fuzzer"))
    seen: dict[str, Any] = {}

    async def page(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        visit, form = door.visit(request), await read_form(request)
        seen["inside"] = True
        if form is not None:
            word = visit.repeats(form["csrf"])
            job = web_job(visit, form)
            assert job is None or not word or job.key.startswith("web:"), "a job without a key"
            door.signed_in(form["token"])
        response = PlainTextResponse("ok")
        door.keep(response, visit)
        await response(scope, receive, send)

    shield = Shield(page, hosts(settings), settings.public_url)

    def run(given: tuple[str, list[tuple[str, str]], list[bytes]]) -> None:
        method, headers, body = given
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]
        scope = {"type": "http", "method": method, "path": "/say", "query_string": b"", "headers": raw, "client": ("127.0.0.1", 1), "scheme": "http", "server": ("h", 80)}
        parts = [{"type": "http.request", "body": part, "more_body": at + 1 < len(body)} for at, part in enumerate(body)] or [{"type": "http.request", "body": b""}]
        sent: list[Any] = []
        seen.clear()

        async def receive() -> Any:
            return parts.pop(0) if parts else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        runner.run(shield(scope, receive, send))
        assert sent[0]["status"] in (200, 403), f"status {sent[0]['status']}"
        names = dict(sent[0]["headers"])
        assert b"content-security-policy" in names, "a page without its policy"
        assert not any(b"\n" in value or b"\r" in value for value in names.values()), "a header with two lines"
        assert not (("origin", "https://evil.example") in headers and method == "POST" and seen), "a form of another site is let in"

    with asyncio.Runner() as runner:
        yield run


def _request(random: Random) -> tuple[str, list[tuple[str, str]], list[bytes]]:
    text = inputs.text(QUESTIONS, tuple(value for _, value in _HEADERS))
    headers = [("host", "coderly.example.org")] if random.random() < 0.8 else []
    for _ in range(random.randrange(6)):
        name, value = random.choice(_HEADERS)
        headers.append((name, value if random.random() < 0.6 else text(random)[:300]))
    if random.random() < 0.2:
        headers.append(("origin", "https://evil.example"))
    body = inputs.content(FORMS, 300_000)(random)
    if random.random() < 0.01:
        body *= 5_000
    cut = random.randrange(len(body) + 1)
    return random.choice(("POST", "POST", "GET", "PUT")), headers, [body[:cut], body[cut:]]


FEEDS = {kind: layout(job_openings.openings(3, 7)) for kind, layout in job_openings.LAYOUTS.items()}


def _jobs(given: tuple[str, bytes]) -> None:
    """An answer of a feed goes the way of an import, what comes of it is laid out as card, page and feed, and read again."""
    kind, data = given
    named = feed(f"{kind}:https://feeds.example.org/x|Example Clinic")
    report = importing.Report(named.name)
    with contextlib.suppress(BrokenFeed):
        for at, entry in enumerate(importing._read(named, data, NOW, report)):
            one = entry.posting
            assert one.url.startswith(("https://", "http://")), "an address that is none"
            said = f"{one.title}{one.employer}{one.description}".lower()
            assert not [gone for gone in ("<script", "discord.gg/", "https://", "\u202e") if gone in said], "what a posting must not hold"
            listed = Listed(at + 1, one, JobState.OPEN, named.name, None, NOW, NOW + timedelta(days=30))
            assert cards.one(listed, NOW, admin=True, mine=False, reasons=()).verdict
            query.Query(words=("coder",), yearly=1).fits(one)
            root = fromstring(published.atom([listed], "https://c.example.org/jobs", NOW))
            assert root.tag.endswith("feed"), "no feed"
            again = json.dumps(published.job_posting(listed, "https://c.example.org/jobs/1")).replace("<", "\\u003c")
            page = f'<script type="application/ld+json">{again}</script>'.encode()
            assert [item for item in json_ld.read(page) if isinstance(item, Item)], "what we publish cannot be read"


@contextmanager
def _settings() -> Iterator[Run]:
    """A file of settings is taken, or refused as `coderly` says it: without a word of a secret."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / ".env"

        def run(raw: bytes) -> None:
            path.write_bytes(raw)
            said = ""
            try:
                said = repr(Settings(_env_file=path))  # type: ignore[call-arg]
            except ValidationError as error:
                said = "".join(f"{problem['loc']}{problem['msg']}" for problem in error.errors())
            except (SettingsError, UnicodeDecodeError) as error:
                said = str(error) if isinstance(error, SettingsError) else ""
            in_place = raw.count(b"canary") == len(_SECRET.findall(raw)) and not _QUOTES.search(raw)
            assert not (in_place and "canary" in said), "a secret is shown"

        yield run


_SECRET = re.compile(rb"^CODERLY_(?:MODEL__API_KEY=|EMAIL__PASSWORD=|WEB__TOKENS=[a-z]+:)canary", re.MULTILINE)
_QUOTES = re.compile(rb"[\"'`]")
"""A quotation mark makes several lines one value, whose name may be another then."""


@contextmanager
def _backups() -> Iterator[Run]:
    """A file is restored into an empty database, or refused by a `StoreError`, and nothing is in the database then."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder, asyncio.Runner() as runner:
        file, state = Path(folder) / "b.zip", Path(folder) / "state.sqlite"

        def run(raw: bytes) -> None:
            file.write_bytes(raw)
            for left in Path(folder).glob("state.sqlite*"):
                left.unlink()
            try:
                runner.run(backup.read(f"sqlite:///{state}", file))
            except StoreError:
                if state.exists():
                    with contextlib.closing(sqlite3.connect(state)) as database:
                        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE name = 'people'")]
                        assert not tables or not database.execute("SELECT count(*) FROM people").fetchone()[0], "half a backup was restored"

        yield run


def _contents(raw: bytes) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        file = Path(folder) / "b.zip"
        file.write_bytes(raw)
        with contextlib.suppress(backup.BackupError):
            backup.read_contents(file)


def _backup() -> bytes:
    """A backup of a store with a few rows."""
    from bot.store import Role, Store

    async def made(folder: Path) -> bytes:
        url = f"sqlite:///{folder}/state.sqlite"
        async with await Store.open(url, "of the fuzzer") as store:
            await store.people.set_role("slack:T1:U1", Role.ADMIN)
            await store.audit.append("slack:T1:U1", "kb", "x", {"why": "y"})
        await backup.write(url, folder / "b.zip", pointer="", secret="of the fuzzer")
        return (folder / "b.zip").read_bytes()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(made(Path(folder)))


class _Archive:
    """Backups, damaged: as bytes, or within a member that is packed again, so that the archive itself is whole."""

    def __init__(self) -> None:
        self._seed = b""

    def __call__(self, random: Random) -> bytes:
        self._seed = self._seed or _backup()
        if random.random() < 0.3:
            return inputs.content((self._seed,))(random)
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(self._seed)) as archive, zipfile.ZipFile(out, "w") as packed:
            names = archive.namelist()
            spoilt = {"contents.json" if random.random() < 0.5 else random.choice(names)}
            for name in names:
                data = archive.read(name)
                if name in spoilt:
                    data = inputs.content((data or b"{}",))(random)
                    if random.random() < 0.1:
                        continue
                packed.writestr(name, data)
        return out.getvalue()


def targets() -> Iterator[Target]:
    """Edges."""
    raw: Callable[[bytes], Any] = bytes
    yield pure("mails", inputs.content(MAILS, 200_000), _mail, ("adapters.email",), raw)
    yield Target("what a mail server says", _lines, _mailboxes)
    yield Target("web forms and cookies", _request, _web)
    kinds = {kind: inputs.content((data,), 100_000) for kind, data in FEEDS.items()}
    yield pure("job feeds", lambda random: (kind := random.choice(list(kinds)), kinds[kind](random)), _jobs, ("bot.jobs",), lambda data: ("page", data))
    yield pure("searches for jobs", inputs.text(("remote CPC inpatient TX full-time $30/h", "$62k-70k coder Columbus", *NOTES), ("$", "9" * 300, "k")), query.read)
    yield Target("settings files", inputs.content(ENV), _settings)
    yield pure("contents of backups", _Archive(), _contents)
    yield Target("backups restored", _Archive(), _backups)
