"""Attachments as text: converted in a child process within bounds, what cannot be read is said by its number, never by its name."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.email import limits
from adapters.email.parts import File
from knowledge.documents.blocks import Kind, kind_of
from knowledge.documents.convert import convert
from knowledge.documents.unreadable import Unreadable

_READ = (Kind.PDF, Kind.WORD, Kind.TEXT)
_AT_ONCE = 2
"""Conversions at the same time in one process."""
_TEXT = {"text/plain": "txt", "application/pdf": "pdf"}
_ARCHIVES = (b"PK", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


@dataclass(frozen=True, slots=True)
class Attached:
    """What the attachments say, and a line about each that says nothing to us. `read` is how many were read."""

    text: str = ""
    remarks: tuple[str, ...] = ()
    read: int = 0


class Attachments:
    """Reads the attachments of mails, a few at a time."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def read(self, files: Sequence[File]) -> Attached:
        """The text of the files in order."""
        texts: list[str] = []
        remarks: list[str] = []
        for number, file in enumerate(files[: limits.FILES], start=1):
            async with self._slots:
                text, problem = await asyncio.to_thread(_text, file)
            if problem:
                remarks.append(f"Attachment {number} was not read: {problem}.")
            elif text:
                texts.append(text)
        if len(files) > limits.FILES:
            remarks.append(f"Only the first {limits.FILES} of {len(files)} attachments were looked at.")
        return Attached("\n\n".join(texts), tuple(remarks), len(texts))


def _text(file: File) -> tuple[str, str]:
    """A file's text, or why there is none."""
    if len(file.data) > limits.FILE_BYTES:
        return "", f"it has {len(file.data) // 1_000_000} MB, an attachment may have {limits.FILE_BYTES // 1_000_000}"
    if not file.data:
        return "", "it is empty, or a mail in a mail; paste its text instead"
    ending = file.name.lower().rpartition(".")[2]
    kind = kind_of(f"file.{ending}", file.data[:8192]) or kind_of(f"file.{_TEXT.get(file.kind, '')}", file.data[:8192])
    if kind not in _READ:
        what = "archives are not unpacked" if file.data.startswith(_ARCHIVES) else "only text, PDF and Word (docx) are read"
        return "", what
    with tempfile.TemporaryDirectory(prefix="coderly-mail-") as folder:
        path = Path(folder) / "attachment"
        path.write_bytes(file.data)
        try:
            found = convert(kind, path, limits.FILE_PAGES, limits.FILE_SECONDS)
        except Unreadable as error:
            return "", str(error)
    text = "\n".join(block.text for block in found.blocks).strip()[: limits.TEXT_CHARACTERS]
    return (text, "") if text else ("", "there is no text in it; a scan must go through text recognition first")
