"""A code as a card: what it is, whether it can be reported, what goes with it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.actions import Action
from bot.pipeline.citing import Sources
from bot.pipeline.evidence import Evidence
from bot.turns import Button, Field, Menu, Outcome, Reply, Table
from knowledge import code_lists, procedures
from knowledge.model import SYSTEM_LABEL, Code, Fact, Lookup, LookupState, NoteKind, System
from knowledge.tables.cpt_descriptors import Descriptors
from knowledge.titles import NO_WORDS

MAX_NOTES = 4
MAX_BUTTONS = 5
"""Notes of one kind on a card before "all notes" is offered: a card is read at a glance."""
MAX_CHILDREN = 12
DETAIL_NOTES = "notes"
DETAIL_BELOW = "below"
MAX_COMPARED = 4

FACT_LABEL = {
    "status": "Medicare status",
    "global_days": "Global period",
    "mue": "MUE (practitioner)",
    "rvu": "RVUs",
    "modifiers": "Typical modifiers",
    "ended": "Ends",
}
STATUS_MEANING = {
    "A": "active",
    "B": "always bundled",
    "C": "priced by the contractor",
    "E": "not paid under the physician fee schedule; drugs and the like are priced separately",
    "I": "not valid for Medicare",
    "J": "anesthesia",
    "M": "measurement code",
    "N": "not covered",
    "P": "bundled or excluded",
    "R": "restricted coverage",
    "T": "paid only if nothing else is payable that day",
    "X": "outside the physician fee schedule",
}
STATUS_DECIDES = {
    "N": "no, Medicare does not cover it",
    "I": "no, it is not valid for Medicare, which uses another code",
    "B": "it is always bundled, so it is never paid on its own",
    "X": "it is outside the physician fee schedule",
}
"""Statuses that answer "is it paid" by themselves."""
GLOBAL_MEANING = {
    "000": "the day of the procedure",
    "010": "the day and 10 days after",
    "090": "the day before, the day, and 90 days after",
    "MMM": "maternity",
    "XXX": "no global period",
    "YYY": "set by the contractor",
    "ZZZ": "in the global period of its primary",
}
NOTE_LABEL = {
    NoteKind.INCLUSION_TERM: "Also called",
    NoteKind.INCLUDES: "Includes",
    NoteKind.EXCLUDES1: "Excludes1 (never together)",
    NoteKind.EXCLUDES2: "Excludes2 (both may be coded)",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.NOTES: "Note",
    NoteKind.SEVENTH: "7th character",
}
CPT_OWNER = "CPT code numbers © American Medical Association."
CPT_CAVEAT = f"Described in our own plain words, not the AMA's. {CPT_OWNER}"
NO_NOTES = "Only the list of codes of that year is loaded: its notes (Excludes, code first, 7th characters) are not known here."
NOT_A_PROMISE = "A valid code is not a promise of payment."


def code_card(lookup: Lookup, evidence: Evidence) -> Reply:
    """The card of a code that exists."""
    code = lookup.code
    assert code is not None  # noqa: S101 - the caller looked
    card = _icd10cm_card(code, evidence) if code.system is System.ICD10CM else _procedure_card(code, evidence)
    card = replace(card, menu=_menu(code))
    line = evidence.changed.get(code.code)
    if not line:
        return card
    button = (Button("History", Action("history", code.code)),) if len(card.buttons) < MAX_BUTTONS else ()
    return replace(card, fields=(*card.fields, Field("Last change", line)), buttons=(*card.buttons, *button))


def _menu(code: Code) -> Menu:
    """What a person does with a code she uses often: what stands on the card as a button is not here."""
    name = code.code
    choices = [
        Button(f"Save {name}", Action("save", name)),
        Button(f"My note on {name}", Action("note", name)),
        Button(f"What stands around {name}", Action("browse", name)),
        Button(f"Tell me when {name} changes", Action("watch", name)),
        Button(f"History of {name}", Action("history", name)),
    ]
    beside = () if code.seventh else code.children
    if 1 < len(beside) <= MAX_COMPARED:
        choices.insert(2, Button(f"Compare {', '.join(beside)}"[:90], compared(beside)))
    return Menu(f"More on {name}", tuple(choices))


def _icd10cm_card(code: Code, evidence: Evidence) -> Reply:
    sources = evidence.sources
    cited = sources.edition(code.edition, code.code)
    detail = evidence.question.detail
    limit = 10_000 if detail == DETAIL_NOTES else MAX_NOTES
    fields = [Field("Code set", f"ICD-10-CM, {code.edition.name}", cited)]
    if code.block:
        fields.append(Field("Block", code.block, cited))
    hidden = sum(n.origin.startswith("chapter ") for n in code.notes) if detail != DETAIL_NOTES else 0
    for kind, label in NOTE_LABEL.items():
        notes = [n for n in code.notes if n.kind is kind and (detail == DETAIL_NOTES or not n.origin.startswith("chapter "))]
        if not notes:
            continue
        shown = [n.text if n.origin in (code.code, code.base) else f"{n.text} (from {_place(n.origin)})" for n in notes[:limit]]
        hidden += len(notes) - len(shown)
        more = f"; and {len(notes) - len(shown)} more" if len(notes) > len(shown) else ""
        fields.append(Field(label, "; ".join(shown) + more, cited))
    tables: list[Table] = []
    below = code.seventh or ()
    if below:
        tables.append(Table(("7th", "Meaning"), tuple((c.character, c.meaning) for c in below), "7th characters"))
    elif code.children:
        count = len(code.children) if detail == DETAIL_BELOW else MAX_CHILDREN
        rows = tuple((c, evidence.titles.get(c, "")) for c in code.children[:count])
        caption = "Codes below" if len(code.children) <= count else f"Codes below (first {count} of {len(code.children)})"
        tables.append(Table(("Code", "Title"), rows, caption))
    return Reply(
        title=f"{code.code} {code.title}",
        verdict=_icd10cm_verdict(code),
        fields=tuple(fields),
        tables=tuple(tables),
        rule=_icd10cm_rule(code),
        caveat=NO_NOTES if code.edition.source in code_lists.SOURCES else "",
        citations=sources.citations,
        buttons=_icd10cm_buttons(code, hidden, detail),
        codes=(code.code,),
        topic="codes",
        copy_line=code.code if code.reportable else "",
    )


def _icd10cm_verdict(code: Code) -> str:
    if code.reportable:
        return f"{code.code} can be reported: {code.title}."
    if code.seventh:
        return f"{code.code} cannot be reported yet: it needs a 7th character ({len(code.seventh)} choices). {code.title}."
    below = "1 more specific code" if len(code.children) == 1 else f"{len(code.children)} more specific codes"
    return f"{code.code} cannot be reported: it is a heading with {below} below. {code.title}."


def _icd10cm_rule(code: Code) -> str:
    if code.seventh and not code.reportable:
        padded = code.children[0] if code.children else ""
        return f"Fill empty positions with X and add the 7th character, e.g. {padded}. (Guideline I.A.4-5)"
    if not code.reportable:
        return "Report the most specific code that the record supports. (Guideline I.B.2)"
    kinds = {n.kind for n in code.notes}
    if NoteKind.CODE_FIRST in kinds:
        return (
            "A code-first note applies: where it fits the case, the underlying condition is sequenced before this code. (Guideline I.A.13)"
        )
    if NoteKind.EXCLUDES1 in kinds:
        return "Excludes1 conditions are not coded together with this one, unless they are clearly unrelated. (Guideline I.A.12.a)"
    return ""


def _icd10cm_buttons(code: Code, hidden: int, detail: str) -> tuple[Button, ...]:
    buttons = []
    if code.children and not code.seventh and len(code.children) > MAX_CHILDREN and detail != DETAIL_BELOW:
        buttons.append(Button(f"All {len(code.children)} codes below", Action("below", code.code)))
    if hidden:
        buttons.append(Button("All notes", Action("notes", code.code)))
    if not code.reportable:
        buttons.extend(Button(c, Action("code", c)) for c in code.children[:3])
    if code.parent:
        buttons.append(Button(f"Up: {code.parent}", Action("code", code.parent)))
    if code.reportable:
        buttons.append(Button("Crosswalk", Action("crosswalk", code.code)))
        buttons.append(Button("Similar codes", Action("search", code.title[:60])))
        buttons.append(Button("What does Excludes1 mean?", Action("ask", "What does an Excludes1 note mean?")))
    return tuple(buttons[:5])


def _place(origin: str) -> str:
    return origin.removeprefix("block ")


def _procedure_card(code: Code, evidence: Evidence) -> Reply:
    sources = evidence.sources
    cited = sources.edition(code.edition, code.code)
    fields = [Field("Code set", f"{SYSTEM_LABEL[code.system]}, {code.edition.name}", cited)]
    if code.family:
        fields.append(Field("Family", code.family, cited))
    if code.differs:
        fields.append(Field("What sets it apart", code.differs, cited))
    fields.extend(Field(FACT_LABEL.get(f.name, f.name), fact_value(f.name, f.value), sources.fact(f.edition)) for f in code.facts)
    old = sorted({f.edition for f in code.facts if _year(f.edition) and _year(f.edition) < evidence.question.on.year})
    caveats = [CPT_CAVEAT if code.plain != NO_WORDS else CPT_OWNER] if code.system is System.CPT else []
    licensed = evidence.descriptors.get(code.code)
    words = licensed_fields(licensed) if licensed else ()
    caveats += [f"Values of {', '.join(old)} are of an earlier year than the date of service; load the present file."] if old else []
    return Reply(
        title=f"{SYSTEM_LABEL[code.system]} {code.code}",
        verdict=f"{_ended(code)}{code.code}{_status_words(code)}: {code.plain}",
        fields=tuple(fields),
        tables=_below(code, evidence),
        caveat=" ".join((*caveats, NOT_A_PROMISE)),
        citations=sources.citations,
        buttons=_procedure_buttons(code),
        codes=(code.code,),
        topic="codes",
        copy_line=code.code if code.reportable else "",
        personal=words,
        licensed=bool(words),
    )


def _below(code: Code, evidence: Evidence) -> tuple[Table, ...]:
    """What the next character of the beginning of an ICD-10-PCS code may be."""
    rows = tuple((child, evidence.titles.get(child, "")) for child in code.children[:MAX_CHILDREN])
    more = f" (first {MAX_CHILDREN} of {len(code.children)})" if len(code.children) > MAX_CHILDREN else ""
    return (Table(("Code", "Title"), rows, f"Not complete yet; it may go on with{more}"),) if rows else ()


def licensed_fields(words: Descriptors) -> tuple[Field, ...]:
    """The licensed wording of a code, for a person who may see it."""
    return tuple(Field(label, text) for label, text in (("CPT descriptor", words.title), ("In lay words", words.consumer)) if text)


def _ended(code: Code) -> str:
    """`Ended 2024-12-31. ` before the verdict on a code that its file ends before the date of service."""
    ended = code.fact("ended")
    return f"Not valid after {ended.value} ({ended.edition}). " if ended and not code.reportable else ""


def _year(edition: str) -> int:
    """The year in an edition's name: `RVU25D` → 2025, `MUE practitioner 2026-04-01` → 2026; 0 if there is none."""
    match = re.search(r"\b(?:RVU(\d{2})|.*?(20\d{2}))", edition)
    return (2000 + int(match[1]) if match[1] else int(match[2])) if match else 0


