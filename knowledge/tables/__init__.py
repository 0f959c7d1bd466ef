"""The rows of each published file as data, the tables that hold them, and the look-ups on them."""
