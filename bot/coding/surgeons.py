"""More than one surgeon: assistants, co-surgeons and teams, by the indicators of the row. Pure.

Rules: Pub. 100-04, chapter 12, sections 20.4.3 (assistant: 16 %), 110 (85 % of that for a physician assistant, nurse practitioner or
clinical nurse specialist) and 40.8 (co-surgeons 62.5 % each, team by report); indicators in Attachment A of RVUPUF.
"""

from __future__ import annotations

from decimal import Decimal

from bot.coding.fee_line import FeeLine
from bot.coding.modifier_indicators import ASSISTANTS, Fit, indicated

RULE = "Pub. 100-04, chapter 12 sections 20.4.3, 40.8 and 110: assistants, co-surgeons and teams"
_ASSISTANT = Decimal("0.16")
_PRACTITIONER = Decimal("0.85")
_COSURGEON = Decimal("0.625")


def role(found: FeeLine) -> str:
    """Who the line is for: `assistant` or `surgeon`. Multiple procedures are ranked within a role."""
    return "assistant" if any(m in ASSISTANTS for m in found.line.modifiers) else "surgeon"


def refuse(found: FeeLine) -> None:
    """Take the amount away where the indicator does not allow the modifier, before anything is ranked."""
    if found.price is None or found.reason:
        return
    for modifier in _of_surgeons(found):
        said = indicated(modifier, found.price.row)
        if said is not None and said.fit is Fit.NO:
            found.reason, found.refused = f"{modifier}: {said.why}", True
            return
        if said is not None and modifier == "66":
            found.reason = f"66: {said.why}: no published percentage"
            return


def share(found: FeeLine) -> None:
    """Bring a ranked line to the share of its surgeon."""
    if not found.priced or found.price is None:
        return
    modifiers = found.line.modifiers
    assistant = next((m for m in modifiers if m in ASSISTANTS), "")
    if assistant:
        found.scale(f"{assistant}: assistant at surgery", _ASSISTANT, RULE)
        if "AS" in modifiers:
            found.scale("AS: not a physician", _PRACTITIONER, RULE)
    if "62" in modifiers:
        found.scale("62: co-surgeon", _COSURGEON, RULE)
    for modifier in (m for m in (assistant, "62") if m in modifiers):
        said = indicated(modifier, found.price.row)
        if said is not None:
            (found.doubts if said.fit is Fit.WITH_RECORDS else found.notes).append(f"{modifier}: {said.why}")


def _of_surgeons(found: FeeLine) -> tuple[str, ...]:
    return tuple(m for m in found.line.modifiers if m in ASSISTANTS or m in ("62", "66"))
