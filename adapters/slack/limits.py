"""Slack's limits, each with where it bites. Those of the platform are its own; the smaller ones are our margins."""

from __future__ import annotations

SECTION = 3_000
"""Characters of a section's or a context element's text."""

FIELD = 2_000
FIELDS = 10
"""Of a section; what is longer than `SHORT_FIELD` does not go into the two-column grid at all."""

SHORT_FIELD = 44
"""Longest value that is readable in half the width of a message; longer ones get a line of their own."""

BUTTONS = 5
"""Of a reply (DESIGN: at most five); Slack itself takes 25 in one block."""

BUTTON_TEXT = 75
INPUT = 3_000
"""Characters of a text field of a modal."""

URL = 3_000
"""Characters of the address of a link."""

OPTIONS = 100
OPTION_TEXT = 75
"""Of a list to choose from; the value of an option takes 150 characters, an action has 90 bytes at most."""

VALUE = 2_000

TABLE_ROWS = 100
"""Rows of a table block, the header among them. A data table takes the same here, though Slack says 201 in places."""

TABLE_COLUMNS = 20
CELL = 600
"""Characters of a cell that are shown; a cell is a fact, not a document."""

PROSE_CELL = 60
"""Characters from which a cell of a table shown as lines gets a line of its own."""

PROSE_COLUMN = 75
"""Average length from which a column holds sentences: beside two others it is shown as lines instead."""

FOLDED_FROM = 1_200
"""Characters from which rows shown as lines may be folded by Slack: what matters most stands first."""

PAGED_FROM = 16
"""Rows from which a table is shown in pages (`data_table`), so that a card never pushes the thread away."""

PAGE_SIZE = 10

BLOCKS = 45
"""Blocks of one message: Slack takes 50, five are left for buttons and feedback."""

MARKDOWN = 11_000
"""Characters of all markdown blocks of a message together: Slack takes 12,000."""

PAYLOAD = 11_500
"""Characters of all blocks as JSON: somewhere above 13,000 Slack answers `msg_blocks_too_long` (undocumented)."""

TEXT = 39_000
"""Characters of a message's plain text: Slack cuts at 40,000."""

PRIVATE_MESSAGES = 3
"""Messages sent at once to a response_url: it takes five uses, two are left for Share and for a change in place."""

THREAD_MESSAGES = 5
"""Messages posted at once into a thread; the rest waits behind a button."""

SOURCE_LINES = 5
"""Sources that get a line each; more run on in one paragraph."""

VIEW_BLOCKS = 100
PROMPTS = 4
"""Suggested prompts that Slack shows."""

RESPONSE_URL_SECONDS = 29 * 60
"""A response_url works for 30 minutes."""

STATUS_AFTER = 0.4
"""Seconds before "is looking it up" appears: most answers are there sooner, and a status would only flicker."""

STREAM_EVERY = 1.0
"""Seconds between pieces of a streamed answer; faster runs into the rate limit of chat.appendStream."""

CHART_TITLE = 50
CHART_POINTS = 6
CHART_LABEL = 12
"""Slack takes 20 of 20 characters; so many would stand on top of each other in the width of a message."""
CHART_SERIES = 6
"""Of a data visualization block; a message takes two of them, a reply has one."""
