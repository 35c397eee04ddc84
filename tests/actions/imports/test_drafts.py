"""Changing the drafts of a waiting run: each text stays what stands at its places."""

import pytest
from django.utils import timezone

from tests.actions.imports.helpers import in_name_of
from tests.factories import UserFactory
from tests.helpers.narratives import narrative
from tracker.actions.imports import Source, StoreNarrative, store_narrative
from tracker.actions.imports.drafts import (
    ChangeDraft,
    SetBounds,
    SetDraftStates,
    SetEdition,
    SplitDraft,
    join,
    set_bounds,
    set_draft_states,
    set_edition,
    split,
)
from tracker.errors import InvalidValue, PermissionRefused, QuoteMismatch, Stale
from tracker.models import Recommendation
from tracker.vocabulary import DraftKind, DraftState, ImportRunState

pytestmark = pytest.mark.django_db


def recommendations(run):
    return list(
        run.drafts.not_dropped().filter(kind=DraftKind.RECOMMENDATION).order_by("position", "pk")
    )


def stands(run):
    """Return whether every text stands at its places, and the numbers count up."""
    paragraphs = run.text.split("\n\n")
    drafts = sorted(recommendations(run), key=lambda d: d.places[0])
    texts = [" ".join(paragraphs[p - 1][a:b] for p, a, b in d.places) for d in drafts]
    numbers = [d.values["number"] for d in drafts]
    return [d.values["text"] for d in drafts] == texts and numbers == [
        str(n) for n in range(1, len(drafts) + 1)
    ]


class TestRebound:
    def test_takes_the_words_at_the_new_place(self, run, ana):
        first = recommendations(run)[0]
        paragraph, start, _end = first.places[0]

        set_bounds(SetBounds(draft=first, by=ana, places=[[paragraph, start, start + 22]]))

        assert recommendations(run)[0].values["text"] == "Vigorously investigate"
        assert stands(run)

    @pytest.mark.parametrize("place", [[4, 0, 99_999], [99, 0, 5], [4, 9, 9], [0, 0, 5]])
    def test_refuses_a_place_outside_the_text(self, run, ana, place):
        with pytest.raises((QuoteMismatch, InvalidValue)):
            set_bounds(SetBounds(draft=recommendations(run)[0], by=ana, places=[place]))

        assert stands(run)


class TestSplit:
    def test_makes_two_and_moves_the_later_ones_up(self, run, ana):
        first = recommendations(run)[0]
        at = first.places[0][1] + first.values["text"].index("seek")

        one, two = split(SplitDraft(draft=first, by=ana, at=at))

        assert len(recommendations(run)) == 10
        assert (one.values["number"], two.values["number"]) == ("1", "2")
        assert two.values["text"].startswith("seek adequate penalties")
        assert stands(run)

    @pytest.mark.parametrize("at", [0, 99_999])
    def test_refuses_a_cut_that_leaves_nothing(self, run, ana, at):
        with pytest.raises(InvalidValue):
            split(SplitDraft(draft=recommendations(run)[0], by=ana, at=at))

        assert len(recommendations(run)) == 9


class TestJoin:
    def test_makes_one_of_two(self, run, ana):
        first, second = recommendations(run)[:2]

        joined = join(ChangeDraft(draft=first, by=ana))

        assert joined.values["text"].endswith(second.values["text"])
        assert len(recommendations(run)) == 8
        assert stands(run)

    def test_refuses_the_last(self, run, ana):
        with pytest.raises(InvalidValue):
            join(ChangeDraft(draft=recommendations(run)[-1], by=ana))

    def test_what_was_split_and_joined_is_what_it_was(self, run, ana):
        first = recommendations(run)[0]
        one, _two = split(SplitDraft(draft=first, by=ana, at=first.places[0][1] + 11))

        joined = join(ChangeDraft(draft=one, by=ana))

        assert joined.values == first.values


class TestSay:
    def test_fills_in_what_the_text_does_not_say(self, run, ana):
        changed = set_edition(
            SetEdition(run=run, by=ana, mechanism="TIP", country="Albania", year=2024, tier="2wl")
        )

        assert (changed.country, changed.year, changed.tier) == ("Albania", 2024, "2wl")

    def test_refuses_a_tier_that_is_none(self, run, ana):
        with pytest.raises(InvalidValue, match="is no tier"):
            set_edition(
                SetEdition(run=run, by=ana, mechanism="TIP", country="Kosovo", year=2024, tier="9")
            )


class TestEveryDeed:
    DEEDS = (
        lambda run, by: set_edition(
            SetEdition(run=run, by=by, mechanism="TIP", country="Kosovo", year=2024)
        ),
        lambda run, by: set_draft_states(
            SetDraftStates(
                run=run, drafts=[recommendations(run)[0].pk], state=DraftState.DROPPED, by=by
            )
        ),
        lambda run, by: set_bounds(
            SetBounds(draft=recommendations(run)[0], by=by, places=[[4, 0, 10]])
        ),
        lambda run, by: split(SplitDraft(draft=recommendations(run)[0], by=by, at=20)),
        lambda run, by: join(ChangeDraft(draft=recommendations(run)[0], by=by)),
        lambda run, by: in_name_of(by).drop(run),
    )

    @pytest.mark.parametrize("deed", DEEDS)
    def test_is_refused_to_a_viewer(self, run, deed):
        with pytest.raises(PermissionRefused):
            deed(run, UserFactory(viewer=True))

    @pytest.mark.parametrize("deed", DEEDS)
    def test_comes_too_late_after_the_run_was_decided(self, accepted, ana, deed):
        with pytest.raises(Stale):
            deed(accepted, ana)

    def test_drop_keeps_the_run_on_record(self, run, ana):
        assert in_name_of(ana).drop(run).state == ImportRunState.DROPPED
        assert not Recommendation.objects.exists()


class TestSayTheYear:
    def test_reads_the_figures_again(self, ana):
        """Without a year nobody knows which year "identified 12 victims" is about."""
        text = narrative(more="In 2022, police investigated seven cases.").replace(
            "2024 Trafficking in Persons Report: Kosovo\n\n", ""
        )
        run = store_narrative(
            StoreNarrative(source=Source(pasted=text), by=ana, now=timezone.now())
        )
        assert run.year is None

        def figure_years():
            rows = run.drafts.not_dropped().filter(kind=DraftKind.FIGURE).order_by("position")
            return [
                (d.values["value"], [e["value"] for e in d.values["previous"]], d.values["period"])
                for d in rows
            ]

        before = figure_years()
        set_edition(SetEdition(run=run, by=ana, mechanism="TIP", country="Kosovo", year=2024))
        after = figure_years()
        set_edition(SetEdition(run=run, by=ana, mechanism="TIP", country="Kosovo", year=2023))
        later = figure_years()

        periods = [
            {period for value, _e, period in read if value == 12} for read in (before, after, later)
        ]
        assert periods == [{None}, {"2023"}, {"2022"}]
        assert all((7, [], "2022") in read for read in (before, after, later))
