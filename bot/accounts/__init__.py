"""Accounts: who is metered, what a card looks like that is locked, what a model may cost for one person."""
