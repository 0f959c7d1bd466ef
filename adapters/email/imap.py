"""The mailbox over IMAP, as far as it is watched: what waits, its bytes, moving it, being told of new mail. All of it blocks.

One connection, used by one thread at a time. Whatever goes wrong with it raises one of `LOST`; then another connection is made.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from adapters.email import limits
from adapters.email.idle import Idle
from bot.settings import EmailSettings, MailSecurity

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

LOST = (OSError, imaplib.IMAP4.error, ValueError)
"""What a connection that is of no more use raises; errors of imap-tools are among them, see `_errors`."""
REFUSED = "idle_refused"
"""The step at which a server that names IDLE among its capabilities refuses it."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')


class MailboxLost(OSError):
    """The server refused something, or what it said makes no sense; `step` says at what."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail as the server has it. `cut`: only its beginning was fetched."""

    uid: str
    raw: bytes
    arrived: datetime | None
    cut: bool = False


class Mailbox:
    """A connection to the mailbox, signed in, its folder open."""

    def __init__(self, box: BaseMailBox, settings: EmailSettings) -> None:
        self._box = box
        self._idle = Idle(box)
        self._settings = settings
        with _errors("capability"):
            self.capabilities = frozenset(str(box.client.capability()[1][0], "ascii", "replace").upper().split())
        self._folders: dict[str, str] = {}
        self.validity = str(box.client.response("UIDVALIDITY")[1])
        """What the ids hold with: another one means that they name other mails."""

    @classmethod
    def open(cls, settings: EmailSettings) -> Mailbox:
        """Connect, sign in, open the folder. Raises one of `LOST`."""
        box = _connected(settings)
        try:
            box.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # commands are short, and each is waited for
            with _errors("login"):
                box.login(settings.username, settings.password.get_secret_value(), initial_folder=None)
            with _errors("select"):
                box.folder.set(settings.inbox)
            return cls(box, settings)
        except BaseException:
            _hang_up(box)
            raise

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail."""
        return "IDLE" in self.capabilities

    def waiting(self) -> tuple[str, ...]:
        """Ids of everything in the folder, the oldest first."""
        with _errors("search"):
            self._box.client.noop()  # a server tells of new mail only between commands
            self._idle.looked()  # not after the search: what is told along with its answer came too late to be found
            status, found = self._box.client.uid("SEARCH", "UNDELETED")
        if status != "OK":
            raise MailboxLost("search")
        return tuple(sorted(found[0].decode("ascii").split() if found and found[0] else (), key=int))

    def fetch(self, uids: Sequence[str]) -> tuple[Fetched, ...]:
        """The mails of these ids that are still there, of large ones the beginning; none is marked as read."""
        found: list[Fetched] = []
        sizes = {uid: size for uid, size, _, _ in self._fetched(uids, "(UID RFC822.SIZE)")}
        whole = [uid for uid, size in sizes.items() if size <= limits.MAIL_BYTES]
        large = [uid for uid in sizes if uid not in whole]
        for some, part in ((whole, "BODY.PEEK[]"), (large, f"BODY.PEEK[]<0.{limits.HEAD_BYTES}>")):
            if some:
                found += [Fetched(uid, raw, at, cut=some is large) for uid, _, at, raw in self._fetched(some, f"(UID INTERNALDATE {part})")]
        return tuple(sorted(found, key=lambda one: int(one.uid)))

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Move mails to a folder, which is made if it is not there."""
        if not uids:
            return
        name, which = self.folder(folder), ",".join(uids)
        from imap_tools.utils import encode_folder

        client = self._box.client
        with _errors("move"):
            if "MOVE" in self.capabilities:
                _expect(client.uid("MOVE", which, encode_folder(name)), "move")  # type: ignore[arg-type]
                return
            _expect(client.uid("COPY", which, encode_folder(name)), "copy")  # type: ignore[arg-type]
            _expect(client.uid("STORE", which, "+FLAGS.SILENT", r"(\Deleted)"), "store")
            if "UIDPLUS" in self.capabilities:  # else it stays marked as deleted: EXPUNGE would take what others marked, too
                _expect(client.uid("EXPUNGE", which), "expunge")

    def folder(self, name: str) -> str:
        """The folder as the server calls it (`INBOX.Processed` where all folders stand below the inbox), made if need be."""
        if name in self._folders:
            return self._folders[name]
        with _errors("list"):
            listed = self._box.folder.list()
        delimiter = next((one.delim for one in listed if one.delim), "/")
        names = (name, f"INBOX{delimiter}{name}")
        there = next((one.name for one in listed if one.name in names), "")
        if not there:
            there = self._made(names)
        self._folders[name] = there
        return there

    def start_idle(self) -> None:
        """Ask to be told of changes until `stop_idle`. Raises `MailboxLost` where the server refuses it after all."""
        with _errors("idle"):
            if not self._idle.start():
                raise MailboxLost(REFUSED)

    def told(self, seconds: float) -> bool:
        """Wait for a change for some seconds while idle; whether there was one since `waiting`."""
        with _errors("idle"):
            return self._idle.told(seconds)

    def stop_idle(self) -> None:
        """Back to commands."""
        with _errors("idle"):
            self._idle.stop()

    def abort(self) -> None:
        """Cut the connection; from any thread, so that one that waits in it wakes up."""
        with contextlib.suppress(OSError):
            self._box.client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Sign out."""
        try:
            self._box.logout()
        except Exception:  # noqa: BLE001 - it is over either way
            _hang_up(self._box)

    def _made(self, names: Sequence[str]) -> str:
        for name in names:
            with contextlib.suppress(MailboxLost), _errors("create"):
                self._box.folder.create(name)
                with contextlib.suppress(Exception):
                    self._box.folder.subscribe(name, True)
                return name
        raise MailboxLost("create")

    def _fetched(self, uids: Sequence[str], what: str) -> list[tuple[str, int, datetime | None, bytes]]:
        with _errors("fetch"):
            status, lines = self._box.client.uid("FETCH", ",".join(uids), what)
        if status != "OK":
            raise MailboxLost("fetch")
        found = []
        for at, entry in enumerate(lines):
            head, raw = (entry[0], entry[1]) if isinstance(entry, tuple) else (entry, b"")
            rest = lines[at + 1] if isinstance(entry, tuple) and at + 1 < len(lines) and isinstance(lines[at + 1], bytes) else b""
            said: bytes = (head or b"") + b" " + (rest if isinstance(entry, tuple) else b"")
            uid, size = _UID.search(said), _SIZE.search(said)
            if uid is None or (size is None and not isinstance(entry, tuple)):
                continue  # a remark of the server about another mail
            found.append((uid[1].decode(), int(size[1]) if size else 0, _date(said), raw))
        return found


def _date(said: bytes) -> datetime | None:
    found = _DATE.search(said)
    try:
        return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC) if found else None
    except ValueError:
        return None


def _connected(settings: EmailSettings) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    host, port, timeout = settings.imap_host, settings.imap_port, settings.timeout
    with _errors("connect"):
        if settings.imap_security is MailSecurity.TLS:
            return MailBox(host, port, timeout=timeout, ssl_context=ssl.create_default_context())
        if settings.imap_security is MailSecurity.STARTTLS:
            return MailBoxStartTls(host, port, timeout=timeout, ssl_context=ssl.create_default_context())
        return MailBoxUnencrypted(host, port, timeout=timeout)


def _hang_up(box: BaseMailBox) -> None:
    with contextlib.suppress(Exception):
        box.client.shutdown()


def _expect(answer: tuple[str, Any], step: str) -> None:
    if answer[0] != "OK":
        raise MailboxLost(step)


@contextlib.contextmanager
def _errors(step: str) -> Any:
    """Errors of the library, which are no `OSError`, become one; what the server said is left out: it may quote a mail."""
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except MailboxLost:
        raise
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise MailboxLost(step) from error
