"""Whether the modifiers of one claim line hold: contradictions, kinds of code, indicators of the fee schedule. Pure functions.

Sources are named in `modifiers.toml`; the indicators' in `bot.coding.modifier_indicators`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.coding import modifier_conflicts, modifier_indicators, sites
from bot.coding.claim import ClaimLine, Setting
from bot.coding.finding import Level
from bot.coding.modifier_indicators import Fit
from bot.coding.visits import is_visit
from knowledge.tables.physician_fee_schedule import FeeRow

MOST_ON_A_LINE = 4
_VISITS_ONLY = {"24": "79", "25": "59 or X, if anything", "57": "none"}
_NEVER_ON_VISITS = frozenset(
    (
        "22",
        "47",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "58",
        "59",
        "62",
        "63",
        "66",
        "73",
        "74",
        "76",
        "77",
        "78",
        "79",
        "91",
        "XE",
        "XS",
        "XP",
        "XU",
    )
)
_ANESTHESIA = frozenset(("AA", "AD", "QK", "QX", "QY", "QZ", "P1", "P2", "P3", "P4", "P5", "P6", "23"))
_FACILITY = frozenset(("27", "73", "74"))
_NEEDS = {"CQ": "GP", "CO": "GO"}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line with what is known of its code. `fee` None: no fee schedule row. `global_days` are those of the claim's other codes."""

    line: ClaimLine
    fee: FeeRow | None = None
    addon: bool = False
    setting: Setting = Setting.PRACTITIONER
    global_days: frozenset[str] = frozenset()

    @property
    def visit(self) -> bool:
        """Whether the line is a visit."""
        return is_visit(self.line.code)

    @property
    def laboratory(self) -> bool:
        """Whether the code is a laboratory test: CPT 80047 to 89398 and the U and M codes."""
        code = self.line.code
        return (code.isdecimal() and "80047" <= code <= "89398") or (code[:4].isdecimal() and code[-1:] in ("U", "M"))

    @property
    def anesthesia(self) -> bool:
        """Whether the code is an anesthesia code."""
        return self.line.code.isdecimal() and "00100" <= self.line.code <= "01999"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to say about modifiers of a line. `text` and `mend` are sentences; `text` begins in lower case after the modifiers' names.

    `ignored` says that the modifier does not hold and the line is paid all the same, as if it were not there.
    """

    level: Level
    modifiers: tuple[str, ...]
    text: str
    mend: str = ""
    ignored: bool = False


def remarks(facts: LineFacts) -> tuple[Remark, ...]:
    """Everything that does not hold, or depends on the record, about the modifiers of a line. Each modifier's gravest remark comes first."""
    found = [remark for check in _CHECKS for remark in check(facts)]
    order = tuple(Level)
    return tuple(sorted(found, key=lambda r: order.index(r.level)))


def _doubled(facts: LineFacts) -> Iterator[Remark]:
    seen = facts.line.modifiers
    for modifier in dict.fromkeys(m for m in seen if seen.count(m) > 1):
        yield Remark(Level.ATTENTION, (modifier,), "stands twice on the line", "Once is enough.")
    if len(dict.fromkeys(seen)) > MOST_ON_A_LINE:
        yield Remark(
            Level.ATTENTION,
            (),
            f"{len(seen)} modifiers are more than the {MOST_ON_A_LINE} that a claim line holds",
            "Put those that affect payment first; 99 and the narrative take the rest.",
        )


def _contradictions(facts: LineFacts) -> Iterator[Remark]:
    for pair, why in modifier_conflicts.conflicts(facts.line.modifiers):
        yield Remark(Level.DENIED, pair, f"exclude each other: {why}", f"Keep {pair[0]} or {pair[1]}, whichever the record supports.")


