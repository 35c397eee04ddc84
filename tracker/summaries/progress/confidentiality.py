"""What a report may not show of what is known, and how it says so.

Source of every rule: docs/methodology.md, "Public reports".
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tracker.models import Evidence
from tracker.progress import Withheld
from tracker.summaries.progress.data import Known
from tracker.summaries.progress.parameters import Terms
from tracker.vocabulary import Perspective, Sensitivity

type Left = dict[str, set[int]]  # kind of matter: keys of the rows that were left out

LABELS: dict[str, Promise] = {
    "evidence": pgettext_lazy("what a report withholds", "evidence that is not public"),
    "notes": pgettext_lazy("what a report withholds", "notes that were not reviewed"),
    "views": pgettext_lazy("what a report withholds", "views that were not stated in public"),
    "commitments": pgettext_lazy("what a report withholds", "measures that were not made public"),
    "questions": pgettext_lazy("what a report withholds", "open questions"),
    "figures": pgettext_lazy("what a report withholds", "figures whose source is not public"),
    "small_counts": pgettext_lazy("what a report withholds", "small counts of persons"),
    "names": pgettext_lazy("what a report withholds", "names of staff"),
}
UNCOUNTED = frozenset({"small_counts", "names"})  # how many would tell of them, or of nothing


def nothing_left() -> Left:
    return defaultdict(set)


def together(several: Iterable[Left]) -> Left:
    whole = nothing_left()
    for left in several:
        for kind, keys in left.items():
            whole[kind] |= keys
    return whole


def told_of(
    left: Mapping[str, set[int]], *, is_outward: bool, is_part: bool = False
) -> tuple[Withheld, ...]:
    """What was left out, by kind, in the language in force; a piece that is cited twice is one.

    Of a part of a report no numbers are told: they would be those of the part. That there is
    evidence for named readers is told in no report.
    """
    labels = LABELS if is_outward else {"small_counts": LABELS["small_counts"]}
    return tuple(
        Withheld(kind, str(label), None if is_part or kind in UNCOUNTED else len(left[kind]))
        for kind, label in labels.items()
        if left.get(kind)
    )


class Gate:
    """What is told of one recommendation; `left` is what is not, `unnamed` how many pieces each
    judgment cites that are not.
    """

    def __init__(self, known: Known, terms: Terms) -> None:
        self.known, self.is_outward, self.addressee = known, terms.is_outward, terms.addressee
        self.left = nothing_left()
        self.unnamed: Counter[int] = Counter()
        self.rests_on_hidden: set[int] = set()  # judgments, whatever may be told of why

    def piece(self, key: int | None) -> Evidence | None:
        """A piece that may be named as where something was stated, undertaken or shown."""
        piece = self.known.piece(key)
        return piece if piece is not None and self._is_open(piece) else None

    def citations(self, rows: Iterable[Any]) -> list[tuple[Any, Evidence]]:
        """The citations told of, each with its piece: none of a view that is not.

        What a view says of an open piece is as much part of the view as its reasons are.
        """
        named = []
        for row in rows:
            piece = self.known.pieces.get(row.evidence_id)
            if piece is None:  # closed since its citation was read
                continue
            if self._is_open(piece):
                named.append((row, piece))
                continue
            if row.assessment_id is not None:
                self.rests_on_hidden.add(row.assessment_id)
            self.left["evidence"].add(piece.pk)
            if row.assessment_id is not None:
                self.unnamed[row.assessment_id] += 1
        resting = _resting(named)
        told = [one for one in named if self._is_told_with(one[0].assessment, resting)]
        self.left["views"].update(resting - _resting(told))
        return told

    def _is_told_with(self, assessment: Any, resting: set[int]) -> bool:
        """Whether what an assessment cites is told of: it is the analysts', or a view that is."""
        if not self.is_outward or assessment is None:
            return True
        is_ours = assessment.perspective == Perspective.ANALYST
        return is_ours or self._is_stated_in_public(assessment, resting)

    def notes(self, cited: Iterable[tuple[Any, Evidence]]) -> list[tuple[Any, Evidence]]:
        """Those cited alone with a sentence; outside the house none: nobody approved them."""
        notes = [one for one in cited if one[0].assessment_id is None and one[0].sentence]
        if not self.is_outward:
            return notes
        self.left["notes"].update(row.pk for row, _piece in notes)
        return []

    def views(self, rows: Iterable[Any], cited: Iterable[tuple[Any, Evidence]]) -> list[Any]:
        """Other people's views; outside the house what an open piece states, the report itself,
        and what the body that reads it said itself.

        A view that came by no letter was stated in public if it rests on open pieces alone.
        """
        if not self.is_outward:
            return list(rows)
        resting = _resting(cited)
        told = [row for row in rows if self._is_stated_in_public(row, resting)]
        self.left["views"].update({row.pk for row in rows} - {row.pk for row in told})
        return told

    def _is_stated_in_public(self, view: Any, resting: set[int]) -> bool:
        if view.perspective == Perspective.SOURCE_REPORT or self.is_own(view.body_id):
            return True
        if view.stated_in_id is not None:
            return self.piece(view.stated_in_id) is not None
        return view.pk in resting - self.rests_on_hidden - self.known.resting_on_closed

    def commitments(self, rows: Iterable[Any], *, on: Any) -> list[Any]:
        """Measures; outside the house those undertaken in the open, and shown done there if done,
        and those of the body that reads it.
        """
        if not self.is_outward:
            return list(rows)
        told = []
        for row in rows:
            is_done = row.done_on is not None and row.done_on <= on
            shown = self.piece(row.done_by_id) if is_done else True
            if self.is_own(row.body_id):
                told.append(row)
            elif self.piece(row.undertaken_in_id) is None or shown is None:
                self.left["commitments"].add(row.pk)
            else:
                told.append(row)
        return told

    def questions(self, rows: Iterable[Any]) -> list[Any]:
        """Open questions; outside the house only those that the body that reads it was asked."""
        if not self.is_outward:
            return list(rows)
        asked = [row for row in rows if self.is_own(row.body_id) and row.asked_on]
        self.left["questions"].update({row.pk for row in rows} - {row.pk for row in asked})
        return asked

    def _is_open(self, piece: Evidence) -> bool:
        """Whether what the report says may name the piece."""
        if not self.is_outward or self.is_own(piece.issuer_id):
            return True
        return piece.sensitivity == Sensitivity.PUBLIC and piece.may_be_named

    def is_own(self, body: int | None) -> bool:
        """Whether what this body said may be told: to itself, and in the house."""
        return not self.is_outward or (body is not None and body == self.addressee)


def _resting(cited: Iterable[tuple[Any, Evidence]]) -> set[int]:
    """Keys of the assessments that cite any of it."""
    return {row.assessment_id for row, _piece in cited if row.assessment_id is not None}
