"""What is loaded, from whom, and who owns what."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.pipeline.citing import SOURCES
from bot.skills.base import Context
from bot.store import ModelUse
from bot.turns import Field, Notice, Reply, Table, Turn, Visibility
from knowledge import editions
from knowledge.feeds import DOCUMENTS
from knowledge.model import Passage

RIGHTS = (
    "CPT is copyright the American Medical Association; no AMA descriptor is in this product, and the descriptions beside CPT numbers are our own plain"
    " words. Fees, relative values and conversion factors are not assigned by the AMA and are not part of CPT; the AMA takes no liability for data here."
    " HCPCS Level II, NCCI, MUE and fee schedule values are published by CMS, which is responsible for them; no endorsement by the AMA is implied."
    " ICD-10-CM is published by NCHS and CMS. The starter pack and its passages are ours."
)


_MODEL_USE_DAYS = 30


def _used(use: ModelUse) -> str:
    """What the model took in a month, in words."""
    tokens = f"{use.read + use.written:,} tokens" + (f", {use.dollars:,.2f} dollars" if use.dollars else "")
    return f"in {_MODEL_USE_DAYS} days {use.answers:,} answers, {tokens}, {use.cached:,} without asking again"


def _documents(passages: Iterable[Passage]) -> tuple[tuple[str, ...], ...]:
    """Every document that the workspace may read: the titles of others are theirs, too."""
    counts = Counter((p.document, p.edition, p.valid_from, p.valid_to) for p in passages if p.document)
    return tuple(
        (document, edition, f"{begins or 'always'} to {ends or 'open'}", f"{count:,}")
        for (document, edition, begins, ends), count in sorted(counts.items(), key=lambda item: item[0][:2])
    )


@dataclass(frozen=True, slots=True)
class AboutSkill:
    """`/about`."""

    name: str = "about"
    verbs: tuple[str, ...] = ("about",)
    summary: str = "what is loaded, editions and dates, who owns what"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""

        def read() -> tuple[tuple[tuple[str, ...], ...], bool, str]:
            with context.knowledge.use() as snapshot:
                rows = tuple(
                    (SOURCES.get(e.source, e.source), e.name, f"{e.begins} to {e.ends or 'open'}", f"{e.rows:,}")
                    for e in editions.newest(e for e in snapshot.catalog.editions if e.source != DOCUMENTS)
                )
                documents = _documents(snapshot.catalog.prose.all(context.workspace))
                return (*rows, *documents), snapshot.has_vectors, snapshot.manifest.created

        rows, vectors, created = await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
        model = context.settings.llm or "none; answers are composed from the sources"
        use = await context.store.model_use.since(timedelta(days=_MODEL_USE_DAYS))
        if context.settings.llm and use.answers:
            model = f"{model}; {_used(use)}"
        notices = (Notice(context.knowledge.problem, "warning"),) if context.knowledge.problem else ()
        return Reply(
            title="Coderly",
            verdict=f"{len(rows)} sources are loaded; built {created[:10]}.",
            tables=(Table(("Source", "Edition", "In effect", "Rows"), rows),),
            fields=(
                Field("Passages", f"embedded with {context.settings.embeddings}" if vectors else "still being embedded"),
                Field("Language model", model),
                Field("Privacy", "what is read, kept and deleted here: /privacy"),
            ),
            body=RIGHTS,
            caveat="Look-up and education only; not coding, billing, legal or medical advice.",
            visibility=Visibility.PRIVATE,
            topic="about",
            notices=notices,
        )
