"""Links to earlier recommendations, and what is copied from them: never a status."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    BodyFactory,
    ComponentFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    TopicFactory,
    TranslationFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.editions import ADOPT, TRAIN
from tracker.actions.base import WithdrawRow
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import (
    CARRY_OVER_FIELDS,
    LinkRecommendation,
    Predecessor,
    unlink,
)
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import ComponentBody, Event, LineageLink
from tracker.summaries.history.timeline import recommendation_timeline
from tracker.vocabulary import ClosureReason, ComponentBasis, Lifecycle, Role, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def old(ana):
    """Of 2023, judged, with everything that can be carried over."""
    row = RecommendationFactory(
        report__year=2023,
        text=TRAIN,
        lead="THBD",
        assessed=Status.PARTIAL,
        topics=[TopicFactory(code="training")],
        assignee=ana,
    )
    ResponsibilityFactory(recommendation=row, body=BodyFactory(code="OSP"), role=Role.SUPPORTING)
    ComponentFactory(recommendation=row, code="1a", title="train judges", quote="Train judges")
    TranslationFactory(recommendation=row, short_title="Trajnimi")
    return row


@pytest.fixture
def new():
    return RecommendationFactory(report__year=2024, text=TRAIN)


def link(new, old, by, **more):
    predecessors = [Predecessor(old, "repeated", 1.0)]
    [made] = lifecycle.link(
        LinkRecommendation(recommendation=new, predecessors=predecessors, by=by, now=NOW, **more)
    )
    for row in (new, old):
        row.refresh_from_db()
    return made


def contents(row):
    return {
        "bodies": sorted((r.body.code, r.role) for r in row.responsibilities.not_withdrawn()),
        "components": [c.title for c in row.components.not_withdrawn()],
        "topics": [t.code for t in row.topics.all()],
        "translations": [t.short_title for t in row.translations.all()],
        "assignee": row.assignee and row.assignee.username,
    }


class TestConfirm:
    def test_carries_over_what_was_ticked_under_one_reason_and_no_status(self, ana, old, new):
        first = Event.objects.newest_first().first().pk

        link(new, old, ana, carry=CARRY_OVER_FIELDS, reason="Word for word")

        assert contents(new) == contents(old)
        assert contents(new)["bodies"] == [("OSP", "supporting"), ("THBD", "lead")]
        assert (new.status, new.current_assessment, new.assessed_on) == (
            Status.NOT_ASSESSED,
            None,
            None,
        )
        assert old.status == Status.PARTIAL
        events = Event.objects.filter(pk__gt=first)
        assert {(e.reason, e.reason_code, e.actor_name) for e in events} == {
            ("Word for word", "new_edition", "ana")
        }

    @pytest.mark.parametrize("ticked", CARRY_OVER_FIELDS)
    def test_carries_over_nothing_that_was_not_ticked(self, ana, old, new, ticked):
        before = contents(new)

        link(new, old, ana, carry=[ticked])

        assert {name for name, value in contents(new).items() if value != before[name]} == {ticked}

    def test_leaves_alone_what_is_there(self, ana, old):
        ben = UserFactory(analyst=True, username="ben")
        new = RecommendationFactory(report__year=2024, text=TRAIN, lead="THBD", assignee=ben)

        link(new, old, ana, carry=CARRY_OVER_FIELDS)

        assert contents(new)["bodies"] == [("OSP", "supporting"), ("THBD", "lead")]
        assert contents(new)["assignee"] == "ben"

    def test_leaves_a_translation_of_other_words_and_makes_such_a_component_the_analysts(
        self, ana, old
    ):
        new = RecommendationFactory(report__year=2024, text="Teach the courts about trafficking.")

        link(new, old, ana, carry=CARRY_OVER_FIELDS)

        assert contents(new)["translations"] == []
        component = new.components.get()
        assert (component.basis, component.quote) == (ComponentBasis.ANALYST, "")

    @pytest.mark.parametrize("before", [Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED])
    def test_makes_the_earlier_one_continued(self, ana, new, before):
        old = RecommendationFactory(report__year=2023, lifecycle=before)

        link(new, old, ana)

        assert (old.lifecycle, new.lifecycle) == (Lifecycle.CONTINUED, Lifecycle.ACTIVE)

    def test_leaves_closed_what_was_closed(self, ana, new):
        old = RecommendationFactory(
            report__year=2023,
            lifecycle=Lifecycle.CLOSED,
            closure_reason=ClosureReason.IMPLEMENTED,
        )

        link(new, old, ana)

        assert (old.lifecycle, old.closure_reason) == (Lifecycle.CLOSED, ClosureReason.IMPLEMENTED)

    def test_writes_an_event(self, ana, old, new):
        link(new, old, ana)

        history_text = recommendation_timeline(new, ana).lines[0].sentence
        assert f"linked the recommendation to “{old.cited_as}” as “repeated”" in history_text

    def test_is_refused_without_the_right(self, old, new):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            link(new, old, UserFactory(viewer=True))

    @pytest.mark.parametrize(
        "other",
        [
            {"report__year": 2024, "number": "9"},
            {"report__year": 2025},
            {"report__year": 2023, "report__country": "AL", "report__country_name": "Albania"},
        ],
    )
    def test_is_refused_for_a_demand_new_to_the_country(self, ana, new, other):
        with pytest.raises(NotAllowed, match="can't be linked to"):
            link(new, RecommendationFactory(**other), ana)

    def test_is_refused_twice(self, ana, old, new):
        link(new, old, ana)

        with pytest.raises(InvalidValue, match="are already linked"):
            link(new, old, ana)


class TestConfirmAll:
    def test_writes_all_or_none(self, ana, new, old):
        descents = [
            Predecessor(old, "merged"),
            Predecessor(RecommendationFactory(report__year=2025), "merged"),
        ]

        with pytest.raises(NotAllowed):
            lifecycle.link(
                LinkRecommendation(recommendation=new, predecessors=descents, by=ana, now=NOW)
            )

        assert not LineageLink.objects.exists()

    def test_carries_the_newest_edition_first(self, ana, new, old):
        ben = UserFactory(analyst=True, username="ben")
        older = RecommendationFactory(report__year=2022, text=ADOPT, assignee=ben)
        descents = [Predecessor(older, "merged"), Predecessor(old, "merged")]

        lifecycle.link(
            LinkRecommendation(
                recommendation=new, predecessors=descents, by=ana, now=NOW, carry=["assignee"]
            )
        )

        new.refresh_from_db()
        assert new.assignee == ana


class TestUnlink:
    def test_keeps_the_link_on_record_and_what_was_carried(self, ana, new, old):
        made = link(new, old, ana, carry=CARRY_OVER_FIELDS)
        carried = contents(new)

        unlink(WithdrawRow(row=made, by=ana, reason="Another shelter", now=NOW))

        made.refresh_from_db()
        old.refresh_from_db()
        assert (made.withdrawn_at, made.withdrawal_reason) == (NOW, "Another shelter")
        assert old.lifecycle == Lifecycle.NOT_REPEATED
        assert contents(new) == carried
        assert (
            f"withdrew the link to “{old.cited_as}”"
            in recommendation_timeline(new, ana).lines[0].sentence
        )

    def test_leaves_it_continued_while_another_asks_it_again(self, ana, new, old):
        made = link(new, old, ana)
        link(RecommendationFactory(report__year=2024), old, ana)

        unlink(WithdrawRow(row=made, by=ana, reason="Not this one", now=NOW))

        old.refresh_from_db()
        assert old.lifecycle == Lifecycle.CONTINUED

    def test_leaves_closed_what_was_closed(self, ana, new):
        old = RecommendationFactory(
            report__year=2023, lifecycle=Lifecycle.CLOSED, closure_reason=ClosureReason.MOOT
        )
        made = link(new, old, ana)

        unlink(WithdrawRow(row=made, by=ana, reason="Another", now=NOW))

        old.refresh_from_db()
        assert old.lifecycle == Lifecycle.CLOSED

    def test_lets_the_two_be_linked_anew(self, ana, new, old):
        unlink(WithdrawRow(row=link(new, old, ana), by=ana, reason="Too soon", now=NOW))

        link(new, old, ana)

        assert LineageLink.objects.not_withdrawn().count() == 1
        assert old.lifecycle == Lifecycle.CONTINUED

    def test_is_refused_without_words_without_the_right_and_twice(self, ana):
        made = LineageLinkFactory()

        with pytest.raises(InvalidValue, match="is not a reason"):
            unlink(WithdrawRow(row=made, by=ana, reason=" ", now=NOW))
        with pytest.raises(PermissionRefused):
            unlink(WithdrawRow(row=made, by=UserFactory(viewer=True), reason="Wrong", now=NOW))
        unlink(WithdrawRow(row=made, by=ana, reason="Wrong", now=NOW))
        with pytest.raises(Stale, match="is already withdrawn"):
            unlink(WithdrawRow(row=made, by=ana, reason="Wrong", now=NOW))


class TestHistory:
    def test_tells_who_speaks_for_a_body_nothing_of_a_link_to_what_is_hidden(self, ana):
        body = BodyFactory(code="THBD")
        new = RecommendationFactory(lead=body)
        old = RecommendationFactory(report__year=2023, lead="OSP", short_title="Zanzibar")
        link(new, old, ana)

        history_text = str(
            recommendation_timeline(new, UserFactory(contributor=True, speaks_for=[body])).lines
        )

        assert "linked" not in history_text
        assert "TIP 2023" not in history_text


class TestCarryOver:
    def test_copies_components_with_their_bodies_and_tells_of_each(self, ana):
        earlier = RecommendationFactory(report__year=2023, number="3", text="Give it. Keep it.")
        later = RecommendationFactory(number="14", text="Give it. Drop it.")
        body = BodyFactory()
        for code, title, quote in (("3a", "give", "Give it"), ("3b", "keep", "Keep it")):
            part = ComponentFactory(recommendation=earlier, code=code, title=title, quote=quote)
            with as_factory():
                ComponentBody.objects.create(recommendation=earlier, component=part, body=body)
        ComponentFactory(
            recommendation=earlier, code="3c", title="hers", basis=ComponentBasis.ANALYST, quote=""
        )
        ComponentFactory(recommendation=earlier, code="3d", title="held", quote="Give it")
        ComponentFactory(recommendation=later, code="14x", title="held", quote="Give it")
        ComponentFactory(recommendation=earlier, code="3x", title="other", quote="Give it")

        with as_factory():
            lifecycle.carry_over(earlier, later, fields=["components"])

        copied = later.components.exclude(code="14x").order_by("code")
        assert [(row.code, row.title, row.basis, row.quote) for row in copied] == [
            ("14a", "give", ComponentBasis.IN_TEXT, "Give it"),
            ("14b", "keep", ComponentBasis.ANALYST, ""),
            ("14c", "hers", ComponentBasis.ANALYST, ""),
        ]
        bodies = ComponentBody.objects.filter(recommendation=later).order_by("pk")
        assert [(row.component.code, row.body) for row in bodies] == [("14a", body), ("14b", body)]

    def test_copies_bodies_that_stand_and_are_not_there(self, ana):
        earlier, later = RecommendationFactory(report__year=2023), RecommendationFactory(number="9")
        lead = ResponsibilityFactory(recommendation=earlier, role=Role.LEAD, reason="Named")
        ResponsibilityFactory(recommendation=later, body=lead.body, role=Role.SUPPORTING)
        there = ResponsibilityFactory(recommendation=earlier, role=Role.SUPPORTING)
        ResponsibilityFactory(recommendation=later, body=there.body, role=Role.SUPPORTING)
        ResponsibilityFactory(recommendation=earlier, withdrawn_at=NOW, withdrawal_reason="No.")

        with as_factory():
            lifecycle.carry_over(earlier, later, fields=["bodies"])

        assert later.responsibilities.count() == 3
        row = later.responsibilities.latest("pk")
        assert (row.recommendation, row.body, row.role, row.reason) == (
            later,
            lead.body,
            Role.LEAD,
            "Named",
        )
        assert (row.basis, row.confidence) == (lead.basis, lead.confidence)

    def test_copies_translations_of_the_same_words_in_languages_that_lack(self, ana):
        earlier = RecommendationFactory(report__year=2023, text="Do it.")
        later = RecommendationFactory(text="Do it.", number="9")
        TranslationFactory(recommendation=earlier, language="sq", short_title="Bëje")
        TranslationFactory(recommendation=earlier, language="sr-latn", short_title="Uradi")
        TranslationFactory(recommendation=later, language="sr-latn", short_title="Ovako")

        with as_factory():
            lifecycle.carry_over(earlier, later, fields=["translations"])

        titles = later.translations.order_by("language").values_list("language", "short_title")
        assert list(titles) == [("sq", "Bëje"), ("sr-latn", "Ovako")]

    @pytest.mark.parametrize(("has", "then"), [(False, "theirs"), (True, "own")])
    def test_gives_an_assignee_to_whom_nobody_has(self, ana, has, then):
        people = {name: UserFactory(username=name) for name in ("theirs", "own")}
        earlier = RecommendationFactory(report__year=2023, assignee=people["theirs"])
        later = RecommendationFactory(number="9", assignee=people["own"] if has else None)

        with as_factory():
            lifecycle.carry_over(earlier, later, fields=["assignee"])
            lifecycle.carry_over(
                RecommendationFactory(report__year=2022), later, fields=["assignee"]
            )

        later.refresh_from_db()
        assert later.assignee == people[then]


class TestWithdrawnLink:
    def test_says_when_and_why(self, ana):
        link = LineageLinkFactory()

        done = unlink(WithdrawRow(row=link, reason="Wrong one", by=ana, now=NOW))

        link.refresh_from_db()
        assert (done, link.withdrawn_at, link.withdrawal_reason) == (link, NOW, "Wrong one")
        assert Event.objects.latest("pk").reason_code == "withdrawal"
