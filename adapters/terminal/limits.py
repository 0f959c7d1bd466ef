"""The terminal's limits, each with its reason."""

from __future__ import annotations

MIN_WIDTH = 24
"""Columns below which nothing can be laid out; a narrower terminal wraps what we send it."""

PROSE_WIDTH = 96
"""Longest line of prose: longer ones are hard to read. Tables may use the whole terminal."""

LABEL_WIDTH = 20
"""Widest column of labels; a longer label wraps, so that values keep most of the line."""

COLUMN_WORD = 18
"""A table column is never narrower than its longest word up to this, so that no code is broken in two."""

COLUMN_SHORT = 12
"""A table column up to this wide is never wrapped: codes, dates, indicators and their headings."""

COLUMN_PROSE = 14
"""A table column of whole sentences is never narrower than this: below it, a row is better read as a block."""

MAX_CELL = 2_000
"""Characters of one table cell or fact that are shown; more is a document, not a fact."""

MAX_PROSE = 20_000
"""Characters of a body, rule or caveat that are shown: some 250 lines, more than anyone scrolls back."""

MAX_ROWS = 200
"""Table rows that are shown; the number of those left out is said."""

MAX_MARKED = 60
"""Codes that are set in bold where they occur: each is looked for in every cell, and where all is bold nothing is."""

MAX_BUTTONS = 5
"""Buttons of a reply (DESIGN: at most five), so that one digit presses each."""

CHOICE = 34
"""Characters of a choice of a list: its title stands in the card, so that its beginning tells which it is."""

MAX_LINE = 800_000
"""Bytes read of one piped line: the most that `CODERLY_RUNTIME__MAX_INPUT` may allow (200,000 characters of
up to four bytes). The rest of the line is read and dropped, so that a file without newlines cannot fill memory."""

SPINNER_DELAY = 0.15
"""Seconds before a spinner appears: a faster answer would only make it flicker."""

REFRESH_PER_SECOND = 12
"""Frames of the spinner; more is only load over a slow ssh line."""

TOOLBAR_REFRESH = 2.0
"""Seconds between looks at the status line while the prompt is idle: passages may be embedded meanwhile."""

MENU_ROWS = 6
"""Rows kept free under the prompt for the completion menu."""
