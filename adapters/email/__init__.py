"""Coderly by e-mail: a mailbox is watched, a question is answered by a consultant's memo in the same thread."""
