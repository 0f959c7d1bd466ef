"""What a person can ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import Action
from bot.skills.base import Context, Skill
from bot.turns import Button, Reply, Table, Turn, Visibility


@dataclass(frozen=True, slots=True)
class HelpSkill:
    """`/help`: built from the skills themselves, so it cannot go stale."""

    skills: tuple[Skill, ...]
    name: str = "help"
    verbs: tuple[str, ...] = ("help",)
    summary: str = "what you can ask"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        listed: tuple[Skill, ...] = (*self.skills, self)
        rows = tuple((f"/{s.name}", s.summary) for s in listed)
        return Reply(
            title="Coderly",
            verdict="Ask with a code or in your own words; the answer names the row and the edition it stands on.",
            tables=(Table(("Command", "What it does"), rows),),
            rule="A date of service may be named anywhere: “E11.9 on 2025-11-15”. Leave patient identifiers out; they are not needed.",
            caveat="Look-up and education only; the certified coder decides from the record.",
            visibility=Visibility.PRIVATE,
            topic="help",
            buttons=(
                Button("/code E11.9", Action("code", "E11.9")),
                Button("/code 27257", Action("code", "27257")),
                Button("When is modifier 25 right?", Action("ask", "When is modifier 25 right?")),
                Button("What is loaded?", Action("about")),
            ),
        )
