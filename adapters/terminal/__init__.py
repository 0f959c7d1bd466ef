"""Coderly in a terminal: a chat with cards, tables and numbered buttons."""

from adapters.terminal.chat import chat
from adapters.terminal.ports import Answers
from adapters.terminal.render import render, to_text

__all__ = ["Answers", "chat", "render", "to_text"]
