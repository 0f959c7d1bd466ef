"""A small assistant for the terminal's tests: real turns in, real replies out, no knowledge behind it.

Run as a program it is the chat on the terminal it was started in.
"""

from __future__ import annotations

import asyncio
import fcntl
import sys
import termios
from collections.abc import Awaitable, Callable

from adapters.terminal import chat
from bot.actions import Action
from bot.turns import Button, Citation, Field, Notice, Outcome, Reply, Table, Turn

HIP = Reply(
    verdict="27257 is payable on its own; 10-day global period",
    title="Closed treatment of a spontaneous hip dislocation, with anaesthesia (our wording)",
    fields=(
        Field("Status", "A: active, paid under the physician fee schedule", 1),
        Field("Global period", "10 days", 1),
        Field("Work RVU", "5.38", 1),
        Field("Unit limit (MUE)", "1 per date of service, adjudication indicator 2 (policy)", 2),
        Field("Bilateral", "Indicator 1: modifier 50 pays 150 %", 1),
        Field("Usual modifiers", "RT, LT, 50, 54, 55, 76, 78", 1),
    ),
    tables=(
        Table(
            ("Column 1", "Column 2", "Indicator", "In force since", "Why"),
            (
                ("27257", "27256", "1", "1996-01-01", "more extensive procedure"),
                ("27257", "01200", "0", "2002-07-01", "anaesthesia by the surgeon is included"),
                ("27257", "99152", "1", "2017-01-01", "sedation is part of the service"),
            ),
            "NCCI edits with its neighbours",
        ),
    ),
    body="27256 is the same treatment without anaesthesia; 27258 and 27259 are open treatments [1].",
    rule="Report 27257 once per hip; an E/M on the same day needs modifier 25 [2].",
    caveat="Spontaneous means developmental or pathological. A traumatic dislocation is 27250 to 27254.",
    citations=(
        Citation(1, "CMS Physician Fee Schedule", "RVU26B", "2026-04-01", "27257"),
        Citation(2, "CMS NCCI PTP and MUE, practitioner", "2026 Q2", "2026-04-01"),
    ),
    buttons=(
        Button("NCCI edits", Action("ncci", "27257"), primary=True),
        Button("Fee", Action("fee", "27257")),
        Button("27256: without anaesthesia", Action("code", "27256")),
        Button("27258: open treatment", Action("code", "27258")),
    ),
    codes=("27257", "27256", "27258"),
    copy_line="27257-RT · 10-day global · MUE 1",
)
"""A card with everything on it."""

EDITS = Reply(verdict="27257 has three NCCI edits with its neighbours", topic="ncci", codes=("27257",))

NEUROPATHY = Reply(
    verdict="Most likely E11.40, or a more exact code if the neuropathy is named",
    tables=(
        Table(
            ("Code", "Title", "When"),
            (
                ("E11.40", "Type 2 diabetes mellitus with diabetic neuropathy, unspecified", "nothing more is documented"),
                ("E11.42", "Type 2 diabetes mellitus with diabetic polyneuropathy", "polyneuropathy, or neuralgia"),
                ("E11.43", "Type 2 diabetes mellitus with diabetic autonomic (poly)neuropathy", "gastroparesis"),
            ),
        ),
    ),
    rule="“With” in the index presumes the link between diabetes and neuropathy, unless the record says otherwise [2].",
    citations=(
        Citation(1, "ICD-10-CM tabular list", "FY2026", "2026-04-01", "E11.4-"),
        Citation(2, "ICD-10-CM guidelines", "FY2026", "2025-10-01", "I.A.15"),
    ),
    buttons=(
        Button("E11.40", Action("code", "E11.40")),
        Button("E11.42", Action("code", "E11.42")),
        Button("Insulin too?", Action("ask", "Z79.4")),
    ),
    notices=(Notice("Passages are still being embedded; exact facts and words already answer."),),
    codes=("E11.40", "E11.42", "E11.43"),
)

UNKNOWN = Reply(
    verdict="E11.99 is not an ICD-10-CM code in FY2026",
    body="The nearest ones that exist:\n- E11.9 without complications\n- E11.8 with unspecified complications",
    citations=(Citation(1, "ICD-10-CM tabular list", "FY2026", "2026-04-01", "E11"),),
    buttons=(Button("E11.9", Action("code", "E11.9")), Button("E11.8", Action("code", "E11.8"))),
    outcome=Outcome.NOT_FOUND,
    codes=("E11.9", "E11.8"),
)

FAILED = Reply(
    verdict="That took too long, so I stopped",
    notices=(Notice("Ask again, or look the code up with /code.", "error", "7f3a9c21"),),
    outcome=Outcome.FAILED,
)

HELP = Reply(verdict="Ask a coding question, or look up a code with /code", body="- /code 27257\n- /search broken hip")


class Desk:
    """Answers what it knows, remembers every turn it was given, and is slow, wordy or broken when asked to be."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.stopped = False
        self.status = "ICD-10-CM FY2026 (April 1 2026) · starter pack · no model"
        self.on_turn: Callable[[], None] = lambda: None
        self.replies: dict[str, Reply] = {}

    async def answer(self, turn: Turn, on_sentence: Callable[[str], Awaitable[None]] | None = None) -> Reply:
        self.turns.append(turn)
        self.on_turn()
        if turn.action is not None:
            return EDITS if turn.action.verb == "ncci" else HIP
        if turn.text in self.replies:
            return self.replies[turn.text]
        match turn.text:
            case "break":
                raise RuntimeError("secret of the patient in row 4")
            case "wait":
                await self._forever()
            case "tell me slowly":
                for sentence in ("The first sentence came early. ", "The second sentence came later. "):
                    if on_sentence is not None:
                        await on_sentence(sentence)
                    await asyncio.sleep(0.4)
                return Reply(verdict="Told slowly", body="The first sentence came early. The second sentence came later.")
            case "27257":
                return HIP
            case "E11.99":
                return UNKNOWN
            case "late":
                return FAILED
        if turn.verb == "help":
            return HELP
        if "neuropathy" in turn.text:
            return NEUROPATHY
        return Reply(verdict=f"I read {len(turn.text)} characters: {turn.text[:60]!r}", outcome=Outcome.UNCLEAR)

    def status_line(self) -> str:
        return self.status

    async def _forever(self) -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.stopped = True
            raise


def main() -> int:
    """Chat in the terminal this program was started in, which becomes its controlling one if it has none."""
    if sys.stdin.isatty() and "--own-terminal" in sys.argv:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    return asyncio.run(chat(Desk(), stdin_is_tty=sys.stdin.isatty()))


if __name__ == "__main__":
    sys.exit(main())
