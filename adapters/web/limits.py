"""Numbers of the web page, each with its reason."""

from __future__ import annotations

BUTTONS = 5
"""As on every platform: more is a menu, not a next step."""
BODY_BYTES = 256_000
"""Largest form that is read; a question is cut at 12,000 characters, which take four bytes each at most."""
BODY_SECONDS = 60.0
"""Longest that a form may take on its way: whoever sends it byte by byte holds a connection no longer."""
FIELDS = 20
"""Fields of a form; the largest of ours has four."""
TOKEN_CHARACTERS = 16
"""Shortest sign-in token: half of it would be guessed in days."""
PERSON = 120
"""Characters of a name; addresses of mailboxes fit."""
SESSION_SECONDS = 30 * 24 * 3600
"""How long a sign-in lasts without a visit."""
HISTORY = 20
"""Turns of a conversation that a page shows again when it is opened."""
DETAILS_ROWS = 12
"""Rows of a table beyond which the rest is folded away."""
CELL = 2_000
"""Characters of one cell."""
UNBROKEN = 18
"""Characters up to which a cell is kept on one line."""
