"""What the database says when it refuses a write, the same on both. The table follows in brackets.

These are for developers and logs: a person meets a refusal of an action before.
"""

NO_ACTOR = "a write without a named actor is refused"
NO_REASON = "a write without a reason is refused"
NO_EMPTYING = "emptying a whole table is refused, since history tells of rows"
APPEND_ONLY = "history is append-only: a line of it is neither changed nor deleted"
