"""A mail server on this machine: pymap keeps the mailbox (IMAP), aiosmtpd takes what we send, and delivers what others send us.

Both are real servers over the wire. What stands between a stranger and the mailbox at a provider is this module's: the server that takes
mail in, checks who sent it, takes its own header out of what comes from outside and puts its finding on top.
"""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ADDRESS, PASSWORD, OURS = "coding@desk.example", "mailbox password", "mx.desk.example"
PATIENCE = 120.0
"""Seconds until something counts as hanging on a busy machine."""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class MailServer:
    """`mails` are those that we sent and the server accepted, in order. `before`, `after`: what happens around accepting one."""

    imap_port: int
    smtp_port: int
    mails: list[EmailMessage] = field(default_factory=list)
    before: Callable[[EmailMessage], str] = lambda mail: ""
    after: Callable[[EmailMessage], None] = lambda mail: None
    attempts: int = 0
    _lock: Lock = field(default_factory=Lock)
    _box: imaplib.IMAP4 | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook: a mail was handed over."""
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.attempts += 1
        refusal = self.before(mail)
        if refusal:
            return refusal
        self.mails.append(mail)
        self.after(mail)
        return "250 OK"

    def arrives(self, mail: EmailMessage | bytes, *, dmarc: str = "pass", folder: str = "INBOX", at: float | None = None) -> None:
        """A mail reaches the mailbox from outside; `dmarc` is what the server found of its author."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
        domain = b"unknown"
        for line in raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
            if line.lower().startswith(b"from:") and b"@" in line:
                domain = line.rpartition(b"@")[2].strip(b"> \r\n")
        finding = f"Authentication-Results: {OURS}; dmarc={dmarc} header.from=".encode() + domain + b"\r\n"
        self.append((finding if dmarc else b"") + raw, folder, at)

    def append(self, raw: bytes, folder: str = "INBOX", at: float | None = None) -> None:
        """Put bytes into the mailbox as they are."""
        with self._lock:
            box = self._signed_in()
            status, _ = box.append(folder, "", imaplib.Time2Internaldate(at or time.time()), raw)
            assert status == "OK"

    def count(self, folder: str) -> int:
        """How many mails a folder holds; 0 if it is not there."""
        with self._lock:
            status, found = self._signed_in().status(folder, "(MESSAGES)")
        return int(found[0].split()[-1].rstrip(b")")) if status == "OK" and found[0] else 0

    def subjects(self, folder: str) -> list[str]:
        """The subjects in a folder."""
        with self._lock:
            box = self._signed_in()
            if box.select(folder, readonly=True)[0] != "OK":
                return []
            _, found = box.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            box.close()
        return [entry[1].decode("utf-8", "replace").partition(":")[2].strip() for entry in found if isinstance(entry, tuple)]

    async def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        until = time.monotonic() + seconds
        while not await asyncio.to_thread(holds):
            assert time.monotonic() < until, "it did not come about"
            await asyncio.sleep(0.02)

    async def answers(self, count: int, seconds: float = PATIENCE) -> list[EmailMessage]:
        """The mails we sent, once there are so many."""
        await self.until(lambda: len(self.mails) >= count, seconds)
        return self.mails

    def begin(self) -> None:
        """As on the first day: no mails anywhere, and nothing happens around accepting one."""
        self.mails.clear()
        self.attempts = 0
        self.before, self.after = lambda mail: "", lambda mail: None
        with self._lock:
            box = self._signed_in()
            for folder in ("INBOX", "Processed", "Quarantine"):
                if box.select(folder)[0] == "OK":
                    box.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
                    box.close()  # takes out what is marked

    def _signed_in(self) -> imaplib.IMAP4:
        if self._box is None:
            self._box = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=PATIENCE)
            self._box.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._box.login(ADDRESS, PASSWORD)
        return self._box


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """Both servers, until the end of the block; `folder` keeps what pymap says."""
    imap = free_port()
    with (folder / "pymap.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", "import sys; from pymap.main import main; sys.exit(main())", "--host", "127.0.0.1", "--port", str(imap), "--no-tls",
             "dict", "--demo-data", "--demo-user", ADDRESS, "--demo-password", PASSWORD],
            stdout=log, stderr=log, env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
    try:
        _until_listening(imap, process)
        server = MailServer(imap, free_port())
        controller = Controller(server, hostname="127.0.0.1", port=server.smtp_port, ready_timeout=PATIENCE, data_size_limit=None)
        controller.start()
        try:
            yield server
        finally:
            controller.stop()
    finally:
        if server._box is not None:
            with contextlib.suppress(Exception):
                server._box.shutdown()
        process.terminate()
        process.wait(10)


def _until_listening(port: int, process: subprocess.Popen[Any]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "pymap did not start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < until
        time.sleep(0.05)
