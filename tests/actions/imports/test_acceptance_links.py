"""Links and bodies that an accepted run writes, and the outcome of each draft."""

import pytest

from tests.actions.imports.helpers import NOW
from tests.factories import (
    BodyFactory,
    DraftFactory,
    ImportRunFactory,
    LineageLinkFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TopicFactory,
    as_factory,
)
from tracker.actions.imports.acceptance import accept, undo, write_links, write_run
from tracker.actions.imports.drafts import DecideRun
from tracker.actions.imports.editions import AcceptedEdition, record_changes, shorten_title
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Body, Event, LineageLink, Passage, Recommendation, Responsibility
from tracker.vocabulary import (
    Confidence,
    DraftKind,
    DraftState,
    Lifecycle,
    LineageKind,
    ResponsibilityBasis,
    Role,
)

pytestmark = pytest.mark.django_db
TEXT = (
    "2024 Trafficking in Persons Report: Kosovo\n\nPRIORITIZED RECOMMENDATIONS:\n\n"
    "Train judges. Open a shelter.\n\nPROTECTION\n\nThe government maintained efforts."
)
ACCEPTED, DROPPED = DraftState.ACCEPTED, DraftState.DROPPED


@pytest.fixture
def run(ana):
    """A run with two recommendations."""
    run = ImportRunFactory(text=TEXT, created_by=ana)
    for number, (start, words) in enumerate(((0, "Train judges."), (14, "Open a shelter.")), 1):
        DraftFactory(
            run=run,
            places=[[3, start, start + len(words)]],
            values={"number": str(number), "text": words},
        )
    return run


def link(run, number, earlier, **values):
    return DraftFactory(
        run=run,
        kind=DraftKind.LINK,
        state=values.pop("state", ACCEPTED),
        places=[[3, 0, 13]],
        values={
            "number": number,
            "earlier": earlier.pk,
            "closeness": LineageKind.REWORDED,
            "score": 0.7,
            **values,
        },
    )


def body(run, number="1", state=ACCEPTED, **values):
    return DraftFactory(
        run=run,
        kind=DraftKind.RESPONSIBILITY,
        state=state,
        places=[[3, 0, 5]],
        values={
            "number": number,
            "body": "OSP",
            "role": Role.LEAD,
            "basis": ResponsibilityBasis.NAMED_IN_REPORT,
            "sentence": "Train judges.",
            **values,
        },
    )


def take(run, by):
    return accept(DecideRun(run=run, by=by, reason="The edition of this year", now=NOW))


def outcomes(*drafts):
    for draft in drafts:
        draft.refresh_from_db()
    return [(draft.state, draft.outcome) for draft in drafts]


