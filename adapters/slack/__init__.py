"""Coderly in Slack: slash commands, mentions, threads, the agent view, shortcuts and the App Home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.slack.app import create_slack_app

__all__ = ["create_slack_app"]


def __getattr__(name: str) -> Any:
    """`create_slack_app`, imported when it is asked for: slack_bolt costs half a second, and the renderer needs none of it."""
    if name == "create_slack_app":
        from adapters.slack.app import create_slack_app

        return create_slack_app
    raise AttributeError(name)
