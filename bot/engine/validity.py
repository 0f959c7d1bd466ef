"""Whether the codes of a claim exist and may be reported on its date: procedures, diagnoses, every system.

`Finding.data` holds `lines` (number, code, status, since, until, successors, and what Medicare
does with a valid one: `medicare` paid, conditional, elsewhere or never, `payment` the indicator) or `dx` (code, status, title,
choices); a check puts the lists of all findings together.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.coding import status
from bot.coding.claim import Claim, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.status import CodeState, Payment, Status
from bot.engine import editions, listings, successors
from bot.engine.editions import ground, lines_named, listed, named, staleness
from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.model import Edition, System
from knowledge.tables import hcpcs, other_fees, physician_fee_schedule

_DATES = "The code set in force on the date of service is used; there is no grace period. (Claims Processing Manual, chapter 23)"
_NO_PROMISE = "A valid code is not a promise of payment."
_NOT_COVERED = {"I": "not payable by Medicare", "M": "not covered by Medicare", "S": "not covered by Medicare, by law"}
_MOST_CHOICES = 12
_ICD10_BEGAN = date(2015, 10, 1)


def findings(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """What is to say about each code; those with nothing against them share one finding a kind."""
    found: list[Finding] = []
    plain: list[_Checked] = []
    for code in claim.codes:
        checked = _Checked(claim, catalog, code)
        finding = checked.finding()
        if finding is None:
            plain.append(checked)
        else:
            found.append(finding)
    if plain:
        found.append(_all_valid(claim, plain))
    return (*found, *_diagnoses(claim, catalog))


class _Checked:
    """One procedure code with what is known of it and the claim lines it stands on."""

    def __init__(self, claim: Claim, catalog: Catalog, code: str) -> None:
        self.claim, self.catalog, self.code = claim, catalog, code
        self.lines = tuple(line for line in claim.lines if line.code == code)
        self.system = status.system_of(code)
        self.payment: tuple[Payment, str, str] | None = None
        if self.system is None:
            self.status = Status(code, claim.on, CodeState.MALFORMED)
            return
        self.status = status.decide(code, claim.on, listings.of_procedure(catalog, code, self.system))
        if self.status.state is CodeState.ACTIVE and claim.medicare:
            self.payment = _payment(claim, catalog, code, self.system)

    @property
    def basis(self) -> str:
        """The tables in which it stands."""
        return listed([named(e) for e in dict.fromkeys(x.edition for x in self.status.basis if x.listed)], 3)

    def finding(self) -> Finding | None:
        """The finding of its own, None where there is nothing to say but that it is valid."""
        state, on = self.status.state, self.claim.on.isoformat()
        if state is CodeState.ACTIVE:
            return self._paid() if self.payment and self.payment[0] is not Payment.PAID else None
        if state is CodeState.MALFORMED:
            what = "a diagnosis, not a procedure" if icd10cm.looks_like(self.code) else "no CPT or HCPCS code"
            return self._finding(Level.DENIED, f"{self.code} is {what}.", mend="Procedure codes have five characters: 99213, 0075T, J3301.")
        if state is CodeState.NOT_REPORTABLE:
            return self._finding(Level.DENIED, f"{self.code} is only the beginning of codes; it cannot be reported.")
        if state is CodeState.NOT_FOUND:
            near = listings.neighbours(self.catalog, self.code, self.system or System.CPT, self.claim.on)
            return self._finding(
                Level.DENIED, f"{self.code} is not found in {_sought(self.status)}.", mend=f"Near it: {listed(near)}." if near else ""
            )
        if state is CodeState.NOT_YET:
            begins = f"it begins on {self.status.since.isoformat()}" if self.status.since else f"it is first in {self.basis}"
            return self._finding(
                Level.DENIED, f"{self.code} is not valid yet on {on}: {begins}.", rule=_DATES, caveat=_inference(self.status)
            )
        if state is CodeState.DELETED:
            return self._deleted(on)
        return self._not_loaded(on)

    def _deleted(self, on: str) -> Finding:
        verdict = _gone(self.status, f"{self.code} is not valid on {on}")
        hint = successors.of_procedure(self.catalog, self.code)
        mend = hint.text or "Its successor is not in the loaded files; look it up in the code set of that year."
        return self._finding(
            Level.DENIED, verdict, mend=mend, rule=_DATES, caveat=_inference(self.status), grounds=hint.grounds, successors=hint.codes
        )

    def _not_loaded(self, on: str) -> Finding:
        source = hcpcs.SOURCE if self.system is System.HCPCS else physician_fee_schedule.SOURCE
        source = "icd10pcs_order" if self.system is System.ICD10PCS else source
        known = self.status.basis[0].edition if self.status.basis else None
        if self.status.gone_by is not None and self.status.last_seen is not None:
            why = f"{named(self.status.last_seen)} has it, {named(self.status.gone_by)} no longer; what lies between is not loaded"
        elif known is not None:
            why = f"the loaded editions do not reach that date ({named(known)} is the nearest)"
        else:
            why = f"no {editions.table_name(source)} is loaded"
        return self._finding(Level.UNKNOWN, f"{self.code} cannot be decided for {on}: {why}.", mend=editions.to_load(source, self.claim.on))

    def _paid(self) -> Finding:
        assert self.payment is not None  # noqa: S101 - the caller looked
        kind, meaning, stands = self.payment
        level = Level.DENIED if kind is Payment.NEVER else Level.INFORMATION
        if kind is Payment.CONDITIONAL and stands.startswith("status T") and len(self.claim.codes) > 1:
            level = Level.ATTENTION
        verdict = f"{self.code} is valid on {self.claim.on.isoformat()}. Medicare: {meaning} ({stands})."
        rule = "Status indicators: record layout of the relative value file (RVUPUF), Attachment A; OPPS addendum D1."
        return self._finding(level, verdict, rule=rule, caveat=self._stale())

    def _stale(self) -> str:
        return staleness(_newest(self.status), self.claim.on) if self.status.stale else ""

    def _finding(
        self,
        level: Level,
        verdict: str,
        *,
        mend: str = "",
        rule: str = "",
        caveat: str = "",
        grounds: tuple[Ground, ...] = (),
        successors: tuple[str, ...] = (),
    ) -> Finding:
        caveat = caveat or self._stale()
        rows = tuple(ground(x.edition, self.claim.on, _row(self.code, x)) for x in self.status.basis)
        return Finding(
            Subject.VALIDITY,
            level,
            verdict,
            codes=(self.code,),
            lines=tuple(line.number for line in self.lines),
            facts=tuple(f for f in (("Line", lines_named([x.number for x in self.lines])), ("Listed in", self.basis)) if f[1]),
            rule=rule,
            mend=mend,
            caveat=caveat,
            grounds=(*rows, *grounds),
            data={"lines": self.data(successors)},
        )

    def data(self, successors: tuple[str, ...] = ()) -> list[dict[str, object]]:
        """An entry for every line of the code."""
        entry: dict[str, object] = {
            "code": self.code,
            "system": self.system.value if self.system else "",
            "status": self.status.state.value,
            "since": self.status.since.isoformat() if self.status.since else "",
            "until": self.status.until.isoformat() if self.status.until else "",
            "successors": list(successors),
            "medicare": self.payment[0].value if self.payment else "",
            "payment": self.payment[2] if self.payment else "",
            "editions": [named(x.edition) for x in self.status.basis],
            "stale": self.status.stale,
        }
        return [{"number": x.number, "modifiers": list(x.modifiers), "units": x.count, **entry} for x in self.lines]


def _all_valid(claim: Claim, plain: list[_Checked]) -> Finding:
    codes = tuple(x.code for x in plain)
    on = claim.on.isoformat()
    verb = "is" if len(codes) == 1 else "are"
    used = tuple(dict.fromkeys(b for x in plain for b in x.status.basis if b.listed))
    stale = tuple(b.edition for x in plain if x.status.stale for b in x.status.basis)
    return Finding(
        Subject.VALIDITY,
        Level.PASSED,
        f"{listed(codes, 25)} {verb} valid on {on}.",
        codes=codes,
        lines=tuple(sorted(line.number for x in plain for line in x.lines)),
        facts=tuple((x.code, f"listed in {x.basis}" + (f", {x.payment[2]}" if x.payment else "")) for x in plain),
        caveat=" ".join(p for p in (staleness(stale, claim.on), _NO_PROMISE) if p),
        grounds=tuple({named(b.edition): ground(b.edition, claim.on) for b in used}.values()),
        data={"lines": [entry for x in plain for entry in x.data()]},
    )


def _payment(claim: Claim, catalog: Catalog, code: str, system: System) -> tuple[Payment, str, str] | None:
    """What Medicare does with a valid code in the setting: kind, meaning, and the indicator it stands on."""
    if system is System.HCPCS:
        row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), code)
        if row is not None and row.coverage in _NOT_COVERED:
            return Payment.NEVER, _NOT_COVERED[row.coverage], f"HCPCS coverage code {row.coverage}"
    if claim.setting is Setting.SUPPLIER:
        return None
    if claim.setting is Setting.HOSPITAL:
        opps = other_fees.opps(catalog.files(other_fees.OPPS_ADDENDUM_B), code, claim.on)
        if opps is None:
            return None
        kind, meaning = status.hospital_status(opps.status)
        return kind, meaning, f"OPPS status indicator {opps.status}, {opps.edition.name}"
    fee = physician_fee_schedule.fee(catalog.files(physician_fee_schedule.SOURCE), code, claim.on)
    if fee is None:
        return None
    kind, meaning = status.medicare_status(fee.status)
    return kind, meaning, f"status {fee.status}, {named(fee.edition)}"


def _diagnoses(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    found: list[Finding] = []
    good: list[tuple[str, str, Status]] = []
    for code in dict.fromkeys(icd10cm.dotted(c) for c in claim.diagnoses):
        if not icd10cm.looks_like(code):
            entry: dict[str, object] = {"code": code, "status": CodeState.MALFORMED.value}
            found.append(Finding(Subject.VALIDITY, Level.DENIED, f"{code} is no ICD-10-CM code.", (code,), data={"dx": [entry]}))
            continue
        if claim.diagnoses_on < _ICD10_BEGAN:
            found.append(_before_icd10(claim.diagnoses_on, code))
            continue
        verdict = status.decide(code, claim.diagnoses_on, listings.of_diagnosis(catalog, code, claim.diagnoses_on))
        if verdict.state is CodeState.ACTIVE:
            good.append((code, catalog.title(System.ICD10CM, code, claim.diagnoses_on)[0], verdict))
        else:
            found.append(_diagnosis(claim.diagnoses_on, catalog, code, verdict))
    if good:
        found.append(_valid_diagnoses(claim, good))
    return tuple(found)


def _before_icd10(on: date, code: str) -> Finding:
    return Finding(
        Subject.VALIDITY,
        Level.DENIED,
        f"{code} is not valid on {on.isoformat()}: until {(_ICD10_BEGAN - timedelta(days=1)).isoformat()} diagnoses were coded in ICD-9-CM.",
        codes=(code,),
        rule="ICD-10-CM is used for dates of service, or of discharge, from 1 October 2015. (45 CFR 162.1002)",
        grounds=(Ground(rule="45 CFR 162.1002"),),
        data={"dx": [{"code": code, "status": CodeState.NOT_YET.value, "choices": [], "editions": []}]},
    )


def _valid_diagnoses(claim: Claim, good: list[tuple[str, str, Status]]) -> Finding:
    codes = tuple(code for code, _, _ in good)
    on, verb = claim.diagnoses_on, "is" if len(good) == 1 else "are"
    used = tuple(dict.fromkeys(x.edition for _, _, v in good for x in v.basis if x.listed))
    return Finding(
        Subject.VALIDITY,
        Level.PASSED,
        f"{listed(codes, 25)} {verb} valid on {on.isoformat()}.",
        codes=codes,
        facts=tuple((code, title) for code, title, _ in good if title),
        caveat=staleness(used, on),
        grounds=tuple(ground(e, on) for e in used),
        data={
            "dx": [{"code": c, "status": v.state.value, "title": t, "editions": [named(x.edition) for x in v.basis]} for c, t, v in good]
        },
    )


def _diagnosis(on: date, catalog: Catalog, code: str, verdict: Status) -> Finding:
    level, mend, caveat, when = Level.DENIED, "", "", on.isoformat()
    choices: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    if verdict.state is CodeState.NOT_REPORTABLE:
        said, choices = _choices(catalog, code, on)
        text = f"{code} is not complete on {when}: {said}."
        mend = f"Choose from {listed(choices, _MOST_CHOICES)}." if choices else ""
    elif verdict.state is CodeState.DELETED:
        text = _gone(verdict, f"{code} is not valid on {when}")
        hint = successors.of_diagnosis(catalog, code)
        mend, choices, grounds = hint.text, hint.codes, hint.grounds
    elif verdict.state is CodeState.NOT_YET:
        text = f"{code} is not valid yet on {when}: it is first in {_listing_names(verdict)}."
    elif verdict.state is CodeState.NOT_FOUND:
        choices = listings.neighbours(catalog, code, System.ICD10CM, on)
        text = f"{code} is not found in {_sought(verdict)}."
        mend = f"Near it: {listed(choices)}." if choices else ""
    else:
        level = Level.UNKNOWN
        near = f" ({named(verdict.basis[0].edition)} is the nearest)" if verdict.basis else ""
        text = f"{code} cannot be decided for {when}: no ICD-10-CM edition for that date is loaded{near}."
        mend = editions.to_load("icd10cm_tabular", on)
    if verdict.stale:
        caveat = staleness(_newest(verdict), on)
    return Finding(
        Subject.VALIDITY,
        level,
        text,
        codes=(code,),
        mend=mend,
        rule="Only codes without further subdivision, and with their 7th character, are reported. (ICD-10-CM Guidelines, I.B.2)"
        if verdict.state is CodeState.NOT_REPORTABLE
        else "",
        caveat=caveat,
        grounds=(*(ground(x.edition, on, _row(code, x)) for x in verdict.basis), *grounds),
        data={
            "dx": [
                {
                    "code": code,
                    "status": verdict.state.value,
                    "choices": list(choices),
                    "editions": [named(x.edition) for x in verdict.basis],
                }
            ]
        },
    )


def _choices(catalog: Catalog, code: str, on: date) -> tuple[str, tuple[str, ...]]:
    answer = catalog.code(System.ICD10CM, code, on).code
    if answer is not None and answer.seventh and not answer.children:
        return "it needs a 7th character", tuple(f"{icd10cm.with_seventh(code, s.character)} ({s.meaning})" for s in answer.seventh)
    if answer is not None and answer.children:
        return "it is subdivided", answer.children
    return "it is subdivided", successors.below(catalog, code, on)


def _gone(verdict: Status, start: str) -> str:
    if verdict.until is not None:
        return f"{start}: its last day was {verdict.until.isoformat()}."
    if verdict.gone_by is not None and verdict.last_seen is not None:
        return f"{start}: {named(verdict.last_seen)} has it, {named(verdict.gone_by)} no longer."
    return f"{start}."


def _inference(verdict: Status) -> str:
    if not verdict.inferred:
        return ""
    day = verdict.until + timedelta(days=1) if verdict.until else verdict.since
    both = listed([named(x.edition) for x in verdict.basis])
    return f"The day is inferred: CPT changes on 1 January, and {day.isoformat() if day else 'it'} is the only one between {both}."


def _newest(verdict: Status) -> tuple[Edition, ...]:
    """The editions nearest to the date among those that a verdict stands on."""
    latest = max((x.edition.begins for x in verdict.basis), default=None)
    return tuple(x.edition for x in verdict.basis if x.edition.begins == latest)


def _sought(verdict: Status) -> str:
    return listed(list(dict.fromkeys(named(x.edition) for x in verdict.basis)), 4)


def _listing_names(verdict: Status) -> str:
    return listed([named(x.edition) for x in verdict.basis if x.listed], 2)


def _row(code: str, listing: status.Listing) -> str:
    if not listing.listed:
        return f"{code} not listed"
    own = [f"{word} {day.isoformat()}" for word, day in (("from", listing.begins), ("to", listing.ends)) if day]
    return " ".join((code, *own)) if own else f"{code} listed"