class TestLinks:
    def test_are_written_newest_edition_first_with_what_is_carried_over(self, run, ana):
        old = RecommendationFactory(report__year=2022, assignee=None, topics=[TopicFactory()])
        new = RecommendationFactory(report__year=2023, lead="THBD")
        first, second = link(run, "1", old, carry=["topics"]), link(run, "1", new, carry=["bodies"])

        done = take(run, ana)

        rows = LineageLink.objects.order_by("pk")
        later = Recommendation.objects.get(report__year=2024, number="1")
        assert [(row.recommendation, row.earlier, row.closeness, row.score) for row in rows] == [
            (later, new, LineageKind.REWORDED, 0.7),
            (later, old, LineageKind.REWORDED, 0.7),
        ]
        assert {(row.confirmed_by, row.confirmed_at) for row in rows} == {(ana, NOW)}
        assert [one.body.code for one in later.responsibilities.all()] == ["THBD"]
        assert [topic.code for topic in later.topics.all()] == ["shelters"]
        assert outcomes(first, second) == [
            (ACCEPTED, f"linked to {old}"),
            (ACCEPTED, f"linked to {new}"),
        ]
        made = done.created["created"]
        assert made["lineagelink"] == [[rows[0].pk, rows[1].pk]]
        assert {"responsibility", "recommendation_topics"} <= made.keys()

    def test_of_an_edition_as_new_or_of_a_dropped_draft_are_left_out(self, run, ana):
        earlier = RecommendationFactory(report__year=2023)
        same_year = RecommendationFactory(report__mechanism__code="UPR", report__year=2024)
        drafts = [link(run, "9", earlier), link(run, "1", same_year), link(run, "2", earlier)]
        twice = link(run, "2", earlier)

        take(run, ana)

        assert outcomes(*drafts, twice) == [
            (ACCEPTED, "left out, because its recommendation was left out"),
            (ACCEPTED, "left out, because it does not lead to an earlier edition"),
            (ACCEPTED, f"linked to {earlier}"),
            (ACCEPTED, "already recorded"),
        ]
        assert LineageLink.objects.count() == 1

    @pytest.mark.parametrize(
        ("state", "by_itself", "linked"),
        [
            (DraftState.OFFERED, True, True),
            (DraftState.OFFERED, False, False),
            (ACCEPTED, False, True),
            (DROPPED, True, False),
        ],
    )
    def test_are_those_that_a_person_chose_or_that_are_alike(
        self, run, ana, state, by_itself, linked
    ):
        earlier = RecommendationFactory(report__year=2023)
        draft = link(run, "1", earlier, state=state, by_itself=by_itself)

        take(run, ana)

        assert LineageLink.objects.exists() is linked
        if state == DraftState.OFFERED and not linked:
            assert outcomes(draft) == [(DROPPED, "left out, because nobody accepted it")]

    def test_that_exist_are_left_alone_unless_withdrawn(self, run, ana):
        report = ReportFactory(year=2024)
        rows = {n: RecommendationFactory(report=report, number=n) for n in ("1", "2")}
        earlier = RecommendationFactory(report__year=2023)
        LineageLinkFactory(recommendation=rows["1"], earlier=earlier)
        LineageLinkFactory(
            recommendation=rows["2"], earlier=earlier, withdrawn_at=NOW, withdrawal_reason="No."
        )
        drafts = [link(run, "1", earlier), link(run, "2", earlier)]
        edition = AcceptedEdition(report, by=ana, now=NOW, recommendations=rows)

        with because("The edition of this year"):
            write_links(edition, drafts)

        assert drafts[0].outcome == "already recorded"
        assert drafts[1].outcome == f"linked to {earlier}"


class TestBodies:
    def test_are_written_where_a_person_chose_them(self, run, ana):
        osp = BodyFactory(code="OSP")
        chosen, twice, stray = body(run), body(run), body(run, "9")
        offered = body(run, "2", state=DraftState.OFFERED)

        done = take(run, ana)

        row = Responsibility.objects.get()
        assert (row.body, row.role, row.recommendation.number) == (osp, Role.LEAD, "1")
        assert (row.basis, row.confidence, row.reason) == (
            ResponsibilityBasis.NAMED_IN_REPORT,
            Confidence.MEDIUM,
            "Train judges.",
        )
        assert outcomes(chosen, twice, stray, offered) == [
            (ACCEPTED, "added"),
            (ACCEPTED, "already recorded"),
            (ACCEPTED, "left out, because its recommendation was left out"),
            (DROPPED, "left out, because nobody accepted it"),
        ]
        assert done.created["created"]["responsibility"] == [[row.pk, row.pk]]

    def test_in_another_role_or_withdrawn_are_others(self, run, ana):
        osp, report = BodyFactory(code="OSP"), ReportFactory(year=2024)
        row = RecommendationFactory(report=report, number="1", position=1, text="Train judges.")
        held = {"recommendation": row, "body": osp}
        ResponsibilityFactory(**held, role=Role.SUPPORTING)
        ResponsibilityFactory(**held, role=Role.LEAD, withdrawn_at=NOW, withdrawal_reason="No.")
        ResponsibilityFactory(recommendation=row, role=Role.OVERSIGHT)
        elsewhere = RecommendationFactory(report__year=2020)
        ResponsibilityFactory(recommendation=elsewhere, body=osp, role=Role.LEAD)
        lead, supports = body(run), body(run, role=Role.SUPPORTING)

        take(run, ana)

        assert outcomes(lead, supports) == [(ACCEPTED, "added"), (ACCEPTED, "already recorded")]


