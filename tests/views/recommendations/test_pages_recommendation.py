"""The page of one recommendation: what it tells, and to whom."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommentFactory,
    ComponentFactory,
    EvidenceFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TranslationFactory,
    UserFactory,
)
from tests.views import rows
from tests.views.forms import decision_page
from tracker.models import ReadLogEntry
from tracker.vocabulary import Bearing, Perspective, Sensitivity, Status

pytestmark = pytest.mark.django_db


def page(client, recommendation):
    return client.get(recommendation.get_absolute_url())


def part(answer, name):
    """The section of the page with this anchor."""
    return answer.text.split(f'<section id="{name}"')[1].split("</section>")[0]


class TestPage:
    def test_says_where_it_is_what_it_is_and_how_it_stands(self, viewer):
        RecommendationFactory(number="3")
        one = RecommendationFactory(number="4", assessed=Status.PARTIAL, lead="THBD")
        RecommendationFactory(number="5")

        answer = page(viewer, one)

        assert one.text in answer.text
        assert "Partially implemented" in answer.text
        assert "as of 1 October 2024" in answer.text
        assert 'rel="prev" href="/reports/tip-2024-kosovo/recommendations/3/"' in answer.text
        assert 'rel="next" href="/reports/tip-2024-kosovo/recommendations/5/"' in answer.text
        assert 'href="/reports/tip-2024-kosovo/progress/#rec-4">TIP 2024 Kosovo</a>' in answer.text

    def test_marks_a_translation_of_our_own_as_unofficial(self, viewer):
        one = TranslationFactory(text="Jepu viktimave strehim.").recommendation

        assert "unofficial translation" in page(viewer, one).text

    def test_shows_the_whole_sentence_with_its_words_marked(self, viewer):
        span = EvidenceFactory(
            passage_span=True, start=4, end=14, sentence_start=0, sentence_end=30
        )
        cited = CitationFactory(evidence=span, bearing=Bearing.GAP)

        answer = page(viewer, cited.recommendation)

        assert "The <mark>government</mark> kept a hotline." in answer.text
        assert "Shows a gap" in answer.text
        assert f"#p{span.passage.number}-4" in answer.text

    def test_leaves_out_evidence_that_was_withdrawn(self, viewer):
        withdrawn = {"withdrawn_at": datetime(2024, 11, 1, tzinfo=UTC), "withdrawal_reason": "x"}
        cited = CitationFactory(evidence=EvidenceFactory(title="Wrong law", **withdrawn))

        assert "Wrong law" not in part(page(viewer, cited.recommendation), "evidence")

    def test_says_that_a_sample_was_approved_by_nobody(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL, assessed__is_sample=True)

        answer = page(viewer, one)

        assert "sample approval" in answer.text
        assert "Nobody has reviewed it" in answer.text

    def test_tells_open_questions_components_and_bodies(self, viewer):
        one = RecommendationFactory()
        QuestionFactory(recommendation=one, text="Which amounts were paid?")
        ComponentFactory(recommendation=one, code="1a", title="keep a hotline")
        ResponsibilityFactory(recommendation=one, reason="the sentence shows it doing so")

        text = page(viewer, one).text

        assert "Which amounts were paid?" in text
        assert "keep a hotline" in text
        assert "The sentence shows it doing so." in text

    def test_tells_its_history_once_that_is_opened(self, viewer):
        one = RecommendationFactory(short_title="Hotline")

        brief, whole = page(viewer, one), viewer.get(f"{one.get_absolute_url()}?show=all")

        assert '<a href="?show=all#history">Show the history</a>' in part(brief, "history")
        assert "Open it first, then print" in part(brief, "history")
        assert "made by a factory" not in brief.text
        assert "made by a factory" in part(whole, "history")

    def test_opens_the_history_at_an_address_of_an_older_page_of_it(self, viewer):
        one = RecommendationFactory()

        older = viewer.get(f"{one.get_absolute_url()}?history_before=999999")

        assert "made by a factory" in part(older, "history")

    def test_tells_and_logs_assessments_of_older_periods_once_they_are_opened(self, analyst):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        period = {"period_from": date(2020, 4, 1), "period_to": date(2021, 3, 31)}
        old = AssessmentFactory(
            recommendation=one,
            approved=True,
            rationale="Stood still",
            as_of=date(2020, 10, 1),
            **period,
        )
        secret = {"sensitivity": Sensitivity.NAMED_READERS, "added_by": analyst.user}
        CommentFactory(assessment=old, text="Between us", **secret)

        brief, number = page(analyst, one), ReadLogEntry.objects.count()
        whole = analyst.get(one.get_absolute_url(), {"show": "all"})

        assert "Stood still" not in brief.text and number == 0
        assert "Show 1 assessment of an older period" in part(brief, "assessments")
        assert "Stood still" in part(whole, "assessments") and "Between us" in whole.text
        assert ReadLogEntry.objects.count() == 1

    @pytest.mark.once
    def test_costs_the_same_for_few_rows_and_for_many(self, reviewer, django_assert_num_queries):
        one = RecommendationFactory(lead="THBD")
        _fill(one, 2024)
        page(reviewer, one)
        with django_assert_num_queries(10, exact=False) as few:
            page(reviewer, one)
        rows.recommendations(4_991)
        for year in range(2025, 2029):
            _fill(one, year)

        with django_assert_num_queries(len(few)):
            page(reviewer, one)


def _fill(one, year):
    period = {"period_from": date(year, 4, 1), "period_to": date(year + 1, 3, 31)}
    period["as_of"] = date(year, 10, 1)
    made = AssessmentFactory(recommendation=one, submitted=True, cites=2, **period)
    CommentFactory.create_batch(2, assessment=made)
    values = AssessmentFactory(
        recommendation=one,
        approved=True,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=BodyFactory(),
        stated_in=EvidenceFactory(),
        **period,
    )
    AssessmentLineFactory.create_batch(2, assessment=values)
    CitationFactory(recommendation=one, evidence=EvidenceFactory(passage_span=True))
    QuestionFactory(recommendation=one)
    ResponsibilityFactory(recommendation=one)


class TestViewer:
    def test_sees_nothing_of_an_assessment_that_nobody_approved(self, viewer):
        made = AssessmentFactory(submitted=True, rationale="Still a secret", cites=1)
        law = made.citations.get().evidence.title

        answer = page(viewer, made.recommendation)

        assert "Still a secret" not in answer.text
        assert law not in part(answer, "evidence")
        assert ">Evidence 0</a>" in answer.text
        assert ">Assessments 0</a>" in answer.text

    def test_sees_nothing_of_evidence_for_named_readers(self, viewer):
        named = EvidenceFactory(title="A letter", sensitivity=Sensitivity.NAMED_READERS)
        cited = CitationFactory(evidence=named, sentence="It says so.")

        text = page(viewer, cited.recommendation).text

        assert "A letter" not in text
        assert "It says so." not in text

    def test_is_offered_nothing_to_write(self, viewer):
        made = AssessmentFactory(approved=True)

        text = page(viewer, made.recommendation).text

        assert "Log progress</a>" not in text
        assert "/decide/" not in text


class TestNamedReader:
    def test_sees_the_evidence_and_that_it_is_for_few(self, viewer):
        named = EvidenceFactory(
            title="A letter", sensitivity=Sensitivity.NAMED_READERS, readers=[viewer.user]
        )
        cited = CitationFactory(evidence=named)

        text = page(viewer, cited.recommendation).text

        assert "A letter" in text
        assert "named readers" in text


class TestAnalyst:
    def test_sees_own_drafts_and_nobody_elses(self, analyst):
        one = RecommendationFactory()
        AssessmentFactory(recommendation=one, author=analyst.user, rationale="My own draft")
        AssessmentFactory(
            recommendation=one,
            rationale="Another's draft",
            perspective=Perspective.CIVIL_SOCIETY,
        )

        text = page(analyst, one).text

        assert "My own draft" in text
        assert "Another" not in text

    def test_is_led_to_log_progress(self, analyst):
        one = RecommendationFactory()

        assert (
            reverse("log_progress", args=[one.report.slug, one.number]) in page(analyst, one).text
        )

    def test_may_not_decide_on_what_others_wrote(self, analyst):
        made = AssessmentFactory(submitted=True)

        assert "/decide/" not in page(analyst, made.recommendation).text

    def test_may_take_back_what_waits(self, analyst):
        made = AssessmentFactory(submitted=True, author=analyst.user)

        assert "/withdraw/" in page(analyst, made.recommendation).text


class TestReviewer:
    def test_may_approve_and_return_what_others_submitted(self, reviewer):
        made = AssessmentFactory(submitted=True)

        assert decision_page(made) in page(reviewer, made.recommendation).text

    def test_may_not_decide_on_own_ones(self, reviewer):
        made = AssessmentFactory(submitted=True, author=reviewer.user)

        assert "/decide/" not in page(reviewer, made.recommendation).text


class TestWordsOfOthers:
    def test_are_shown_as_words_never_as_markup(self, viewer):
        passage = PassageFactory(text="<b>Bold</b> & <script>alert(1)</script> words. More.")
        span = EvidenceFactory(passage_span=True, passage=passage, start=0, end=11)
        one = RecommendationFactory(report=ReportFactory(), text="<i>Train</i>")
        CitationFactory(recommendation=one, evidence=span, sentence="<u>so</u>")
        UserFactory(first_name="<em>Ana</em>")

        text = page(viewer, one).text

        assert "<mark>&lt;b&gt;Bold&lt;/b&gt;</mark>" in text
        for raw in ("<i>Train", "<u>so", "<script>alert"):
            assert raw not in text
