"""How a recommendation stood over time."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import F, TextField, Value

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    ComponentFactory,
    EvidenceFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
)
from tests.summaries.progress.helpers import ON, disclose, label, load_progress, says
from tracker.models import Assessment, Recommendation, Report
from tracker.progress import (
    BodyRole,
    NoteData,
    RecommendationProgress,
    RemarkData,
    ReportYear,
    StatusPoint,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.contents import (
    find_previous_assessment,
    list_status_history,
    list_year_statuses,
    serialize_recommendation,
    status_at,
)
from tracker.summaries.progress.parameters import ReportParameters
from tracker.vocabulary import (
    AssessmentKind,
    Audience,
    Basis,
    ComponentBasis,
    Duty,
    Lifecycle,
    PastDay,
    Perspective,
    ReportKind,
    Role,
    Status,
    Theme,
)

MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 1)


def assessed(key, status, as_of, *, decided_at=datetime(2024, 7, 1, tzinfo=UTC), corrects=None):
    return Assessment(
        pk=key, status=status, as_of=as_of, decided_at=decided_at, corrects_id=corrects
    )


FIRST = assessed(1, Status.NO_ACTION, MARCH)
WRONG = assessed(2, Status.FULL, JUNE)
AGAIN = assessed(3, Status.PARTIAL, JUNE, decided_at=datetime(2024, 8, 1, tzinfo=UTC), corrects=2)
NEWEST_FIRST = [AGAIN, WRONG, FIRST]


class TestCourse:
    def test_goes_through_every_judgment_but_those_that_were_corrected(self):
        points = list_status_history(NEWEST_FIRST)

        assert [(p.as_of, p.status.code, p.rank, p.key) for p in points] == [
            (MARCH, Status.NO_ACTION, 0, 1),
            (JUNE, Status.PARTIAL, 2, 3),
        ]
        assert list_status_history([]) == ()

    def test_of_two_judgments_for_one_day_takes_the_one_made_later(self):
        twice = [assessed(5, Status.SUBSTANTIAL, MARCH), FIRST]

        assert [point.key for point in list_status_history(twice)] == [5]

    def test_of_a_year_is_the_newest_uncorrected_judgment_for_it(self):
        years = [
            ReportYear(f"{year}/{year - 1999}", date(year, 4, 1), date(year + 1, 3, 31))
            for year in (2023, 2024, 2025)
        ]
        for row in NEWEST_FIRST:
            row.period_to = date(2025, 3, 31)
        early = assessed(6, Status.NO_ACTION, date(2024, 3, 1))
        early.period_to = MARCH

        statuses = list_year_statuses([*NEWEST_FIRST, early], years)

        assert [(s.period_to, s.status.code, s.as_of, s.key) for s in statuses] == [
            (MARCH, Status.NO_ACTION, date(2024, 3, 1), 6),
            (date(2025, 3, 31), Status.PARTIAL, JUNE, 3),
        ]

    def test_has_no_place_for_what_is_not_on_the_scale(self):
        (point,) = list_status_history([assessed(1, Status.UNABLE_TO_VERIFY, MARCH)])

        assert point.rank is None


class TestPrevious:
    def test_is_of_an_earlier_day_and_was_never_corrected(self):
        later = assessed(4, Status.SUBSTANTIAL, date(2024, 9, 1))

        assert find_previous_assessment([later, *NEWEST_FIRST]) == AGAIN
        assert find_previous_assessment(NEWEST_FIRST) == FIRST
        assert find_previous_assessment([assessed(5, Status.FULL, JUNE), *NEWEST_FIRST]) == FIRST
        assert find_previous_assessment([FIRST]) is find_previous_assessment([]) is None


class TestStatusAt:
    def test_is_not_assessed_before_the_first_judgment(self):
        assert status_at(NEWEST_FIRST, PastDay(date(2024, 3, 30))).code == Status.NOT_ASSESSED
        assert status_at(NEWEST_FIRST, PastDay(MARCH)).code == Status.NO_ACTION

    def test_depends_on_whether_corrections_are_known(self):
        july = date(2024, 7, 15)

        assert status_at(NEWEST_FIRST, PastDay(july)).code == Status.PARTIAL
        assert status_at(NEWEST_FIRST, PastDay(july, Basis.AS_RECORDED_THEN)).code == Status.FULL
        assert (
            status_at(NEWEST_FIRST, PastDay(JUNE, Basis.AS_RECORDED_THEN)).code
            == Status.NOT_ASSESSED
        )


@pytest.mark.django_db
class TestWhole:
    def test_tells_everything_of_a_recommendation(self):
        lead, second = BodyFactory(code="THBD"), BodyFactory(code="AAA")
        row = RecommendationFactory(
            assessed=Status.PARTIAL, review_on=date(2025, 3, 30), passage=PassageFactory(number=3)
        )
        for body, role in ((second, Role.SUPPORTING), (lead, Role.LEAD)):
            ResponsibilityFactory(recommendation=row, body=body, role=role)
        before = AssessmentFactory(
            recommendation=row,
            approved=True,
            status=Status.NO_ACTION,
            period_from=date(2023, 4, 1),
            as_of=date(2024, 3, 31),
        )
        note = CitationFactory(recommendation=row, sentence="It opened.", as_of=date(2024, 12, 1))
        asked = QuestionFactory(recommendation=row)
        promised = CommitmentFactory(recommendation=row, body=lead)
        remark = RemarkData("Slow.", date(2025, 1, 1), 7)
        current = row.current_assessment

        one, withheld = serialized(row, remark=remark)

        disclosure, rows = disclose(row)
        cited = current.citations.get()
        cite = [
            serializers.serialize_citation(each, each.evidence, row.report, disclosure)
            for each in (cited, note)
        ]
        assert not any(withheld.values())
        assert one == RecommendationProgress(
            text_languages={"title": "en"},
            number="1",
            title="Title",
            text=row.text,
            text_source="TIP 2024 Kosovo, ¶ 3",
            translation="Text",
            translation_source="Office",
            theme=label(Theme.PROTECTION),
            duty=label(Duty.CONTINUING),
            lifecycle=label(Lifecycle.ACTIVE),
            review_on=date(2025, 3, 30),
            is_overdue=True,
            status=label(Status.PARTIAL),
            bodies=(
                BodyRole(lead.code, lead.name, lead.short, label(Role.LEAD)),
                BodyRole(second.code, second.name, second.short, label(Role.SUPPORTING)),
            ),
            assessment=serializers.serialize_assessment(current, disclosure),
            previous_assessment=serializers.serialize_assessment(before, disclosure),
            notes=(NoteData(date(2024, 12, 1), "It opened.", cite[1]),),
            citations=tuple(cite),
            commitments=(
                serializers.serialize_commitment(rows.commitments[row.pk][0], disclosure, on=ON),
            ),
            questions=(serializers.serialize_question(asked, on=ON),),
            status_history=(
                StatusPoint(date(2024, 3, 31), label(Status.NO_ACTION), 0, before.pk),
                StatusPoint(date(2024, 10, 1), label(Status.PARTIAL), 2, current.pk),
            ),
            previous_status=label(Status.NO_ACTION),
            remark=remark,
            key=row.pk,
            address=row.get_absolute_url(),
        )
        assert one.commitments[0].key == promised.pk
        outside, withheld = serialized(row, audience=Audience.PUBLIC)
        assert (outside.address, withheld["names"]) == ("", {0})

    def test_has_little_to_tell_before_it_was_assessed(self):
        row = RecommendationFactory(short_title="Shelter", review_on=date(2025, 3, 31))

        one, withheld = serialized(row, audience=Audience.PUBLIC, translated=None)

        assert (one.title, one.translation, one.translation_source) == ("Shelter", "", "")
        assert (one.assessment, one.previous_assessment, one.status) == (
            None,
            None,
            label(Status.NOT_ASSESSED),
        )
        assert not one.is_overdue  # on the day itself
        assert one.status_history == one.component_lines == one.bodies == ()
        assert "names" not in withheld

    @pytest.mark.parametrize("status", [Status.FULL, Status.NOT_APPLICABLE])
    def test_is_never_overdue_once_it_is_settled(self, status):
        row = RecommendationFactory(assessed=status, review_on=date(2024, 1, 1))

        assert not serialized(row)[0].is_overdue

    def test_has_the_evidence_of_the_period_in_a_pack(self):
        row = RecommendationFactory()
        old = EvidenceFactory(covers_from=date(2020, 1, 1), covers_to=date(2020, 2, 1))
        CitationFactory(recommendation=row, evidence=old, as_of=date(2020, 2, 1))
        fresh = CitationFactory(recommendation=row)

        pack, whole = (
            serialized(row, kind=kind)[0] for kind in (ReportKind.EVIDENCE, ReportKind.FULL)
        )

        assert [one.key for one in pack.citations] == [fresh.pk]
        assert [one.citation.key for one in pack.notes] == [fresh.pk]
        assert len(whole.citations) == len(whole.notes) == 2


def serialized(row, remark=None, translated="Te", audience=Audience.INTERNAL, kind="full"):
    """The recommendation as told, and what is withheld of it."""
    row = Recommendation.objects.annotate(
        paragraph=F("passage__number"),
        translated_title=Value(translated and "Title", TextField()),
        translated_text=Value(translated and "Text", TextField()),
        translated_source=Value(translated and "Office", TextField()),
    ).get(pk=row.pk)
    params = ReportParameters(
        PastDay(ON), date(2024, 3, 31), "en", kind=ReportKind(kind), audience=audience
    )
    rows = disclose(row)[1]
    return serialize_recommendation(row, Report.objects.get(), rows, params, remark)


@pytest.mark.django_db
class TestViews:
    def test_stand_beside_the_judgment_with_the_gap_in_steps(self):
        recommendation = RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
        says(BodyFactory(code="THBD"), recommendation, stated_by="the Director")

        one = load_progress(recommendation)

        (view,) = one.views
        assert one.status.code == Status.PARTIAL
        assert (view.holder.code, view.assessment.status.code) == ("THBD", Status.FULL)
        assert (view.rank_difference, view.differs, view.stated_by) == (2, True, "the Director")

    def test_come_lead_first_then_civil_society_then_the_report(self):
        recommendation = RecommendationFactory(lead="ZZZ", assessed=Status.PARTIAL)
        for perspective, body in (
            (Perspective.SOURCE_REPORT, None),
            (Perspective.CIVIL_SOCIETY, None),
            (Perspective.RESPONSIBLE_BODY, BodyFactory(code="AAA")),
            (Perspective.RESPONSIBLE_BODY, BodyFactory(code="ZZZ")),
        ):
            says(body, recommendation, perspective=perspective)

        views = load_progress(recommendation).views

        assert [view.holder.code for view in views] == ["ZZZ", "AAA", "", ""]
        assert [view.holder.short for view in views][2:] == [
            "Civil society",
            recommendation.report.cited_as,
        ]


@pytest.mark.django_db
class TestCorrections:
    def test_say_what_they_corrected_and_cite_once(self):
        recommendation = RecommendationFactory(assessed=Status.FULL)
        wrong = recommendation.current_assessment
        piece = wrong.citations.get().evidence
        right = AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            status=Status.PARTIAL,
            decided_at=datetime(2025, 1, 20, 23, 30, tzinfo=UTC),
        )
        CitationFactory(recommendation=recommendation, assessment=right, evidence=piece)

        one = load_progress(recommendation)

        assert one.status.code == Status.PARTIAL
        assert one.previous_assessment is None
        assert one.assessment.correction.status.code == Status.FULL
        assert one.assessment.correction.as_of == wrong.as_of
        assert one.assessment.correction.corrected_on == date(2025, 1, 21)  # in Belgrade
        assert [cited.title for cited in one.citations] == [piece.title]

    def test_of_older_assessments_are_kept_where_they_fell_into_the_period(self):
        recommendation = RecommendationFactory(assessed=Status.FULL)
        wrong = recommendation.current_assessment
        AssessmentFactory(recommendation=recommendation, approved=True, as_of=date(2025, 2, 1))
        AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            as_of=wrong.as_of,
            decided_at=datetime(2025, 3, 2, tzinfo=UTC),
        )

        one = load_progress(recommendation, since=date(2025, 3, 1))
        later = load_progress(recommendation, since=date(2025, 3, 2))

        (correction,) = one.older_corrections
        assert (correction.key, correction.status.code) == (wrong.pk, Status.FULL)
        assert (correction.corrected_on, one.assessment.correction) == (date(2025, 3, 2), None)
        assert later.older_corrections == ()


@pytest.mark.django_db
class TestLines:
    def test_name_every_component_once_the_judgment_speaks_of_one(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        first = ComponentFactory(recommendation=recommendation, code="1a")
        ComponentFactory(
            recommendation=recommendation, code="1b", basis=ComponentBasis.ANALYST, quote=""
        )
        AssessmentLineFactory(
            assessment=recommendation.current_assessment,
            component=first,
            status=Status.FULL,
            remark="In force.",
        )

        lines = load_progress(recommendation).component_lines

        assert [(line.code, line.status.code, line.remark) for line in lines] == [
            ("1a", Status.FULL, "In force."),
            ("1b", Status.NOT_ASSESSED, ""),
        ]
        assert [line.basis.code for line in lines] == ["in_text", "analyst"]

    def test_are_none_where_only_an_earlier_judgment_had_any(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        component = ComponentFactory(recommendation=recommendation)
        AssessmentLineFactory(assessment=recommendation.current_assessment, component=component)
        AssessmentFactory(recommendation=recommendation, approved=True, as_of=date(2025, 1, 1))

        assert load_progress(recommendation).component_lines == ()
        assert len(load_progress(recommendation, on=date(2024, 12, 1)).component_lines) == 1
