"""Text files that people send along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from adapters.discord import calls, limits

_TEXT = (".txt", ".md", ".csv", ".tsv", ".log")


@dataclass(frozen=True, slots=True)
class Read:
    """The text of the files that could be read, and what is wrong with those that could not."""

    text: str = ""
    problem: str = ""


async def read(files: Sequence[discord.Attachment]) -> Read:
    """The text of every text file; pictures and documents are not read, and it is said so."""
    texts, problems = [], []
    for file in files:
        if not _is_text(file):
            problems.append("Only text files are read here: send the words themselves, or a .txt file.")
        elif file.size > limits.ATTACHMENT_BYTES:
            problems.append(f"That file is too long: up to {limits.ATTACHMENT_BYTES // 1000} kB are read.")
        else:
            _, data = await calls.call(file.read())
            if data is None:
                problems.append("Discord did not hand over the file; please send it again.")
            else:
                texts.append(data.decode("utf-8-sig", "replace").strip())
    return Read("\n".join(texts), " ".join(dict.fromkeys(problems)))


def _is_text(file: discord.Attachment) -> bool:
    return (file.content_type or "").startswith("text/") or file.filename.lower().endswith(_TEXT)
