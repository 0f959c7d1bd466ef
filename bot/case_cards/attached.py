"""The text of files that came with a case: text, PDF, Word, HTML, read in a child process with bounds like any document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.turns import Attachment
from knowledge.documents.blocks import Kind, kind_of
from knowledge.documents.convert import convert
from knowledge.documents.limits import HEAD_BYTES
from knowledge.documents.unreadable import Unreadable

MOST_BYTES = 5_000_000
"""A note of one encounter is far smaller; a scan of it may not be."""
MOST_PAGES = 40
SECONDS = 30.0
_READ = (Kind.PDF, Kind.WORD, Kind.HTML, Kind.MARKDOWN, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Read:
    """The text of the files, or what is wrong with one of them, in words for who sent it."""

    text: str = ""
    problem: str = ""


def text_of(files: Sequence[Attachment]) -> Read:
    """The text of every file, in order. Blocks for seconds."""
    texts = []
    for file in files:
        try:
            size = file.path.stat().st_size
            with file.path.open("rb") as handle:
                kind = _kind(file.name, handle.read(HEAD_BYTES))
        except OSError:
            return Read(problem=f"{file.name[:60]} could not be opened; send it again.")
        if kind not in _READ:
            return Read(problem=f"{file.name[:60]} is no note that can be read here: send text, PDF, Word or HTML.")
        if size > MOST_BYTES:
            return Read(problem=f"{file.name[:60]} is too large for a note: up to {MOST_BYTES // 1_000_000} MB are read.")
        try:
            blocks = convert(kind, file.path, MOST_PAGES, SECONDS).blocks
        except Unreadable as error:
            return Read(problem=f"{file.name[:60]} cannot be read: {error}.")
        text = "\n".join(block.text for block in blocks)
        if not text.strip():
            return Read(problem=f"{file.name[:60]} holds no text: a scan must go through text recognition first.")
        texts.append(text)
    return Read("\n".join(texts))


def _kind(name: str, head: bytes) -> Kind | None:
    """The kind of a file; one without an ending is text if its bytes are."""
    kind = kind_of(name, head)
    if kind is not None or "." in name or b"\x00" in head:
        return kind
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return Kind.TEXT if error.reason == "unexpected end of data" else None  # the head ends within a character
    return Kind.TEXT
