"""Whether the codes of a claim exist and may be reported on its date: procedures, diagnoses, every system.

`Finding.data` holds `lines` (number, code, status, since, until, successors, and what Medicare does with a valid one:
`medicare` paid, conditional, elsewhere or never, `payment` the indicator) or `dx`; a check puts the lists of all findings together.
"""

from __future__ import annotations

from datetime import date

from bot.coding import status
from bot.coding.claim import Claim, ClaimLine, Setting
from bot.coding.finding import Finding, Ground, Level, Subject
from bot.coding.status import CodeState, Payment, Status
from bot.engine import diagnosis_validity, editions, listings, successors
from bot.engine import validity_words as words
from bot.engine.editions import ground, lines_named, listed, named, staleness
from knowledge import icd10cm
from knowledge.catalog import Catalog
from knowledge.model import Edition, System
from knowledge.tables import hcpcs, other_fees, physician_fee_schedule

_UNSOUND = (CodeState.NOT_FOUND, CodeState.MALFORMED, CodeState.DELETED)
_DATES = "The code set in force on the date of service is used; there is no grace period. (Claims Processing Manual, chapter 23)"
_NO_PROMISE = "A valid code is not a promise of payment."
_NOT_COVERED = {"I": "not payable by Medicare", "M": "not covered by Medicare", "S": "not covered by Medicare, by law"}


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
    return (*found, *diagnosis_validity.findings(claim, catalog))


def of_code(code: str, on: date, catalog: Catalog) -> tuple[CodeState, Finding]:
    """How a single procedure code stands on a date, and what is said of it."""
    claim = Claim(on=on, lines=(ClaimLine(1, code),))
    checked = _Checked(claim, catalog, code)
    return checked.status.state, checked.finding() or _all_valid(claim, [checked])


def unsound(claim: Claim, catalog: Catalog) -> tuple[Finding, ...]:
    """What is to say about the procedure codes that surely do not exist on the date: in no table, ended by a date in one, no code at all."""
    checked = (_Checked(claim, catalog, code) for code in claim.codes)
    found = (x.finding() for x in checked if x.status.state in _UNSOUND and not x.status.inferred)
    return tuple(finding for finding in found if finding is not None)


class _Checked:
    """One procedure code with what is known of it and the claim lines it stands on."""

    def __init__(self, claim: Claim, catalog: Catalog, code: str) -> None:
        self.claim, self.catalog, self.code = claim, catalog, code
        self.lines = tuple(line for line in claim.lines if line.code == code)
        self.system = status.system_of(code)
        self.payment: tuple[Payment, str, str, Edition] | None = None
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
                Level.DENIED, f"{self.code} is not found in {words.sought(self.status)}.", mend=f"Near it: {listed(near)}." if near else ""
            )
        if state is CodeState.NOT_YET:
            begins = f"it begins on {self.status.since.isoformat()}" if self.status.since else f"it is first in {self.basis}"
            return self._finding(
                Level.DENIED, f"{self.code} is not valid yet on {on}: {begins}.", rule=_DATES, caveat=words.inference(self.status)
            )
        if state is CodeState.DELETED:
            return self._deleted(on)
        return self._not_loaded(on)

    def _deleted(self, on: str) -> Finding:
        verdict = words.gone(self.status, f"{self.code} is not valid on {on}")
        hint = successors.of_procedure(self.catalog, self.code)
        mend = hint.text or "Its successor is not in the loaded files; look it up in the code set of that year."
        return self._finding(
            Level.DENIED, verdict, mend=mend, rule=_DATES, caveat=words.inference(self.status), grounds=hint.grounds, successors=hint.codes
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
        kind, meaning, stands, edition = self.payment
        level = Level.DENIED if kind is Payment.NEVER else Level.INFORMATION
        if kind is Payment.CONDITIONAL and stands.startswith("status T") and len(self.claim.codes) > 1:
            level = Level.ATTENTION
        verdict = f"{self.code} is valid on {self.claim.on.isoformat()}. Medicare: {meaning} ({stands})."
        rule = "Status indicators: record layout of the relative value file (RVUPUF), Attachment A; OPPS addendum D1."
        return self._finding(level, verdict, rule=rule, caveat=self._stale(), first=(ground(edition, self.claim.on, f"{self.code}: {stands}"),))

    def _stale(self) -> str:
        return staleness(words.newest(self.status), self.claim.on) if self.status.stale else ""

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
        first: tuple[Ground, ...] = (),
    ) -> Finding:
        caveat = caveat or self._stale()
        rows = tuple(ground(x.edition, self.claim.on, words.row(self.code, x)) for x in self.status.basis)
        return Finding(
            Subject.VALIDITY,
            level,
            verdict,
            codes=(self.code,),
            lines=tuple(line.number for line in self.lines),
            facts=tuple(f for f in (("Line", self._where()), ("Listed in", self.basis)) if f[1]),
            rule=rule,
            mend=mend,
            caveat=caveat,
            grounds=(*first, *rows, *grounds),
            data={"lines": self.data(successors)},
        )

    def _where(self) -> str:
        """The lines of the code, blank on a claim of one line."""
        return lines_named([x.number for x in self.lines]) if len(self.claim.lines) > 1 else ""

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


def _payment(claim: Claim, catalog: Catalog, code: str, system: System) -> tuple[Payment, str, str, Edition] | None:
    """What Medicare does with a valid code in the setting: kind, meaning, the indicator it stands on, and where that is."""
    if system is System.HCPCS:
        row = hcpcs.look_up(catalog.files(hcpcs.SOURCE), code)
        if row is not None and row.coverage in _NOT_COVERED:
            edition = next(f.edition for f in catalog.files(hcpcs.SOURCE) if f.edition.name == row.edition)
            return Payment.NEVER, _NOT_COVERED[row.coverage], f"HCPCS coverage code {row.coverage}", edition
    if claim.setting is Setting.SUPPLIER:
        return None
    if claim.setting is Setting.HOSPITAL:
        opps = other_fees.opps(catalog.files(other_fees.OPPS_ADDENDUM_B), code, claim.on)
        if opps is None:
            return None
        kind, meaning = status.hospital_status(opps.status)
        return kind, meaning, f"OPPS status indicator {opps.status}, {opps.edition.name}", opps.edition
    fee = physician_fee_schedule.fee(catalog.files(physician_fee_schedule.SOURCE), code, claim.on)
    if fee is None:
        return None
    kind, meaning = status.medicare_status(fee.status)
    return kind, meaning, f"status {fee.status}, {named(fee.edition)}", fee.edition