def _kinds_of_code(facts: LineFacts) -> Iterator[Remark]:
    code = facts.line.code
    for modifier in dict.fromkeys(facts.line.modifiers):
        if modifier in _VISITS_ONLY and not facts.visit:
            instead = _VISITS_ONLY[modifier]
            yield Remark(
                Level.DENIED, (modifier,), f"goes on visits only, and {code} is none", f"Take {modifier} off; for a procedure: {instead}."
            )
        elif modifier in _NEVER_ON_VISITS and facts.visit:
            yield Remark(
                Level.DENIED,
                (modifier,),
                f"does not go on a visit ({code})",
                f"Take {modifier} off; visits take 24, 25 or 57 where they hold.",
            )
        elif modifier in _ANESTHESIA and not facts.anesthesia:
            yield Remark(Level.DENIED, (modifier,), f"goes on anesthesia codes only, and {code} is none", f"Take {modifier} off.")
        elif modifier == "91" and not facts.laboratory:
            yield Remark(Level.DENIED, (modifier,), f"goes on laboratory tests only, and {code} is none", "For other repeats: 76 or 77.")
        elif modifier in ("76", "77") and facts.laboratory:
            yield Remark(
                Level.ATTENTION, (modifier,), f"is not for laboratory tests ({code})", "A test repeated to follow its course takes 91."
            )
        elif modifier in ("JW", "JZ") and code[:1].isdecimal():
            yield Remark(Level.DENIED, (modifier,), f"goes on drugs, and {code} is none", f"Put {modifier} on the drug's HCPCS code.")
        elif modifier in _FACILITY and facts.setting is Setting.PRACTITIONER:
            yield Remark(
                Level.ATTENTION,
                (modifier,),
                "is for the facility's claim, not the practitioner's",
                "On a practitioner's claim: 52 or 53 for what was left out.",
            )
        elif modifier == "27" and not facts.visit:
            yield Remark(Level.DENIED, (modifier,), f"goes on visits only, and {code} is none", "Take 27 off.")


def _indicators(facts: LineFacts) -> Iterator[Remark]:
    if facts.fee is None:
        return
    for modifier in dict.fromkeys(facts.line.modifiers):
        if facts.visit and modifier in _NEVER_ON_VISITS:
            continue
        said = modifier_indicators.indicated(modifier, facts.fee)
        if said is None:
            continue
        if said.fit is Fit.NO:
            paid = f"; {said.payment}" if said.payment else ""
            level = Level.ATTENTION if paid else Level.DENIED
            yield Remark(level, (modifier,), f"does not hold: {said.why}{paid}", f"Take {modifier} off.", ignored=bool(paid))
        elif said.fit is Fit.WITH_RECORDS:
            yield Remark(Level.ATTENTION, (modifier,), f"depends on the record: {said.why}", "Send the record that shows the need.")


def _addons(facts: LineFacts) -> Iterator[Remark]:
    if facts.addon and "51" in facts.line.modifiers and (facts.fee is None or facts.fee.global_days != "ZZZ"):
        yield Remark(Level.DENIED, ("51",), f"does not hold: {facts.line.code} is an add-on code, which is never reduced", "Take 51 off.")


def _bilateral_units(facts: LineFacts) -> Iterator[Remark]:
    if "50" in facts.line.modifiers and facts.line.count > 1:
        yield Remark(
            Level.ATTENTION, ("50",), f"goes with one unit, and the line has {facts.line.count}", "Put 1 unit: 50 means both sides."
        )


def _decisions(facts: LineFacts) -> Iterator[Remark]:
    """25 and 57 against the global days of what else is on the claim."""
    if not facts.visit:
        return
    others = facts.global_days & modifier_indicators.DAY_OR_LONGER
    minor = others - {"090", "MMM", "YYY"}
    if "57" in facts.line.modifiers and minor and minor == others:
        yield Remark(
            Level.DENIED,
            ("57",),
            "is for the decision for major surgery, and the procedures here have 0 or 10 global days",
            "If the visit stands apart: 25.",
        )
    if "25" in facts.line.modifiers and others == {"090"}:
        yield Remark(
            Level.ATTENTION,
            ("25",),
            "is usually not the one before major surgery (90 global days)",
            "For the visit at which the surgery was decided on: 57.",
        )


def _companions(facts: LineFacts) -> Iterator[Remark]:
    for modifier, needed in _NEEDS.items():
        if modifier in facts.line.modifiers and needed not in facts.line.modifiers:
            yield Remark(Level.DENIED, (modifier,), f"needs {needed} beside it", f"Add {needed} if that is the plan of care.")
    if "50" in facts.line.modifiers and sites.CORONARY & frozenset(facts.line.modifiers):
        yield Remark(Level.DENIED, ("50",), "does not go with coronary vessels", "Take 50 off.")


_CHECKS: tuple[Callable[[LineFacts], Iterator[Remark]], ...] = (
    _doubled,
    _contradictions,
    _kinds_of_code,
    _indicators,
    _addons,
    _bilateral_units,
    _decisions,
    _companions,
)
