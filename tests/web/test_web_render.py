"""What every adapter owes a reply, as a page; and that nothing of a reply is markup."""

from __future__ import annotations

import re

from adapter_contract import EXAMPLES, RenderContract
from any_reply import REPLIES
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from adapters.messaging.prose import prose
from adapters.web.render import card, laid_out
from bot import actions
from bot.actions import Action
from bot.turns import Reply, Table

_ALLOWED = frozenset(
    "article header p span dl div dt dd table caption thead tbody tr th td ul ol li code pre blockquote em strong br button details summary".split()
)


class TestWeb(RenderContract):
    def shown(self, reply: Reply) -> str:
        return str(LexborHTMLParser(card(reply)).text(separator=" "))

    def problems(self, reply: Reply) -> list[str]:
        page = LexborHTMLParser(f"<main>{card(reply)}</main>")
        nodes = [node for node in page.css("main *") if node.tag]
        out = [node for node in page.css("article > p.links > a") if str(node.attributes["href"]).startswith(("https://", "http://"))]
        bad = [node for node in out if not {"nofollow", "noopener", "noreferrer"} <= set((node.attributes["rel"] or "").split())]
        nodes = [node for node in nodes if node not in out]
        tags = {str(node.tag) for node in nodes} - _ALLOWED | ({"a link without rel"} if bad else set())
        attributes = {name for node in nodes for name in node.attributes if name in ("style", "src", "href") or name.startswith("on")}
        return [*tags, *attributes, *([] if len(page.css("main > article")) == 1 else ["not one card"])]

    def pressable(self, reply: Reply) -> list[Action]:
        return self._sent(reply, 'article > .presses > button[name="action"]')

    def links(self, reply: Reply) -> list[str]:
        return [str(node.attributes["href"]) for node in LexborHTMLParser(card(reply)).css("p.links > a")]

    def choosable(self, reply: Reply) -> list[Action]:
        return self._sent(reply, '.menu button[name="action"]')

    def _sent(self, reply: Reply, chosen: str) -> list[Action]:
        return [actions.decode(button.attributes["value"] or "") for button in LexborHTMLParser(card(reply)).css(chosen)]


@EXAMPLES
@given(REPLIES)
def test_a_card_can_travel_in_a_stream(reply: Reply) -> None:
    assert "\r" not in card(reply)


def test_prose_asks_no_other_server() -> None:
    shown = prose("![x](https://evil.example/a.png) [b](https://evil.example) <https://evil.example> <img src=x onerror=y> <b>c</b>\n\n[r]: https://evil.example")
    assert not re.search(r"<(?!/?p>|br)", shown)


def test_amounts_stand_to_the_right_and_codes_do_not() -> None:
    laid = laid_out(Table(("Code", "Pays", "Place"), (("99213", "$92.03", "11"), ("99214", "–", "22"))))
    assert [column.kind for column in laid.columns] == ["short", "amount", "short"]


def test_a_long_table_is_folded_and_loses_nothing() -> None:
    rows = tuple((str(n), "x") for n in range(40))
    laid = laid_out(Table(("N", "What"), rows))
    assert (len(laid.rows), laid.rows + laid.folded) == (12, rows)
