"""What a person asked, as the pipeline understands it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.coding.claim import Claim
from bot.coding.finding import Subject
from bot.coding.grammar import Mention
from bot.engine.reverse import Reverse
from knowledge.model import System


class Intent(StrEnum):
    """What kind of answer is wanted."""

    CODE = "code"
    COMPARE = "compare"
    FIND = "find"
    RULE = "rule"
    EXAMINE = "examine"
    CHOOSE = "choose"
    UNCLEAR = "unclear"
    REFUSE = "refuse"


DETAIL_TABLE = "table"
"""The detail of a question about two to four codes that wants them as the columns of a table."""


@dataclass(frozen=True, slots=True)
class Question:
    """An understood question.

    `words` is the text without dates, for finding codes; `prose` is `words` without codes, for finding passages. `choices` are the readings of an
    ambiguous question. `carried` are codes taken over from the thread. `problems` are remarks for the person,
    e.g. a date that does not exist. `subjects` are those the engine is asked about; `claim` is what it looks at. `calculation` is
    the text of a sum, without its verb; `reverse` a published list that is to be read backwards. `defaulted` are parameters of
    the claim, in words, that come from the person's or the channel's defaults. `place` is a place of service code asked about by itself.
    """

    text: str
    words: str
    prose: str
    intent: Intent
    on: date
    on_given: bool = False
    topic: str = ""
    mentions: tuple[Mention, ...] = ()
    modifiers: tuple[str, ...] = ()
    systems: tuple[System, ...] = ()
    carried: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    partial: str = ""
    detail: str = ""
    limit: int = 8
    workspace: str = ""
    descriptors: bool = False
    claim: Claim | None = None
    subjects: tuple[Subject, ...] = ()
    calculation: str | None = None
    reverse: Reverse | None = None
    defaulted: tuple[str, ...] = ()
    place: str = ""
