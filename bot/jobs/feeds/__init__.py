"""Feeds of postings: one reader per published layout. A reader takes the bytes of an answer and gives drafts; it fetches nothing."""
