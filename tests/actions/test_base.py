"""Values of rows: checked with words, screened, and saved where they changed."""

import pytest

from tests.factories import (
    CommentFactory,
    ComponentFactory,
    EvidenceFactory,
    FigureFactory,
    RecommendationFactory,
    SavedReportFactory,
    TopicFactory,
    as_factory,
)
from tracker.actions import base
from tracker.errors import InvalidValue, PersonalDataFound
from tracker.models import Event
from tracker.vocabulary import ComponentBasis

pytestmark = pytest.mark.django_db
VICTIM = "The victim Besarta Krasniqi was heard."


class TestScreenRow:
    def test_asks_about_what_was_typed(self):
        comment = CommentFactory()
        base.screen_row(comment)

        comment.text = VICTIM
        with pytest.raises(PersonalDataFound):
            base.screen_row(comment)

    def test_asks_about_the_fields_named(self):
        piece = EvidenceFactory()
        piece.remark = VICTIM

        base.screen_row(piece, ["title"])
        with pytest.raises(PersonalDataFound):
            base.screen_row(piece, ["title", "remark"])

    def test_asks_about_a_breakdown_and_the_words_of_a_filter(self):
        figure = FigureFactory()
        figure.breakdown = {"name": VICTIM}
        with pytest.raises(PersonalDataFound):
            base.screen_row(figure)

        saved = SavedReportFactory()
        saved.conditions = {"search": [VICTIM]}
        base.screen_row(saved, ["name"])
        for names in (None, ["conditions"]):
            with pytest.raises(PersonalDataFound):
                base.screen_row(saved, names)

    def test_leaves_quotations_and_published_names_alone(self):
        topic, row = TopicFactory(), RecommendationFactory()
        topic.name = row.text = VICTIM

        base.screen_row(topic)
        base.screen_row(row)
        row.short_title = VICTIM
        with pytest.raises(PersonalDataFound):
            base.screen_row(row)


class TestCheckValues:
    def test_names_the_field_and_what_is_wrong(self):
        piece = EvidenceFactory()
        base.check_values(piece)

        piece.title, piece.kind = "", "song"
        with pytest.raises(InvalidValue) as refusal:
            base.check_values(piece)
        assert str(refusal.value).startswith("Piece of evidence can't be saved. ")
        assert "kind: Value 'song' is not a valid choice." in str(refusal.value)
        assert "title: This field cannot be blank." in str(refusal.value)

    def test_screens_too_and_asks_the_database_nothing(self, django_assert_num_queries):
        comment = CommentFactory()
        with django_assert_num_queries(0):
            base.check_values(comment)

        comment.text = VICTIM
        with pytest.raises(PersonalDataFound):
            base.check_values(comment)


class TestCheckConstraints:
    def test_refuses_with_the_sentence_of_the_constraint(self):
        component = ComponentFactory()
        base.check_constraints(component)

        component.basis = ComponentBasis.ANALYST
        with pytest.raises(InvalidValue, match=r"^Component can't be saved\. "):
            base.check_constraints(component)


class TestSaveChanges:
    def test_writes_the_fields_that_change_alone(self):
        row = RecommendationFactory(short_title="Shelter", duty="once")
        row.number = "not saved"

        with as_factory():
            assert base.save_changes(row, {"short_title": "Shelters", "duty": "once"}) is row

        event = Event.objects.latest("pk")
        assert event.new == {"short_title": "Shelters"}

    def test_writes_nothing_when_nothing_does(self):
        row = RecommendationFactory()
        before = Event.objects.count()

        base.save_changes(row, {"duty": row.duty})
        assert Event.objects.count() == before


def test_a_field_is_called_by_its_label():
    assert base.field_label(EvidenceFactory.build(added_by=None), "covers_from") == "covers from"
