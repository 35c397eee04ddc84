"""Drafts of a run beside the editions on record."""

import pytest

from tests.factories import (
    DraftFactory,
    ImportRunFactory,
    MechanismFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tests.helpers.figures import figure_values
from tracker.summaries.imports import EditionComparison, compare_with_editions, score_readings
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, LineageKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(analyst=True)


def a_draft(run, number="1", text="Train judges."):
    return DraftFactory(run=run, values={"number": number, "text": text})


def a_link(run, earlier, number="1", score=0.9, closeness="repeated", state=DraftState.OFFERED):
    values = {"number": number, "earlier": earlier.pk, "score": score, "closeness": closeness}
    return DraftFactory(run=run, kind=DraftKind.LINK, values=values, state=state)


def test_drafts_of_this_edition_are_unchanged_or_changed(user, django_assert_num_queries):
    run = ImportRunFactory(country="kosovo")
    same = RecommendationFactory(number="1", text="Train judges.")
    other = RecommendationFactory(number="2", text="Train judges.")
    drafts = [a_draft(run), a_draft(run, "2", "Train prosecutors."), a_draft(run, "3")]

    with django_assert_num_queries(2):
        against = compare_with_editions(run, drafts, [], user=user)

    assert against == EditionComparison(
        unchanged=drafts[:1],
        changed=drafts[1:2],
        new=drafts[2:],
        earlier={same.pk: same, other.pk: other},
    )


def test_editions_of_other_countries_mechanisms_and_unseen_ones_are_left_out(user):
    run = ImportRunFactory()
    draft = a_draft(run)
    RecommendationFactory(number="1", report__country="TD", report__country_name="Chad")
    RecommendationFactory(number="1", report__mechanism=MechanismFactory(code="GRETA"))

    against = compare_with_editions(run, [draft], [], user=user)

    assert against == EditionComparison(new=[draft])
    RecommendationFactory(number="1")
    unseen = compare_with_editions(run, [draft], [], user=UserFactory(contributor=True))
    assert unseen == against


@pytest.mark.parametrize("year", [2024, None])
def test_the_newest_edition_before_is_named_with_what_was_not_repeated(user, year):
    oldest, before, after = (ReportFactory(year=year) for year in (2021, 2023, 2025))
    rows = [RecommendationFactory(report=before, number=str(n)) for n in (1, 2, 3)]
    for report in (oldest, after):
        RecommendationFactory(report=report)
    run = ImportRunFactory(year=year)
    links = [a_link(run, rows[0]), a_link(run, rows[1], number="")]

    against = compare_with_editions(run, [], links, user=user)

    assert against.not_repeated == (rows[1:] if year else [])
    assert against.previous_edition == ("TIP 2023 Kosovo" if year else "")
    assert len(against.earlier) == 5


OFFERED, ACCEPTED = DraftState.OFFERED, DraftState.ACCEPTED
REPEATED, REWORDED = LineageKind.REPEATED, LineageKind.REWORDED


@pytest.mark.parametrize(
    ("links", "kind"),
    [
        ([], "new"),
        ([("2", 1.0, REPEATED, ACCEPTED)], "new"),  # of another draft
        ([("1", 0.8, REPEATED, OFFERED)], "repeated"),
        ([("1", 0.8, REWORDED, OFFERED)], "reworded"),
        ([("1", 0.79, REPEATED, OFFERED)], "uncertain"),
        ([("1", 0.3, REWORDED, ACCEPTED)], "reworded"),
        ([("1", 0.9, REPEATED, OFFERED), ("1", 0.3, REWORDED, ACCEPTED)], "reworded"),
        ([("1", 0.85, REWORDED, OFFERED), ("1", 0.9, REPEATED, OFFERED)], "repeated"),
    ],
)
def test_a_draft_is_told_by_its_closest_link(user, links, kind):
    run = ImportRunFactory()
    earlier = RecommendationFactory(report__year=2023)
    draft = a_draft(run)
    rows = [a_link(run, earlier, *link) for link in links]

    against = compare_with_editions(run, [draft], rows, user=user)

    kinds = ("unchanged", "changed", "repeated", "reworded", "uncertain", "new")
    assert {one: getattr(against, one) for one in kinds} == {
        one: [draft] if one == kind else [] for one in kinds
    }


class TestScoreReadings:
    def test_counts_what_people_left_as_it_was_read(self, user):
        run = ImportRunFactory(state=ImportRunState.ACCEPTED, decided_by=user)
        read = figure_values([2, 0, 5])
        kept, dropped = DraftState.ACCEPTED, DraftState.DROPPED
        for state, values, outcome in (
            (kept, read, "added"),
            (kept, {**read, "indicator": "ARRESTS", "read": read}, "added"),
            (dropped, read, ""),
            (dropped, {**read, "indicator": None}, ""),
            (dropped, read, "left out: it is doubtful"),
            (kept, {**read, "read": None}, "added"),
            (kept, {**read, "read": {**read, "indicator": None}}, "added"),
        ):
            DraftFactory(
                run=run, kind=DraftKind.FIGURE, state=state, values=values, outcome=outcome
            )
        DraftFactory(kind=DraftKind.FIGURE, values=read)  # of a run that waits

        (score,) = score_readings()

        assert score == {"indicator": "VICT_IDENTIFIED", "read": 3, "right": 1, "added": 2}