class TestUnknownBodies:
    def test_become_bodies_to_review_or_names_of_others_where_a_person_chose(self, run, ana):
        guard = BodyFactory(code="GUARD", name_en="Coast Guard", aliases=["Guard"])
        names = ("Tavian Labor Board", "Border Guard", "Supreme Court", "Coast Guard")
        drafts = [
            DraftFactory(
                run=run,
                kind=DraftKind.BODY,
                state=state,
                places=[[5, 4, 14]],
                values={"name": name, "acronym": "", "kind": "court", "body": body},
            )
            for name, body, state in zip(
                names,
                ("", "GUARD", "", ""),
                (ACCEPTED, ACCEPTED, DraftState.OFFERED, ACCEPTED),
                strict=True,
            )
        ]

        done = take(run, ana)

        guard.refresh_from_db()
        (added,) = Body.objects.filter(is_provisional=True)
        assert (added.name_en, added.kind, added.added_by) == ("Tavian Labor Board", "court", ana)
        assert guard.aliases == ["Guard", "Border Guard"]
        assert [outcome for _state, outcome in outcomes(*drafts)] == [
            "added",
            "added as a name of GUARD",
            "left out, because nobody accepted it",
            "“Coast Guard” is in the list already: GUARD · Coast Guard. Choose that body.",
        ]
        undo(DecideRun(run=done, by=ana, reason="The wrong text", now=NOW))
        guard.refresh_from_db()
        assert guard.aliases == ["Guard"]
        assert not Body.objects.filter(is_provisional=True).exists()

    @pytest.mark.parametrize("is_provisional", [False, True])
    def test_may_have_the_name_of_one_of_another_country(self, run, ana, is_provisional):
        with as_factory():
            moldova = BodyFactory(code="GOV", name_en="Government of Moldova")
            ministry = BodyFactory(
                code="MIA", name_en="Ministry of Internal Affairs", is_provisional=is_provisional
            )
            Body.objects.filter(pk=ministry.pk).update(parent=moldova)
        draft = DraftFactory(
            run=run,
            kind=DraftKind.BODY,
            state=ACCEPTED,
            places=[[5, 4, 14]],
            values={"name": ministry.name_en, "acronym": "MIA", "kind": "ministry", "body": ""},
        )

        take(run, ana)

        assert outcomes(draft) == [(ACCEPTED, "added")]
        assert Body.objects.filter(name_en=ministry.name_en).count() == 2

    def test_name_one_that_is_deleted_and_the_import_says_so(self, run, ana):
        values = {"name": "Border Guard", "acronym": "", "kind": "court", "body": "GONE"}
        DraftFactory(run=run, kind=DraftKind.BODY, state=ACCEPTED, places=[], values=values)

        with pytest.raises(NotAllowed, match="the body “GONE”, which was deleted"):
            take(run, ana)


