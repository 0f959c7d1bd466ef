"""How much of a mail is read. A hostile mail costs its own answer, nothing else."""

from __future__ import annotations

MAIL_BYTES = 14_000_000
"""A mail up to this size is fetched whole: an attachment of `FILE_BYTES` takes a third more on its way."""
HEAD_BYTES = 300_000
"""What is fetched of a larger one: its headers, and its text, which mail programs put first."""
HEADER_BYTES = 100_000
"""Headers that are looked at; real ones have some ten thousand bytes."""
PARTS = 100
"""Parts of a mail that are looked at."""
DEPTH = 20
"""Levels of parts within parts."""
FILES = 5
"""Attachments that are read."""
FILE_BYTES = 10_000_000
FILE_PAGES = 60
"""Of a PDF: more is no note of one encounter."""
FILE_SECONDS = 20.0
"""The clock of one conversion."""
TEXT_CHARACTERS = 40_000
"""Of the text and of each attachment; the assistant reads less, and says so."""
QUOTED_LINES = 400
"""Lines in which quotations are looked for: the time for it grows with their square."""
SUBJECT = 200
"""Longest subject of an answer."""
REFERENCES = 20
"""Ids of the conversation in an answer: the first, which names it, and the last."""
CHOICES = 5
"""Follow-ups that are offered, as everywhere."""
IN_WORK = 32
"""Mails that are taken on at once; the others wait in the mailbox, which loses nothing."""
FETCHED = 16
"""Mails that are fetched at once."""
CELL = 400
"""Characters of a cell of a table."""
UNDERSTOOD = 400
"""Characters of the question that the memo says again."""
