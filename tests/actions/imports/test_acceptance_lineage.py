"""Lifecycle of earlier recommendations after an import: continued, not repeated, closed."""

from datetime import UTC, datetime

import pytest

from tests.factories import RecommendationFactory, ReportFactory, UserFactory, as_factory
from tests.helpers.editions import EDITIONS, PUBLISH, SCREEN, narrative
from tests.helpers.narratives import ASKED, a_run
from tracker.actions import imports
from tracker.actions.imports import DecideRun, StoreNarrative, drafts as imports_drafts
from tracker.actions.imports.drafts import SetDraftStates
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import LinkRecommendation, Predecessor
from tracker.models import ImportRun, LineageLink, Recommendation
from tracker.vocabulary import DraftKind, DraftState, Lifecycle

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
ACTIVE, CONTINUED, NOT_REPEATED = Lifecycle.ACTIVE, Lifecycle.CONTINUED, Lifecycle.NOT_REPEATED


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


def read(ana, year, text=None):
    source = imports.Source(pasted=text or narrative(year))
    return imports.store_narrative(StoreNarrative(source=source, by=ana, now=NOW))


def take(ana, year, *, links=True, text=None):
    """Accept the edition, with all suggested links or only those accepted by themselves."""
    run = read(ana, year, text)
    if links:
        drafts = run.drafts.filter(kind=DraftKind.LINK).values_list("pk", flat=True)
        imports_drafts.set_draft_states(
            SetDraftStates(run=run, drafts=list(drafts), state=DraftState.ACCEPTED, by=ana)
        )
    return imports.accept(DecideRun(run=run, by=ana, reason="New edition", now=NOW))


def lifecycles(year):
    rows = Recommendation.objects.filter(report__year=year).order_by("position")
    return [row.lifecycle for row in rows]


def links():
    return {
        ((new.report.year, new.number), (old.report.year, old.number)): link.closeness
        for link in LineageLink.objects.not_withdrawn().select_related(
            "recommendation__report", "earlier__report"
        )
        for new, old in [(link.recommendation, link.earlier)]
    }


class TestFormerNames:
    def test_of_the_country_lead_to_its_earlier_editions(self, ana):
        macedonia = {"country": "MK", "country_name": "Macedonia"}
        before = RecommendationFactory(report=ReportFactory(year=2018, **macedonia), text=ASKED[0])
        existing = ReportFactory(year=2024, **macedonia)

        run = a_run(by=ana, country="North Macedonia", year=2024)
        done = imports.accept(DecideRun(run=run, by=ana, reason="New edition", now=NOW))

        assert LineageLink.objects.get().earlier == before
        assert done.report == existing


class TestReadIn:
    def test_suggests_as_the_rules_say(self, ana):
        for year in (2021, 2022):
            take(ana, year)

        drafts = read(ana, 2024).drafts.filter(kind=DraftKind.LINK)

        found = {
            (d.values["number"], d.values["cited_as"].removesuffix(" Kosovo")): (
                d.values["closeness"],
                d.values["by_itself"],
            )
            for d in drafts
        }
        assert found == {
            ("1", "TIP 2022 Kosovo 1"): ("repeated", True),
            ("1", "TIP 2021 Kosovo 1"): ("repeated", True),
            ("2", "TIP 2022 Kosovo 2"): ("split", False),
            ("2", "TIP 2021 Kosovo 2"): ("repeated", True),
            ("3", "TIP 2022 Kosovo 2"): ("split", False),
            ("3", "TIP 2021 Kosovo 3"): ("repeated", True),
            ("4", "TIP 2021 Kosovo 6"): ("repeated", True),
        }


