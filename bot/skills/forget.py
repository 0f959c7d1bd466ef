"""Everything kept of a person, deleted when they ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.skills.base import Context
from bot.turns import Button, Outcome, Reply, Turn, Visibility

_YES = "me yes"


@dataclass(frozen=True, slots=True)
class ForgetSkill:
    """`/forget me` says what goes and asks once; `/forget me yes`, or the button, does it."""

    name: str = "forget"
    verbs: tuple[str, ...] = ("forget",)
    summary: str = "delete what is kept of you: /forget me"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`. The turn itself is not kept either: its person is gone when it would be written."""
        said = " ".join(context.text.lower().split())
        if said == _YES:
            name = await context.store.people.pseudonym(turn.person_key)  # nobody can tell it any more once she is forgotten
            gone = await context.store.people.forget(turn.person_key)
            context.service_dates.forget(turn.person_key)
            context.cases.forget(turn.person_key)
            await context.store.audit.append("", "person_forgotten", name)
            kept = f" {gone.feedback} of your ratings stay without your name and reason." if gone.feedback else ""
            if gone.review_places:
                kept += " The place for consults that you named is no longer one: an admin says /consults here where they are to be told of."
            return _reply(
                f"Forgotten: {gone.turns} questions with their answers, {gone.tokens} buttons, {gone.defaults} defaults,"
                f" {gone.favourites} saved codes, {gone.code_notes} notes, {gone.consults} consults, {gone.watches} watches.{kept}",
                "Cards that you shared are taken down within a minute. Other messages in this chat are the platform's; delete them there. What you ask"
                " from now on is kept as before.",
            )
        if said not in ("me", ""):
            return _reply("I can forget you, and nobody else for you.", "Say /forget me.", outcome=Outcome.UNCLEAR)
        return _reply(
            "This deletes your questions and my answers to them in every conversation, your defaults, saved codes, notes, consults, watches and buttons,"
            " and the cards you shared, and takes your name off ratings, team answers and your replies to others.",
            "It cannot be undone. Dates of service and notes of cases are in memory only, two hours at most, and go too.",
            Button("Yes, forget me", Action("forget", _YES), primary=True, own=True),
        )


def _reply(verdict: str, rule: str, *buttons: Button, outcome: Outcome = Outcome.ANSWERED) -> Reply:
    return Reply(verdict=verdict, rule=rule, buttons=buttons, outcome=outcome, visibility=Visibility.PRIVATE, topic="forget")
