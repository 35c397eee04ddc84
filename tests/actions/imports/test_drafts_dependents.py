"""Drafts that hang on a recommendation of their run: bodies and links; and figures of its year."""

import pytest

from tests.actions.imports.helpers import NOW, in_name_of
from tests.factories import (
    DraftFactory,
    ImportRunFactory,
    RecommendationFactory,
    ReportFactory,
    as_factory,
)
from tests.helpers.narratives import narrative
from tracker.actions.imports import Source, StoreNarrative, store_narrative
from tracker.actions.imports.drafts import (
    AcceptDraft,
    ChangeDraft,
    SetBounds,
    SetDraftStates,
    SetEdition,
    SplitDraft,
    accept_draft,
    join,
    set_bounds,
    set_draft_states,
    set_edition,
    split,
)
from tracker.actions.imports.figures import join_figures, separate_figures
from tracker.actions.recommendations.lifecycle import CARRY_OVER_FIELDS
from tracker.errors import InvalidValue
from tracker.models import Event
from tracker.vocabulary import DraftKind, DraftState, Role

pytestmark = pytest.mark.django_db
TEXT = (
    "Kosovo\n\nTrain judges of the court. Open a shelter with the police. Fund legal aid.\n\n"
    "Publish a telephone number."
)
FIRST, SECOND, THIRD, FOURTH = (
    "Train judges of the court.",
    "Open a shelter with the police.",
    "Fund legal aid.",
    "Publish a telephone number.",
)
OFFERED, ACCEPTED, DROPPED = DraftState.OFFERED, DraftState.ACCEPTED, DraftState.DROPPED


@pytest.fixture
def run(ana):
    """A run with four recommendations, two bodies named in them, and a link."""
    run = ImportRunFactory(text=TEXT, created_by=ana)
    for number, words in enumerate((FIRST, SECOND, THIRD, FOURTH), 1):
        DraftFactory(run=run, places=[at(words)], values={"number": str(number), "text": words})
    return run


def at(words):
    """Return the place of these words in the text."""
    for number, paragraph in enumerate(TEXT.split("\n\n"), 1):
        if words in paragraph:
            start = paragraph.index(words)
            return [number, start, start + len(words)]
    raise LookupError(words)


def body(run, words="the court", number="1", **values):
    return DraftFactory(
        run=run,
        kind=DraftKind.RESPONSIBILITY,
        places=[at(words)],
        values={"number": number, "body": "OSP", "role": Role.LEAD, **values},
    )


def link(run, number="3", earlier=0, state=OFFERED, **values):
    return DraftFactory(
        run=run,
        kind=DraftKind.LINK,
        places=[at(THIRD)],
        state=state,
        values={"number": number, "earlier": earlier, "by_itself": False, **values},
    )


def draft_of(run, words):
    return run.drafts.get(kind=DraftKind.RECOMMENDATION, values__text=words)


def change(run, by, drafts, state):
    return set_draft_states(
        SetDraftStates(run=run, drafts=[draft.pk for draft in drafts], state=state, by=by)
    )


def numbers(run):
    rows = run.drafts.not_dropped().filter(kind=DraftKind.RECOMMENDATION)
    return {row.values["text"]: row.values["number"] for row in rows}


