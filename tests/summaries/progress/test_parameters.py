"""Which recommendations a kind of report tells of."""

from dataclasses import replace
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
    a_correction,
    a_document,
    a_judgment,
    a_measure,
    a_recommendation,
)
from tracker.errors import InvalidValue
from tracker.models import Recommendation, Report
from tracker.progress import Asked, Condition, Labelled, Note, StandingPoint
from tracker.summaries.progress.parameters import (
    Terms,
    body_of,
    has_changed,
    is_outstanding,
    since_of,
)
from tracker.summaries.progress.report import progress
from tracker.vocabulary import Audience, Past, ReportKind, Status, Then

SINCE, ON = date(2030, 3, 31), date(2030, 11, 30)
TERMS = Terms(Then(ON), since=SINCE, language="en", kind=ReportKind.CHANGES)
EARLIER, LATER = date(2030, 1, 10), date(2030, 6, 1)
PARTIAL = Labelled("partial", "Partially implemented")
LATE = Asked("Who pays?", Labelled("ask", "ask"), is_overdue=True)
IN_TIME = replace(LATE, is_overdue=False, asked_on=EARLIER)
PROMISED = a_measure(on=EARLIER, is_overdue=False)
WRONG = a_correction()
JUDGED = a_recommendation(assessment=a_judgment(), before=PARTIAL)


class TestOutstanding:
    @pytest.mark.parametrize(
        ("changes", "is_told"),
        [
            ({}, False),
            ({"status": PARTIAL}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (PROMISED, a_measure())}, True),
            ({"asked": (IN_TIME,)}, False),
            ({"asked": (IN_TIME, LATE)}, True),
        ],
    )
    def test_is_what_is_unsettled_or_has_an_overdue_measure_or_question(self, changes, is_told):
        settled = replace(JUDGED, status=Labelled("full", "Fully implemented"))

        assert is_outstanding(replace(settled, **changes)) == is_told


class TestChanges:
    @pytest.mark.parametrize(
        ("changes", "is_told"),
        [
            ({}, False),
            ({"before": Labelled("full", "Fully implemented")}, True),
            ({"course": (StandingPoint(SINCE, PARTIAL, 2),)}, False),
            ({"course": (StandingPoint(SINCE, PARTIAL, 2), StandingPoint(ON, PARTIAL, 2))}, True),
            ({"assessment": a_judgment(corrects=replace(WRONG, until=EARLIER))}, False),
            ({"assessment": a_judgment(corrects=replace(WRONG, until=LATER))}, True),
            ({"assessment": a_judgment(decided_on=EARLIER)}, False),
            ({"assessment": a_judgment(decided_on=LATER)}, True),
            ({"evidence": (a_document(as_of=EARLIER),)}, False),
            ({"evidence": (a_document(as_of=LATER),)}, True),
            ({"notes": (Note(LATER, "The tender is out.", a_document()),)}, True),
            ({"asked": (IN_TIME,)}, False),
            ({"asked": (replace(IN_TIME, asked_on=LATER),)}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (replace(PROMISED, on=LATER),)}, True),
            ({"commitments": (replace(PROMISED, done_on=LATER),)}, True),
        ],
    )
    def test_are_moves_and_whatever_is_dated_after_since(self, changes, is_told):
        assert has_changed(replace(JUDGED, **changes), TERMS) == is_told


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
            return progress(
                held.report,
                recommendations=Recommendation.objects.all(),
                on=date(2024, 12, 31),
                kind=kind,
                **options,
            )

        told = {kind: tell(kind, body=thbd) for kind in ReportKind}
        numbers = {kind: [one.number for one in told[kind].recommendations] for kind in told}

        assert numbers[ReportKind.FULL] == numbers[ReportKind.EVIDENCE] == ["1", "2"]
        assert numbers[ReportKind.CHANGES] == numbers[ReportKind.BODY] == ["1"]
        assert numbers[ReportKind.OUTSTANDING] == ["1", "2"]
        assert (told[ReportKind.BODY].fully.base, told[ReportKind.BODY].total) == (1, 1)
        assert told[ReportKind.BODY].body.code == "THBD"
        first, second = told[ReportKind.FULL].recommendations
        assert (first.before.code, first.moved) == (Status.NOT_ASSESSED, True)
        assert (second.before.code, second.moved) == (Status.NO_ACTION, False)
        assert [point.as_of for point in second.course] == [early]
        assert [cited.title for cited in second.evidence] == [old.title, gone.title]
        assert [c.title for c in told[ReportKind.EVIDENCE].recommendations[1].evidence] == [
            old.title
        ]
        assert (first.remark, second.remark.text) == (None, "Nothing moved.")
        assert told[ReportKind.FULL].summary.text == "One moved."
        assert {kind for kind in told if told[kind].summary is None} == {
            ReportKind.BODY, ReportKind.CHANGES, ReportKind.OUTSTANDING
        }  # fmt: skip
        narrowed = [Condition("theme", "protection", "Theme", "Protection")]
        assert tell(ReportKind.FULL, conditions=narrowed).summary is None
        changes = told[ReportKind.CHANGES]
        assert changes.number < changes.total == sum(n for _label, n in changes.strengths)
        assert (changes.has_samples, changes.by_authors) == (True, 1)
        assert tell(ReportKind.FULL, language="sq").recommendations[0].remark.text == "Lëvizi."
        for kind in ReportKind:
            for statuses in ((), ("partial",)):
                whole, part = (
                    tell(kind, body=thbd, statuses=statuses, shown=shown)
                    for shown in (None, range(1, 2))
                )
                assert part.recommendations == whole.recommendations[1:2]
                assert (part.counts, part.fully, part.behind, part.number) == (
                    whole.counts,
                    whole.fully,
                    whole.behind,
                    whole.number,
                )
                assert part.part is None or part.part.first == 1
                assert (part.part is None) is (whole.number == 0)
        assert first.address == moved.get_absolute_url()
        assert first.assessment.key == moved.standing.pk
        assert ("tracker_assessment", moved.standing.pk) in told[ReportKind.FULL].used
        assert ("tracker_evidence", old.pk) in told[ReportKind.EVIDENCE].used


