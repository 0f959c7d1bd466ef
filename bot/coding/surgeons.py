"""More than one surgeon: assistants, co-surgeons and teams, by the indicators of the row. Pure.

Rules: Pub. 100-04, chapter 12, sections 20.4.3 (assistant: 16 %), 110 (85 % of that for a physician assistant, nurse practitioner or
clinical nurse specialist) and 40.8 (co-surgeons 62.5 % each, team by report); indicators in Attachment A of RVUPUF.
"""

from __future__ import annotations

from decimal import Decimal

from bot.coding.fee_line import FeeLine
from bot.coding.modifier_indicators import ASSISTANTS

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
    row, modifiers = found.price.row, found.line.modifiers
    assistant = next((m for m in modifiers if m in ASSISTANTS), "")
    if assistant and row.assistant == "1":
        found.reason, found.refused = f"{assistant}: assistant indicator 1, an assistant is not paid for it by statute", True
    elif assistant and row.assistant == "9":
        found.reason, found.refused = f"{assistant}: assistant indicator 9, no assistant at surgery applies to it", True
    elif "62" in modifiers and row.cosurgeon in ("0", "9"):
        found.reason, found.refused = f"62: co-surgeon indicator {row.cosurgeon}, co-surgeons are not paid for it", True
    elif "66" in modifiers and row.team in ("0", "9"):
        found.reason, found.refused = f"66: team indicator {row.team}, a team is not paid for it", True
    elif "66" in modifiers:
        found.reason = f"66: team indicator {row.team}, paid by report: no published percentage"


def share(found: FeeLine) -> None:
    """Bring a ranked line to the share of its surgeon."""
    if not found.priced or found.price is None:
        return
    row, modifiers = found.price.row, found.line.modifiers
    assistant = next((m for m in modifiers if m in ASSISTANTS), "")
    if assistant:
        found.scale(f"{assistant}: assistant at surgery", _ASSISTANT, RULE)
        if "AS" in modifiers:
            found.scale("AS: not a physician", _PRACTITIONER, RULE)
        if row.assistant == "0":
            found.doubts.append(f"{assistant}: assistant indicator 0, paid only with documentation of the need")
    if "62" in modifiers:
        found.scale("62: co-surgeon", _COSURGEON, RULE)
        words = "the need for two surgeons must be documented" if row.cosurgeon == "1" else "two different specialties"
        (found.doubts if row.cosurgeon == "1" else found.notes).append(f"62: co-surgeon indicator {row.cosurgeon}, {words}")
