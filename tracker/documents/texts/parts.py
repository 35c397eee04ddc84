"""Text of a file by where it stands."""

import csv
import io
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileText:
    """Text of a file by where it stands. Only `body` can hold its title."""

    body: str
    head: str = ""  # what stands above every page: a letterhead
    foot: str = ""  # footnotes, page feet, hidden sheets, filled-in fields
    beside: str = ""  # comments, building blocks, what was struck out: the copy has none

    @property
    def printed(self) -> str:
        """Text that the copy without metadata holds, too."""
        return joined(self.head, self.body, self.foot)


def joined(*pieces: str) -> str:
    """Join texts by a blank line, empty ones left out."""
    return "\n\n".join(piece for piece in pieces if piece.strip())


DELIMITERS = ";,|\t"
SAMPLE = 10_000  # characters that tell what cuts the lines


def apart(text: str) -> str:
    """Write a table a row a line; the text as it is when nothing cuts it."""
    lines = text[:SAMPLE].split("\n")
    delimiter = max(DELIMITERS, key=lambda one: sum(one in line for line in lines))
    try:
        rows = [*csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        rows = []
    if len(rows) * 2 < text.count("\n"):  # a quote that is never closed swallows what follows
        return text.replace(delimiter, "\t")
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
