"""Rules of reference rows: sensitivity, strength, stale forms, fixed fields, review dates."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    FindingFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    SensitivityRequestFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import reference_rows
from tracker.actions.reference_rows import AddRow, ChangeRow, WithdrawRow
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, QuoteMismatch, Stale
from tracker.models import Assessment, Event, Indicator, Recommendation, Responsibility, Topic
from tracker.policies import check_is_current
from tracker.vocabulary import Sensitivity, State, Strength, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


def change(row, by, reason="Corrected", **fields):
    return reference_rows.change(ChangeRow(row=row, by=by, reason=reason, fields=fields))


def withdraw(row, by, reason="Wrong", now=NOW):
    return reference_rows.withdraw(WithdrawRow(row=row, by=by, reason=reason, now=now))


class TestAddedRecommendation:
    def add(self, by, now=NOW, **values):
        fields = {
            "report": ReportFactory(),
            "number": "7",
            "position": 7,
            "text": "Do it.",
            "short_title": "Do it",
            "theme": "protection",
            "duty": "once",
            **values,
        }
        topic = TopicFactory()
        return reference_rows.add(
            AddRow(
                model=Recommendation,
                fields=fields,
                many={"topics": [topic]},
                by=by,
                now=now,
                reason="Left out",
            )
        )

    def test_gets_the_next_review_date_a_place_and_its_topics(self, ana):
        row = self.add(ana)

        row.refresh_from_db()
        assert row.review_on == row.report.mechanism.next_date(after=date(2025, 3, 1))
        assert row.sort_key == row.report.sort_key_for(7)
        assert [topic.code for topic in row.topics.all()] == ["shelters"]

    @pytest.mark.parametrize(
        ("values", "then"),
        [({"review_on": date(2027, 1, 1)}, date(2027, 1, 1)), ({"now": None}, None)],
    )
    def test_keeps_its_own_date(self, ana, values, then):
        assert self.add(ana, **values).review_on == then

    def test_keeps_its_sort_key_when_it_is_changed(self, ana):
        row = RecommendationFactory()
        with as_factory():
            Recommendation.objects.filter(pk=row.pk).update(sort_key="x")
        row.refresh_from_db()

        assert change(row, ana, short_title="Other").sort_key == "x"

    def test_quotes_its_own_text(self, ana):
        passage = PassageFactory(text="Do it. Do that.")

        with pytest.raises(QuoteMismatch):
            self.add(ana, passage=passage, start=7, end=15)
        row = self.add(ana, passage=passage, start=0, end=6)
        assert row.passage == passage


class TestSensitivity:
    @pytest.mark.parametrize("less", [Sensitivity.PUBLIC, Sensitivity.INTERNAL])
    def test_is_not_lowered_here(self, ana, less):
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana, readers=[ana])

        with pytest.raises(NotAllowed, match="can't be lowered here"):
            change(piece, ana, sensitivity=less)
        piece.refresh_from_db()
        assert piece.sensitivity == Sensitivity.NAMED_READERS

    def test_that_is_raised_names_a_reader_and_holds_for_its_files(self, ana):
        piece = EvidenceFactory(sensitivity=Sensitivity.INTERNAL)
        file = FileFactory(evidence=piece, sensitivity=Sensitivity.INTERNAL)
        request = SensitivityRequestFactory(evidence=piece)

        change(piece, ana, sensitivity=Sensitivity.NAMED_READERS)

        for row in (piece, file, request):
            row.refresh_from_db()
        assert (piece.sensitivity, file.sensitivity) == (Sensitivity.NAMED_READERS,) * 2
        assert list(piece.readers.all()) == [ana]
        assert request.state == State.WITHDRAWN

    def test_that_is_internal_names_nobody(self, ana):
        piece = EvidenceFactory(sensitivity=Sensitivity.PUBLIC)
        file = FileFactory(evidence=piece, sensitivity=Sensitivity.PUBLIC)

        change(piece, ana, sensitivity=Sensitivity.INTERNAL)

        file.refresh_from_db()
        assert (file.sensitivity, piece.readers.count()) == (Sensitivity.INTERNAL, 0)


class TestRights:
    @pytest.mark.parametrize(
        "act",
        [
            lambda row, by: change(row, by, name="Other"),
            withdraw,
            lambda row, by: reference_rows.add(
                AddRow(model=Topic, by=by, reason="New", fields={"code": "x", "name": "X"})
            ),
        ],
    )
    def test_are_asked_for_first(self, act):
        topic = TopicFactory()
        with pytest.raises(PermissionRefused):
            act(topic, UserFactory(viewer=True))
        assert Topic.objects.get().name == "Shelters"

    def test_of_the_last_administrator_stay(self):
        admin = UserFactory(administrator=True)
        with pytest.raises(NotAllowed, match="must stay an administrator"):
            reference_rows.change(
                ChangeRow(row=admin, by=admin, reason="Enough", fields={}, many={"groups": []})
            )
        assert admin.groups.count() == 1


class TestWithdrawn:
    def test_row_says_when_and_why_and_changes_once(self, ana):
        row = ResponsibilityFactory()

        done = withdraw(row, ana)
        event = Event.objects.filter(table="tracker_responsibility").latest("pk")
        again = withdraw(row, ana, now=datetime(2026, 1, 1, tzinfo=UTC))

        assert (event.reason, event.reason_code) == ("Wrong", "withdrawal")
        assert (done, done.withdrawn_at, again) == (row, NOW, row)
        assert Responsibility.objects.get(pk=row.pk).withdrawn_at == NOW


class TestStrength:
    @pytest.fixture
    def judged(self):
        """A judgment that rests on an independent source, stored as weaker than it is."""
        row = AssessmentFactory(approved=True)
        piece = EvidenceFactory(from_ngo=True, kind="ngo_report")
        citation = CitationFactory(
            recommendation=row.recommendation, assessment=row, evidence=piece
        )
        return row, piece, citation

    def strengths(self, *rows):
        return [Assessment.objects.get(pk=row.pk).strength for row in rows]

    @pytest.mark.parametrize("of", ["citation", "evidence"])
    def test_is_weighed_anew_without_a_row_that_was_wrong(self, ana, judged, of):
        row, piece, citation = judged
        other = AssessmentFactory(approved=True, strength=Strength.CORROBORATED)
        taken_back = AssessmentFactory(
            recommendation=row.recommendation,
            state=State.WITHDRAWN,
            strength=Strength.CORROBORATED,
        )
        CitationFactory(recommendation=row.recommendation, assessment=taken_back, evidence=piece)
        before = self.strengths(row)

        withdraw(citation if of == "citation" else piece, ana)

        assert self.strengths(row) != [Strength.CORROBORATED]
        assert self.strengths(other, taken_back) == [Strength.CORROBORATED] * 2
        event = Event.objects.filter(table="tracker_assessment").latest("pk")
        assert self.strengths(row) == before or event.reason == "Recalculated"

    def test_of_other_recommendations_stays(self, ana, judged):
        row, _piece, _citation = judged
        other = AssessmentFactory(
            approved=True,
            strength=Strength.CORROBORATED,
            recommendation=RecommendationFactory(),
        )

        withdraw(ResponsibilityFactory(recommendation=row.recommendation), ana)

        assert self.strengths(other) == [Strength.CORROBORATED]


class TestCurrent:
    def test_is_what_nobody_else_changed_since(self, ana):
        topic, other, ben = TopicFactory(), TopicFactory(code="x"), UserFactory(analyst=True)
        seen = Event.objects.latest("pk").pk
        change(topic, ana, name="Mine")
        change(other, ben, name="Theirs")

        check_is_current(topic, ana, seen)
        check_is_current(topic, ben, None)
        with pytest.raises(Stale, match=f"{ana} changed "):
            check_is_current(topic, ben, seen)
        check_is_current(topic, ben, Event.objects.latest("pk").pk)
        with pytest.raises(Stale):
            reference_rows.change(
                ChangeRow(row=topic, by=ben, reason="Late", fields={"name": "L"}, last_event=seen)
            )

    def test_names_nobody_to_who_may_not_see_the_event(self):
        seen = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        row = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        TopicFactory()

        with pytest.raises(Stale, match="was changed after you opened"):
            check_is_current(row, UserFactory(analyst=True), seen)

    def test_names_the_newest_who_changed_it(self, ana):
        topic, ben = TopicFactory(), UserFactory(analyst=True)
        for by in (ben, ana):
            change(topic, by, name=f"Of {by}")

        with pytest.raises(Stale, match=f"{ana} changed "):
            check_is_current(topic, UserFactory(analyst=True), 0)


class TestRules:
    def test_of_a_field_that_is_fixed_let_the_same_value_pass(self, ana):
        row = RecommendationFactory()

        assert change(row, ana, text=row.text, short_title="Same").short_title == "Same"
        with pytest.raises(NotAllowed, match="“text” of"):
            change(row, ana, text="Other")
        with pytest.raises(NotAllowed):
            change(ResponsibilityFactory(), ana, withdrawn_at=NOW)

    def test_of_an_indicator_hold(self):
        fields = {"code": "MË", "name": "x", "unit": "victims"}

        with pytest.raises(InvalidValue, match="“MË” can't be the code"):
            reference_rows.add(
                AddRow(
                    model=Indicator,
                    by=UserFactory(administrator=True),
                    reason="New",
                    fields=fields,
                )
            )

    def test_of_a_quotation_hold_when_it_is_changed(self, ana):
        passage = PassageFactory(text="Police opened six cases.")
        row = FindingFactory(report=passage.report, passage=passage, start=0, end=6, quote="Police")

        assert change(row, ana, title="Other").title == "Other"

    def test_of_a_note_let_it_be_changed(self, ana):
        row = CitationFactory()

        assert change(row, ana, sentence="Said otherwise.").sentence == "Said otherwise."

    def test_of_a_note_state_the_use_that_is_chosen(self, ana):
        row = CitationFactory(is_use_stated=False)

        assert not change(row, ana, sentence="Said otherwise.").is_use_stated
        assert change(row, ana, use=Use.CONTRADICTS).is_use_stated
        row.refresh_from_db()
        assert row.is_use_stated
