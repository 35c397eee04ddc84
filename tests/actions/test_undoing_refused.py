"""What keeps a change from being put back, and what to do instead."""

from datetime import date

import pytest

from tests.actions.undone import NOW, last, one_request, refused, renamed, says, undo
from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    ClosingFactory,
    EvidenceFactory,
    MeasureFactory,
    ObservationFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    UserFactory,
)
from tracker.actions import (
    assignments,
    citations,
    closings,
    decisions,
    measures,
    rows,
    sensitivity,
    undoing,
)
from tracker.actions.evidence import Shown
from tracker.errors import Invalid, PersonalData, Stale
from tracker.models import Event, Evidence
from tracker.policies.undoing import is_offered
from tracker.summaries.undoing import Undoing, deed_of
from tracker.vocabulary import Lifecycle, Role, Sensitivity, Theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def ben():
    return UserFactory(analyst=True, username="ben")


class TestWhatStandsInTheWay:
    def test_is_what_was_changed_since_by_whom_and_when(self, ana, ben):
        row = renamed(ana)
        first = last()
        rows.change(row=row, by=ben, reason="Better", fields={"theme": Theme.PROSECUTION})

        told = refused(ana, first)

        assert f"“theme” of “{row}” was changed since, by ben on " in told
        assert says(row)[0] == "Shelters"

    def test_is_what_was_built_on_what_was_added(self, ana):
        row = RecommendationFactory()
        with one_request(ana):
            citations.note(
                recommendation=row,
                by=ana,
                now=NOW,
                sentence="A tender was opened",
                shown=Shown(title="Minutes"),
                as_of=date(2025, 2, 1),
            )
        first = last()
        piece = Evidence.objects.get(title="Minutes")
        other = CitationFactory(evidence=piece)

        told = refused(ana, first)

        assert (
            "“Minutes” can't be withdrawn: something was built on it (citation “Minutes”)" in told
        )
        rows.withdraw(row=other, by=ana, because_of="Wrong", now=NOW)
        rows.change(row=piece, by=ana, reason="Its name", fields={"title": "Minutes of May"})
        assert "“title” of “Minutes of May” was changed since, by ana on" in refused(ana, first)

    def test_is_that_the_piece_it_cites_was_withdrawn_since(self, ana):
        cited = CitationFactory(evidence__title="Minutes", evidence__added_by=ana)
        rows.withdraw(row=cited, by=ana, because_of="Hasty", now=NOW)
        of_citation = last()
        rows.withdraw(row=cited.evidence, by=ana, because_of="A forgery", now=NOW)
        of_piece = last()

        told = refused(ana, of_citation)

        assert "the evidence itself was withdrawn, because “A forgery”. Undo that first." in told
        undo(ana, of_piece)
        undo(ana, of_citation)
        cited.refresh_from_db()
        assert not cited.is_withdrawn

    def test_is_another_row_in_its_place(self, ana):
        wrong = ResponsibilityFactory(role=Role.LEAD)
        rows.withdraw(row=wrong, by=ana, because_of="Hasty", now=NOW)
        withdrawal = last()
        ResponsibilityFactory(recommendation=wrong.recommendation, body=wrong.body, role=Role.LEAD)

        with pytest.raises(Invalid, match="has that role already"):
            undo(ana, withdrawal)

    def test_is_a_person_who_left(self, ana, ben):
        row = RecommendationFactory(assignee=ben)
        assignments.assign(recommendation=row, person=None, by=ana)
        ben.is_active = False
        with one_request(ana):
            ben.save(update_fields=["is_active"])
        event = Event.objects.about(row).latest("pk")

        assert "can't be assigned to ben: the account is closed" in refused(ana, event)

    def test_is_that_a_figure_was_revised_asked_once_for_all(self, ana, django_assert_num_queries):
        def obstacles(number, asked):
            held = ObservationFactory.create_batch(number)
            with one_request(ana, asked):
                for row in held:
                    rows.change(row=row, by=ana, reason="Said so", fields={"qualifier": "at least"})
            return held, Undoing(Event.objects.filter(request=asked), ana)

        held, few = obstacles(2, "r-few")
        ObservationFactory(revises=held[0], value=9.0)
        with django_assert_num_queries(20, exact=False) as asked:
            told = few.obstacles
        _held, several = obstacles(5, "r-several")

        with django_assert_num_queries(len(asked)):
            assert several.obstacles == []
        assert len(told) == 1 and "“value” of" in told[0] and "was changed since" in told[0]

    def test_is_a_change_by_another_since_the_form_was_opened(self, ana, ben):
        row = renamed(ana)
        event, seen = last(), Event.objects.about(row).changing("theme").latest("pk").pk
        rows.change(row=row, by=ben, reason="Due", fields={"review_on": date(2025, 6, 1)})

        with pytest.raises(Stale, match="changed by ben after you opened"):
            undo(ana, event, seen=seen)
        assert undo(ana, event, seen=last().pk) == 3

    def test_names_nobody_whose_change_is_not_to_be_known(self, ana, ben, monkeypatch):
        piece = EvidenceFactory(added_by=ben, title="Minutes")
        with one_request(ana):
            rows.change(row=piece, by=ana, reason="Its name", fields={"title": "Minutes of May"})
        event, lock = last(), undoing._lock

        def shut():
            with one_request(ben, "r-2"):
                said = {"to": Sensitivity.NAMED_READERS, "words": "Names"}
                sensitivity.set_to(thing=piece, by=ben, now=NOW, **said)

        monkeypatch.setattr(undoing, "_lock", lambda asked: shut() or lock(asked))  # meanwhile
        with pytest.raises(Stale, match="Something of this was changed after") as undone:
            undo(ana, event, seen=event.pk)
        shut()
        with pytest.raises(Stale, match="Minutes was changed after you opened") as changed:
            rows.check_not_stale(piece, ana, event.pk)

        assert "ben" not in f"{undone.value} {changed.value}"

    def test_is_a_reason_that_says_nothing_or_too_much(self, ana):
        row = renamed(ana)
        with pytest.raises(Invalid, match="Say it in one sentence"):
            undo(ana, reason=" ")
        with pytest.raises(PersonalData):
            undo(ana, reason="The victim Arta Gashi was born on 3 May 2001")
        assert says(row)[0] == "Shelters"


