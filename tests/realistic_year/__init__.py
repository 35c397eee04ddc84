"""Twenty months of work on the Kosovo report, written through the actions as people would.

`python -m tests.realistic_year --help` makes it in a database of its own and prints it.
"""
