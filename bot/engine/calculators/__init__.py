"""Small sums of the field from a line of text: each calculator reads its input and words a finding with its arithmetic.

The sums themselves are in `bot.coding`; a calculator only reads text, looks up a row where it needs one, and words the result.
"""