class TestStates:
    def test_of_recommendations_number_the_rest_anew_and_what_hangs_on_it(self, run, ana):
        court, police = body(run), body(run, "the police", "2")

        assert change(run, ana, [draft_of(run, FIRST)], DROPPED) == 1

        assert numbers(run) == {SECOND: "1", THIRD: "2", FOURTH: "3"}
        for draft in (court, police):
            draft.refresh_from_db()
        assert (court.values["number"], police.values["number"]) == ("", "1")
        assert court.values["of"] == run.drafts.get(values__text=FIRST).pk
        event = Event.objects.latest("pk")
        assert (event.reason, event.reason_code) == ("", "editorial")
        assert change(run, ana, [draft_of(run, FIRST)], OFFERED) == 1
        court.refresh_from_db()
        assert (court.values["number"], numbers(run)[FOURTH]) == ("1", "4")

    def test_count_what_changes_in_this_run_alone(self, run, ana):
        court, elsewhere, other = body(run), body(ImportRunFactory()), body(run, "the police", "2")

        assert change(run, ana, [court, elsewhere], OFFERED) == 0
        assert change(run, ana, [court, elsewhere], ACCEPTED) == 1

        for draft in (court, elsewhere, other):
            draft.refresh_from_db()
        assert (court.state, elsewhere.state, other.state) == (ACCEPTED, OFFERED, OFFERED)
        assert "carry" not in court.values

    def test_of_what_was_joined_stay(self, run, ana):
        join(ChangeDraft(draft=draft_of(run, FIRST), by=ana))
        joined = draft_of(run, SECOND)

        assert (joined.state, joined.outcome) == (DROPPED, "joined with the previous one")
        assert change(run, ana, [joined], OFFERED) == 0

    def test_of_links_carry_over_all_fields_unless_some_were_chosen(self, run, ana):
        earlier = RecommendationFactory(report__year=2022)
        plain, chosen = link(run, earlier=earlier.pk), link(run, "4", earlier.pk, carry=["topics"])
        left = link(run, "2", earlier.pk)

        change(run, ana, [left], DROPPED)
        assert change(run, ana, [plain, chosen], ACCEPTED) == 2

        for draft in (plain, chosen, left):
            draft.refresh_from_db()
        assert plain.values["carry"] == list(CARRY_OVER_FIELDS)
        assert chosen.values["carry"] == ["topics"]
        assert "carry" not in left.values


class TestAcceptOne:
    def test_body_in_a_role(self, run, ana):
        court = body(run)

        done = accept_draft(AcceptDraft(draft=court, by=ana, role=Role.SUPPORTING))

        court.refresh_from_db()
        assert (done, court.state) == (court, ACCEPTED)
        assert court.values == {"number": "1", "body": "OSP", "role": Role.SUPPORTING}

    @pytest.mark.parametrize("carry", [CARRY_OVER_FIELDS, ("assignee", "bodies"), ()])
    def test_link_with_fields_in_their_order(self, run, ana, carry):
        draft = link(run)

        accept_draft(AcceptDraft(draft=draft, by=ana, carry=carry))

        draft.refresh_from_db()
        assert draft.state == ACCEPTED
        assert draft.values["carry"] == [name for name in CARRY_OVER_FIELDS if name in carry]

    @pytest.mark.parametrize(
        ("make", "values"),
        [
            (body, {"role": "king"}),
            (body, {"carry": ["topics"]}),
            (link, {"carry": ["topics", "status"]}),
            (link, {"role": Role.LEAD}),
            (lambda run: draft_of(run, FIRST), {"role": Role.LEAD, "carry": ["topics"]}),
        ],
    )
    def test_of_another_kind_or_with_another_choice_is_refused(self, run, ana, make, values):
        draft = make(run)

        with pytest.raises(InvalidValue, match="can't be chosen"):
            accept_draft(AcceptDraft(**{"draft": draft, "by": ana, "role": "", **values}))

        draft.refresh_from_db()
        assert draft.state == OFFERED


