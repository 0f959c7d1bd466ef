"""The evidence block of a check: everything it stands on, as text to copy."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.coding.claim_text import read_claim
from bot.engine.engine import examine
from bot.pipeline.evidence_block import evidence_block
from bot.pipeline.recalled import with_parameters
from bot.pipeline.subjects import CHECK
from bot.skills.base import Context
from bot.turns import Outcome, Reply, Turn, Visibility


@dataclass(frozen=True, slots=True)
class EvidenceSkill:
    """`/evidence 45385, 45380-59; dos 2026-05-05`; the button of that name under every check."""

    name: str = "evidence"
    verbs: tuple[str, ...] = ("evidence",)
    summary: str = "everything a check stands on, to copy into an appeal: /evidence 45385, 45380-59"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        claim = read_claim(context.text or ", ".join(context.recalled.codes), context.today)
        claim = with_parameters(claim, context.recalled.parameters if not context.text else {})
        claim = with_parameters(claim, context.recalled.defaults)
        if context.recalled.on is not None and not claim.on_given:
            claim = replace(claim, on=context.recalled.on, on_given=True)
        if not claim.lines and not claim.diagnoses:
            return Reply(
                verdict="There is no claim yet to make an evidence block of.",
                rule="For example: /evidence 45385, 45380-59; dos 2026-05-05",
                outcome=Outcome.UNCLEAR,
                visibility=Visibility.PRIVATE,
                topic="help",
            )

        def read() -> str:
            with context.knowledge.use() as snapshot:
                return evidence_block(examine(claim, snapshot.catalog, CHECK), claim, context.today)

        block = await asyncio.get_running_loop().run_in_executor(context.chain.readers, read)
        return Reply(
            title="Evidence block",
            verdict="Everything the check stands on; copy it as it is.",
            body=f"```\n{block}\n```",
            visibility=Visibility.PRIVATE,
            codes=claim.codes,
            topic="check",
        )
