"""Many claims at once: JSON lines or a spreadsheet in, the same with verdicts out."""
