"""Documents that an admin drops into the sources folder: guidelines, manuals, the team's own payer notes.

A file becomes blocks (`convert`, in a child process with limits), blocks become sections by their headings
(`outline`), sections become passages of a size that answers one question (`pieces`). What is said of the whole document
(`identity`) stands in its front matter, its name or its first pages. Its text is data: nothing in it is followed.
"""
