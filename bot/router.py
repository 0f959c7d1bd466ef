"""Which skill answers a turn. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coding import grammar
from bot.skills.account import ORDERS as ACCOUNT_ORDERS
from bot.skills.base import Skill
from bot.skills.kb import COMMANDS as KB_COMMANDS
from bot.turns import Turn

_ORDERS = {
    "watch": re.compile(r"(?:asked|updates|[\w.*,;\s-]*\d[\w.*,;\s-]*)?\Z", re.IGNORECASE),
    "unwatch": re.compile(r"(?:all|asked|updates|[\w.*,;\s-]*\d[\w.*,;\s-]*)\Z", re.IGNORECASE),
    "defaults": re.compile(r"(?:channel\s+)?(?:clear|\w+\s*=.*)?\Z", re.IGNORECASE | re.DOTALL),
    "account": ACCOUNT_ORDERS,
    "register": re.compile(r"(?:accept\s+\S+)?\Z", re.IGNORECASE),
    "seat": re.compile(r"(?:leave|list|accept\s+\S+|(?:revoke|allow)\s+\S+:\S+)?\Z", re.IGNORECASE),
    "jobs": re.compile(
        r"(?:market|saved?\b.*|mine|review|here|feeds|import|post\b.*|(?:show|edit|close|report|approve|reject|unsave)\s+#?\d.*|remote\b.*|[A-Z]{2,5}\b.*)?\Z",
        re.DOTALL,
    ),
    "forget": re.compile(r"me(?:\s+yes)?\Z", re.IGNORECASE),
    "note": re.compile(r"(?:(?:team\s+)?[A-Z]?\d[\w.]*\b.*)?\Z", re.IGNORECASE | re.DOTALL),
    "browse": re.compile(
        r"(?:[\w.]*\d[\w.]*(?:\s?-\s?[\w.]*\d[\w.]*)?|ch(?:apter)?\.?\s*\d+|icd\S*(?:\s+\S*\d\S*)?|cpt|hcpcs|pcs(?:\s+\w+)?|codes)?\Z", re.IGNORECASE
    ),
    "team": re.compile(r"(?:list|save\b.*|(?:approve|reject|retire|show)\s+#?\d+)\Z", re.IGNORECASE | re.DOTALL),
}
"""What stands after these words where they are orders: `forget me`, and not `forget about 99213`."""


_CASE = re.compile(r"(/?)case(?:\s*:\s*|\s+|\Z)", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:(?:in|out)patient\b|dos\b|is\s+\S*\d\S*.{0,60}\b(?:supported|documented)\b)|.{0,400}\n\s*\S|.{120,}|\s*\Z", re.IGNORECASE | re.DOTALL
)
"""What stands after `case` where a note follows: `case management codes` is a question."""


def _is_note(rest: str) -> bool:
    return _NOTE.match(rest) is not None


@dataclass(frozen=True, slots=True)
class Routed:
    """A skill and the text it gets: without the verb, or the argument of a button."""

    skill: Skill
    text: str


class Router:
    """Verbs of the skills, and `ask` for everything else."""

    def __init__(self, skills: tuple[Skill, ...], fallback: Skill, code: Skill) -> None:
        self.skills = skills
        self._fallback = fallback
        self._code = code
        self._by_verb = {verb: skill for skill in skills for verb in skill.verbs}

    def route(self, turn: Turn, text: str) -> Routed:
        """Button, then slash verb, then a verb as first word, then codes alone, then a question."""
        if turn.action is not None:
            return Routed(self._by_verb.get(turn.action.verb, self._fallback), turn.action.arg)
        if turn.verb:
            return Routed(self._by_verb.get(turn.verb, self._fallback), text)
        if (note := _CASE.match(text)) and "case" in self._by_verb and (note[1] or "\n" in note[0] or _is_note(text[note.end() :])):
            return Routed(self._by_verb["case"], text[note.end() :])
        first, _, rest = text.lstrip("/").partition(" ")
        if first.lower() in self._by_verb and (text.startswith("/") or self._reads_as_command(first.lower(), rest)):
            return Routed(self._by_verb[first.lower()], rest.strip())
        if grammar.only_codes(text):
            return Routed(self._code, text)
        return Routed(self._fallback, text)

    def to(self, verb: str, text: str) -> Routed:
        """What somebody said in other words than the verb's."""
        return Routed(self._by_verb[verb], text)

    def _reads_as_command(self, verb: str, rest: str) -> bool:
        """Whether a message does what the slash command of its first word does: slash commands do not work in threads.

        `code 27257`, `check 99213-25, 20610` and `help` are commands, since the codes follow at once; `help me with modifier 25`
        and `check whether 99213 …` are questions. With a slash before it (`@Coderly /modifier 25`) any verb is a command.
        """
        if verb in ("help", "about", "privacy", "recent"):
            return not rest
        if verb in ("save", "saved", "unsave", "compare"):
            return (not rest and verb == "saved") or grammar.only_codes(rest)
        if verb in ("search", "feedback", "calc"):
            return True
        if verb in _ORDERS:
            return _ORDERS[verb].match(rest) is not None
        if verb == "kb":
            return not rest or rest.split()[0].lower() in KB_COMMANDS
        return grammar.only_codes(rest) if verb == "code" else any(m.start == 0 for m in grammar.mentions(rest.strip())[:1])
