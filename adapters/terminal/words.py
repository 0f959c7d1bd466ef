"""What the chat itself says; everything about coding comes from the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from adapters.terminal import style

VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "code": "look up a code",
        "search": "find codes for words",
        "ask": "ask a coding question",
        "help": "what I can do",
        "about": "data, editions and licences",
        "feedback": "say what was right or wrong",
    }
)
"""The slash verbs that are completed, unless the caller names others."""

LOCAL_VERBS: Final[Mapping[str, str]] = MappingProxyType({"clear": "clear the screen", "quit": "leave"})
"""The verbs that the chat answers by itself."""

EMPTY_HINT: Final = "Type a code or a question, e.g. /code E11.9. /help lists more."
STOPPED: Final = "Stopped. Ask again, or ask something else."
INTERRUPT_HINT: Final = "Nothing is running. Ctrl-D or /quit leaves."
KEYS: Final = "Number: press a button · Alt-Enter: new line · Ctrl-C: stop · /clear · /quit"
PIPED_KEYS: Final = "Number: press a button · one question a line · /quit or end of input: leave"
PROMPT: Final = "▸ "
PLACEHOLDER: Final = "a code, or a question in your own words"
TOOLBAR_KEYS: Final = "/help · Ctrl-D leaves"


def went_wrong(reference: str) -> str:
    """The one line for a failure that the assistant did not turn into a reply."""
    return f"Something went wrong. Try again, or report reference {reference}."


def greeting() -> RenderableType:
    """What this is and three things to try."""
    examples = (
        ("/code E11.9", "a diagnosis code"),
        ("/code 27257", "a procedure code"),
        ("type 2 diabetes with neuropathy", "or your own words"),
    )
    lines = [Text.assemble(("Coderly", f"bold {style.ACCENT}"), " looks up codes and coding rules, with sources.")]
    lines += [Text.assemble("  ", (example.ljust(33), "bold"), (meaning, "dim")) for example, meaning in examples]
    lines.append(Text("/help lists the rest. No patient names, please.", style="dim"))
    return Group(*lines)