class TestAccept:
    def test_links_what_is_alike_by_itself_and_what_a_person_accepted(self, ana):
        take(ana, 2021)
        take(ana, 2022)

        assert links() == {
            ((2022, "1"), (2021, "1")): "repeated",
            ((2022, "2"), (2021, "2")): "merged",
            ((2022, "2"), (2021, "3")): "merged",
            ((2022, "3"), (2021, "4")): "reworded",
        }
        assert lifecycles(2021) == [CONTINUED] * 4 + [NOT_REPEATED] * 2
        assert lifecycles(2022) == [ACTIVE] * 3

    def test_links_nothing_that_is_only_suggested_or_was_dropped(self, ana):
        take(ana, 2021)
        run = read(ana, 2022)
        alike = run.drafts.get(kind=DraftKind.LINK, values__by_itself=True)
        imports_drafts.set_draft_states(
            SetDraftStates(run=run, drafts=[alike.pk], state=DraftState.DROPPED, by=ana)
        )

        imports.accept(DecideRun(run=run, by=ana, reason="New edition", now=NOW))

        assert links() == {}
        assert lifecycles(2021) == [NOT_REPEATED] * 6

    def test_continues_after_a_gap_what_was_not_repeated(self, ana):
        for year in (2021, 2022, 2024):
            take(ana, year)

        assert lifecycles(2021) == [CONTINUED] * 4 + [NOT_REPEATED, CONTINUED]
        assert lifecycles(2022) == [CONTINUED, CONTINUED, NOT_REPEATED]
        assert lifecycles(2024) == [ACTIVE] * 5

    def test_leaves_closed_what_was_closed(self, ana):
        take(ana, 2021)
        with as_factory():
            Recommendation.objects.filter(number__in=["1", "5"]).update(
                lifecycle=Lifecycle.CLOSED, closure_reason="implemented"
            )

        take(ana, 2022)

        assert lifecycles(2021)[0] == lifecycles(2021)[4] == Lifecycle.CLOSED

    def test_of_an_edition_without_recommendations_says_nothing_of_earlier_ones(self, ana):
        take(ana, 2021)
        text = narrative(2022, asked=())

        run = read(ana, 2022, text)
        imports.accept(DecideRun(run=run, by=ana, reason="Figures alone", now=NOW))

        assert not Recommendation.objects.filter(report__year=2022).exists()
        assert lifecycles(2021) == [ACTIVE] * 6

    def test_of_an_older_edition_after_a_newer_one_leaves_it_out_of_what_is_current(self, ana):
        take(ana, 2024)

        take(ana, 2022)

        assert lifecycles(2022) == [NOT_REPEATED] * 3
        assert lifecycles(2024) == [ACTIVE] * 5

    def test_undone_restores_what_was(self, ana):
        take(ana, 2021)
        before = lifecycles(2021)

        run = take(ana, 2022)
        imports.undo(DecideRun(run=run, by=ana, reason="Wrong file", now=NOW))

        assert lifecycles(2021) == before == [ACTIVE] * len(EDITIONS[2021])
        assert not LineageLink.objects.exists()
        assert ImportRun.objects.count() == 2

    def test_undone_leaves_alone_what_was_closed_or_asked_again_since(self, ana):
        take(ana, 2021)
        run = take(ana, 2022, links=False, text=narrative(2022, asked=[PUBLISH]))
        with as_factory():
            Recommendation.objects.filter(number="5").update(
                lifecycle=Lifecycle.CLOSED, closure_reason="implemented"
            )
        again = RecommendationFactory(report__year=2024, text=SCREEN)
        earlier = Recommendation.objects.get(text=SCREEN, report__year=2021)
        predecessors = [Predecessor(earlier, "repeated")]
        lifecycle.link(
            LinkRecommendation(recommendation=again, predecessors=predecessors, by=ana, now=NOW)
        )

        imports.undo(DecideRun(run=run, by=ana, reason="Wrong file", now=NOW))

        assert lifecycles(2021) == [ACTIVE] * 4 + [Lifecycle.CLOSED, CONTINUED]

    def test_twice_changes_nothing(self, ana):
        take(ana, 2021)
        run = take(ana, 2022)
        before = links(), lifecycles(2021), lifecycles(2022)

        again = read(ana, 2022)

        assert again == run
        assert (links(), lifecycles(2021), lifecycles(2022)) == before
