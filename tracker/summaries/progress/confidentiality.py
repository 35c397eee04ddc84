"""Rules on what a report may show, and the counts of what it withholds.

Source of every rule: docs/methodology.md, "Public reports".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tracker.models import Assessment, Citation, Evidence, Question
from tracker.progress import WithheldCount
from tracker.summaries.progress.data import AssessmentRow, CommitmentRow, ReportRows
from tracker.summaries.progress.parameters import ReportParameters
from tracker.vocabulary import Perspective, Sensitivity

type CitedEvidence = tuple[Citation, Evidence]
type WithheldKeys = defaultdict[str, set[int]]  # kind of matter: keys of the rows left out

LABELS: dict[str, Promise] = {
    "evidence": pgettext_lazy("what a report withholds", "evidence that is not public"),
    "notes": pgettext_lazy("what a report withholds", "unreviewed notes"),
    "views": pgettext_lazy("what a report withholds", "views not stated in public"),
    "commitments": pgettext_lazy("what a report withholds", "commitments not made public"),
    "questions": pgettext_lazy("what a report withholds", "open questions"),
    "replies": pgettext_lazy("what a report withholds", "replies to drafts that are not public"),
    "figures": pgettext_lazy("what a report withholds", "figures whose source is not public"),
    "small_counts": pgettext_lazy("what a report withholds", "small counts of persons"),
    "names": pgettext_lazy("what a report withholds", "names of staff"),
}
UNCOUNTED = frozenset({"small_counts", "names"})  # a number would reveal them, or mean nothing


def merge_withheld(mappings: Iterable[WithheldKeys]) -> WithheldKeys:
    """Merge the keys of several mappings, kind by kind."""
    merged: WithheldKeys = defaultdict(set)
    for mapping in mappings:
        for kind, keys in mapping.items():
            merged[kind] |= keys
    return merged


def count_withheld(
    withheld: Mapping[str, set[int]], *, is_external: bool, is_part: bool = False
) -> tuple[WithheldCount, ...]:
    """Count what is withheld, by kind, labelled in the language in force.

    Evidence that is cited twice counts once. A part of a report states kinds without numbers: they
    would be those of the part. No report reveals that there is evidence for named readers.
    """
    labels = LABELS if is_external else {"small_counts": LABELS["small_counts"]}
    return tuple(
        WithheldCount(
            kind, str(label), None if is_part or kind in UNCOUNTED else len(withheld[kind])
        )
        for kind, label in labels.items()
        if withheld.get(kind)
    )


class Disclosure:
    """Rules on what a report may show of one recommendation.

    Every filter method adds the keys of the rows it drops to `withheld`; `unnamed_citations` counts
    by assessment the citations whose evidence may not be named.
    """

    def __init__(self, report_rows: ReportRows, params: ReportParameters) -> None:
        self.report_rows, self.is_external, self.addressee = (
            report_rows,
            params.is_external,
            params.addressee,
        )
        # Whether it is read by colleagues alone, who may read all that is internal.
        self.is_for_colleagues = not params.is_external and (
            params.reader is None or params.reader.may_read
        )
        self.withheld: WithheldKeys = defaultdict(set)
        self.unnamed_citations: Counter[int] = Counter()
        self.based_on_hidden: set[int] = set()  # keys of assessments, whatever their perspective

    def get_evidence(self, key: int | None) -> Evidence | None:
        """Return evidence that may be named as a source; None for any other."""
        evidence = self.report_rows.get_evidence(key)
        return evidence if evidence is not None and self._is_open(evidence) else None

    def filter_citations(self, rows: Iterable[Citation]) -> list[CitedEvidence]:
        """Filter to citations that may be shown, each with its evidence.

        A citation by a view that is withheld is withheld with it, even where its evidence may be
        named: its sentence is as much part of the view as the reasons are.
        """
        named = []
        for row in rows:
            evidence = self.report_rows.evidence.get(row.evidence_id)
            if evidence is None:  # restricted since its citation was loaded
                continue
            if self._is_open(evidence):
                named.append((row, evidence))
                continue
            self.withheld["evidence"].add(evidence.pk)
            if row.assessment_id is not None:
                self.based_on_hidden.add(row.assessment_id)
                self.unnamed_citations[row.assessment_id] += 1
        citing = _citing_assessments(named)
        shown = [pair for pair in named if self._may_show_assessment(pair[0].assessment, citing)]
        self.withheld["views"].update(citing - _citing_assessments(shown))
        return shown

    def _may_show_assessment(self, assessment: Assessment | None, citing: set[int]) -> bool:
        """Return whether citations of this assessment may be shown: of a withheld view none."""
        return (
            not self.is_external
            or assessment is None
            or assessment.perspective == Perspective.ANALYST
            or self._is_stated_in_public(assessment, citing)
        )

    def filter_notes(self, citations: Iterable[CitedEvidence]) -> list[CitedEvidence]:
        """Filter to notes: citations with a sentence and no assessment.

        Outside the office none is shown: nobody approved them.
        """
        notes = [
            (row, evidence)
            for row, evidence in citations
            if row.assessment_id is None and row.sentence
        ]
        if not self.is_external:
            return notes
        self.withheld["notes"].update(row.pk for row, _evidence in notes)
        return []

    def filter_views(
        self, rows: Iterable[AssessmentRow], citations: Iterable[CitedEvidence]
    ) -> list[AssessmentRow]:
        """Filter to views that may be shown: outside the office only those stated in public.

        These are the report's own, those of the body that the report is for, those stated in
        evidence that may be named and, without a letter, those that cite only such evidence.
        """
        citing = _citing_assessments(citations)
        return self._filter("views", rows, lambda row: self._is_stated_in_public(row, citing))

    def _is_stated_in_public(self, view: Assessment, citing: set[int]) -> bool:
        if view.perspective == Perspective.SOURCE_REPORT or self.is_own(view.body_id):
            return True
        if view.stated_in_id is not None:
            return self.get_evidence(view.stated_in_id) is not None
        return view.pk in citing - self.based_on_hidden - self.report_rows.restricted_assessments

    def filter_commitments(self, rows: Iterable[CommitmentRow], *, on: date) -> list[CommitmentRow]:
        """Filter to commitments that may be shown.

        Outside the office these are the ones of the body that the report is for, and those whose
        evidence may be named: where it was undertaken and, if done by then, of its being done.
        """

        def is_public(row: CommitmentRow) -> bool:
            is_done = row.done_on is not None and row.done_on <= on
            proof = self.get_evidence(row.done_by_id) if is_done else True
            is_named = self.get_evidence(row.undertaken_in_id) is not None and proof is not None
            return self.is_own(row.body_id) or is_named

        return self._filter("commitments", rows, is_public)

    def filter_questions(self, rows: Iterable[Question]) -> list[Question]:
        """Filter to open questions: outside the office only those asked of the report's body."""
        return self._filter(
            "questions", rows, lambda row: self.is_own(row.body_id) and row.asked_on is not None
        )

    def _filter[Row: Model](
        self, kind: str, rows: Iterable[Row], is_public: Callable[[Row], bool]
    ) -> list[Row]:
        """Filter to rows that may be shown: in the office all, outside those that are public."""
        shown = [row for row in rows if not self.is_external or is_public(row)]
        self.withheld[kind].update({row.pk for row in rows} - {row.pk for row in shown})
        return shown

    def _is_open(self, evidence: Evidence) -> bool:
        """Return whether the report may name the evidence."""
        if not self.is_external or self.is_own(evidence.issuer_id):
            return True
        return evidence.sensitivity == Sensitivity.PUBLIC and evidence.may_be_named

    def is_own(self, body: int | None) -> bool:
        """Return whether statements of this body may be shown: to itself, and in the office."""
        return not self.is_external or (body is not None and body == self.addressee)


def _citing_assessments(citations: Iterable[CitedEvidence]) -> set[int]:
    """Return the keys of the assessments that these citations belong to."""
    return {row.assessment_id for row, _evidence in citations if row.assessment_id is not None}
