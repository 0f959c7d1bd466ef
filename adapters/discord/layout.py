"""Where each verb stands among Discord's commands: a command takes 25 sub-commands, and a group of them 25 more. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adapters.discord import limits
from bot.skills.base import Skill

OWN = ("code", "ask", "check", "case", "kb")
"""Verbs with a slash command of their own."""
ROOT, MINE, MORE = "coderly", "my", "more"
"""`/coderly ncci`, `/coderly my save`, `/coderly more team`."""
_DAILY = (
    *("ncci", "units", "addon", "modifier", "dx", "status", "fee", "coverage", "crosswalk", "denial"),
    *("search", "browse", "compare", "history", "calc"),
    *("watch", "unwatch", "jobs", "help", "account", "privacy", "forget"),
)
"""What people look for by its name, in the order in which Discord lists it. With the settings and two groups it is full."""
_OWN_THINGS = ("saved", "save", "unsave", "recent", "note", "defaults", "seat", "register")
"""About what is kept of a person, verb by verb."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A verb and its sub-command; `group` is empty for one that stands under `/coderly` itself."""

    verb: str
    group: str
    summary: str

    @property
    def typed(self) -> str:
        """The whole command."""
        return " ".join(filter(None, (f"/{ROOT}", self.group, self.verb)))


def layout(skills: Iterable[Skill]) -> tuple[Placed, ...]:
    """The sub-commands, in their order. A skill that nobody gave a place is under `more`, so that none is ever without a command."""
    skills = [skill for skill in skills if skill.name not in OWN]
    by_verb = {verb: skill for skill in skills for verb in skill.verbs}
    daily = [Placed(verb, "", by_verb[verb].summary) for verb in _DAILY if verb in by_verb]
    mine = [Placed(verb, MINE, by_verb[verb].summary) for verb in _OWN_THINGS if verb in by_verb]
    placed = {one.verb for one in (*daily, *mine)}
    more = [Placed(skill.name, MORE, skill.summary) for skill in skills if skill.name not in placed]
    return (*daily, *mine, *more[: limits.SUBCOMMANDS])


def typed(skills: Iterable[Skill]) -> dict[str, str]:
    """Verb → what is typed for it; a verb without a command of its own is typed as its skill is."""
    skills = tuple(skills)
    placed = {one.verb: one.typed for one in layout(skills)}
    return {verb: placed.get(verb) or placed.get(skill.name) or f"/{skill.name}" for skill in skills for verb in skill.verbs}
