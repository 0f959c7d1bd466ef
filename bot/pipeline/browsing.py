"""One level of a code set as a reply: what stands there, a list to go down, buttons to go up. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.actions import Action
from bot.pipeline import cards
from bot.pipeline.citing import Sources
from bot.turns import MENU_CHOICES, Button, Menu, Reply, Table, Visibility
from knowledge.hierarchy.model import Level, Node
from knowledge.titles import NO_WORDS

PAGE = MENU_CHOICES
_TITLE = 300
"""Characters of a title in the table; our own words on a code are a sentence or two."""
_MORE = "›"
_WORDLESS = "(no words are loaded for it)"


def level_reply(level: Level, start: int, meant: str = "") -> Reply:
    """The entries from `start` on, a page of them. `meant`: the code that somebody's words led to."""
    shown = level.nodes[start : start + PAGE]
    left = len(level.nodes) - start - len(shown)
    count = f"{len(level.nodes)} entr{'y' if len(level.nodes) == 1 else 'ies'}"
    if start or left:
        count = f"{start + 1} to {start + len(shown)} of {len(level.nodes)}"
    codes = [node for node in shown if node.code]
    above = level.above[-2:]
    buttons = [Button(f"Up: {node.label}", Action("browse", node.place)) for node in reversed(above)]
    if level.code:
        buttons.insert(0, Button(f"Card of {level.code}", Action("code", level.code)))
    if left:
        buttons.insert(0, Button(f"Next {min(left, PAGE)}", Action("browse", f"{level.place} +{start + PAGE}"), primary=True))
    if start:
        buttons.append(Button(f"Back {PAGE}", Action("browse", f"{level.place} +{max(0, start - PAGE)}")))
    if 2 <= len(codes) <= cards.MAX_COMPARED and len(codes) == len(shown):
        buttons.append(Button("Compare them", Action("compare", " ".join(node.code for node in codes))))
    sources = Sources()
    if level.edition is not None:
        sources.edition(level.edition, level.place if " " in level.place or "-" in level.place else level.code)
    cpt = any(node.code and node.code[:1].isdigit() for node in codes) or level.place == "cpt"
    return Reply(
        title=" › ".join(f"{node.label} {node.title}".strip() for node in level.above),
        verdict=f"{level.title}: {count}." + (f" It holds {meant}, which is what your words mean most likely." if meant else ""),
        tables=(Table(("Code" if codes else "Place", "What it is"), tuple(_rows(shown))),),
        rule=f"Choose one to go on; {_MORE} has more below it." if any(node.place for node in shown) else "Choose a code to see its card.",
        caveat=cards.CPT_CAVEAT if cpt else "The words on ranges are our own." if level.ours and level.place else "",
        citations=sources.citations,
        menu=Menu("Go to…", tuple(map(_choice, shown))),
        buttons=tuple(buttons[: cards.MAX_BUTTONS]),
        visibility=Visibility.PRIVATE,
        topic="browse",
    )


def _rows(nodes: Iterable[Node]) -> Iterable[tuple[str, str]]:
    for node in nodes:
        title = _WORDLESS if node.title == NO_WORDS else node.title
        title = title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
        yield f"{node.label} {_MORE}" if node.place else node.label, title


def _choice(node: Node) -> Button:
    """A code with nothing below it leads to its card."""
    title = "" if node.title == NO_WORDS else node.title
    return Button(f"{node.label} {title}".strip()[:100], Action("browse", node.place) if node.place else Action("code", node.code))
