"""Undoing a run as a whole, while nothing was built on it."""

from datetime import date

import pytest

from tests.actions.imports.helpers import NOW, TEXT, in_name_of, read_kosovo, tables
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import imports
from tracker.actions.base import save_fields
from tracker.actions.imports import DecideRun
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import Event, Figure, Indicator, Question, Recommendation
from tracker.vocabulary import INDICATORS, ImportRunState

pytestmark = pytest.mark.django_db


class TestUndo:
    def test_restores_the_former_state_of_an_empty_database(self, run, ana):
        before = tables()
        in_name_of(ana).accept(run)

        undone = in_name_of(ana).undo(run)

        assert tables() == before
        assert (undone.state, undone.report) == (ImportRunState.UNDONE, None)

    def test_is_logged_like_accepting_once_it_is_stored(
        self, run, ana, caplog, django_capture_on_commit_callbacks
    ):
        with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
            in_name_of(ana).accept(run)
            in_name_of(ana).undo(run)

        logged = [line for line in caplog.messages if line.startswith("Import run")]
        assert logged == [
            f"Import run {run.pk} is accepted by {ana}.",
            f"Import run {run.pk} is undone by {ana}.",
        ]

    def test_restores_the_former_state_of_an_existing_edition(self, fixture_loaded, ana):
        run, before = read_kosovo(ana), tables()
        in_name_of(ana).accept(run)

        in_name_of(ana).undo(run)

        assert tables() == before

    def test_does_not_take_an_upgrade_for_somebodys_work(self, accepted, ana):
        figure = Figure.objects.filter(report=accepted.report).first()
        with acting_as("command:upgrade", source="command"), because("Listed"):
            save_fields(figure, unit="boxes")

        assert in_name_of(ana).undo(accepted).state == ImportRunState.UNDONE

    def test_keeps_what_another_edition_uses_too(self, accepted, ana):
        later = in_name_of(ana).accept(read_kosovo(ana, TEXT.replace("2024", "2025")))
        in_name_of(ana).undo(later)

        in_name_of(ana).undo(accepted)

        assert set(Indicator.objects.values_list("code", flat=True)) == INDICATORS.keys()

    def test_can_be_read_in_and_accepted_again(self, accepted, ana):
        in_name_of(ana).undo(accepted)

        again = in_name_of(ana).accept(read_kosovo(ana))

        assert again.pk != accepted.pk
        assert Recommendation.objects.count() == 9

    def test_needs_a_run_that_was_accepted(self, run, ana):
        with pytest.raises(Stale):
            in_name_of(ana).undo(run)

    def test_asks_for_words(self, accepted, ana):
        with pytest.raises(InvalidValue):
            imports.undo(DecideRun(run=accepted, by=ana, reason=" ", now=NOW))

    def test_is_refused_to_a_viewer(self, accepted):
        with pytest.raises(PermissionRefused):
            in_name_of(UserFactory(viewer=True)).undo(accepted)


def assess():
    AssessmentFactory(recommendation=Recommendation.objects.get(number="3"), submitted=True)
    return "Initial steps"


def note():
    citation = CitationFactory(recommendation=Recommendation.objects.get(number="3"))
    return str(citation)


def ask():
    question = Question.objects.first()
    with as_factory():
        question.body, question.asked_on = BodyFactory(code="OSP"), date(2024, 8, 1)
        question.save(update_fields=["body", "asked_on"])
    return question.text


def retitle():
    row = Recommendation.objects.get(number="5")
    with as_factory():
        row.short_title = "A title of an analyst"
        row.save(update_fields=["short_title"])
    return str(row)


def tie():
    with as_factory():
        Recommendation.objects.get(number="5").topics.add(TopicFactory())
    return "Recommendation"


class TestWhatWasBuilt:
    @pytest.mark.parametrize("build", [assess, note, ask, retitle, tie])
    def test_on_it_keeps_it_from_being_undone(self, accepted, ana, build):
        name = build()
        before, events = tables(), Event.objects.count()

        with pytest.raises(NotAllowed, match="something depends on it") as refused:
            in_name_of(ana).undo(accepted)

        assert name in str(refused.value)
        assert (tables(), Event.objects.count()) == (before, events)

    def test_a_newer_edition_keeps_it_too(self, accepted, ana):
        in_name_of(ana).accept(read_kosovo(ana, TEXT.replace("2024", "2025")))

        with pytest.raises(NotAllowed, match="something depends"):
            in_name_of(ana).undo(accepted)

    def test_and_changed_back_is_nothing(self, accepted, ana):
        row = Recommendation.objects.get(number="5")
        former = row.short_title
        for title in ("Another", former):
            with as_factory():
                row.short_title = title
                row.save(update_fields=["short_title"])

        assert in_name_of(ana).undo(accepted).state == ImportRunState.UNDONE
