"""A rendered message as discord.py sends it: a container with components, an embed, or plain content."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from adapters.discord import limits
from adapters.discord.buttons import Choices, Press
from adapters.discord.render import GAP, Message


def as_card(message: Message) -> dict[str, Any]:
    """Keyword arguments of a send or an edit: the message in a container with a coloured edge."""
    view = ui.LayoutView(timeout=None)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=message.colour)
    for part in message.parts:
        container.add_item(ui.TextDisplay(part) if part != GAP else ui.Separator(visible=False))
    if message.rows or message.menu:
        container.add_item(ui.Separator())
    if message.menu:
        container.add_item(ui.ActionRow(_select(message.menu)))
    for row in message.rows:
        container.add_item(ui.ActionRow(*[_button(press) for press in row]))
    view.add_item(container)
    view.stop()  # nobody waits for it: buttons find their way by their custom id, and discord.py would keep it for ever
    return {"view": view}


def as_embed(message: Message) -> dict[str, Any]:
    """The same as an embed with buttons below, for where Discord takes no container."""
    view = ui.View(timeout=None)
    if message.menu:
        view.add_item(_select(message.menu))
    for number, row in enumerate(message.rows, int(message.menu is not None)):
        for press in row:
            button = _button(press)
            button.row = number
            view.add_item(button)
    view.stop()
    embed = discord.Embed(description=message.text[: limits.EMBED], colour=message.colour)
    return {"embed": embed, **({"view": view} if message.rows or message.menu else {})}


def as_text(content: str) -> dict[str, Any]:
    """Plain content, without previews of what it links to."""
    return {"content": content, "suppress_embeds": True}


def changed(message: discord.Message, custom_id: str, label: str | None) -> dict[str, Any] | None:
    """The message with one button called `label` and done, or without it; `None` if it is not there or done already."""
    v2 = message.flags.components_v2
    view: ui.LayoutView | ui.View = ui.LayoutView.from_message(message, timeout=None) if v2 else ui.View.from_message(message, timeout=None)
    found = next((item for item in view.walk_children() if isinstance(item, ui.Button) and item.custom_id == custom_id), None)
    if found is None or found.disabled:
        return None
    if label is not None:
        found.label, found.disabled, found.style = label, True, discord.ButtonStyle.secondary
    else:
        _take_out(view, found)
    view.stop()
    return {"view": view}


def _take_out(view: ui.LayoutView | ui.View, button: ui.Button[Any]) -> None:
    row = button.parent
    if isinstance(row, ui.ActionRow):
        row.remove_item(button)
        if not row.children and isinstance(row.parent, ui.Container):
            row.parent.remove_item(row)
    else:
        view.remove_item(button)


def _select(menu: Choices) -> ui.Select[Any]:
    options = [discord.SelectOption(label=choice.label, value=choice.value) for choice in menu.options]
    return ui.Select(custom_id=menu.custom_id, placeholder=menu.label, options=options)


def _button(press: Press) -> ui.Button[Any]:
    if press.url:
        return ui.Button(label=press.label, url=press.url)
    style = discord.ButtonStyle.primary if press.primary and not press.done else discord.ButtonStyle.secondary
    return ui.Button(label=press.label, custom_id=press.custom_id, style=style, disabled=press.done)
