"""What the parts of a file say, as each format gives it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a file by where they stand. Only `body` can hold its title."""

    body: str
    head: str = ""  # what stands above every page: a letterhead
    foot: str = ""  # footnotes, page feet, hidden sheets, filled-in fields
    beside: str = ""  # comments, building blocks, what was struck out: the copy has none

    @property
    def printed(self) -> str:
        """All that the copy without metadata says, too."""
        return joined(self.head, self.body, self.foot)


def joined(*pieces: str) -> str:
    return "\n\n".join(piece for piece in pieces if piece.strip())
