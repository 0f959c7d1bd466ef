"""Whether a mail is from whom it says, by what our own mail server found when it took it in (RFC 8601). Pure.

A From header alone says nothing. The server's `Authentication-Results` header does, if it bears the server's own name and the server
takes headers of that name out of what comes from outside (docs/email.md says how). Every server puts its header on top, so that only the
first of its name is looked at: whatever an attacker wrote stands below it.
"""

from __future__ import annotations

from email.message import Message
from typing import TYPE_CHECKING

from adapters.email.headers import domain, values

if TYPE_CHECKING:
    from authres.core import AuthenticationResultsHeader

_LONGEST = 4_000


def authenticated(message: Message, address: str, authserv_id: str) -> bool:
    """Whether our server found that `address` wrote the mail: DMARC passed, DKIM of its own domain, or its owner signed in to send it."""
    header = _ours(message, authserv_id)
    if header is None:
        return False
    theirs = domain(address)
    for found in header.results:
        if found.result != "pass":
            continue
        named = {p.name: str(p.value).strip().strip('"').lower() for p in found.properties}
        if found.method == "dmarc" and named.get("from") in (theirs, address):
            return not _failed(header)
        if found.method == "dkim" and _aligned(theirs, named.get("d") or domain(named.get("i", ""))):
            return not _failed(header)
        if found.method == "auth" and named.get("auth") == address:
            return True
    return False


def names_of_servers(message: Message) -> tuple[str, ...]:
    """The names in a mail's `Authentication-Results`, the topmost first."""
    given = (one.partition(";")[0].split() for one in values(message, "Authentication-Results"))
    return tuple(dict.fromkeys(parts[0] for parts in given if parts))


def _failed(header: AuthenticationResultsHeader) -> bool:
    """DMARC said no, or two opinions: then DKIM does not help."""
    return any(found.method == "dmarc" and found.result not in ("pass", "none", "bestguesspass") for found in header.results)


def _aligned(theirs: str, signed: str) -> bool:
    """Relaxed alignment: the signature's domain is the author's, or one above it that is no top-level domain."""
    return bool(signed) and (theirs == signed or ("." in signed and theirs.endswith(f".{signed}")))


def _ours(message: Message, authserv_id: str) -> AuthenticationResultsHeader | None:
    import authres
    from authres import dmarc

    features = authres.FeatureContext(dmarc)
    for given in values(message, "Authentication-Results"):
        name = given.partition(";")[0].split()
        if not name or name[0].lower() != authserv_id.lower():
            continue
        try:
            return features.parse(f"Authentication-Results: {given[:_LONGEST]}")
        except Exception:  # noqa: BLE001 - the library raises what it likes; what cannot be read vouches for nobody
            return None
    return None
