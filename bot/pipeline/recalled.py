"""What a conversation has in play, for the questions that go on about it. Plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.coding import grammar
from bot.coding.claim import Claim, Setting
from bot.coding.claim_text import read_claim
from bot.coding.finding import Subject
from bot.pipeline.subjects import subjects_of


@dataclass(frozen=True, slots=True)
class Recalled:
    """The codes last spoken of, newest first; the date of service, where one was named within two hours; what the engine was
    asked about them; and the parameters that were given with them (setting, state, payer, …).

    `defaults` hold where neither the question nor the conversation says: the person's own, then the channel's.
    """

    codes: tuple[str, ...] = ()
    on: date | None = None
    subjects: tuple[Subject, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


NOTHING = Recalled()
"""Of a conversation that has just begun."""
_GIVEN = ("pos", "state", "zip5", "locality")


def parameters_of(claim: Claim) -> dict[str, str]:
    """What was given around the lines of a claim, without its dates and without who the patient is."""
    found = {name: getattr(claim, name) for name in _GIVEN if getattr(claim, name)}
    if claim.setting_given:
        found["setting"] = claim.setting.value
    if claim.payer_given:
        found["payer"] = claim.payer
    return found


def with_parameters(claim: Claim, parameters: Mapping[str, str]) -> Claim:
    """The claim with parameters taken over for what it does not give itself."""
    taken = {name: parameters[name] for name in _GIVEN if name in parameters and not getattr(claim, name)}
    if taken.keys() & {"state", "zip5", "locality"} and any((claim.state, claim.zip5, claim.locality)):
        taken = {name: value for name, value in taken.items() if name == "pos"}  # another place was named: none is mixed with it
    claim = replace(
        claim,
        pos=taken.get("pos", claim.pos),
        state=taken.get("state", claim.state),
        zip5=taken.get("zip5", claim.zip5),
        locality=taken.get("locality", claim.locality),
    )
    if "setting" in parameters and not claim.setting_given and parameters["setting"] in tuple(Setting):
        claim = replace(claim, setting=Setting(parameters["setting"]), setting_given=True)
    if "payer" in parameters and not claim.payer_given:
        claim = replace(claim, payer=parameters["payer"], payer_given=True)
    return claim


BOT = "(bot) "
"""How a line of a conversation begins that we said ourselves."""


def recall(lines: Sequence[str], today: date) -> Recalled:
    """What a conversation given as text has in play, oldest line first: the codes of the newest line that has any first.

    Subjects and parameters are those of the person's own last question that named codes.
    """
    codes = tuple(dict.fromkeys(m.code for line in reversed(lines) for m in grammar.mentions(line.removeprefix(BOT)) if m.certain))
    claims = [(line, read_claim(line, today)) for line in reversed(lines) if not line.startswith(BOT)]
    line, claim = next(((text, c) for text, c in claims if c.lines or c.diagnoses), ("", Claim(on=today)))
    on = next((c.on for _, c in claims if c.on_given), None)
    return Recalled(codes, on, subjects_of(line, claim), parameters_of(claim))