def _status_words(code: Code) -> str:
    status = code.fact("status")
    if status is None:
        return ""
    name, newest, _ = status.edition.partition(procedures.NEWEST)
    where = f", in {name.split(',')[0].strip()}, the newest loaded" if newest else ""
    return f" (Medicare status {status.value}, {STATUS_MEANING.get(status.value, 'see the source')}{where})"


def fact_field(code: Code, fact: Fact, sources: Sources) -> Field:
    """One fact of a code as a field of an answer about several things."""
    return Field(f"{code.code} {FACT_LABEL.get(fact.name, fact.name)}", fact_value(fact.name, fact.value), sources.fact(fact.edition))


def fact_value(name: str, value: str) -> str:
    """A published value with what it means: `090: the day before, the day, and 90 days after`."""
    meaning = {"status": STATUS_MEANING, "global_days": GLOBAL_MEANING}.get(name, {}).get(value)
    return f"{value}: {meaning}" if meaning else value


def _procedure_buttons(code: Code) -> tuple[Button, ...]:
    """The other topics of this code; its family first, where it has one."""
    topics = (
        Button("What it pays", Action("fee", code.code)),
        Button("Modifiers", Action("modifier", code.code)),
        Button("NCCI edits", Action("ncci", code.code)),
        Button("Coverage", Action("coverage", code.code)),
    )
    if not code.siblings:
        return (*topics, Button("Ask about it", Action("ask", f"What should be documented for {code.code}?")))
    return (Button("Compare the family", compared((code.code, *code.siblings))), *topics)


