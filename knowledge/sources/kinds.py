"""What a file that no reader knows seems to be, so that a person knows whether anything is missing."""

from __future__ import annotations

_NOTHING = "no reader knows this file; nothing was read from it"
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF: layouts and guides need not be read"),
    (b"\xd0\xcf\x11\xe0", "a workbook of the old kind (.xls): drop the publisher's csv, text or .xlsx of the same table, or save it as .xlsx"),
    (b"\x1f\x8b", "packed with gzip: unpack it and drop what is in it"),
    (b"Rar!", "a RAR archive: unpack it and drop what is in it"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it and drop what is in it"),
    (b"PK", "a zip document or an empty archive"),
)
_PAGE = (b"<!doctype html", b"<html", b" href=")
_LOOKED_AT = 2048


def unread(head: bytes) -> str:
    """The reason for a file that nobody reads, from its first bytes."""
    start = head[:_LOOKED_AT].lstrip().lower()
    if start.startswith(b"<") and any(mark in start for mark in _PAGE):
        return f"{_NOTHING} (a web page: if it should hold data, accept the licence on the publisher's page and download the file itself)"
    kind = next((kind for mark, kind in _KINDS if head.startswith(mark)), "")
    return f"{_NOTHING} ({kind})" if kind else _NOTHING
