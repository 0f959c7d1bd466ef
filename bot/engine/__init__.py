"""From a claim to findings: each module reads the rows its rules need and words what `bot.coding` makes of them.

A module has one function, `findings(claim, catalog) -> tuple[Finding, ...]`. It never raises for what is on the
claim: a code that is unknown, a table that is not loaded or a line that makes no sense is a finding, too.
"""
