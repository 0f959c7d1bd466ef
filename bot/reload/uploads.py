"""Files that admins send in chat: looked at apart from everything else, then taken among the sources or thrown away."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.reload import report
from bot.turns import Attachment, Notice, Outcome, Reply, Table
from knowledge import editions
from knowledge.discover import Recognised, discover
from knowledge.errors import KnowledgeError
from knowledge.feeds import DOCUMENTS
from knowledge.holdings import holding
from knowledge.model import Edition
from knowledge.sources import documents

FOLDER = "uploaded"
"""Below the folder of sources: what came by chat."""
FREE = "free-of-cpt"
"""Behind `kb add` and the file: the admin declares that it quotes no CPT descriptor."""
FREE_LABEL = "It holds no CPT descriptors: add"
_DECLARE = (
    "Documents are shown to everybody here, with a seat of the CPT licence or without. Add this one only if it quotes no CPT descriptor; who says so is"
    " on record."
)
_KEPT_SECONDS = 24 * 3600
_UNSAFE = re.compile(r"[^A-Za-z0-9._() -]")
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Uploads:
    """What waits for a word, a folder each below `waiting`. All methods block."""

    waiting: Path
    sources: Path

    def offer(self, attachment: Attachment, loaded: tuple[Edition, ...]) -> Reply:
        """Look at a file and ask whether to add it. `loaded` are the editions that serve."""
        self._sweep()
        identity = secrets.token_hex(8)
        name = safe_name(attachment.name)
        try:
            # a file that no reader of data knows counts as a document in a folder of that name
            file = self.waiting / identity / documents.FOLDER / name
            file.parent.mkdir(parents=True)
            shutil.move(attachment.path, file)
        except OSError as error:
            raise KnowledgeError(f"{name} could not be kept ({error.strerror}).", "Free some space or mend the permissions.") from error
        found, rejected = discover(self.waiting / identity)
        if not found:
            shutil.rmtree(self.waiting / identity, ignore_errors=True)
            reasons = "; ".join(reason for item in rejected for reason in item.reasons[:1])
            return report.said(f"{name} cannot be added: {reasons or 'nothing in it can be read'}", outcome=Outcome.FAILED)
        rows = tuple((holding(i.edition.source).title, i.edition.name, f"from {i.edition.begins}", _against(i.edition, loaded)) for i in found)
        document = any(item.edition.source == DOCUMENTS for item in found)
        add = (FREE_LABEL, f"add {identity} {FREE}") if document else ("Add and read it dry", f"add {identity}")
        reply = replace(
            report.said(
                f"Add {name} to the knowledge base?",
                rule=" ".join(p for p in (_DECLARE if document else "", "It is read dry first; you see what would change before anything is published.") if p),
                buttons=(report.button(add[0], add[1], primary=True), report.button("Throw away", f"discard {identity}")),
            ),
            tables=(Table(("Source", "Edition", "In effect", "Against what is loaded"), rows[:20]),),
        )
        for item in rejected[:5]:
            reply = reply.with_notice(Notice("; ".join(item.reasons[:1]), "warning" if item.rejected else "info"))
        return reply

    def add(self, identity: str, *, free: bool = False) -> str:
        """Take a file among the sources; in place of an earlier upload of the same name. Gives its name.

        `free`: an admin declares that it quotes no CPT descriptor; without it no document is taken, since what it says is shown to everybody.
        """
        file = self._file(identity)
        found, _ = discover(file.parents[1])
        if not free and any(item.edition.source == DOCUMENTS for item in found):
            said = f"{file.name} is a document, and nobody has said that it holds no CPT descriptors."
            raise KnowledgeError(said, f"If it holds none: kb add {identity} {FREE}")
        target = self.sources / FOLDER / (documents.FOLDER if _is_document(found) else "") / file.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{target.name}.new")
            shutil.move(file, fresh)
            fresh.replace(target)
        except OSError as error:
            raise KnowledgeError(f"{file.name} could not be kept ({error.strerror}).", "Free some space or mend the permissions.") from error
        shutil.rmtree(self.waiting / identity, ignore_errors=True)
        return target.name

    def discard(self, identity: str) -> str:
        """Throw a file away. Gives its name."""
        name = self._file(identity).name
        shutil.rmtree(self.waiting / identity, ignore_errors=True)
        return name

    def _file(self, identity: str) -> Path:
        folder = self.waiting / identity / documents.FOLDER
        files = sorted(folder.iterdir()) if _ID.fullmatch(identity) and folder.is_dir() else []
        if not files:
            raise KnowledgeError("That file is not waiting any more.", "Send it again.")
        return files[0]

    def _sweep(self) -> None:
        """Nobody answered for a day."""
        for folder in self.waiting.iterdir() if self.waiting.is_dir() else ():
            if folder.stat().st_mtime < time.time() - _KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A name for a file that somebody else chose: no folders, no hidden file, nothing a shell would read, its ending kept."""
    plain = _UNSAFE.sub("_", Path(name.replace("\\", "/")).name).lstrip(". ")[-120:].strip()
    return plain or "file"


def _is_document(found: list[Recognised]) -> bool:
    return bool(found) and all(item.edition.source == DOCUMENTS for item in found)


def _against(edition: Edition, loaded: tuple[Edition, ...]) -> str:
    """How an edition stands to the newest one of its source that is loaded."""
    same = [other for other in loaded if other.source == edition.source]
    if edition.source == DOCUMENTS:
        return "takes its place" if any(other.part == edition.part for other in same) else "new"
    if not same:
        return "first of its source"
    if any(other.name == edition.name and other.part == edition.part for other in same):
        return "is loaded; would be read anew"
    newest = max(same, key=editions.order)
    return f"newer than {newest.name}" if editions.order(edition) > editions.order(newest) else f"OLDER than {newest.name}"
