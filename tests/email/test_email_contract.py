"""What every adapter owes a reply, in a mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

from adapter_contract import RenderContract
from any_reply import REPLIES
from hypothesis import HealthCheck, given, settings

from adapters.email.conversations import ref_of
from adapters.email.job import Place
from adapters.email.memo import choices_of, memo
from adapters.email.memo_html import as_html
from adapters.email.memo_text import as_text
from adapters.email.outgoing import outgoing
from adapters.email.parts import text_of
from adapters.email.question import choice
from bot.actions import Action
from bot.turns import Reply

PLACE = Place("mail", "ann@clinic.example", "A question", "<1@clinic.example>")
_OF_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')]*)", re.IGNORECASE)


class Asked(HTMLParser):
    """What a page asks for: the addresses in its attributes, and in its styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._styled = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._styled = tag == "style"
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "srcset", "action", "background", "poster", "data")]
        self.addresses += [found for name, value in attrs if name == "style" for found in _OF_STYLE.findall(value or "")]

    def handle_data(self, data: str) -> None:
        if self._styled:
            self.addresses += _OF_STYLE.findall(data)

    def handle_endtag(self, tag: str) -> None:
        self._styled = False


class TestEmail(RenderContract):
    def shown(self, reply: Reply) -> str:
        return as_text(memo(reply))

    def problems(self, reply: Reply) -> list[str]:
        made = outgoing(memo(reply, "question"), PLACE, "email:1", "coding@desk.example", "Coderly", datetime.now(UTC))
        raw = made.as_bytes(policy=policy.SMTP)
        read = message_from_bytes(raw, policy=policy.default)
        page = as_html(memo(reply), "coding@desk.example", "A question", ref_of("email:1"))
        missing = [code for code in reply.codes if code not in text_of(page)]
        return [
            *(["a line of more than 998 bytes"] if any(len(line) > 998 for line in raw.split(b"\r\n")) else []),
            *([] if read.get_content_type() == "multipart/alternative" else [f"not two forms but {read.get_content_type()}"]),
            *(["another header"] if read["Bcc"] or read["X-Evil"] else []),
            *(f"asks {address} for something" for address in Asked(page).addresses if not address.startswith("mailto:coding@desk.example")),
            *(f"{code} is not on the page" for code in missing),
        ]

    def pressable(self, reply: Reply) -> list[Action]:
        return [c.action for c in memo(reply).choices]

    def links(self, reply: Reply) -> list[str]:
        return [value for _, value, _ in memo(reply).fields if value.startswith("https://")]

    def choosable(self, reply: Reply) -> list[Action]:
        return [c.action for c in memo(reply).more]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPLIES)
def test_the_number_that_stands_before_a_follow_up_chooses_it(reply: Reply) -> None:
    made, known = memo(reply), choices_of(reply)
    for offered in (*made.choices, *made.more):
        picked = choice(f"{offered.number}")
        assert picked is not None
        assert known[picked.number - 1].action == offered.action
