"""Changing many recommendations alike, and asking many questions."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as views_rows
from tracker.actions import reference_rows
from tracker.actions.recommendations import bulk
from tracker.actions.recommendations.bulk import ChangeRows, change_rows
from tracker.actions.reference_rows import ChangeRow
from tracker.audit.context import acting_as
from tracker.errors import (
    InvalidDate,
    InvalidValue,
    NotAllowed,
    PermissionRefused,
    PersonalDataFound,
    Stale,
)
from tracker.models import Event, Question, Recommendation
from tracker.vocabulary import Reason, ReasonCode, Role

pytestmark = pytest.mark.django_db
ASKED = "What has been done?"


@pytest.fixture
def arta():
    return UserFactory(username="arta", analyst=True)


def preview(by, kind, rows=None, request="r-bulk", reason="New team", **values):
    """Change these rows, or all recommendations, in a request, or preview that."""
    rows = Recommendation.objects.all() if rows is None else rows
    reason = Reason(reason, ReasonCode.REASSIGNMENT if kind == "assign" else None)
    with acting_as(by.username, id=by.pk, source="site", request=request):
        return change_rows(
            ChangeRows(rows=rows, kind=kind, by=by, now=timezone.now(), reason=reason, **values)
        )


def change(by, kind, *args, **values):
    """Change rows so; return the sentences."""
    return preview(by, kind, *args, **values).sentences


class TestChangeRows:
    def test_writes_one_line_of_history_for_each_under_the_same_words(self, arta):
        views_rows.recommendations(3)

        assert change(arta, "assign", person=arta) == ["3 recommendations are assigned to arta."]

        assert Recommendation.objects.filter(assignee=arta).count() == 3
        events = Event.objects.filter(reason="New team", request="r-bulk")
        assert {(e.reason_code, e.operation) for e in events} == {("reassignment", "update")}
        assert events.count() == 3

    def test_gives_them_to_nobody_in_particular(self, arta):
        views_rows.recommendations(2, assignee=arta)

        assert change(arta, "assign") == ["2 recommendations are no longer assigned."]

        assert not Recommendation.objects.filter(assignee=arta).exists()

    def test_leaves_what_is_so_already(self, arta):
        views_rows.recommendations(2, assignee=arta)
        views_rows.recommendations(1)

        sentences = change(arta, "assign", person=arta)

        assert sentences == [
            "1 recommendation is assigned to arta.",
            "2 recommendations stay as they are.",
        ]
        assert Event.objects.filter(request="r-bulk").count() == 1

    def test_sets_and_clears_the_review_date(self, arta):
        day = date(2027, 3, 31)
        views_rows.recommendations(2, review_on=day)
        views_rows.recommendations(7)

        assert change(arta, "set_review_date", review_on=day) == [
            "7 recommendations are due for review on 31 March 2027.",
            "2 recommendations stay as they are.",
        ]
        assert Recommendation.objects.filter(review_on=day).count() == 9
        assert change(arta, "clear_review_date", review_on=day) == [
            "9 recommendations no longer have a review date."
        ]
        assert not Recommendation.objects.exclude(review_on=None).exists()

    def test_adds_and_removes_topics(self, arta):
        shelters, begging = TopicFactory(), TopicFactory(code="begging")
        first = RecommendationFactory(topics=[shelters])
        other = RecommendationFactory(topics=[shelters, begging])

        assert change(arta, "add_topics", topics=[shelters, begging]) == [
            "1 recommendation gets topics: Shelters, Begging.",
            "1 recommendation stays as it is.",
        ]
        assert set(first.topics.all()) == {shelters, begging}
        assert change(arta, "remove_topics", topics=[begging]) == [
            "2 recommendations lose topics: Begging."
        ]
        assert list(first.topics.all()) == list(other.topics.all()) == [shelters]

    def test_is_only_previewed_where_nothing_is_expected(self, arta):
        views_rows.recommendations(3)
        before = Event.objects.count()

        assert change(arta, "assign", person=arta, expected="") == [
            "3 recommendations are assigned to arta."
        ]

        assert Event.objects.count() == before

    def test_has_no_preview_of_nothing(self, arta):
        views_rows.recommendations(2, assignee=arta)

        with pytest.raises(
            InvalidValue, match=r"Nothing changes\. 2 recommendations stay as they are\."
        ):
            change(arta, "assign", person=arta, expected="")

    def test_is_all_or_nothing_when_the_preview_showed_something_else(self, arta):
        views_rows.recommendations(3)
        mark = preview(arta, "assign", person=arta, expected="").mark
        views_rows.recommendations(1)

        with pytest.raises(Stale, match="not those of the preview"):
            change(arta, "assign", person=arta, expected=mark)

        assert not Recommendation.objects.filter(assignee=arta).exists()

    def test_takes_no_other_rows_than_the_preview_showed(self, arta):
        views_rows.recommendations(2)
        current = Recommendation.objects.filter(assignee=None)
        mark = preview(arta, "assign", rows=current, person=arta, expected="").mark
        one = current.first()
        with as_factory():
            one.assignee = UserFactory()
            one.save()
            RecommendationFactory()

        with pytest.raises(Stale, match="not those of the preview"):
            change(arta, "assign", rows=current.all(), person=arta, expected=mark)

    def test_does_what_the_preview_showed(self, arta):
        views_rows.recommendations(3)
        mark = preview(arta, "assign", person=arta, expected="").mark

        change(arta, "assign", person=arta, expected=mark)

        assert Recommendation.objects.filter(assignee=arta).count() == 3

    def test_writes_nothing_for_who_has_it_already(self, arta):
        RecommendationFactory(assignee=arta)
        before = Event.objects.count()

        change(arta, "assign", person=arta)

        assert Event.objects.count() == before

    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher", "auditor"])
    def test_is_refused_to_who_logs_no_progress(self, arta, role):
        other = UserFactory(**{role: True})
        RecommendationFactory()

        for kind in ("assign", "set_review_date", "clear_review_date", "add_topics"):
            with pytest.raises(PermissionRefused, match="only analysts can"):
                change(other, kind, person=arta)
        with pytest.raises(PermissionRefused, match="can't log progress"):
            change(arta, "assign", person=other)

    def test_is_refused_for_an_account_closed_meanwhile(self, arta):
        gone = UserFactory(username="gone", analyst=True)
        assert gone.may_write  # as it was when the form was opened
        with as_factory():
            type(gone).objects.filter(pk=gone.pk).update(is_active=False)
        RecommendationFactory()

        with pytest.raises(PermissionRefused, match="gone: the account is closed"):
            change(arta, "assign", person=gone)

    def test_is_refused_for_a_reason_that_says_nothing(self, arta):
        RecommendationFactory()

        with pytest.raises(InvalidValue, match="needs a reason"):
            change(arta, "clear_review_date", reason=" ")

    def test_takes_more_than_fit_in_one_statement(self, arta, monkeypatch):
        monkeypatch.setattr(bulk, "BATCH_SIZE", 2)
        views_rows.recommendations(5)
        topic = TopicFactory()

        change(arta, "assign", person=arta)
        change(arta, "add_topics", topics=[topic])

        assert Recommendation.objects.filter(assignee=arta, topics=topic).count() == 5

    def test_asks_no_question_of_the_database_for_each(self, arta, django_assert_max_num_queries):
        views_rows.recommendations(50)

        with django_assert_max_num_queries(25):
            change(arta, "request_updates", text=ASKED, due=due_date())

    def test_has_no_other_door(self, arta):
        with pytest.raises(NotAllowed):
            reference_rows.change(
                ChangeRow(
                    row=RecommendationFactory(), by=arta, reason="x", fields={"assignee": arta}
                )
            )


def due_date():
    return timezone.localdate() + timedelta(30)


class TestRequestUpdates:
    def request(self, by, **values):
        return change(by, "request_updates", text=ASKED, **({"due": due_date()} | values))

    def test_asks_each_lead_body_today(self, arta):
        row = RecommendationFactory(lead="THBD")
        ResponsibilityFactory(recommendation=row, body=BodyFactory(code="CSW"), role=Role.LEAD)

        (sentence,) = self.request(arta)

        assert sentence.startswith("2 questions are asked of lead bodies; the answers are due on")
        questions = Question.objects.order_by("body__code")
        assert {(q.recommendation, q.report, q.kind) for q in questions} == {
            (row, row.report, "ask")
        }
        assert [q.body.code for q in questions] == ["CSW", "THBD"]
        assert {(q.asked_on, q.due_on) for q in questions} == {(timezone.localdate(), due_date())}
        assert all(q.text.startswith(f"{ASKED} ({q.body.short}, ") for q in questions)

    def test_leaves_out_who_has_the_same_open_and_who_can_not_be_written_to(self, arta):
        RecommendationFactory(lead="THBD")
        self.request(arta)
        RecommendationFactory(lead="THBD")
        RecommendationFactory(lead=BodyFactory(code="GOV", accepts_correspondence=False))
        RecommendationFactory()

        assert self.request(arta)[1:] == [
            "1 such question is open already and is not asked again.",
            "2 recommendations have no lead body that can be written to.",
        ]

        assert Question.objects.count() == 2

    def test_asks_the_successor_of_a_body_that_ended(self, arta):
        successor = BodyFactory(code="MFLT")
        ended = BodyFactory(code="MLSW", valid_to=date(2020, 1, 1), successors=[successor])
        RecommendationFactory(lead=ended)

        self.request(arta)

        assert Question.objects.get().body == successor

    def test_asks_nobody_where_several_successors_have_not_divided_it(self, arta):
        successors = [BodyFactory(code="MFLT"), BodyFactory(code="MOJ")]
        ended = BodyFactory(code="MLSW", valid_to=date(2020, 1, 1), successors=successors)
        RecommendationFactory(lead=ended)

        with pytest.raises(InvalidValue, match="1 recommendation has no lead body"):
            self.request(arta, expected="")

    def test_is_asked_again_on_another_day_once_it_is_answered(self, arta):
        row = RecommendationFactory(lead="THBD")
        with as_factory():
            Question.objects.create(
                report=row.report,
                recommendation=row,
                body=BodyFactory(code="THBD"),
                kind="ask",
                text=f"{ASKED} (THBD, 1 March 2025)",
                asked_on=date(2025, 3, 1),
                dismissal_reason="Answered by telephone.",
            )

        self.request(arta)

        assert Question.objects.open().count() == 1

    def test_is_refused_for_a_day_that_has_come(self, arta):
        RecommendationFactory(lead="THBD")

        with pytest.raises(InvalidDate, match="Choose a later date"):
            self.request(arta, due=timezone.localdate())

    def test_asks_about_words_that_look_like_a_victim_s(self, arta):
        RecommendationFactory(lead="THBD")

        with pytest.raises(PersonalDataFound):
            change(
                arta,
                "request_updates",
                text="The victim Arta Gashi was born on 3 May 2001",
                due=due_date(),
            )


class TestAsk:
    @pytest.fixture
    def thbd(self):
        return BodyFactory(code="THBD")

    def ask(self, by, body, **values):
        days = {"on": timezone.localdate(), "due": due_date()}
        rows = Question.objects.unasked()
        return change(by, "ask", rows, body=body, **(days | values))

    def test_asks_all_at_once(self, arta, thbd):
        questions = [QuestionFactory(body=thbd), QuestionFactory(body=thbd)]

        (sentence,) = self.ask(arta, thbd)

        assert sentence.startswith("2 questions are asked of THBD; the answers are due on ")
        for question in questions:
            question.refresh_from_db()
            assert (question.asked_on, question.due_on) == (timezone.localdate(), due_date())

    def test_follows_the_rules_of_a_single_question(self, arta, thbd):
        QuestionFactory(body=thbd)

        with pytest.raises(NotAllowed, match="can't be written to"):
            self.ask(arta, BodyFactory(code="GOV", accepts_correspondence=False))
        with pytest.raises(InvalidDate, match="in the future"):
            self.ask(arta, thbd, on=due_date(), due=due_date() + timedelta(1))
        with pytest.raises(PermissionRefused):
            self.ask(UserFactory(viewer=True), thbd)
        assert Question.objects.unasked().count() == 1
