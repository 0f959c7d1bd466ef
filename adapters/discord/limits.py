"""Discord's limits, each with where it bites. Those of the platform are its own; the smaller ones are our margins."""

from __future__ import annotations

CONTENT = 2_000
"""Characters of a plain message."""

CARD_TEXT = 4_000
"""Characters over all texts of a card; the library counts children only, the sum is found by the API (50035)."""

CARD_COMPONENTS = 40
"""Components of a card, nested ones counted."""

PART_TEXT = 1_800
"""Characters of one part of a card: two parts and what stands around them still share a message."""

EMBED = 4_096
"""Characters of an embed's description: a card that is refused goes into one."""

CUSTOM_ID = 100
BUTTON_LABEL = 80
URL = 512
"""Characters of the address of a link."""
BUTTONS = 5
"""Of a reply (DESIGN: at most five), and of a row."""

TABLE_WIDTH = 56
"""Characters of a row of a table in fixed width: what a card shows without breaking lines on a desktop."""

CELL = 600
"""Characters of a cell that are shown; a cell is a fact, not a document."""

PROSE_CELL = 60
"""Characters from which a cell of a table shown as lines gets a line of its own."""

SOURCE_LINES = 5
"""Sources that get a line each; more run on in one paragraph."""

MESSAGES = 3
"""Messages sent at once; the rest waits behind a button."""

CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100
PLACEHOLDER = 150
THREAD_NAME = 100
SUBCOMMANDS = 25
DESCRIPTION = 100
OPTION_TEXT = 6_000
"""Characters of a string option."""

MODAL_TEXT = 4_000
TOKEN_SECONDS = 14.5 * 60
"""An interaction's token works for 15 minutes."""

ATTACHMENT_BYTES = 200_000
"""Of a text file that is read as a question or a note."""

MISSED_HOURS = 12
"""How far back the bot looks for mentions that came while it was away; claims of events are kept for longer."""