class TestWhatHangsOnADraft:
    def test_goes_to_the_one_it_was_joined_with(self, run, ana):
        earlier = RecommendationFactory(report__year=2022)
        police, tied = body(run, "the police", "2"), link(run, "2", earlier.pk, state=ACCEPTED)
        aid = link(run, "3", earlier.pk, state=ACCEPTED)

        joined = join(ChangeDraft(draft=draft_of(run, FIRST), by=ana))

        for draft in (police, tied, aid):
            draft.refresh_from_db()
        assert (police.values["of"], police.values["number"]) == (joined.pk, "1")
        assert (tied.values["of"], tied.values["number"]) == (joined.pk, "1")
        assert (aid.values["of"], aid.values["number"]) == (draft_of(run, THIRD).pk, "2")
        assert joined.values["text"] == f"{FIRST} {SECOND}"
        assert joined.places == [[2, 0, at(SECOND)[2]]]

    def test_that_are_joined_over_two_paragraphs_keeps_both_places(self, run, ana):
        joined = join(ChangeDraft(draft=draft_of(run, THIRD), by=ana))

        assert joined.places == [at(THIRD), at(FOURTH)]
        assert joined.values == {"number": "3", "text": f"{THIRD} {FOURTH}"}

    def test_goes_where_its_name_stands(self, run, ana):
        court = body(run)
        first = draft_of(run, FIRST)
        place = at(FIRST)

        one, two = split(SplitDraft(draft=first, by=ana, at=at("of the court")[1]))

        court.refresh_from_db()
        assert (one.values["text"], two.values["text"]) == ("Train judges", "of the court.")
        assert (one.places, two.places) == (
            [[2, 0, len("Train judges")]],
            [[2, at("of the court")[1], place[2]]],
        )
        assert (one.state, two.state, two.kind) == (OFFERED, OFFERED, DraftKind.RECOMMENDATION)
        assert (court.values["of"], court.values["number"]) == (two.pk, "2")

    @pytest.mark.parametrize(
        ("words", "is_inside"),
        [
            ("the court", True),
            ("the cour", False),
            ("he court", False),
            ("judges of the court", True),
        ],
    )
    def test_stands_inside_with_all_its_letters(self, run, ana, words, is_inside):
        court, second = body(run), draft_of(run, SECOND)

        set_bounds(SetBounds(draft=second, by=ana, places=[at(words)]))
        set_bounds(SetBounds(draft=draft_of(run, FIRST), by=ana, places=[at("Train")]))

        court.refresh_from_db()
        assert (court.values["of"] == second.pk) is is_inside

    def test_is_nobody_s_without_a_number(self, run, ana):
        stray = body(run, "telephone", number="9")

        change(run, ana, [draft_of(run, FOURTH)], DROPPED)

        stray.refresh_from_db()
        assert (stray.values["of"], stray.values["number"]) == (None, "")


class TestLinks:
    @pytest.fixture
    def earlier(self, run):
        return RecommendationFactory(report=ReportFactory(year=2023), text=THIRD)

    def links(self, run):
        return list(run.drafts.filter(kind=DraftKind.LINK).order_by("pk"))

    def edit(self, run, ana, words, place):
        """Set the bounds of a draft, and return the link of the run."""
        set_bounds(SetBounds(draft=draft_of(run, words), by=ana, places=[place]))
        return self.links(run)[0]

    def test_are_suggested_when_the_edition_is_known(self, run, ana, earlier):
        before = run.drafts.count()
        set_edition(SetEdition(run=run, by=ana, mechanism="TIP", country="Kosovo", year=2024))

        (found,) = self.links(run)
        third = draft_of(run, THIRD)
        assert (found.position, found.places, found.state) == (before + 1, [at(THIRD)], OFFERED)
        assert (found.values["of"], found.values["number"]) == (third.pk, "3")
        assert (found.values["earlier"], found.values["score"]) == (earlier.pk, 1.0)

    def test_follow_their_draft(self, run, ana, earlier):
        change(run, ana, [draft_of(run, FIRST)], DROPPED)

        (found,) = self.links(run)
        assert found.values["number"] == "2"
        found = self.edit(run, ana, THIRD, at("Fund legal aid"))
        assert (found.places, found.state) == ([at("Fund legal aid")], OFFERED)

    def test_are_taken_back_and_offered_again_with_the_words(self, run, ana, earlier):
        found = self.edit(run, ana, FIRST, at("Train judges"))
        assert found.state == OFFERED

        found = self.edit(run, ana, THIRD, at("Publish"))
        assert (found.state, found.outcome) == (
            DROPPED,
            "no longer suggested, because the text changed",
        )
        found = self.edit(run, ana, "Publish", at(THIRD))
        assert (found.state, found.outcome, len(self.links(run))) == (OFFERED, "", 1)

    @pytest.mark.parametrize("state", [ACCEPTED, DROPPED])
    def test_that_a_person_decided_on_stay(self, run, ana, earlier, state):
        found = self.edit(run, ana, FIRST, at("Train judges"))
        change(run, ana, [found], state)

        assert self.edit(run, ana, "Train judges", at(FIRST)).state == state
        found = self.edit(run, ana, THIRD, at("Publish"))
        assert (found.state, found.outcome) == (state, "")


