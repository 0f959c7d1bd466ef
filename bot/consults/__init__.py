"""A human behind the assistant: consults as cards, and what is announced of them."""
