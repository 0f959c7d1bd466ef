"""What a modifier is by itself, and which modifiers a code may take: answers that need no claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.coding import modifier_indicators, modifiers
from bot.coding.claim import Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.modifier_indicators import Fit
from bot.coding.modifier_rules import Remark
from bot.coding.visits import is_visit
from bot.engine.editions import ground, listed, named, staleness, to_load
from bot.turns import Table
from knowledge.catalog import Catalog
from knowledge.model import Edition
from knowledge.tables import hcpcs, physician_fee_schedule
from knowledge.tables.dated import edition_for
from knowledge.tables.physician_fee_schedule import FeeRow

_BY_INDICATOR = ("26", "TC", "50", "51", "54", "55", "56", "62", "66", "80", "81", "82", "AS", "78")
_FIT = {Fit.YES: "yes", Fit.WITH_RECORDS: "with records", Fit.NO_EFFECT: "no effect", Fit.NO: "no"}
_DRUGS, _EQUIPMENT = ("JZ", "JW"), ("NU", "RR", "UE", "KX", "GA", "GZ", "GY")
_OF_SUPPLIES = {**dict.fromkeys("JQ", _DRUGS), **dict.fromkeys("AEKL", _EQUIPMENT)}
"""Modifiers of what is no procedure, by the first letter of its code."""
_WHAT = {
    True: "a drug from a single-dose container takes JZ where nothing was discarded, else JW on a line with what was",
    False: "equipment takes NU, RR or UE where it is bought or rented, and what the coverage document asks for (KX, GA, GZ, GY)",
}
RECORD = "That a modifier holds by the tables does not say that the record supports it."


def about(modifier: str, catalog: Catalog, on: date) -> Finding:
    """What a modifier is, by itself: meaning, where it goes, when it does not hold, what it does to payment. Never raises."""
    name = modifier.strip().upper()
    words = modifiers.known(name)
    row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), name)
    edition = next((f.edition for f in catalog.files(hcpcs.SOURCE) if row and f.edition.name == row.edition), None)
    listed_in = (ground(edition, on, name),) if edition else ()
    if words is not None:
        facts = [("Goes on", words.goes), ("Does not hold", words.wrong), ("Payment", words.payment)]
        if row is not None and row.modifier:
            facts.append(("HCPCS", row.long))
        return Finding(
            Subject.MODIFIERS,
            Level.INFORMATION,
            f"Modifier {name}: {words.meaning}.",
            facts=tuple((label, value) for label, value in facts if value),
            caveat=RECORD,
            grounds=(*listed_in, Ground(rule=words.source)),
            data={"modifiers": [{"modifiers": [name], "verdict": "meaning", "text": words.meaning}]},
        )
    if row is not None and row.modifier:
        ended = f" Its last day was {row.ended.isoformat()}." if row.ended else ""
        data: dict[str, object] = {"modifiers": [{"modifiers": [name], "verdict": "meaning", "text": row.long}]}
        return Finding(Subject.MODIFIERS, Level.INFORMATION, f"Modifier {name}: {row.long}.{ended}", grounds=listed_in, data=data)
    complete = next((f.edition for f in catalog.files(hcpcs.SOURCE) if not f.edition.partial), None)
    remark = not_known(name, complete, on)
    text = {"modifiers": [{"modifiers": [name], "verdict": "unknown", "text": remark.text}]}
    return Finding(Subject.MODIFIERS, remark.level, f"{name} {remark.text}.", mend=remark.mend, data=text)


def for_code(code: str, catalog: Catalog, on: date, setting: Setting = Setting.PRACTITIONER) -> Finding:
    """Which modifiers a code may take by its row in the fee schedule and its kind. `UNKNOWN` where no row is loaded."""
    own = _OF_SUPPLIES.get(code[:1])
    if own is not None:
        words = [w for m in own if (w := modifiers.known(m))]
        return Finding(
            Subject.MODIFIERS,
            Level.INFORMATION,
            f"{code} is priced outside the relative values, so their indicators decide nothing; {_WHAT[code[:1] in 'JQ']}.",
            codes=(code,),
            facts=tuple((w.code, w.meaning) for w in words),
            caveat=RECORD,
            grounds=documents(words),
            data={"modifiers": []},
        )
    fee = fee_row(catalog, code, on)
    edition, _ = edition_for(catalog.files(physician_fee_schedule.SOURCE), on)
    if fee is None and edition is not None:
        text = f"{code} is not in the {named(edition)}, so no indicator of it decides about modifiers."
        caveat = staleness([edition], on)
        data: dict[str, object] = {"modifiers": []}
        return Finding(Subject.MODIFIERS, Level.INFORMATION, text, (code,), caveat=caveat, grounds=(ground(edition, on, f"no row {code}"),), data=data)
    if fee is None:
        text = f"{code}: no row of the physician fee schedule is loaded for {on.isoformat()}, so its indicators are not known."
        mend = to_load(physician_fee_schedule.SOURCE, on)
        return Finding(Subject.MODIFIERS, Level.UNKNOWN, text, codes=(code,), mend=mend, data={"modifiers": []})
    rows = [(m, _FIT[said.fit], said.why, said.payment) for m in _BY_INDICATOR if (said := modifier_indicators.indicated(m, fee))]
    rows += _by_kind(code, fee, setting)
    take, records, never = ([m for m, fit, *_ in rows if fit == wanted] for wanted in ("yes", "with records", "no"))
    parts = [f"may take {listed(take, 25)}" if take else "takes none of the modifiers that the fee schedule decides"]
    parts += [f"with a record of the need {listed(records, 25)}"] if records else []
    parts += [f"not {listed(never, 25)}"] if never else []
    return Finding(
        Subject.MODIFIERS,
        Level.INFORMATION,
        f"{code} {'; '.join(parts)}.",
        codes=(code,),
        tables=(Table(("Modifier", "Goes", "Why", "Payment"), tuple(rows)),),
        rule=f"{modifier_indicators.RULE}: PC/TC, global days, multiple, bilateral, assistant, co-surgeon and team indicators.",
        caveat=" ".join(p for p in (staleness([fee.edition], on), RECORD) if p),
        grounds=(ground(fee.edition, on, row_words(fee)), Ground(rule=modifier_indicators.RULE)),
        data={"modifiers": [{"code": code, "modifiers": [m], "verdict": fit.replace(" ", "_"), "text": why} for m, fit, why, _ in rows]},
    )


def _by_kind(code: str, fee: FeeRow, setting: Setting) -> list[tuple[str, str, str, str]]:
    """Modifiers that the kind of code decides: visits, procedures, facility."""
    if is_visit(code):
        rows = [(m, "yes", "a visit", words.payment) for m in ("24", "25", "57") if (words := modifiers.known(m))]
        return rows + ([("27", "yes", "a visit in the hospital", "each visit by its own rules")] if setting is Setting.HOSPITAL else [])
    sides = [(m, "yes", "done on a left or right side", "none by itself") for m in ("LT", "RT")] if fee.bilateral in ("1", "3") else []
    rows = [("59", "yes", "with an NCCI pair of indicator 1, where no X modifier fits", "bypasses the edit")]
    return [*sides, *rows, *((m, "no", "for visits only", "") for m in ("24", "25", "57"))]


def not_known(modifier: str, complete: Edition | None, on: date) -> Remark:
    """What is to say of a modifier that neither our table nor a HCPCS file has. `complete` is the HCPCS edition that would know it."""
    if not modifiers.looks_like(modifier):
        return Remark(Level.DENIED, (modifier,), "is no modifier: modifiers have two digits or letters", "Correct it.")
    if modifier.isdecimal() or complete is not None:
        where = f" or in {named(complete)}" if complete else ""
        return Remark(
            Level.DENIED,
            (modifier,),
            f"is not found among the CPT modifiers known here{where}",
            "Correct it, or look it up with the payer.",
        )
    return Remark(Level.UNKNOWN, (modifier,), "is not known here, and no HCPCS file is loaded that could tell", to_load(hcpcs.SOURCE, on))


def fee_row(catalog: Catalog, code: str, on: date) -> FeeRow | None:
    """The code's row in the fee schedule of the date, None if there is none."""
    return physician_fee_schedule.fee(catalog.files(physician_fee_schedule.SOURCE), code, on)


def row_words(fee: FeeRow | None) -> str:
    """The indicators of a row that bear on modifiers, as published."""
    if fee is None:
        return ""
    return (
        f"{fee.code}: PC/TC {fee.pctc}, global {fee.global_days}, multiple {fee.multiple}, bilateral {fee.bilateral},"
        f" assistant {fee.assistant}, co-surgeon {fee.cosurgeon}, team {fee.team}"
    )


def documents(words: Sequence[modifiers.Modifier]) -> tuple[Ground, ...]:
    """The public documents that modifiers rest on, each once."""
    return tuple(Ground(rule=source) for source in dict.fromkeys(w.source for w in words))