class TestRecommendations:
    @pytest.mark.parametrize(
        "act",
        [
            lambda draft, by: split(SplitDraft(draft=draft, by=by, at=3)),
            lambda draft, by: join(ChangeDraft(draft=draft, by=by)),
            lambda draft, by: set_bounds(SetBounds(draft=draft, by=by, places=[[2, 0, 5]])),
        ],
    )
    def test_alone_have_bounds_unless_they_were_dropped(self, run, ana, act):
        dropped = draft_of(run, FIRST)
        change(run, ana, [dropped], DROPPED)

        for draft in (dropped, body(run)):
            with pytest.raises(InvalidValue, match="The boundaries of a recommendation"):
                act(draft, ana)

    @pytest.mark.parametrize("at", [0, len(FIRST), len(FIRST) - 1, 5])
    def test_are_cut_inside_their_words(self, run, ana, at):
        first = draft_of(run, FIRST)
        if at in (0, len(FIRST)):
            with pytest.raises(InvalidValue, match="can't be split there"):
                split(SplitDraft(draft=first, by=ana, at=at))
            assert len(numbers(run)) == 4
            return

        one, two = split(SplitDraft(draft=first, by=ana, at=at))
        assert (one.values["text"], two.values["text"]) == (
            FIRST[:at].rstrip(),
            FIRST[at:].lstrip(),
        )

    def test_of_two_places_are_not_cut(self, run, ana):
        joined = join(ChangeDraft(draft=draft_of(run, THIRD), by=ana))

        with pytest.raises(InvalidValue, match="can't be split there"):
            split(SplitDraft(draft=joined, by=ana, at=at(THIRD)[1] + 4))

    def test_are_joined_but_for_the_last(self, run, ana):
        assert join(ChangeDraft(draft=draft_of(run, THIRD), by=ana)).values["number"] == "3"
        with pytest.raises(InvalidValue, match="is the last recommendation"):
            join(ChangeDraft(draft=draft_of(run, f"{THIRD} {FOURTH}"), by=ana))


