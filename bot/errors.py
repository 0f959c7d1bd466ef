"""Errors of the assistant itself, in words for the person who gets them."""

from __future__ import annotations


class ModelError(Exception):
    """The model that the settings name cannot be used; says what to install or set."""


class TracingError(ModelError):
    """Traces cannot be sent as the settings say."""
