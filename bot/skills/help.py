"""What a person can ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.actions import Action
from bot.skills.base import Context, Skill
from bot.turns import Button, Reply, Table, Turn, Visibility

_EXAMPLES = re.compile(r"[;,] (?=/)")


def row(skill: Skill) -> tuple[str, str]:
    """A skill's first example, and what it does."""
    what, _, examples = skill.summary.partition(": ")
    first = _EXAMPLES.split(examples)[0]
    return (first, what) if re.match(rf"/{skill.name}\b", first) else (f"/{skill.name}", skill.summary)


@dataclass(frozen=True, slots=True)
class HelpSkill:
    """`/help`: built from the skills themselves, so it cannot go stale."""

    skills: tuple[Skill, ...]
    name: str = "help"
    verbs: tuple[str, ...] = ("help",)
    summary: str = "what you can ask"

    async def run(self, turn: Turn, context: Context) -> Reply:
        """See `Skill`."""
        rows = tuple(row(skill) for skill in (*self.skills, self))
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
