"""Which rows a progress report rests on: what a publication keeps the versions of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.progress.judgments import Corrected, Judgment, Remark
    from tracker.progress.values import Source
    pass

type Row = tuple[str, int]  # table and key


def used(progress: Progress) -> list[Row]:
    """Every row that the report tells of, in order of table and key.

    A piece of evidence, and a passage, is found by the key of its source.
    """
    return sorted(set(_rows(progress)))


def _rows(progress: Progress) -> Iterator[Row]:
    yield from _keys("remark", [_key(progress.summary)])
    for series in progress.figures:
        yield from _keys("observation", (figure.key for figure in series.figures))
        yield from _sources(figure.source for figure in series.figures)
    for one in progress.recommendations:
        yield from _below(one)


def _below(one: RecommendationProgress) -> Iterator[Row]:
    yield from _keys("recommendation", [one.key])
    yield from _keys("remark", [_key(one.remark)])
    yield from _keys("assessment", (point.key for point in one.course))
    for judgment in (one.judgment, one.previous, *(view.judgment for view in one.views)):
        yield from _keys("assessment", _keys_of(judgment))
    yield from _keys("query", (asked.key for asked in one.asked))
    yield from _keys("measure", (measure.key for measure in one.measures))
    pieces = [*one.evidence, *(note.cited for note in one.notes)]
    yield from _keys("citation", (cited.key for cited in pieces))
    yield from _sources(cited.of for cited in pieces)
    yield from _sources(view.source for view in one.views)
    yield from _sources(source for measure in one.measures for source in measure.sources)


def _keys_of(judgment: Judgment | None) -> list[int | None]:
    if judgment is None:
        return []
    return [judgment.key, _key(judgment.corrects)]


def _key(row: Remark | Corrected | None) -> int | None:
    return row.key if row else None


def _keys(noun: str, keys: Iterable[int | None]) -> Iterator[Row]:
    return ((f"tracker_{noun}", key) for key in keys if key is not None)


def _sources(sources: Iterable[Source | None]) -> Iterator[Row]:
    """ "evidence:7", "evidence:7:4:12", "passage:12:40-81": the table, and the key in it."""
    for source in sources:
        if source is not None:
            noun, key, *_place = source.key.split(":")
            yield f"tracker_{noun}", int(key)
