"""Handing mails to the server that sends them: a few connections, kept open, each mail over the next that is free."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING

from adapters.email.headers import domain
from adapters.messaging.handover import Kind
from bot.settings import EmailSettings, MailSecurity

if TYPE_CHECKING:
    from aiosmtplib import SMTP

CONNECTIONS = 4
_IDLE = 60.0
"""Seconds after which a connection is not used again: servers end it about then."""
_CONTENT = frozenset((552, 554, 555))
"""Codes that refuse a message rather than the person it goes to."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """How the handing over of a mail ended: accepted, or why not. `maybe`: the connection broke when the server may have taken it already."""

    accepted: bool
    kind: Kind = Kind.AGAIN
    code: str = ""
    maybe: bool = False


class Outbox:
    """The sending server."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self._free: list[tuple[SMTP, float]] = []

    async def send(self, mail: EmailMessage) -> Sent:
        """Hand a mail over. Raises nothing: what the server says is in the answer."""
        import aiosmtplib

        async with self._slots:
            client: SMTP | None = None
            handing = False
            try:
                client = await self._client()
                await client.mail(self._settings.address)
                await client.rcpt(str(mail["To"].addresses[0].addr_spec))
                handing = True
                await client.data(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n", max_line_length=998)))
            except aiosmtplib.SMTPAuthenticationError as error:
                _log.error("smtp_refuses_sign_in", extra={"code": error.code})
                sent = Sent(accepted=False, kind=Kind.AGAIN, code=str(error.code))
            except aiosmtplib.SMTPResponseException as error:
                sent = Sent(accepted=False, kind=_kind(error.code, handing=handing), code=str(error.code))
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
                sent = Sent(accepted=False, kind=Kind.AGAIN, code=type(error).__name__, maybe=handing)
            except asyncio.CancelledError:
                if client is not None:
                    client.close()  # its last word is nobody's any more
                raise
            else:
                self._free.append((client, time.monotonic()))
                return Sent(accepted=True)
            if client is not None:
                await _end(client)
            return sent

    async def check(self) -> str:
        """Connect and sign in, for the doctor. Raises what went wrong; gives the server's greeting extensions."""
        client = await self._connected()
        await client.ehlo()
        extensions = " ".join(sorted(client.esmtp_extensions))
        await _end(client)
        return extensions

    async def close(self) -> None:
        """End all connections."""
        while self._free:
            await _end(self._free.pop()[0])

    async def _client(self) -> SMTP:
        while self._free:
            client, used = self._free.pop()
            if client.is_connected and time.monotonic() - used < _IDLE:
                return client
            await _end(client)
        return await self._connected()

    async def _connected(self) -> SMTP:
        import aiosmtplib

        own = self._settings
        client = aiosmtplib.SMTP(
            hostname=own.smtp_host,
            port=own.smtp_port,
            timeout=own.timeout,
            local_hostname=domain(own.address) or None,
            use_tls=own.smtp_security is MailSecurity.TLS,
            start_tls=own.smtp_security is MailSecurity.STARTTLS,
            username=own.username if own.smtp_login and own.username else None,
            password=own.password.get_secret_value() if own.smtp_login and own.username else None,
        )
        await client.connect()
        return client


def _kind(code: int, *, handing: bool) -> Kind:
    """What a reply of the server asks for (RFC 5321, 4.2.1)."""
    if code < 500 or code in (500, 501, 502, 503, 504, 530, 535):
        return Kind.AGAIN  # busy, or something that its operator mends
    return Kind.CONTENT if handing or code in _CONTENT else Kind.PLACE


async def _end(client: SMTP) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(2.0):
            await client.quit()
    client.close()
