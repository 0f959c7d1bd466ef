"""What chat platforms have in common: accepted work, handing an answer over, cards on show, follow-ups, plain text."""