class TestFigures:
    @pytest.fixture
    def read(self, ana):
        """A run whose text does not say its year."""
        text = narrative(more="In 2022, police investigated seven cases.").split("\n\n", 1)[1]
        return store_narrative(StoreNarrative(source=Source(pasted=text), by=ana, now=NOW))

    def edition(self, run, by, year):
        return set_edition(SetEdition(run=run, by=by, mechanism="TIP", country="Kosovo", year=year))

    def figures(self, run):
        rows = run.drafts.filter(kind=DraftKind.FIGURE).order_by("position")
        return [(row.values["value"], row.values["period"], row.state, row.outcome) for row in rows]

    def test_are_read_for_the_year(self, read, ana):
        before = self.figures(read)
        assert before == [(12, None, OFFERED, ""), (7, "2022", OFFERED, "")]

        read = self.edition(read, ana, None)  # no other year
        assert self.figures(read) == before
        read = self.edition(read, ana, 2024)
        assert (read.year, [value for value, *_ in self.figures(read)]) == (2024, [12, 7])
        self.edition(read, ana, 2023)
        assert self.figures(read) == [(12, "2022", OFFERED, ""), (7, "2022", OFFERED, "")]

    def test_that_are_read_no_more_are_dropped_unless_a_person_decided(self, read, ana):
        for value, state in ((2024, OFFERED), (2025, ACCEPTED), (2026, DROPPED)):
            DraftFactory(
                run=read,
                kind=DraftKind.FIGURE,
                places=[[1, 0, 4]],
                state=state,
                values={"indicator": "NONE", "value": value, "period": ""},
            )

        self.edition(read, ana, 2023)

        outcome = "not a figure of this year's edition"
        assert self.figures(read)[2:] == [
            (2024, "", DROPPED, outcome),
            (2025, "", ACCEPTED, ""),
            (2026, "", DROPPED, ""),
        ]

    @pytest.mark.parametrize(
        ("state", "outcome", "then"),
        [(DROPPED, "not read", OFFERED), (DROPPED, "", DROPPED), (ACCEPTED, "", ACCEPTED)],
    )
    def test_that_are_read_again_are_offered_again(self, read, ana, state, outcome, then):
        twelve = read.drafts.get(kind=DraftKind.FIGURE, values__value=12)
        with as_factory():
            read.drafts.filter(pk=twelve.pk).update(state=state, outcome=outcome)

        self.edition(read, ana, 2023)

        assert self.figures(read)[0] == (12, "2022", then, "")

    def test_that_were_joined_stay_joined_and_keep_their_parts(self, ana):
        more = "In 2022, police investigated seven cases, including three for sex trafficking."
        source = Source(pasted=narrative(more=more).split("\n\n", 1)[1])
        read = store_narrative(StoreNarrative(source=source, by=ana, now=NOW))
        twelve, seven, part = read.drafts.filter(kind=DraftKind.FIGURE).order_by("position")
        corrected = {"period": "2023", "previous": [], "read": twelve.values}
        twelve.values = {**twelve.values, **corrected}
        with as_factory():
            twelve.save()
        join_figures(ChangeDraft(draft=twelve, by=ana))

        self.edition(read, ana, 2023)

        assert [state for *_, state, _outcome in self.figures(read)] == [OFFERED, DROPPED, OFFERED]
        part.refresh_from_db()
        assert part.values["part_of"] == twelve.position
        separate_figures(ChangeDraft(draft=seven, by=ana))
        for row in (twelve, seven, part):
            row.refresh_from_db()
        assert (twelve.values["previous"], seven.state) == ([], OFFERED)
        assert part.values["part_of"] == seven.position

    def test_that_are_new_come_last(self, read, ana):
        twelve = read.drafts.get(kind=DraftKind.FIGURE, values__value=12)
        link(read, "1", 0)
        with as_factory():
            twelve.delete()
        last = read.drafts.count()

        self.edition(read, ana, 2023)

        new = read.drafts.get(kind=DraftKind.FIGURE, values__value=12)
        assert (new.position, new.places, new.state) == (last + 1, twelve.places, OFFERED)


class TestEdition:
    def test_keeps_what_is_said_and_the_title_unless_there_is_another(self, run, ana):
        values = {"mechanism": "NHRI", "country": "Serbia", "year": 2024, "tier": "2"}
        changed = set_edition(SetEdition(run=run, by=ana, previous_tier="3", **values))

        run.refresh_from_db()
        assert changed == run
        assert {name: getattr(run, name) for name in values} == values
        assert (run.previous_tier, run.title) == ("3", "2024 Trafficking in Persons Report: Kosovo")
        assert set_edition(SetEdition(run=run, by=ana, title="", **values)).title == ""
        with pytest.raises(InvalidValue, match="no tier “9”"):
            set_edition(SetEdition(run=run, by=ana, previous_tier="9", **values))

    def test_of_a_run_that_is_dropped_keeps_who_when_and_why(self, run, ana):
        done = in_name_of(ana).drop(run)

        run.refresh_from_db()
        assert (done, run.state, run.reason, run.decided_by) == (
            run,
            "dropped",
            "A worse copy",
            ana,
        )
        assert run.decided_at is not None
        assert Event.objects.latest("pk").reason_code == "withdrawal"
