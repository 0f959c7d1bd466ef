"""Find codes by words in one code set or all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.pipeline.understand import Asked
from bot.skills.base import Context
from bot.turns import Reply, Turn, Visibility
from knowledge.model import System

_PREFIXES = {
    "icd": System.ICD10CM,
    "icd10": System.ICD10CM,
    "icd10cm": System.ICD10CM,
    "pcs": System.ICD10PCS,
    "cpt": System.CPT,
    "hcpcs": System.HCPCS,
}
MORE = 25


@dataclass(frozen=True, slots=True)
class SearchSkill:
    """`/search type 2 diabetes with neuropathy`, `/search icd10cm: hip fracture`."""

    name: str = "search"
    verbs: tuple[str, ...] = ("search", "more")
    summary: str = "find codes by words: /search type 2 diabetes with neuropathy, /search cpt: knee scope"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        head, colon, rest = context.text.partition(":")
        system = _PREFIXES.get(head.strip().lower().replace("-", "")) if colon else None
        text = rest.strip() if system else context.text
        limit = MORE if turn.action and turn.action.verb == "more" else 8
        reply = await context.answer(Asked(text=text, today=context.today, verb="search", limit=limit, systems=(system,) if system else ()))
        return replace(reply, visibility=Visibility.PRIVATE)
