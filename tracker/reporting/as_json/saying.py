"""How things that many parts of a report name are told in JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.progress import Cited, Corrected, Judgment, Labelled, Remark, Source, Whose
from tracker.reporting.numbering import Numbers


@dataclass(frozen=True, slots=True)
class Saying:
    """The numbers of the sources, and whether the keys of rows may be told."""

    numbers: Numbers
    shows_keys: bool

    def key(self, key: int | None) -> int | None:
        """The key of a row, for the house alone."""
        return key if self.shows_keys else None

    def source(self, source: Source | None) -> int | None:
        """The number of a source; None where it may not be named."""
        return self.numbers.of(source) or None

    def sources(self, sources: Iterable[Source | None]) -> list[int]:
        """The numbers of sources, each once."""
        return sorted({self.numbers.of(source) for source in sources if source})

    def remark(self, remark: Remark | None) -> dict[str, Any] | None:
        """What an analyst wrote for the report."""
        if remark is None:
            return None
        return {"text": remark.text, "as_of": remark.as_of, "key": self.key(remark.key)}

    def cited(self, piece: Cited) -> dict[str, Any]:
        """A piece of evidence as cited."""
        return {
            "title": piece.title,
            "kind": code(piece.kind),
            "use": piece.use.code,
            "bearing": code(piece.bearing),
            "source": self.source(piece.of),
            "place": piece.source or None,
            "paragraph": piece.paragraph,
            "start": piece.start,
            "end": piece.end,
            "quote": piece.quote,
            "context": piece.context or None,
            "page": piece.page or None,
            "at_paragraph": piece.at_paragraph or None,
            "issuer": piece.issuer or None,
            "published_on": piece.published_on,
            "covers_from": piece.covers_from,
            "covers_to": piece.covers_to,
            "url": piece.url or None,
            "sentence": piece.sentence or None,
            "cited_by": whose(piece.cited_by) if piece.cited_by else None,
            "key": self.key(piece.key),
            "judgment": self.key(piece.judgment),
        }


def code(labelled: Labelled) -> str | None:
    """A code; None where none is set."""
    return labelled.code or None


def whose(one: Whose) -> dict[str, Any]:
    """Who holds a view."""
    return {"perspective": one.perspective.code, "body": one.code or None}


def corrected(one: Corrected | None) -> dict[str, Any] | None:
    """What a correction took back."""
    if one is None:
        return None
    return {"status": one.status.code, "as_of": one.as_of, "until": one.until}


def previous(judgment: Judgment | None) -> dict[str, Any] | None:
    """The judgment before the one that is told."""
    if judgment is None:
        return None
    return {
        "status": judgment.status.code,
        "trend": code(judgment.trend),
        "as_of": judgment.as_of,
        "strength": code(judgment.strength),
        "corrects": corrected(judgment.corrects),
    }
