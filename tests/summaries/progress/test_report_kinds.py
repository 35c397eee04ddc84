"""What each kind of report counts and lists, and parts of a long one."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    RemarkFactory,
    ReportFactory,
    ReportTextFactory,
    ResponsibilityFactory,
    TranslationFactory,
    UserFactory,
)
from tests.summaries.progress.helpers import ON, build, label
from tracker.models import Recommendation
from tracker.progress import (
    UNSET,
    AssessmentTotals,
    Condition,
    LabelledCode,
    Letterhead,
    RemarkData,
    ReportPart,
)
from tracker.summaries.progress.parameters import ReportParameters
from tracker.summaries.progress.publications import shown_rows
from tracker.summaries.progress.report import (
    CountedRecommendation,
    build_part,
    load_counted,
    load_remarks,
    to_counted,
    total_assessments,
)
from tracker.vocabulary import (
    RANK,
    Audience,
    Basis,
    PastDay,
    ReportKind,
    Status,
    Strength,
)

pytestmark = pytest.mark.django_db


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
            return build(held.report, on=date(2024, 12, 31), kind=kind, **options)

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


class TestAPart:
    def test_is_listed_and_counted_of_all(self):
        thbd = BodyFactory(code="THBD")
        report = ReportFactory()
        rows = [
            RecommendationFactory(report=report, lead=lead, assessed=status, theme=theme)
            for lead, status, theme in (
                (thbd, Status.FULL, "protection"),
                (BodyFactory(), Status.FULL, "prevention"),
                (thbd, Status.PARTIAL, "prevention"),
                (thbd, None, "protection"),
            )
        ]
        ResponsibilityFactory(
            recommendation=rows[1], body=thbd, withdrawn_at=datetime(2025, 1, 1, tzinfo=UTC)
        )
        QuestionFactory(recommendation=rows[2])
        whole = build(report, shown=range(4), audience=Audience.PUBLIC)
        own = build(report, kind=ReportKind.BODY, body=thbd, shown=range(1, 2))
        full = build(report, statuses={"full"}, shown=range(1), audience=Audience.PUBLIC)
        two = build(report, shown=range(1, 3), audience=Audience.PUBLIC)

        assert (whole.part, [one.key for one in whole.recommendations]) == (
            None,
            [row.pk for row in rows],
        )
        assert ([one.number for one in own.recommendations], own.total) == (["3"], 3)
        assert own.part == ReportPart(1, 3)
        assert ([one.number for one in full.recommendations], full.total) == (["1"], 2)
        assert [one.number for one in two.recommendations] == ["2", "3"]
        assert ("questions", None) in [(one.code, one.number) for one in two.withheld]
        assert ("questions", 1) in [(one.code, one.number) for one in whole.withheld]

    @pytest.mark.parametrize(
        ("shown", "part"),
        [
            (range(9), None),
            (range(10), None),
            (range(8), ReportPart(0, 9)),
            (range(1, 9), ReportPart(1, 9)),
        ],
    )
    def test_is_none_where_all_are_shown(self, shown, part):
        assert build_part(9, shown) == part

    def test_has_what_is_counted_of_each(self):
        row = RecommendationFactory(
            assessed=Status.PARTIAL,
            assessed__strength=Strength.DOCUMENTED,
            assessed__is_sample=True,
            number="2",
        )
        blank = RecommendationFactory(number="1", theme="prevention")
        analyst = UserFactory(analyst=True)
        own = RecommendationFactory(
            assessed=Status.SUBSTANTIAL,
            assessed__author=analyst,
            assessed__decided_by=analyst,
            assessed__strength=Strength.CORROBORATED,
            number="3",
        )
        params = ReportParameters(PastDay(ON), ON, "en")
        expected = [
            CountedRecommendation(
                blank.pk, blank.number, "not_assessed", None, None, False, "prevention"
            ),
            CountedRecommendation(
                row.pk, row.number, "partial", "documented", True, False, "protection"
            ),
            CountedRecommendation(
                own.pk, own.number, "substantial", "corroborated", False, True, "protection"
            ),
        ]

        counted = load_counted(Recommendation.objects.all(), params, ())

        assert counted == expected
        loaded = [to_counted(one) for one in build(row.report).recommendations]
        assert loaded == [expected[0]._replace(is_self_approved=None), *expected[1:]]
        labels = [label(strength) for strength in (Strength.CORROBORATED, Strength.DOCUMENTED)]
        assert total_assessments(counted) == AssessmentTotals(
            tuple((label, 1) for label in labels), has_samples=True, self_approved_count=1
        )
        assert total_assessments(counted[:1]) == AssessmentTotals((), False, 0)


class TestHead:
    def test_tells_what_was_asked_for(self, settings):
        settings.REPORT_NAME = "Ministry of Wells"
        settings.REPORT_COLOUR, settings.REPORT_LOGO = "#1a5276", "<svg/>"
        settings.REPORT_PREFACE = "To whom it may concern"
        report = ReportFactory()
        FigureFactory(edition=2024)
        FigureFactory(edition=2024, indicator__code="CASES", indicator__theme="prosecution")
        RemarkFactory(recommendation=None, report=report, text="One moved.")
        RecommendationFactory(report=report, number="1")
        others = RecommendationFactory(report__year=2023, number="5")
        theme = Condition("theme", "protection", "Theme", "Protection")

        plain, narrowed, seen = (
            build(report, conditions=conditions)
            for conditions in ((), (theme,), (Condition("seen_by", "ana", "Seen by", "Ana"),))
        )

        assert [one.number for one in plain.recommendations] == ["1"] != [others.number]
        assert (plain.kind.code, plain.audience.code, plain.basis.code) == (
            ReportKind.FULL,
            Audience.INTERNAL,
            Basis.AS_KNOWN_NOW,
        )
        assert (plain.on, plain.since, plain.language) == (ON, report.period_to, "en")
        assert (plain.body, plain.theme, plain.filter) == (None, UNSET, ())
        assert narrowed.theme == LabelledCode("protection", "Protection")
        assert (seen.theme, narrowed.filter) == (UNSET, (theme,))
        codes = [[series.code for series in one.figures] for one in (plain, narrowed, seen)]
        assert [len(found) for found in codes] == [2, 1, 2]
        assert [one.summary and one.summary.text for one in (plain, narrowed, seen)] == [
            "One moved.",
            None,
            None,
        ]
        assert plain.letterhead == Letterhead(
            "Ministry of Wells", "<svg/>", "#1a5276", "To whom it may concern"
        )
        text = ReportTextFactory(report=report, preface="Dear readers", note="* Note")
        assert build(report).letterhead == Letterhead(
            "Ministry of Wells", "<svg/>", "#1a5276", "Dear readers",
            text.sender, text.contact, "* Note", text.pk,
        )  # fmt: skip
        assert build(report, language="sq").letterhead == plain.letterhead
        assert [(one.status.code, one.rank, one.number) for one in plain.counts] == [
            (status.value, RANK.get(status), int(status == Status.NOT_ASSESSED))
            for status in Status
        ]
        assert (build(report, kind=ReportKind.BRIEF).figures, plain.part) == ((), None)

    def test_has_the_newest_remark_of_the_edition_in_the_language(self):
        row = RecommendationFactory()
        written = {"recommendation": row, "language": "en"}
        RemarkFactory(**written, text="Old.", as_of=date(2024, 5, 1))
        newest = RemarkFactory(**written, text="New.", as_of=date(2024, 6, 1))
        RemarkFactory(**written, text="Later.", as_of=date(2025, 6, 1))
        RemarkFactory(recommendation=row, language="sq", text="Shqip.")
        RemarkFactory(recommendation__report__year=2023)
        asked = {"then": PastDay(ON), "language": "en"}

        remarks = load_remarks(row.report, **asked, reader=None)

        english = {"text_languages": {"text": "en"}}
        assert remarks == {row.pk: RemarkData("New.", date(2024, 6, 1), newest.pk, **english)}
        assert load_remarks(row.report, **asked, reader=UserFactory(viewer=True)) == remarks
        assert load_remarks(row.report, **asked, reader=UserFactory(contributor=True)) == {}

    def test_has_title_and_text_in_the_language(self):
        row = RecommendationFactory(passage=PassageFactory(number=3))
        RecommendationFactory(report=row.report)
        TranslationFactory(recommendation=row, language="sr-latn", short_title="Sklonište")
        TranslationFactory(
            recommendation=row, language="sq", short_title="Strehim", text="Jep.", source="Zyra"
        )

        shown = {
            language: [
                (one.title, one.translation, one.translation_source, one.text_source)
                for one in build(row.report, language=language).recommendations
            ]
            for language in ("en", "sq")
        }

        assert [len(titles) for titles in shown.values()] == [2, 2]
        assert shown["en"][0] == (row.short_title, "", "", "TIP 2024 Kosovo, ¶ 3")
        assert shown["sq"][0] == ("Strehim", "Jep.", "Zyra", "TIP 2024 Kosovo, ¶ 3")
