"""The text of a run with every find marked: cut wherever one begins or ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from tracker.errors import Unreadable
from tracker.intake.drafts import Paragraph
from tracker.intake.reading import paragraphs_in
from tracker.models import Draft, Run
from tracker.vocabulary import DraftKind, Section


@dataclass(frozen=True, slots=True)
class Find:
    """A draft as the text leads to it."""

    anchor: str  # of the draft on the page: "draft-12"
    kind: str
    label: str  # "3", "F12"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two boundaries, and what was found in them."""

    text: str
    finds: tuple[Find, ...] = ()  # the closest first: the words lead to that
    anchor: str = ""  # "s5-512", where a find begins
    ends: tuple[Find, ...] = ()  # others that end here: their labels follow as links

    @property
    def kinds(self) -> str:
        """Classes of the mark: "of-figure of-query"."""
        return " ".join(sorted({f"of-{find.kind}" for find in self.finds}))


@dataclass(slots=True)
class Shown:
    """A paragraph in pieces."""

    number: int
    pieces: list[Piece] = field(default_factory=list)


def source_of(run: Run, labels: Iterable[tuple[Draft, str]]) -> list[tuple[Section, list[Shown]]]:
    """The sections of a run's text with their paragraphs; `labels` are the drafts to mark."""
    finds: dict[int, list[Find]] = defaultdict(list)
    for draft, label in labels:
        if draft.kind == DraftKind.LINK:
            continue  # it stands where its recommendation does
        for paragraph, start, end in draft.places:
            finds[paragraph].append(Find(f"draft-{draft.pk}", draft.kind, label, start, end))
    try:
        paragraphs = paragraphs_in(run.text)
    except Unreadable:  # of a table
        paragraphs = ()
    return [
        (section, [Shown(p.number, list(_pieces(p, finds[p.number]))) for p in some])
        for section, some in groupby(paragraphs, key=lambda p: p.section)
    ]


def _pieces(paragraph: Paragraph, finds: Iterable[Find]) -> Iterator[Piece]:
    """Every word once, cut at every boundary."""
    text = paragraph.text
    kept = [f for f in finds if 0 <= f.start < f.end <= len(text)]
    cuts = sorted({0, len(text), *(f.start for f in kept), *(f.end for f in kept)})
    led_to: set[str] = set()
    for start, end in pairwise(cuts):
        over = [f for f in kept if f.start <= start and end <= f.end]
        over.sort(key=lambda f: (f.end - f.start, f.anchor))
        led_to.update(f.anchor for f in over[:1])
        yield Piece(
            text=text[start:end],
            finds=tuple(over),
            anchor=f"s{paragraph.number}-{start}" if any(f.start == start for f in over) else "",
            ends=tuple(f for f in over if f.end == end and f.anchor not in led_to),
        )