EDITION = Report(period_from=date(2023, 4, 1), period_to=date(2024, 3, 31))
MAY = date(2024, 5, 1)


class TestSince:
    @pytest.mark.parametrize(
        ("on", "since", "told"),
        [
            (MAY, None, EDITION.period_to),
            (date(2023, 6, 1), None, date(2023, 6, 1)),
            (MAY, date(2023, 3, 31), date(2023, 3, 31)),
            (MAY, MAY, MAY),
        ],
    )
    def test_is_the_end_of_the_editions_period_unless_another_day_is_asked_for(
        self, on, since, told
    ):
        assert since_of(EDITION, on=on, since=since) == told

    def test_is_never_after_the_day_of_the_report(self):
        with pytest.raises(
            InvalidValue, match=r"on 1 May 2024 .* since 2 May 2024: .* Choose an earl"
        ):
            since_of(EDITION, on=MAY, since=date(2024, 5, 2))

    def test_begins_the_day_after_and_ends_with_the_day_of_the_report(self):
        terms = Terms(Then(MAY), since=EDITION.period_to, language="en")
        days = [EDITION.period_to, date(2024, 4, 1), MAY, date(2024, 5, 2), None]

        assert [terms.happened(day) for day in days] == [False, True, True, False, False]
        assert terms.first_day == date(2024, 4, 1)


class TestBody:
    def test_is_needed_for_a_report_for_a_body_alone(self):
        assert body_of(ReportKind.FULL, None, Audience.INTERNAL) is None
        with pytest.raises(InvalidValue, match=r"needs the body\. Name it by its code"):
            body_of(ReportKind.BODY, None, Audience.BODY)

    def test_tells_a_day_of_the_editions_own_period_by_what_was_known_of_it_afterwards(self):
        then = Then(MAY, Past.BELIEVED)
        since = [EDITION.period_to, date(2024, 4, 1)]
        before = [
            Terms(then, since=day, language="en", edition_to=EDITION.period_to).before
            for day in since
        ]

        assert before == [Then(since[0], Past.KNOWN_NOW), Then(since[1], Past.BELIEVED)]