class TestRecommendations:
    def test_are_written_with_their_place_and_guesses(self, run, ana):
        take(run, ana)

        first, second = Recommendation.objects.order_by("position")
        assert (first.number, first.position, first.text) == ("1", 1, "Train judges.")
        assert (second.passage.number, second.start, second.end) == (3, 14, 29)
        assert (first.short_title, first.duty, first.theme) == (
            shorten_title("Train judges."),
            "continuing",
            "prosecution",
        )
        report = first.report
        assert first.sort_key == report.sort_key_for(1)
        assert first.review_on == report.mechanism.next_date(after=NOW.date())
        assert list(Passage.objects.order_by("number").values_list("number", flat=True)) == list(
            range(1, Passage.objects.count() + 1)
        )
        event = Event.objects.filter(table="tracker_recommendation").latest("pk")
        assert (event.reason, event.reason_code) == ("The edition of this year", "new_edition")

    def test_of_two_places_have_none(self, run, ana):
        run_draft = run.drafts.get(values__number="1")
        with as_factory():
            run_draft.places = [[3, 0, 13], [3, 14, 29]]
            run_draft.save()

        take(run, ana)

        row = Recommendation.objects.get(number="1")
        assert (row.passage, row.start, row.end) == (None, None, None)

    def test_that_exist_stay_and_take_their_position(self, run, ana):
        report = ReportFactory(year=2024)
        RecommendationFactory(report=report, number="1", position=2, text="Train judges.")
        RecommendationFactory(report__year=2023, number="2", text="Other.")

        take(run, ana)

        assert list(
            Recommendation.objects.filter(report=report)
            .order_by("pk")
            .values_list("number", "position")
        ) == [("1", 2), ("2", 3)]
        drafts = run.drafts.order_by("position")
        assert [draft.outcome for draft in drafts] == ["already recorded", "added"]

    @pytest.mark.parametrize(("number", "position"), [("12", 12), ("A", 1), ("0", 1)])
    def test_stand_at_their_number_where_it_is_free(self, run, ana, number, position):
        with as_factory():
            run.drafts.filter(values__number="2").update(state=DROPPED)
            run.drafts.filter(values__number="1").update(
                values={"number": number, "text": "Train judges."}
            )

        take(run, ana)

        assert Recommendation.objects.get().position == position

    def test_with_other_words_are_refused(self, run, ana):
        RecommendationFactory(report=ReportFactory(year=2024), number="1", text="Other words.")

        with pytest.raises(NotAllowed, match="TIP 2024 Kosovo 1 is recorded with different text"):
            take(run, ana)
        assert Recommendation.objects.count() == 1

    def test_stand_in_paragraphs_with_the_same_words(self, run, ana):
        report = ReportFactory(year=2024)
        PassageFactory(report=report, number=1, text=TEXT.split("\n\n", 1)[0])
        PassageFactory(report=ReportFactory(year=2023), number=3, text="Other.")
        edition = AcceptedEdition(report, by=ana, now=NOW)
        with because("The edition of this year"), record_changes() as list_changes:
            write_run(run, edition)
            (passages,) = list_changes()["created"]["passage"]

        assert report.passages.count() == len(TEXT.split("\n\n"))
        assert Passage.objects.filter(pk__range=passages, number=1).count() == 0


class TestLifecycles:
    def test_of_other_mechanisms_and_countries_stay(self, run, ana):
        before = RecommendationFactory(report__year=2023)
        others = [
            RecommendationFactory(report__mechanism__code="UPR", report__year=2022),
            RecommendationFactory(
                report__year=2022, report__country="AL", report__country_name="Albania"
            ),
        ]

        done = take(run, ana)

        for row in (before, *others):
            row.refresh_from_db()
        assert before.lifecycle == Lifecycle.NOT_REPEATED
        assert {row.lifecycle for row in others} == {Lifecycle.ACTIVE}
        assert done.created["changed"] == [
            ("recommendation", before.pk, "lifecycle", Lifecycle.ACTIVE)
        ]

    def test_of_what_a_withdrawn_link_repeats_is_not_continued(self, run, ana):
        report = ReportFactory(year=2024)
        held = RecommendationFactory(report=report, number="1", position=1, text="Train judges.")
        link_row = LineageLinkFactory(
            recommendation=held, withdrawn_at=NOW, withdrawal_reason="No."
        )

        take(run, ana)

        link_row.earlier.refresh_from_db()
        assert link_row.earlier.lifecycle == Lifecycle.NOT_REPEATED


class TestRun:
    def test_keeps_who_accepted_it_when_and_why(self, run, ana):
        done = take(run, ana)

        run.refresh_from_db()
        assert (done, run.state, run.decided_by, run.decided_at) == (run, ACCEPTED, ana, NOW)
        assert (run.reason, run.report.year) == ("The edition of this year", 2024)
        assert run.created["order"][0] in ("body", "mechanism")
        assert {draft.outcome for draft in run.drafts.all()} == {"added"}

    def test_without_a_year_is_not_accepted(self, run, ana):
        with as_factory():
            run.year = None
            run.save()

        with pytest.raises(InvalidValue, match="the year"):
            take(run, ana)
