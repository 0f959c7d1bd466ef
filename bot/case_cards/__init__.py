"""What was read of a case as replies: the card, the reasons, what may be refined, queries, exports, audits. Pure."""
