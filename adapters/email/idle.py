"""IDLE (RFC 2177) on a connection of imaplib, such that nothing the server tells is passed over.

imap-tools has one of its own. It takes a change told before the server's consent for a refusal, waits for the socket while a change that came
together with the consent has already been read into the buffer, and gives a line up that comes in two pieces. imaplib, for its part, puts aside
what is told during other commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

_SILENT = (b"* OK", b"* NO")
"""What a server says to keep the connection open: "still here" and the like."""


class Idle:
    """Being told of new mail. Raises `OSError` or an error of imaplib or imap-tools once the connection is of no more use."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        self._client = box.client
        self._tag = b""

    def looked(self) -> None:
        """What was told until now is known: the folder is looked at after this."""
        self._client.response("EXISTS")

    def start(self) -> bool:
        """Ask to be told of changes until `stop`. Whether the server consents."""
        self._tag = self._client._command("IDLE")
        while (line := self._client._get_response()) is not None:
            if line.startswith(self._tag):
                return False
        return True

    def told(self, seconds: float) -> bool:
        """Wait for a change for some seconds; whether there was one since the last look."""
        from imap_tools.idle import get_socket_poller

        if self._client.response("EXISTS")[1] != [None]:
            return True
        if not self._buffered() and not get_socket_poller(self._client.sock, seconds):  # type: ignore[arg-type]
            return False
        line = self._client._get_response()  # waits for the end of the line, as long as for any answer
        return line is None or not line.upper().startswith(_SILENT)

    def stop(self) -> None:
        """Back to commands."""
        self._client.send(b"DONE\r\n")
        self._box.consume_until_tagged_response(self._tag)

    def _buffered(self) -> bool:
        """Whether something has been read from the socket, or lies decrypted, that nobody has looked at: the socket itself is silent then."""
        sock = self._client.sock
        timeout = sock.gettimeout()
        sock.settimeout(0)
        try:
            return bool(self._client.file.peek(1))  # type: ignore[union-attr]
        except OSError:  # TLS has no whole record yet
            return False
        finally:
            sock.settimeout(timeout)
