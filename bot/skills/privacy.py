"""What happens to what a person writes here: what is read, what is kept and for how long, how to delete it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.memory import KEPT_SECONDS
from bot.settings import PhiPolicy
from bot.skills.base import Context
from bot.turns import Button, Field, Reply, Turn, Visibility

_VERDICTS = {
    PhiPolicy.REFUSE: "A message with patient identifiers is not read here: it is sent back, and its text is kept nowhere.",
    PhiPolicy.REDACT: "Patient identifiers are taken out before a message is read, kept or handed to a model.",
    PhiPolicy.ALLOW: "Patient identifiers may be used here: whoever runs Coderly has allowed it.",
}


@dataclass(frozen=True, slots=True)
class PrivacySkill:
    """`/privacy`."""

    name: str = "privacy"
    verbs: tuple[str, ...] = ("privacy",)
    summary: str = "what is read, what is kept and for how long, how to delete it"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. The notice follows from the settings, so that it cannot promise what they do not hold."""
        policy: PhiPolicy = getattr(context.settings.phi, turn.platform.value)
        days = context.settings.retention_days
        model = f"{context.settings.llm}; it gets the question and the rows found for it" if context.settings.llm else "none is used"
        return Reply(
            title="Privacy",
            verdict=_VERDICTS[policy],
            fields=(
                Field("Kept", f"your questions and the answers to them, {days} days, so that you can ask on; feedback and defaults you gave"),
                Field("Yours alone", "codes you saved and your notes on codes, until you delete them; a team note is the team's once an admin approved it"),
                Field("Notes of cases", f"de-identified, in memory only, {KEPT_SECONDS / 3600:.0f} hours at most; only the codes found are stored"),
                Field("Dates of service", f"in memory only, {KEPT_SECONDS / 3600:.0f} hours at most; never stored"),
                Field("Language model", model),
                Field("Logs", "ids and counts; never what you wrote"),
                Field(
                    "Deleting",
                    "/forget me deletes what is kept of you and the cards you shared; other messages in this chat are the platform's, delete them there",
                ),
            ),
            rule="Codes and dates of service are enough for every question here; leave names, birth dates and numbers of patients out.",
            visibility=Visibility.PRIVATE,
            topic="privacy",
            buttons=(Button("Forget me", Action("forget", "me")),),
        )
