"""Denial codes of remittance advices in plain words of our own, and which rules of the engine stand behind each. Pure.

Group codes and the numbers of adjustment reasons are facts of the remittance standard; its texts are licensed and
not used. What a reason points to: NCCI Policy Manual ch. 1 (97, 236), Medicare Claims Processing Manual ch. 23 and 30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coding.finding import Subject

GROUPS = {
    "CO": "the provider writes it off under the contract; the patient is not billed",
    "PR": "the patient owes it",
    "OA": "neither of the two; another adjustment",
    "PI": "the payer reduced it on its own",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """An adjustment reason: what it means in our words, what usually mends it, and the subjects that may lie behind it."""

    number: str
    meaning: str
    mend: str
    behind: tuple[Subject, ...] = ()


_V, _P, _M, _A, _MO, _D, _C = (
    Subject.VALIDITY,
    Subject.PTP,
    Subject.MUE,
    Subject.ADDON,
    Subject.MODIFIERS,
    Subject.DIAGNOSES,
    Subject.COVERAGE,
)

REASONS = {
    reason.number: reason
    for reason in (
        Reason("1", "the deductible of the plan was not met yet", "Bill the patient; nothing is wrong with the coding."),
        Reason("2", "the patient's share by percentage", "Bill the patient; nothing is wrong with the coding."),
        Reason("3", "the patient's fixed share for the visit", "Bill the patient; nothing is wrong with the coding."),
        Reason(
            "4",
            "a modifier is missing, or it does not fit the procedure",
            "Compare the modifiers of the line with the record and the code's indicators; correct the claim if the record supports another.",
            (_MO, _P),
        ),
        Reason("5", "the procedure does not go with this place of service", "Check the place of service, then the code family for that place.", (_V,)),
        Reason("6", "the procedure or revenue code does not go with the patient's age", "Check age and code; some codes are for one age group.", (_V, _D)),
        Reason("7", "the procedure does not go with the patient's sex", "Check the sex on file and the code.", (_V, _D)),
        Reason("8", "the procedure does not go with the specialty of who billed it", "Check the taxonomy that the payer has on file."),
        Reason("9", "the diagnosis does not go with the patient's age", "Check age and diagnosis; codes for newborns and maternity have limits.", (_D,)),
        Reason("10", "the diagnosis does not go with the patient's sex", "Check the sex on file and the diagnosis.", (_D,)),
        Reason(
            "11",
            "the diagnosis does not go with the procedure",
            "See whether the diagnosis pointed to is the reason for the service; point to the right one if the record names it.",
            (_C, _D),
        ),
        Reason(
            "16",
            "something the payer needs is missing or wrong on the claim; the remark code beside it says what",
            "Read the remark code, complete the claim and send it again as a new claim, not as an appeal.",
            (_V, _D, _MO),
        ),
        Reason("18", "the same service was billed before", "If it was done twice, 76, 77 or 91 says so where the record shows it.", (_MO, _M)),
        Reason("19", "a work injury; the compensation carrier comes first", "Bill the carrier of the injury."),
        Reason("22", "another payer may come first", "Find out which payer is first and bill in that order."),
        Reason("23", "what another payer paid or adjusted before", "Nothing to mend by itself; compare with the first payer's remittance."),
        Reason("24", "the service belongs to a managed-care plan", "Bill the plan the patient was in on that day."),
        Reason("26", "the service was before the cover began", "Check eligibility on the date of service."),
        Reason("27", "the service was after the cover ended", "Check eligibility on the date of service."),
        Reason("29", "the claim came after the time limit", "Appeal only with proof that it was sent in time."),
        Reason("31", "the patient cannot be found at this payer", "Check name and member number with the card."),
        Reason("35", "a lifetime limit was reached", "Check how often the benefit is paid."),
        Reason("39", "authorization was asked for and not given", "Check the authorization; appeal with the record if it was urgent."),
        Reason("40", "it was no emergency by the payer's rules", "Appeal with the record of what was presented."),
        Reason("45", "the charge is above what the contract or fee schedule allows", "Write it off; it is no denial of the service."),
        Reason("49", "a routine or screening service that the plan does not pay", "Check whether it was screening at all, and the screening benefit.", (_C,)),
        Reason(
            "50",
            "the payer does not see the service as medically necessary",
            "Compare the diagnosis with the LCD, article or NCD; appeal with the record if the condition that was treated is on it, else the ABN decides.",
            (_C, _D),
        ),
        Reason("54", "more than one physician or an assistant is not paid here", "Check the assistant and co-surgery indicators.", (_MO,)),
        Reason("55", "the payer sees the procedure as experimental", "Check the coverage policy; appeal with literature if it is covered there.", (_C,)),
        Reason("58", "the place of service was not right for the service", "Check the place of service.", (_V,)),
        Reason("59", "reduced as a second or later procedure of the day", "Check the ranking of the procedures; it is a rule, not a denial.", (_MO,)),
        Reason("60", "outpatient services near an inpatient stay are part of it", "Check the payment window before the stay."),
        Reason("95", "a plan procedure was not followed", "Check the plan's rules for this service."),
        Reason(
            "96",
            "the service is not covered",
            "See whether the benefit is excluded (GY) or only this use of it; the remark code says which.",
            (_V, _C),
        ),
        Reason(
            "97",
            "its payment is part of another service that was paid or decided on the same day",
            "Find the edit or the global period behind it. A modifier belongs on the line only where the edit allows one and the record shows why.",
            (_P, _A, _MO),
        ),
        Reason("107", "the service it belongs with is not on the claim", "See whether the primary procedure was billed.", (_A,)),
        Reason("109", "another payer or contractor is responsible", "Send the claim there."),
        Reason("110", "the billing date is before the date of service", "Correct the dates."),
        Reason("114", "the drug or device was not approved for sale", "Check the approval and the coverage policy.", (_C,)),
        Reason("119", "the benefit limit for this time was reached", "Check frequency limits of the benefit and the policy.", (_C, _M)),
        Reason("125", "a billing error; the remark code says which", "Read the remark code and correct the claim.", (_V,)),
        Reason("129", "the information of the earlier payer is missing or wrong", "Complete what the first payer decided."),
        Reason("140", "the patient's number and name do not go together", "Check both with the card."),
        Reason("146", "the diagnosis was not valid on the date of service", "Take the code that was valid on that day.", (_V, _D)),
        Reason("150", "the record sent in does not support this level of service", "Compare the record with the criteria of the level.", (_C,)),
        Reason(
            "151",
            "the record sent in does not support this many or this frequent services",
            "Compare units with the MUE and the policy; appeal with the record where the MAI allows it.",
            (_M, _C),
        ),
        Reason("167", "this diagnosis is not covered", "Compare with the policy; another diagnosis only where the record names it.", (_C, _D)),
        Reason("170", "not paid when done by this kind of provider", "Check who may bill the service."),
        Reason("171", "not paid when done by this kind of provider in this place", "Check place and provider."),
        Reason("181", "the procedure code was not valid on the date of service", "Take the code that was valid on that day.", (_V,)),
        Reason("182", "the modifier was not valid on the date of service", "Check the modifier's dates.", (_MO,)),
        Reason("183", "who referred may not refer this service", "Check the enrolment of the referring provider."),
        Reason("185", "who rendered it may not do so here", "Check the enrolment of the rendering provider."),
        Reason("197", "no authorization or notice before the service", "Appeal only if one was not needed or was there."),
        Reason("204", "the plan does not hold this service", "Check the benefit; bill the patient if he was told before."),
        Reason("222", "more units than agreed for this time", "Check the units.", (_M,)),
        Reason("231", "two services that exclude each other on one day", "Find the edit behind it.", (_P,)),
        Reason(
            "234",
            "this service is not paid on its own",
            "Check the status indicator: bundled services are never paid alone.",
            (_V, _P),
        ),
        Reason(
            "236",
            "this procedure, or with its modifier, does not go with another one of the same day by NCCI",
            "Find the edit; where its indicator is 1 and the record shows a distinct service, the modifier belongs on the column 2 line.",
            (_P, _MO),
        ),
        Reason("243", "not authorized by the network's physician", "Check the referral."),
        Reason("252", "a document is needed first", "Send what the remark code asks for."),
        Reason("B7", "the provider was not certified for this on the date of service", "Check the enrolment or the CLIA number.", ()),
        Reason("B9", "the patient is in hospice", "GW or GV says whether the service belongs to the terminal illness.", (_MO,)),
        Reason("B15", "another service that it needs was not paid or is missing", "See whether the primary procedure was billed and paid.", (_A, _P)),
        Reason("B16", "a new-patient service for an established patient", "Check the three-year rule and take the established-patient family.", (_V,)),
        Reason("B20", "another provider did all or part of it", "Check split care: 54, 55 and 56.", (_MO,)),
    )
}

_CODE = re.compile(
    r"\b(?P<group>CO|PR|OA|PI)[\s-]?(?P<number>\d{1,3}|B\d{1,2})\b|\b(?:carc|denied|denial(?:\s+code)?|reason(?:\s+code)?)[\s:#-]*(?P<bare>\d{1,3}|B\d{1,2})\b",
    re.IGNORECASE,
)


_REMARK = re.compile(r"(?<![\w.-])(?:N\d{1,3}|MA?\d{2,3})(?![\w.])")
"""Remark codes of a remittance: N382, MA130, M51. Beside a denial they are no diagnoses."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial as it was written. `reason` is None for a number that is not in our table."""

    group: str
    number: str
    reason: Reason | None
    start: int
    end: int

    @property
    def label(self) -> str:
        """`CO-97`, or `97` without a group."""
        return f"{self.group}-{self.number}" if self.group else self.number

    @property
    def group_words(self) -> str:
        """What the group code says about who owes the amount, blank without one."""
        return GROUPS.get(self.group, "")


def denials(text: str) -> tuple[Denial, ...]:
    """Every denial code of a text: `CO-97`, `co97`, `PR 1`, `CARC 50`."""
    found = []
    for match in _CODE.finditer(text):
        number = (match["number"] or match["bare"]).upper().lstrip("0") or "0"
        found.append(Denial((match["group"] or "").upper(), number, REASONS.get(number), match.start(), match.end()))
    return tuple(found)


def remarks(text: str) -> tuple[re.Match[str], ...]:
    """The remark codes of a text that holds a denial, as far as no word before them says that they are diagnoses."""
    return tuple(m for m in _REMARK.finditer(text) if not re.search(r"\b(?:dx|diagnos[ei]s|icd)\b[^;\n]*$", text[: m.start()], re.IGNORECASE))