def compared(codes: Iterable[str]) -> Action:
    """Codes beside each other: as columns while these fit on a screen, else a row each."""
    several = tuple(dict.fromkeys(codes))
    return Action("compare" if len(several) <= MAX_COMPARED else "code", " ".join(several))


def _only_starter(lookup: Lookup) -> bool:
    """Whether only the starter pack was there to look into; of ICD-10-PCS it holds nothing at all."""
    return lookup.edition is not None and lookup.edition.source == "starter"


_DENTAL = re.compile(r"D\d{4}")


def missing_card(lookup: Lookup, evidence: Evidence) -> Reply:
    """The answer for a code that is not there, with what to do next."""
    label = SYSTEM_LABEL[lookup.system]
    buttons = tuple(Button(c, Action("code", c)) for c in lookup.neighbours[:5])
    if _DENTAL.fullmatch(lookup.asked.replace(".", "")):
        return Reply(
            verdict=f"{lookup.asked.replace('.', '')} has the shape of a dental code (CDT), which is not in this product: CDT is the ADA's.",
            rule="Look it up in your own licensed CDT. If a diagnosis is meant, write it with its dot.",
            buttons=buttons,
            outcome=Outcome.NOT_FOUND,
            topic="codes",
        )
    if lookup.state is LookupState.SYSTEM_NOT_LOADED or (
        lookup.system is System.ICD10PCS and not lookup.neighbours and _only_starter(lookup)
    ):
        return Reply(
            verdict=f"{lookup.asked}: {label} is not loaded, so nothing can be said about it.",
            rule=f"Ask an admin to drop the published {label} file into the sources folder and run kb build.",
            outcome=Outcome.NOT_FOUND,
            topic="codes",
        )
    if lookup.state is LookupState.EDITION_NOT_LOADED:
        return Reply(
            verdict=f"{lookup.asked}: no {label} edition for {evidence.question.on.isoformat()} is loaded.",
            rule="Ask again with a later date of service, or have an admin load the older edition.",
            outcome=Outcome.NOT_FOUND,
            topic="codes",
        )
    assert lookup.edition is not None  # noqa: S101 - NOT_FOUND always names where it looked
    evidence.sources.edition(lookup.edition)
    citations = evidence.sources.citations
    if lookup.edition.partial:
        return Reply(
            verdict=f"{lookup.asked} is not in the {lookup.edition.name}, which holds only some {label} codes: it may exist all the same.",
            rule="For every code's status and fees, an admin can load the Medicare physician fee schedule (RVU) file; for HCPCS Level II, the quarterly file.",
            citations=citations,
            buttons=buttons,
            outcome=Outcome.NOT_FOUND,
            topic="codes",
        )
    near = f" Nearest: {', '.join(lookup.neighbours)}." if lookup.neighbours else ""
    return Reply(
        verdict=f"{lookup.asked} was not found in {label} {lookup.edition.name}.{near}",
        rule="Check the characters, or type what it is for in words.",
        citations=citations,
        buttons=buttons,
        outcome=Outcome.NOT_FOUND,
        topic="codes",
    )


def state_words(lookup: Lookup) -> str:
    """Why a code that was asked for has no row."""
    return "not in the starter pack" if lookup.edition is not None and lookup.edition.partial else lookup.state.value.replace("_", " ")
