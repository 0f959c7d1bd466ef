"""The PHI gate: everything that a person types passes it before model, log, store and index.

`gate(text, policy)` for a turn, `find(text)` for spans, `PhiKind` for metrics.
"""

from bot.privacy.detect import find
from bot.privacy.findings import Finding, PhiKind
from bot.privacy.gate import GateAction, Gated, gate, redact

__all__ = ["Finding", "GateAction", "Gated", "PhiKind", "find", "gate", "redact"]
