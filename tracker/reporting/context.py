"""What all parts of one report share while it is laid out."""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tracker.progress import Cited, Judgment, Progress, RecommendationProgress, Source
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Heading, Line, Para, Style
from tracker.reporting.source_numbers import Numbers
from tracker.vocabulary import ReportKind, Use

FIRST = 2  # sources of a judgment, where not all are named


class Printing:
    """A report on its way to paper: its numbers, its anchors and its fixed words."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.numbers = Numbers(
            by_place=progress.kind.code == ReportKind.BRIEF, is_public=progress.is_outward
        )
        self.words = {name: str(text) for name, text in phrases.HEADINGS.items()}
        self.bears = {code.value: str(text) for code, text in phrases.BEARS.items()}
        self._anchors = _anchors(progress.recommendations)
        self._said: dict[Hashable, Any] = {}

    def once[Said](self, key: Hashable, say: Callable[[], Said]) -> Said:
        """What `say` says for this key, said once: a long report says it thousands of times."""
        if key not in self._said:
            self._said[key] = say()
        said: Said = self._said[key]
        return said

    def anchor(self, told: RecommendationProgress) -> str:
        """Where the section of a recommendation stands in the document: "rec-4-2"."""
        return self._anchors[told.number]

    def link(self, told: RecommendationProgress, text: str) -> Line:
        """A text that leads to the section of a recommendation."""
        return (Bit(text, Style.LINK, f"#{self.anchor(told)}"),)

    def heading(self, word: str, *, level: int = 3) -> Heading:
        """A heading of the fixed words: it is led to by its name where it is a section."""
        return Heading(level, self.words[word], anchor=word.replace("_", "-") if level < 3 else "")

    def none(self, sentence: str, *, of: str = "") -> Para:
        """That there is nothing; in a part of a report that is said of the part alone.

        `of` is the sort of matter: where some of it is withheld, nothing is said but that this
        version shows none.
        """
        if self.withholds(of):
            sentence = _("None is shown in this version.")
        elif self.progress.part:
            sentence = _("None among the recommendations told of here.")
        return Para((Bit(sentence),))

    def withholds(self, of: str) -> bool:
        """Whether this version leaves out matter of a sort that there is."""
        return any(one.code == of for one in self.progress.withheld)

    def backed(self, judgment: Judgment, evidence: Iterable[Cited]) -> Line:
        """References to what a judgment cites."""
        return self.numbers.refs(cited_by(judgment, evidence), withheld=judgment.withheld)

    def first_sources(self, told: RecommendationProgress) -> list[Source]:
        """The first sources of its judgment, those that speak for or against it before others."""
        judgment = told.assessment
        if judgment is None:
            return []
        cited = [c for c in told.evidence if c.use.code in (Use.SUPPORTS, Use.CONTRADICTS)]
        sources = cited_by(judgment, cited) or cited_by(judgment, told.evidence)
        return list({source.key: source for source in sources}.values())[:FIRST]

    def text(self, text: str, refs: Line = ()) -> tuple[Block, ...]:
        """What people wrote, paragraph by paragraph, with references at its end."""
        parts = paragraphs(text)
        *others, last = parts or [""]
        if not last:
            return ()
        return (*(Para((Bit(part),)) for part in others), Para((Bit(last), *refs)))


def cited_by(judgment: Judgment, evidence: Iterable[Cited]) -> list[Source]:
    """The sources that a judgment cites and that may be named."""
    if judgment.key is None:
        return []
    return [c.of for c in evidence if c.assessment == judgment.key and c.of is not None]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which empty lines part."""
    return [part.strip() for part in re.split(r"\r?\n[ \t]*\r?\n", text) if part.strip()]


def anchor_of(number: str) -> str:
    """Where a recommendation stands, unless another number reads like its own: "rec-4-2"."""
    plain = re.sub(r"[^0-9A-Za-z]+", "-", number).strip("-")
    return f"rec-{plain}" if plain else "rec"


def _anchors(recommendations: Sequence[RecommendationProgress]) -> dict[str, str]:
    """An anchor for each number. Two that differ only in their signs are told apart."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for told in recommendations:
        anchor = base = anchor_of(told.number)
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{base}_{count}"
        taken.add(anchor)
        anchors[told.number] = anchor
    return anchors
