"""Sentences of a report with the words in them that count: each sentence once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from tracker.models import Passage
from tracker.summaries.spans import sentence_around


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or several that a span holds, as words that are marked or not."""

    passage: Passage
    pieces: tuple[tuple[str, bool], ...]


def sentences(spans: Iterable[Any]) -> list[Sentence]:
    """The sentences around these spans, in their order. Needs the passages at hand."""
    placed = [
        (span.passage_id, sentence_around(span.passage.text, span.start, span.end), span)
        for span in spans
        if span.passage is not None
    ]
    told = []
    for (_passage, (first, last)), some in groupby(placed, key=lambda one: one[:2]):
        inside = [span for _key, _place, span in some]
        passage = inside[0].passage
        told.append(Sentence(passage, tuple(_cut(passage.text, first, last, inside))))
    return told


def _cut(text: str, first: int, last: int, spans: list[Any]) -> Iterable[tuple[str, bool]]:
    cuts = {first, last, *(s.start for s in spans), *(s.end for s in spans)}
    for start, end in pairwise(sorted(cuts)):
        yield text[start:end], any(s.start <= start and end <= s.end for s in spans)
