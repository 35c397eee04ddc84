"""Stored values in words, and names of rows for who may see them."""

import pytest
from django.apps import apps

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tracker.models import Assessment, Body, Event, Evidence
from tracker.summaries.history.shown import (
    Names,
    displayed_fields,
    format_change,
    format_value,
)
from tracker.vocabulary import Perspective, Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def names():
    """Names of no rows."""
    return Names([], UserFactory(analyst=True))


def field(path):
    model, name = path.split(".")
    return apps.get_model("tracker", model)._meta.get_field(name)


class TestFormatValue:
    @pytest.mark.parametrize(
        ("path", "value", "words"),
        [
            ("recommendation.status", "partial", "Partially implemented"),
            ("recommendation.status", "a former code", "a former code"),
            ("recommendation.text", "Train judges.", "Train judges."),
            ("recommendation.text", "", ""),
            ("recommendation.position", 0, "0"),
            ("recommendation.assignee", None, ""),
            ("recommendation.assignee", 7, "not shown"),
            ("recommendation.review_on", "2025-01-31", "31 January 2025"),
            ("recommendation.review_on", "soon", "soon"),
            ("recommendation.other_themes", ["protection"], "Protection"),
            ("recommendation.other_themes", ["former"], "['former']"),
            ("recommendation.other_themes", [], ""),
            ("user.is_active", True, "yes"),
            ("user.is_active", False, "no"),
            ("user.password", "changed", ""),
            ("assessment.decided_at", "2025-01-31T11:00:00+00:00", "31 January 2025, 12:00"),
            ("body.aliases", ["OSP", "PSP"], "OSP, PSP"),
            ("body.names_source", {"sr": "law", "en": "site"}, "en: site, sr: law"),
            ("body.names_source", {"sq": {"n": 1}}, '{"sq": {"n": 1}}'),
            ("body.names_source", {"sq": ["ë"]}, '{"sq": ["ë"]}'),
            ("indicator.breaks", [{"period": "2023", "words": "New law"}], "2023: New law"),
            (
                "evidence.reading",
                {"kind": {"value": "letter", "place": "earlier", "words": ""}},
                "Letter, filled in by an earlier version",
            ),
        ],
    )
    def test_is_for_people(self, names, path, value, words):
        assert format_value(field(path), value, names) == words

    def test_names_the_row_of_a_key(self):
        thbd = BodyFactory(code="THBD", name_en="THBD")
        names = Names([(Body, thbd.pk)], UserFactory(analyst=True))

        assert format_value(field("responsibility.body"), thbd.pk, names) == "THBD"

    def test_is_of_either_side(self, names):
        event = Event(table="tracker_recommendation", old=None, new={"status": "full"})

        change = format_change(event, field("recommendation.status"), names)

        assert change == ("", "Fully implemented")


class TestDisplayedFields:
    VALUES = {"id": 1, "number": "4", "status": "full", "sort_key": "XK"}

    def test_are_those_of_use_to_people_in_the_order_of_the_model(self):
        event = Event(table="tracker_recommendation", old=self.VALUES, new={"text": "Train."})

        assert [f.name for f in displayed_fields(event)] == ["number", "text", "status"]

    @pytest.mark.parametrize(("operation", "shown"), [("update", True), ("insert", False)])
    def test_name_the_recommendation_when_it_changes_alone(self, operation, shown):
        event = Event(
            table="tracker_citation", operation=operation, old=None, new={"recommendation_id": 1}
        )

        assert bool(displayed_fields(event)) is shown

    def test_are_none_of_a_table_that_is_gone(self):
        assert displayed_fields(Event(table="tracker_nowhere", new={"a": 1})) == []


def name_of(row):
    return Names([(type(row), row.pk)], UserFactory(analyst=True)).of(type(row), row.pk)


class TestNames:
    def test_are_by_model(self):
        body = BodyFactory(code="THBD", name_en="THBD")
        view = AssessmentFactory(
            status=Status.FULL,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=body,
            approved=True,
        )

        assert name_of(view) == "THBD: Fully implemented as of 1 October 2024"
        assert name_of(AssessmentFactory(status=Status.FULL, approved=True)).startswith(
            "Fully implemented as of"
        )
        assert name_of(CitationFactory(evidence__title="Law")) == "Law"
        assert name_of(ResponsibilityFactory(body=body)) == "THBD, lead"
        assert name_of(body) == "THBD"

    def test_are_of_rows_the_reader_may_see(self):
        viewer = UserFactory(viewer=True)
        law, secret = EvidenceFactory(title="Law"), EvidenceFactory(sensitivity="named_readers")
        draft = AssessmentFactory()

        names = Names([(Evidence, law.pk), (Evidence, secret.pk), (Assessment, draft.pk)], viewer)

        assert names.of(Evidence, law.pk) == "Law"
        assert names.of(Evidence, secret.pk) == names.of(Assessment, draft.pk) == ""

    @pytest.mark.parametrize(("outside", "name"), [(False, "Letter"), (True, "")])
    def test_of_what_is_for_named_readers_stay_inside(self, outside, name):
        ana = UserFactory(analyst=True)
        piece = EvidenceFactory(title="Letter", sensitivity=Sensitivity.NAMED_READERS, added_by=ana)
        body = BodyFactory(name_en="THBD", code="THBD")

        names = Names([(Evidence, piece.pk), (Body, body.pk)], ana, outside=outside)

        assert (names.of(Evidence, piece.pk), names.of(Body, body.pk)) == (name, "THBD")
