"""Pages as thin as Django allows, with the rows and columns of ours: what a page can't beat.

One SQL statement per kind of row and one f-string, signed in through a session. A test holds the
statements and the bytes.
"""
