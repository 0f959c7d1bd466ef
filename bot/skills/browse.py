"""Walking down a code set with one choice after another: chapter, block, category, code; ranges of numbers; tables."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from bot.actions import Action
from bot.pipeline.browsing import PAGE, level_reply
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Turn, Visibility
from knowledge.base import OpenSnapshot
from knowledge.hierarchy.model import Level
from knowledge.hierarchy.walking import level
from knowledge.model import System

EXAMPLE = "/browse icd10cm, /browse chapter 4, /browse E08-E13, /browse 27257, /browse hcpcs"
_NAMES = {
    "icd": "icd10cm", "icd10": "icd10cm", "icd-10": "icd10cm", "icd-10-cm": "icd10cm", "diagnoses": "icd10cm", "chapters": "icd10cm",
    "pcs": "icd10pcs", "icd-10-pcs": "icd10pcs", "procedures": "cpt", "hcpcs level ii": "hcpcs", "codes": "", "all": "", "list": "",
}  # fmt: skip
_CHAPTER = re.compile(r"(?:icd\S*\s+)?ch(?:apter|ap)?\.?\s*(\d{1,2})", re.IGNORECASE)
_SYSTEM_FIRST = re.compile(r"(?:icd-?10-?(?:cm)?|cpt|hcpcs)\s+(?=\S*\d)", re.IGNORECASE)
_PAGE = re.compile(r"\s*\+(\d{1,4})\Z")


@dataclass(frozen=True, slots=True)
class BrowseSkill:
    """`/browse`, `/browse chapter 4`, `/browse E11`, `/browse 27257`; its choices carry places as `knowledge.hierarchy` names them."""

    name: str = "browse"
    verbs: tuple[str, ...] = ("browse",)
    summary: str = f"walk down a code set: {EXAMPLE}"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. Words lead to the place of the code that they mean most likely."""
        page = _PAGE.search(context.text)
        text = _PAGE.sub("", context.text).strip()
        start = int(page[1]) if page else 0
        place, meant = _place(text), ""

        def read() -> tuple[Level | None, str]:
            with context.knowledge.use() as snapshot:
                found = level(snapshot.catalog, place, context.today)
                if found is None and text and not _looks_like_a_place(text):
                    return _by_words(text, snapshot, context)
                return found, meant

        found, by = await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
        if found is None:
            return Reply(
                verdict=f"There is no place {text[:60]} in what is loaded." if text else "No code set can be walked down yet: none is loaded.",
                rule=f"For example: {EXAMPLE}",
                outcome=Outcome.NOT_FOUND,
                buttons=(Button("Code sets", Action("browse")),),
                visibility=Visibility.PRIVATE,
                topic="browse",
            )
        return level_reply(found, start // PAGE * PAGE, by)


def _place(text: str) -> str:
    """What was typed, as a place is named."""
    said = " ".join(text.lower().split())
    chapter = _CHAPTER.fullmatch(said)
    if chapter:
        return f"chapter {int(chapter[1])}"
    return _NAMES.get(said, _SYSTEM_FIRST.sub("", text))


def _looks_like_a_place(text: str) -> bool:
    return any(c.isdigit() for c in text) and len(text.split()) < 3


def _by_words(text: str, snapshot: OpenSnapshot, context: Context) -> tuple[Level | None, str]:
    hits = snapshot.find(text, (), 1, context.today)
    if not hits or not hits[0].lexical:
        return None, ""
    first = hits[0]
    named = f"pcs {first.code[:3]}" if first.system is System.ICD10PCS else first.code
    return level(snapshot.catalog, named, context.today), f"{first.code} {first.title.rstrip('.')}"
