"""What every adapter's renderer owes a reply. An adapter's tests subclass `RenderContract` and say how to look at its payloads."""

from __future__ import annotations

from abc import ABC, abstractmethod

from any_reply import REPLIES
from hypothesis import HealthCheck, given, settings

from bot.actions import Action, ActionError, encode
from bot.turns import ASIDE_BUTTONS, Button, Citation, Field, Link, Notice, Outcome, Reply, Table

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WHOLE = Reply(
    verdict="45380 is bundled into 45385.",
    title="NCCI PTP",
    fields=(Field("Indicator", "1", 1),),
    tables=(Table(("Column 1", "Column 2"), (("45385", "45380"),), "Edits"),),
    rule="A modifier needs a separate lesion.",
    body="What could mend it: 45380-59",
    caveat="Payers may differ.",
    citations=(Citation(1, "NCCI PTP edits", "2026Q4"),),
    buttons=(Button("Check it all", Action("check", "45385, 45380"), primary=True), Button("What it pays", Action("fee", "45385"))),
    notices=(Notice("Report it.", "error", "ab12cd34"),),
    locked=("RVUs", "Coverage"),
    codes=("45385", "45380"),
    answer_id="0123456789abcdef",
)


class RenderContract(ABC):
    """Cases for one adapter."""

    @abstractmethod
    def shown(self, reply: Reply) -> str:
        """Everything a person reads, as plain text, of all messages in order."""

    @abstractmethod
    def problems(self, reply: Reply) -> list[str]:
        """What the platform would refuse."""

    @abstractmethod
    def pressable(self, reply: Reply) -> list[Action]:
        """The actions of the buttons as they come back when pressed, in order."""

    @abstractmethod
    def links(self, reply: Reply) -> list[str]:
        """The addresses that a person can follow."""

    def choosable(self, reply: Reply) -> list[Action]:
        """The actions of the list as they come back when chosen, in order; none where the surface has no lists."""
        return []

    @EXAMPLES
    @given(REPLIES)
    def test_any_reply_is_accepted_and_names_every_code(self, reply: Reply) -> None:
        assert self.problems(reply) == []
        shown = self.shown(reply)
        assert all(code in shown for code in reply.codes)

    def test_nothing_of_an_answer_is_missing_and_the_verdict_stands_first(self) -> None:
        shown = self.shown(WHOLE)
        parts = (WHOLE.verdict, "Indicator", "45385", WHOLE.rule, WHOLE.body, WHOLE.caveat, "2026Q4", "ab12cd34", "Locked: RVUs, Coverage")
        assert [part for part in parts if part not in shown] == []
        assert shown.index(WHOLE.verdict) < shown.index("Indicator") < shown.index(WHOLE.rule) < shown.index("2026Q4")

    @EXAMPLES
    @given(REPLIES)
    def test_every_button_that_is_shown_comes_back_as_its_own_action(self, reply: Reply) -> None:
        offered = {_encoded(b.action) for b in (*reply.buttons, *reply.aside)} - {""}
        pressed = [_encoded(action) for action in self.pressable(reply)]
        assert set(pressed) <= offered
        assert len(pressed) == len(set(pressed)) <= 5 + ASIDE_BUTTONS

    @EXAMPLES
    @given(REPLIES)
    def test_every_choice_of_a_list_comes_back_as_its_own_action(self, reply: Reply) -> None:
        offered = {_encoded(b.action) for b in reply.menu.choices} - {""} if reply.menu else set()
        chosen = [_encoded(action) for action in self.choosable(reply)]
        assert set(chosen) <= offered
        assert len(chosen) == len(set(chosen))

    def test_a_way_out_is_shown_with_its_address_and_is_no_action(self) -> None:
        reply = Reply(verdict="A job.", links=(Link("Apply", "https://jobs.example.org/1"),), answer_id="0123456789abcdef")
        assert self.problems(reply) == []
        assert self.pressable(reply) == []
        assert "https://jobs.example.org/1" in reply.text
        assert self.links(reply) == ["https://jobs.example.org/1"]

    def test_a_failure_is_shown_as_one(self) -> None:
        reply = Reply(verdict="Something went wrong.", outcome=Outcome.FAILED, notices=(Notice("Report it.", "error", "ab12cd34"),))
        assert "ab12cd34" in self.shown(reply)
        assert self.pressable(reply) == []


def _encoded(action: Action) -> str:
    try:
        return encode(action)
    except ActionError:
        return ""
