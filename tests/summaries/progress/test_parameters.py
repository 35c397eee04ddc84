"""Which recommendations a kind of report tells of."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    RemarkFactory,
    UserFactory,
)
from tests.reporting.samples import (
    a_commitment,
    a_correction,
    a_document,
    a_recommendation,
    an_assessment,
    replace,
)
from tracker.errors import InvalidValue
from tracker.models import Recommendation, Report
from tracker.progress import Condition, LabelledCode, NoteData, QuestionData, StatusPoint
from tracker.summaries.progress.parameters import (
    ReportParameters,
    has_changed,
    is_outstanding,
    resolve_body,
    resolve_since,
)
from tracker.summaries.progress.report import build_progress
from tracker.summaries.progress.used_rows import shown_rows
from tracker.vocabulary import Audience, Basis, PastDay, ReportKind, Status

SINCE, ON = date(2030, 3, 31), date(2030, 11, 30)
TERMS = ReportParameters(PastDay(ON), since=SINCE, language="en", kind=ReportKind.CHANGES)
EARLIER, LATER = date(2030, 1, 10), date(2030, 6, 1)
PARTIAL = LabelledCode("partial", "Partially implemented")
LATE = QuestionData("Who pays?", LabelledCode("ask", "ask"), is_overdue=True)
IN_TIME = replace(LATE, is_overdue=False, asked_on=EARLIER)
PROMISED = a_commitment(undertaken_on=EARLIER, is_overdue=False)
WRONG = a_correction()
ASSESSED = a_recommendation(assessment=an_assessment(), previous_status=PARTIAL)


class TestOutstanding:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, False),
            ({"status": PARTIAL}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (PROMISED, a_commitment())}, True),
            ({"questions": (IN_TIME,)}, False),
            ({"questions": (IN_TIME, LATE)}, True),
        ],
    )
    def test_is_what_is_unsettled_or_has_an_overdue_measure_or_question(self, changes, expected):
        settled = replace(ASSESSED, status=LabelledCode("full", "Fully implemented"))

        assert is_outstanding(replace(settled, **changes)) == expected


class TestChanges:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, False),
            ({"previous_status": LabelledCode("full", "Fully implemented")}, True),
            ({"status_history": (StatusPoint(SINCE, PARTIAL, 2),)}, False),
            (
                {"status_history": (StatusPoint(SINCE, PARTIAL, 2), StatusPoint(ON, PARTIAL, 2))},
                True,
            ),
            ({"assessment": an_assessment(correction=replace(WRONG, corrected_on=EARLIER))}, False),
            ({"assessment": an_assessment(correction=replace(WRONG, corrected_on=LATER))}, True),
            ({"assessment": an_assessment(decided_on=EARLIER)}, False),
            ({"assessment": an_assessment(decided_on=LATER)}, True),
            ({"citations": (a_document(as_of=EARLIER),)}, False),
            ({"citations": (a_document(as_of=LATER),)}, True),
            ({"notes": (NoteData(LATER, "The tender is out.", a_document()),)}, True),
            ({"questions": (IN_TIME,)}, False),
            ({"questions": (replace(IN_TIME, asked_on=LATER),)}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (replace(PROMISED, undertaken_on=LATER),)}, True),
            ({"commitments": (replace(PROMISED, done_on=LATER),)}, True),
        ],
    )
    def test_are_moves_and_whatever_is_dated_after_since(self, changes, expected):
        assert has_changed(replace(ASSESSED, **changes), TERMS) == expected


@pytest.mark.django_db
class TestKinds:
    def test_count_what_they_tell_of_and_tell_how_it_stood_before(self):
        thbd = BodyFactory(code="THBD")
        early = date(2024, 3, 31)
        moved = RecommendationFactory(lead=thbd, assessed=Status.PARTIAL)
        held = RecommendationFactory(review_on=date(2024, 6, 1))
        analyst = UserFactory(analyst=True)
        AssessmentFactory(
            recommendation=held,
            approved=True,
            author=analyst,
            decided_by=analyst,
            is_sample=True,
            strength="documented",
            status=Status.NO_ACTION,
            period_from=date(2023, 4, 1),
            period_to=early,
            as_of=early,
        )
        old, gone = (
            EvidenceFactory(covers_from=date(2023, 1, 1), covers_to=end)
            for end in (date(2024, 4, 1), early)
        )
        for piece in (old, gone):
            CitationFactory(recommendation=held, evidence=piece, as_of=early)
        RemarkFactory(recommendation=held, text="Nothing moved.")
        RemarkFactory(recommendation=held, text="Still nothing.", as_of=date(2025, 1, 1))
        RemarkFactory(recommendation=None, report=held.report, text="One moved.")
        RemarkFactory(recommendation=moved, language="sq", text="Lëvizi.")

        def tell(kind, **options):
            return build_progress(
                held.report,
                recommendations=Recommendation.objects.all(),
                on=date(2024, 12, 31),
                kind=kind,
                **options,
            )

        reports = {kind: tell(kind, body=thbd) for kind in ReportKind}
        numbers = {kind: [one.number for one in reports[kind].recommendations] for kind in reports}

        assert numbers[ReportKind.FULL] == numbers[ReportKind.EVIDENCE] == ["1", "2"]
        assert numbers[ReportKind.CHANGES] == numbers[ReportKind.BODY] == ["1"]
        assert numbers[ReportKind.OUTSTANDING] == ["1", "2"]
        assert (
            reports[ReportKind.BODY].fully_implemented.base,
            reports[ReportKind.BODY].total,
        ) == (1, 1)
        assert reports[ReportKind.BODY].body.code == "THBD"
        first, second = reports[ReportKind.FULL].recommendations
        assert (first.previous_status.code, first.has_changed_status) == (Status.NOT_ASSESSED, True)
        assert (second.previous_status.code, second.has_changed_status) == (Status.NO_ACTION, False)
        assert [point.as_of for point in second.status_history] == [early]
        assert [cited.title for cited in second.citations] == [old.title, gone.title]
        assert [c.title for c in reports[ReportKind.EVIDENCE].recommendations[1].citations] == [
            old.title
        ]
        assert (first.remark, second.remark.text) == (None, "Nothing moved.")
        assert reports[ReportKind.FULL].summary.text == "One moved."
        assert {kind for kind in reports if reports[kind].summary is None} == {
            ReportKind.BODY, ReportKind.CHANGES, ReportKind.OUTSTANDING
        }  # fmt: skip
        narrowed = [Condition("theme", "protection", "Theme", "Protection")]
        assert tell(ReportKind.FULL, conditions=narrowed).summary is None
        changes = reports[ReportKind.CHANGES]
        assert (
            changes.recommendation_count
            < changes.total
            == sum(n for _label, n in changes.assessment_totals.strength_counts)
        )
        assert changes.assessment_totals.has_samples
        assert changes.assessment_totals.self_approved_count == 1
        assert tell(ReportKind.FULL, language="sq").recommendations[0].remark.text == "Lëvizi."
        for kind in ReportKind:
            for statuses in ((), ("partial",)):
                whole, part = (
                    tell(kind, body=thbd, statuses=statuses, shown=shown)
                    for shown in (None, range(1, 2))
                )
                assert part.recommendations == whole.recommendations[1:2]
                assert (
                    part.counts,
                    part.fully_implemented,
                    part.assessment_totals,
                    part.recommendation_count,
                ) == (
                    whole.counts,
                    whole.fully_implemented,
                    whole.assessment_totals,
                    whole.recommendation_count,
                )
                assert part.part is None or part.part.offset == 1
                assert (part.part is None) is (whole.recommendation_count == 0)
        assert first.address == moved.get_absolute_url()
        assert first.assessment.key == moved.current_assessment.pk
        used = {kind: set(shown_rows(report)) for kind, report in reports.items()}
        assert ("tracker_assessment", moved.current_assessment.pk) in used[ReportKind.FULL]
        assert ("tracker_evidence", old.pk) in used[ReportKind.EVIDENCE]


EDITION = Report(period_from=date(2023, 4, 1), period_to=date(2024, 3, 31))
MAY = date(2024, 5, 1)


class TestSince:
    @pytest.mark.parametrize(
        ("on", "since", "expected"),
        [
            (MAY, None, EDITION.period_to),
            (date(2023, 6, 1), None, date(2023, 6, 1)),
            (MAY, date(2023, 3, 31), date(2023, 3, 31)),
            (MAY, MAY, MAY),
        ],
    )
    def test_is_the_end_of_the_editions_period_unless_another_day_is_asked_for(
        self, on, since, expected
    ):
        assert resolve_since(EDITION, on=on, since=since) == expected

    def test_is_never_after_the_day_of_the_report(self):
        with pytest.raises(
            InvalidValue, match=r"on 1 May 2024 .* since 2 May 2024: .* Choose an earl"
        ):
            resolve_since(EDITION, on=MAY, since=date(2024, 5, 2))

    def test_begins_the_day_after_and_ends_with_the_day_of_the_report(self):
        params = ReportParameters(PastDay(MAY), since=EDITION.period_to, language="en")
        days = [EDITION.period_to, date(2024, 4, 1), MAY, date(2024, 5, 2), None]

        assert [params.is_in_period(day) for day in days] == [False, True, True, False, False]
        assert params.first_day == date(2024, 4, 1)


class TestBody:
    def test_is_needed_for_a_report_for_a_body_alone(self):
        assert resolve_body(ReportKind.FULL, None, Audience.INTERNAL) is None
        with pytest.raises(InvalidValue, match=r"needs the body\. Name it by its code"):
            resolve_body(ReportKind.BODY, None, Audience.BODY)

    def test_tells_a_day_of_the_editions_own_period_by_what_was_known_of_it_afterwards(self):
        then = PastDay(MAY, Basis.AS_RECORDED_THEN)
        since = [EDITION.period_to, date(2024, 4, 1)]
        before = [
            ReportParameters(
                then, since=day, language="en", edition_to=EDITION.period_to
            ).previous_day
            for day in since
        ]

        assert before == [
            PastDay(since[0], Basis.AS_KNOWN_NOW),
            PastDay(since[1], Basis.AS_RECORDED_THEN),
        ]
