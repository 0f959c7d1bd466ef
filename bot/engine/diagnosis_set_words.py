"""The diagnoses of a claim beside each other, in words: Excludes notes, order, sides, presumed links."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coding import diagnosis_order, diagnosis_sides, excludes
from bot.coding.diagnosis_order import OrderState, OrderVerdict
from bot.coding.diagnosis_sides import SideState, SideVerdict
from bot.coding.excludes import Exclusion
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.presumed_links import PresumedLink
from bot.turns import Table
from knowledge.model import Edition, Note

_UNRELATED = "Exception: two conditions that have nothing to do with each other may both be reported, and the record must show that."
_ORDER = {
    OrderState.MANIFESTATION_FIRST: (Level.DENIED, diagnosis_order.CODE_FIRST),
    OrderState.SECONDARY_FIRST: (Level.ATTENTION, diagnosis_order.CODE_FIRST),
    OrderState.MAY_BE_SECONDARY: (Level.INFORMATION, diagnosis_order.CODE_FIRST),
    OrderState.AFTER_PARTNER: (Level.ATTENTION, diagnosis_order.CODE_FIRST),
    OrderState.NO_PARTNER: (Level.ATTENTION, diagnosis_order.CODE_FIRST),
    OrderState.ADDITIONAL_BEFORE: (Level.ATTENTION, diagnosis_order.CODE_FIRST),
    OrderState.ADDITIONAL_MISSING: (Level.ATTENTION, diagnosis_order.CODE_FIRST),
    OrderState.EXTERNAL_CAUSE_FIRST: (Level.DENIED, diagnosis_order.EXTERNAL_CAUSE),
    OrderState.UNDERDOSING_FIRST: (Level.DENIED, diagnosis_order.UNDERDOSING),
    OrderState.ONLY_FIRST: (Level.ATTENTION, diagnosis_order.ONLY_FIRST),
}
_SIDES = {
    SideState.TWICE: diagnosis_sides.ONCE,
    SideState.BOTH_SIDES: diagnosis_sides.LATERALITY,
    SideState.SIDE_UNSPECIFIED: diagnosis_sides.LATERALITY,
    SideState.LESS_SPECIFIC: diagnosis_sides.UNSPECIFIED,
    SideState.ENCOUNTERS_MIXED: diagnosis_sides.ENCOUNTERS,
}
_MAX_NOTES = 6
_PAIR = 2


def excludes1(found: Exclusion, edition: Edition | None, *, stale: bool) -> Finding:
    """Two codes that are not reported together."""
    stays, leaves = found.stays, found.leaves
    which = (
        f"The note at {found.notes[0].origin} sends what it names to {stays}, so {stays} usually stays and {leaves} goes."
        if stays
        else "Each names the other, so the record decides which one stays."
    )
    note = found.notes[0]
    return Finding(
        Subject.DIAGNOSES,
        Level.ATTENTION,
        f"{found.first} and {found.second} are not reported together: Excludes1 at {note.origin}, {_text(note)!r}.",
        codes=(found.first, found.second),
        facts=_note_facts("Excludes1", found.notes),
        rule=f"Excludes1 means not coded here; the notes of category, block and chapter hold for every code below. ({excludes.EXCLUDES1})",
        mend=f"{which} {_UNRELATED}",
        grounds=_grounds(found.notes, edition, excludes.EXCLUDES1, stale=stale),
        data={"kind": "excludes1", "pair": [found.first, found.second], "stays": stays, "leaves": leaves, "notes": _plain(found.notes)},
    )


def no_exclusion(codes: Sequence[str], edition: Edition, *, stale: bool) -> Finding:
    """That the notes of no code, nor of its category, block or chapter, exclude another of the claim: what a coder asks of a pair."""
    between = f"between {codes[0]} and {codes[1]}" if len(codes) == _PAIR else f"between any of the {len(codes)} diagnoses"
    return Finding(
        Subject.DIAGNOSES,
        Level.INFORMATION,
        f"No Excludes1 note stands {between}.",
        codes=tuple(codes),
        grounds=_grounds((), edition, excludes.EXCLUDES1, stale=stale),
        data={"kind": "no_excludes1", "codes": list(codes)},
    )


def excludes2(found: Sequence[Exclusion], edition: Edition | None, *, stale: bool) -> Finding:
    """Pairs that may both be reported; all of a claim in one finding."""
    pairs = "; ".join(f"{x.first} and {x.second}" for x in found)
    return Finding(
        Subject.DIAGNOSES,
        Level.INFORMATION,
        f"Excludes2 between {pairs}: both may be reported when the patient has both.",
        codes=tuple(dict.fromkeys(code for x in found for code in (x.first, x.second))),
        tables=(Table(("Excludes2 at", "Text"), tuple((n.origin, _text(n)) for x in found for n in x.notes)),),
        rule=f"Excludes2 means not included here. ({excludes.EXCLUDES2})",
        grounds=_grounds([n for x in found for n in x.notes], edition, excludes.EXCLUDES2, stale=stale),
        data={"kind": "excludes2", "pairs": [{"pair": [x.first, x.second], "notes": _plain(x.notes)} for x in found]},
    )


def additional(found: Sequence[OrderVerdict], edition: Edition | None, *, stale: bool) -> Finding:
    """Additional codes that the notes ask for where something applies; all of a claim in one finding."""
    notes = tuple(dict.fromkeys(note for x in found for note in x.notes))
    codes = tuple(dict.fromkeys(x.code for x in found))
    source = diagnosis_order.CODE_FIRST
    return Finding(
        Subject.DIAGNOSES,
        Level.INFORMATION,
        f"{', '.join(codes)}: the notes ask for additional codes where they apply, and none of those is on the claim.",
        codes=codes,
        tables=(Table(("Use additional code at", "Text"), tuple((note.origin, _text(note)) for note in notes)),),
        rule=f"{_ORDER_RULE[OrderState.ADDITIONAL_MISSING]} ({source})",
        grounds=_grounds(notes, edition, source, stale=stale),
        data={"kind": OrderState.ADDITIONAL_MISSING.value, "codes": list(codes), "notes": _plain(notes)},
    )


def order(found: OrderVerdict, edition: Edition | None, *, stale: bool) -> Finding:
    """One remark on the order, or on a partner."""
    level, source = _ORDER[found.state]
    code, partner = found.code, found.partner
    verdict, mend = {
        OrderState.MANIFESTATION_FIRST: (
            f"{code} is a manifestation and cannot be the first diagnosis"
            + (f"; {partner} belongs before it." if partner else "; its underlying disease belongs before it."),
            f"List the underlying disease{f', {partner},' if partner else ''} before {code}.",
        ),
        OrderState.SECONDARY_FIRST: (f"{code} should not be first: its note asks for the underlying condition before it.", ""),
        OrderState.MAY_BE_SECONDARY: (f"{code} is first; where one of the causes in its note applies, that one comes before it.", ""),
        OrderState.AFTER_PARTNER: (f"{partner} belongs before {code}: a code-first note at {_at(found.notes)} names it.", ""),
        OrderState.NO_PARTNER: (f"{code} asks for a code before it, and none of those its note names is on the claim.", ""),
        OrderState.ADDITIONAL_BEFORE: (f"{partner} belongs after {code}: a use-additional note at {_at(found.notes)} names it.", ""),
        OrderState.ADDITIONAL_MISSING: (f"{code} asks for an additional code that is not on the claim: {_quoted(found.notes)}.", ""),
        OrderState.EXTERNAL_CAUSE_FIRST: (
            f"{code} is an external cause and can never be the first diagnosis.",
            "List the injury or condition first.",
        ),
        OrderState.UNDERDOSING_FIRST: (f"{code} is an underdosing code and can never be the first diagnosis.", "List the condition first."),
        OrderState.ONLY_FIRST: (f"{code} may only be the first diagnosis, and it is not.", f"List {code} first, or leave it out."),
    }[found.state]
    if not mend and partner and found.state in (OrderState.AFTER_PARTNER, OrderState.ADDITIONAL_BEFORE):
        before, after = (partner, code) if found.state is OrderState.AFTER_PARTNER else (code, partner)
        mend = f"List {before} before {after}, if the record links them."
    kind = "Use additional code" if found.state in (OrderState.ADDITIONAL_BEFORE, OrderState.ADDITIONAL_MISSING) else "Code first"
    return Finding(
        Subject.DIAGNOSES,
        level,
        verdict,
        codes=tuple(filter(None, (code, partner))),
        facts=_note_facts(kind, found.notes),
        rule=_ORDER_RULE.get(found.state, "Etiology comes before manifestation.") + f" ({source})",
        mend=mend,
        grounds=_grounds(found.notes, edition, source, stale=stale),
        data={
            "kind": found.state.value,
            "code": code,
            "partner": partner,
            "notes": _plain(found.notes),
        },
    )


_ORDER_RULE = {
    OrderState.ADDITIONAL_MISSING: "A use-additional note asks for a second code where the record supports it; it follows the first.",
    OrderState.ADDITIONAL_BEFORE: "A use-additional code follows the code that asks for it.",
    OrderState.EXTERNAL_CAUSE_FIRST: "External causes say how an injury happened; they are always secondary.",
    OrderState.UNDERDOSING_FIRST: "Underdosing codes are always secondary to the condition.",
    OrderState.ONLY_FIRST: "A few Z codes may be reported only as principal or first-listed diagnosis.",
}


def side(found: SideVerdict, edition: Edition | None, *, stale: bool) -> Finding:
    """Two codes of which one says too much or too little."""
    source = _SIDES[found.state]
    first, second = found.codes[0], found.codes[-1]
    verdict, mend = {
        SideState.TWICE: (f"{first} is listed more than once; a diagnosis is reported once.", f"List {first} once."),
        SideState.BOTH_SIDES: (
            f"{first} and {second} are the two sides; {found.instead} says both.",
            f"Report {found.instead} instead of the two.",
        ),
        SideState.SIDE_UNSPECIFIED: (
            f"{first} leaves the side open that {second} names.",
            f"Leave {first} out, unless it is another site.",
        ),
        SideState.LESS_SPECIFIC: (
            f"{first} says less than {second} beside it, the more specific of the two.",
            f"Leave {first} out, unless it is about something else.",
        ),
        SideState.ENCOUNTERS_MIXED: (
            f"{first} and {second} are one injury with two 7th characters.",
            "Keep the 7th character of this encounter; two are right only for two separate injuries.",
        ),
    }[found.state]
    return Finding(
        Subject.DIAGNOSES,
        Level.ATTENTION,
        verdict,
        codes=found.codes,
        rule=f"{_SIDE_RULE[found.state]} ({source})",
        mend=mend,
        grounds=(*((Ground(edition, ", ".join(found.codes), stale=stale),) if edition else ()), Ground(rule=source)),
        data={"kind": found.state.value, "codes": list(found.codes), "instead": found.instead},
    )


_SIDE_RULE = {
    SideState.TWICE: "Each diagnosis code is reported once for an encounter.",
    SideState.BOTH_SIDES: "Where one code says both sides, it is used instead of the two.",
    SideState.SIDE_UNSPECIFIED: "The side is coded where the record names it.",
    SideState.LESS_SPECIFIC: "Each condition is coded to the detail that the record gives.",
    SideState.ENCOUNTERS_MIXED: "The 7th character says which kind of treatment this encounter is for one injury.",
}


def presumed(found: PresumedLink) -> Finding:
    """Two codes that one code should replace."""
    return Finding(
        Subject.DIAGNOSES,
        Level.ATTENTION,
        f"{found.first} with {found.second} is coded as {found.instead}: the classification presumes that they belong together.",
        codes=(found.first, found.second),
        rule=f"The link is presumed unless the record says that the two are unrelated. ({found.rule})",
        mend=f"Report {found.instead} instead of {found.first}; {found.second} may still be needed to say which kind or stage.",
        grounds=(Ground(rule=found.rule),),
        data={"kind": "presumed_link", "pair": [found.first, found.second], "instead": found.instead},
    )


def _text(note: Note) -> str:
    """The note as it is printed, without the comma with which some texts go on from their heading."""
    return note.text.lstrip(", ")


def _quoted(notes: Sequence[Note]) -> str:
    return repr(_text(notes[0])) if notes else ""


def _at(notes: Sequence[Note]) -> str:
    return notes[0].origin if notes else "it"


def _note_facts(kind: str, notes: Sequence[Note]) -> tuple[tuple[str, str], ...]:
    facts = tuple((f"{kind} at {note.origin}", _text(note)) for note in notes[:_MAX_NOTES])
    return (*facts, (kind, f"{len(notes) - _MAX_NOTES} more")) if len(notes) > _MAX_NOTES else facts


def _grounds(notes: Sequence[Note], edition: Edition | None, rule: str, *, stale: bool) -> tuple[Ground, ...]:
    row = "no Excludes1 note" if not notes else "; ".join(f"{note.kind.value.replace('_', ' ')} at {note.origin}: {note.text}" for note in notes[:2])
    return (*((Ground(edition, row, stale=stale),) if edition else ()), Ground(rule=rule))


def _plain(notes: Sequence[Note]) -> list[dict[str, str]]:
    return [{"text": _text(note), "at": note.origin} for note in notes]
