"""Where something is told, as the sources that a report numbers."""

from tracker.models import Evidence, Observation, Passage
from tracker.progress import Source
from tracker.summaries.labels import coded, labelled
from tracker.vocabulary import EvidenceKind
from tracker.words import locator


def of_piece(piece: Evidence, *, is_outward: bool, page: str = "", paragraph: str = "") -> Source:
    """A piece of evidence, at a place in it if one is told; a passage at the words marked.

    What leaves the house holds no addresses of the tracker: they ask its readers to sign in.
    """
    if piece.passage is not None:
        return _of_words(piece, piece.passage, is_outward=is_outward)
    place = ":".join(["", page, paragraph]) if page or paragraph else ""
    return Source(
        key=f"evidence:{piece.pk}{place}",
        title=piece.told_title,
        issuer=piece.told_issuer,
        kind=labelled(piece, "kind"),
        published_on=piece.published_on,
        place=locator(page, paragraph),
        url=piece.url if piece.may_be_named else "",
        address="" if is_outward else piece.get_absolute_url(),
    )


def of_observation(row: Observation, *, is_outward: bool) -> Source:
    """What states a figure; with `evidence`, `report` and `passage` at hand."""
    if row.passage is not None:
        return _of_words(row, row.passage, is_outward=is_outward)
    assert row.evidence is not None, "a figure hangs on a report or on a piece"
    return of_piece(row.evidence, is_outward=is_outward)


def _of_words(marked: Evidence | Observation, passage: Passage, *, is_outward: bool) -> Source:
    report = passage.report
    return Source(
        key=f"passage:{passage.pk}:{marked.start}-{marked.end}",
        title=report.title,
        issuer=report.mechanism.issuer.name,
        kind=coded(EvidenceKind.REPORT_PASSAGE),
        published_on=report.published_on,
        place=place(report.cited_as, passage.number),
        url=report.url,
        address="" if is_outward else f"{report.get_absolute_url()}#p{passage.number}",
        quote=marked.quote,
    )


def place(cited_as: str, number: int | None) -> str:
    """Where something stands: "TIP 2024 Kosovo, ¶ 8", or the report alone."""
    return f"{cited_as}, ¶ {number}" if number else cited_as
