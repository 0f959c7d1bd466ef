"""The job board: postings, where they come from, which are the same, and who wants to hear of them.

Postings are untrusted text: they are read as data, shown as plain words, and never given to a model.
"""
