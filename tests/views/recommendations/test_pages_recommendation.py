"""The page of one recommendation: what it tells, and to whom."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

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
from tests.views.forms import as_user, decision_page
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.formats import format_day
from tracker.models import Assessment, Citation, LastVisit, Question, ReadLogEntry
from tracker.vocabulary import Bearing, BodyKind, Lifecycle, Perspective, Sensitivity, Status

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

        assert "Wrong law" not in page(viewer, cited.recommendation).text

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
        assert '<a href="?show=all#period-2020-04-01">Show this period</a>' in brief.text
        assert f'<span id="assessment-{old.pk}"></span>' in brief.text, "old links lead there"
        assert "Stood still" in whole.text and "Between us" in whole.text
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


def period(year):
    """The days of the mechanism's year that begins in April, and an as-of date in it."""
    first, last = date(year, 4, 1), date(year + 1, 3, 31)
    return {"period_from": first, "period_to": last, "as_of": date(year, 10, 1)}


def anchors(answer):
    """The first days of the periods on the page, in its order; of folded ones with a mark."""
    found = re.findall(r'<(article|details) class="period" id="period-(\d{4})', answer.text)
    return [f"{year}{' folded' * (kind == 'details')}" for kind, year in found]


class TestPeriods:
    def test_stand_newest_first_and_folded_before_the_newest_status(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)  # for the year from April 2024
        for year in (2021, 2022):
            AssessmentFactory(recommendation=one, approved=True, **period(year))
        letter = EvidenceFactory(title="The newest letter", covers_from=None, covers_to=None)
        CitationFactory(recommendation=one, evidence=letter, as_of=date(2025, 6, 1))

        answer = page(viewer, one)

        assert anchors(answer) == ["2025", "2024", "2022 folded", "2021 folded"]
        assert "The newest letter" in part(answer, "evidence")
        assert (
            "1 assessment"
            in answer.text.split('<details class="period" id="period-2022')[1].split("</summary>")[
                0
            ]
        )

    def test_of_what_waits_is_not_folded(self, analyst):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        AssessmentFactory(recommendation=one, submitted=True, **period(2021))

        assert anchors(page(analyst, one)) == ["2024", "2021"]

    def test_of_a_note_is_that_with_most_of_its_time(self, viewer):
        one = RecommendationFactory()
        year = {"covers_from": date(2022, 1, 1), "covers_to": date(2022, 12, 31)}
        early = {"covers_from": date(2021, 5, 1), "covers_to": date(2022, 4, 30)}
        open_end = {"covers_from": date(2020, 1, 1), "covers_to": None}
        for time in (year, early, open_end):
            note = {"evidence": EvidenceFactory(**time), "as_of": date(2024, 10, 2)}
            CitationFactory(recommendation=one, **note)

        assert anchors(page(viewer, one)) == ["2024", "2022 folded", "2021 folded"]

    def test_tell_evidence_then_notes_then_passages(self, viewer):
        one = RecommendationFactory()
        assessment = AssessmentFactory(recommendation=one, approved=True)
        span = EvidenceFactory(passage_span=True)
        for title, day in (("An old law", 5), ("A new law", 9)):
            law = EvidenceFactory(title=title, covers_to=date(2024, day, 1))
            CitationFactory(recommendation=one, assessment=assessment, evidence=law)
        CitationFactory(recommendation=one, evidence=span, as_of=date(2024, 5, 1))
        CitationFactory(recommendation=one, sentence="Noted so.", as_of=date(2024, 5, 1))

        section = part(page(viewer, one), "evidence")

        order = ["A new law", "An old law", ">Notes<", "Noted so.", ">Quoted from reports<"]
        places = [section.index(words) for words in order]
        assert places == sorted(places)

    def test_are_a_row_of_statuses_where_there_are_several(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        assert "Status over time" not in page(viewer, one).text
        AssessmentFactory(
            recommendation=one, approved=True, status=Status.NO_ACTION, **period(2021)
        )

        course = page(viewer, one).text.split('<ol class="course"')[1].split("</ol>")[0]

        order = ["2021–22", "No action", "2024–25", "Partially implemented"]
        places = [course.index(words) for words in order]
        assert places == sorted(places)


def note(client, recommendation, **values):
    """The answer to the short form on the page of the recommendation."""
    values = {"sentence": "Order 12 is in force.", "here": "1", **values}
    return client.post(reverse("note_new"), {"recommendation": recommendation.pk, **values})


def ask(client, recommendation, **values):
    """The answer to the short form that asks a body."""
    fields = {"kind": "ask", "on": "2024-10-02", "here": "1", "text": "Which amounts?", **values}
    address = reverse("question_new", args=[recommendation.report.slug, recommendation.number])
    return client.post(address, fields)


class TestShortForms:
    def test_come_back_to_the_page(self, analyst):
        one = RecommendationFactory()
        body = BodyFactory(code="THBD")

        for answer in (note(analyst, one), ask(analyst, one, body=body.code)):
            assert answer.url == one.get_absolute_url()

        text = page(analyst, one).text
        assert "Order 12 is in force." in text and "Which amounts?" in text
        question = Question.objects.get()
        assert (question.body, question.due_on) == (body, date(2024, 11, 1))

    def test_keep_what_was_refused_and_the_way_back(self, analyst):
        answer = note(analyst, RecommendationFactory(), sentence="https://example.org/order")

        assert answer.status_code == 422
        assert '<input type="hidden" name="here" value="1">' in answer.text

    def test_are_kept_as_drafts(self, analyst):
        text = page(analyst, RecommendationFactory()).text

        assert text.split('class="quick-forms')[1].split("<nav")[0].count("draft-line") == 2

    def test_are_for_those_who_write(self, viewer):
        assert "note-sentence" not in page(viewer, RecommendationFactory()).text

    def test_leave_out_the_note_where_it_is_asked_again(self, analyst):
        one = RecommendationFactory(lifecycle=Lifecycle.CONTINUED)

        text = page(analyst, one).text

        assert "question-text" in text and "note-sentence" not in text


class TestNews:
    @pytest.fixture
    def visited(self, analyst):
        """The analyst was here before; what comes from now on is new."""
        now = timezone.now()
        LastVisit.objects.create(user=analyst.user, seen_at=now, previous_at=now)
        return RecommendationFactory()

    def test_is_what_others_added_or_changed(self, analyst, reviewer, visited):
        note(reviewer, visited)
        ask(reviewer, visited)
        question = Question.objects.get()
        reviewer.post(reverse("question_dismiss", args=[question.pk]), {"reason": "It was asked."})

        text = page(analyst, visited).text

        cited = Citation.objects.get()
        assert f"New since {format_day(timezone.localdate())}:" in text
        assert f'<a href="#citation-{cited.pk}">1 piece of evidence</a>' in text
        assert '<a href="#questions">1 question</a>' in text
        assert text.count("tag new") == 2
        assert "dismissed" in part(page(analyst, visited), "questions")

    def test_is_nothing_of_oneself(self, analyst, visited):
        note(analyst, visited)

        assert "New since" not in page(analyst, visited).text

    def test_is_nothing_of_others_that_the_reader_may_not_see(self, analyst, reviewer, visited):
        assessment = AssessmentFactory(recommendation=visited, author=reviewer.user)  # a draft
        made = acting_as("ana", id=reviewer.user.pk, source="site"), because("Written again")
        with made[0], made[1]:
            Assessment.objects.filter(pk=assessment.pk).update(rationale="Another word")

        assert "New since" not in page(analyst, visited).text

    def test_is_unknown_on_the_first_visit(self, analyst, reviewer):
        one = RecommendationFactory()
        note(reviewer, one)

        assert "New since" not in page(analyst, one).text
        assert not LastVisit.objects.exists(), "so that it stays new for Home"


class TestNeed:
    def test_is_what_the_next_rank_lacks(self, analyst, reviewer, viewer):
        one = RecommendationFactory(assessed=Status.SUBSTANTIAL, assessed__cites=0)
        letter = EvidenceFactory(issuer=BodyFactory(kind=BodyKind.MINISTRY))
        cited = {"recommendation": one, "assessment": one.current_assessment, "evidence": letter}
        CitationFactory(**cited)

        words = "For “Fully implemented” it lacks a confirmed independent source about this period."
        assert words in page(analyst, one).text and words in page(reviewer, one).text
        assert words not in page(viewer, one).text

    def test_is_not_said_where_evidence_is_hidden(self, analyst, client):
        one = RecommendationFactory(assessed=Status.SUBSTANTIAL)
        as_user(client, reviewer=True, auditor=True)
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        CitationFactory(recommendation=one, evidence=secret)

        assert "it lacks" not in page(client, one).text


class TestViewer:
    def test_sees_nothing_of_an_assessment_that_nobody_approved(self, viewer):
        made = AssessmentFactory(submitted=True, rationale="Still a secret", cites=1)
        law = made.citations.get().evidence.title

        answer = page(viewer, made.recommendation)

        assert "Still a secret" not in answer.text
        assert law not in answer.text
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