def approve(ana, ben):
    judged = AssessmentFactory(submitted=True, author=ana, cites=1)
    with one_request(ben):
        decisions.approve(assessment=judged, by=ben, now=NOW)
    return "a judgment is no slip of the pen. Correct it"


def close(ana, ben):
    closing = ClosingFactory(author=ana)
    with one_request(ben):
        closings.approve(closing=closing, by=ben, now=NOW, note="Yes")
    closing.recommendation.refresh_from_db()
    assert closing.recommendation.lifecycle == Lifecycle.CLOSED
    return "Reopen the recommendation on its page"


def shut(ana, ben):
    with one_request(ana):
        sensitivity.set_to(
            thing=EvidenceFactory(added_by=ana),
            to=Sensitivity.NAMED_READERS,
            by=ana,
            now=NOW,
            words="Names",
        )
    return "more people know only once a second person agreed"


def move(ana, ben):
    with one_request(ana):
        measures.move(
            measure=MeasureFactory(due_on=date(2025, 4, 1)),
            due_on=date(2025, 9, 1),
            reason="No bids",
            agreed_by="Minister",
            agreed_on=date(2025, 2, 1),
            by=ana,
            now=NOW,
        )
    return "every date that a measure was due on stays"


def name(ana, ben):
    TopicFactory(name="Shelters")
    return "“Shelters” can't be taken away: nothing is deleted"


class TestWhatHasADeedOfItsOwn:
    @pytest.mark.parametrize("deed", [approve, close, shut, move, name])
    def test_is_refused_with_what_to_do_instead(self, ana, deed):
        remedy = deed(ana, UserFactory(reviewer=True))
        event = last()

        assert remedy in refused(ana, event)
        assert not is_offered(ana, deed_of(event, user=ana))
