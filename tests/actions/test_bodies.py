"""New sources: added with evidence, accepted or merged by a reviewer."""

from datetime import UTC, datetime

import pytest

from tests.factories import BodyFactory, EvidenceFactory, UserFactory
from tracker.actions import reference_rows
from tracker.actions.bodies import (
    AcceptSource,
    MergeSource,
    NewSource,
    accept_source,
    add_source,
    merge_source,
)
from tracker.actions.reference_rows import ChangeRow
from tracker.errors import InvalidValue, PermissionRefused, PersonalDataFound, Stale
from tracker.models import Body, Event
from tracker.vocabulary import BodyKind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LINK = "https://www.hrw.org/news/2026/1"


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def rea():
    return UserFactory(reviewer=True, username="rea")


def add(by, name="Human Rights Watch", kind=BodyKind.NGO, url=LINK):
    return add_source(NewSource(name, kind, url), by=by)


class TestAddSource:
    def test_keeps_what_was_said_and_the_domain_of_the_link(self, ana):
        body = Body.objects.get(pk=add(ana).pk)

        assert (body.code, body.name_en) == ("HUMAN_RIGHTS_WATCH", "Human Rights Watch")
        assert (body.kind, body.domains, body.added_by) == ("ngo", ["hrw.org"], ana)
        assert body.is_provisional and not body.accepts_correspondence
        assert Event.objects.get(key=body.pk, table="tracker_body").actor_name == "ana"

    def test_remembers_no_site_where_anybody_publishes(self, ana):
        assert add(ana, url="https://www.facebook.com/hrw").domains == []

    def test_gives_each_a_code_of_its_own(self, ana):
        BodyFactory(code="HRW_KOSOVO")

        assert add(ana, "HRW – Kosovo").code == "HRW_KOSOVO_2"
        assert add(ana, "Права", url="").code == "SOURCE"

    @pytest.mark.parametrize("name", ["hrw", "Human rights  watch", "Helsinki Watch", "HRW_"])
    def test_refuses_a_name_that_is_in_the_list_and_says_whose(self, ana, name):
        BodyFactory(
            code="HRW_", acronym="HRW", name_en="Human Rights Watch", aliases=["Helsinki Watch"]
        )

        with pytest.raises(InvalidValue, match="is in the list already: HRW · Human Rights Watch"):
            add(ana, name, url="")

    def test_refuses_the_site_of_another_body_and_says_whose(self, ana):
        BodyFactory(code="HRW", name_en="Human Rights Watch", domains=["hrw.org"])

        with pytest.raises(InvalidValue, match=r"hrw\.org is the site of HRW · Human Rights Watch"):
            add(ana, "Rights Watchers")

    def test_uses_one_that_a_colleague_added_again(self, ana):
        first = add(UserFactory(analyst=True))

        assert add(ana, "human rights watch") == first

    def test_is_for_analysts_alone(self):
        with pytest.raises(PermissionRefused, match="can't add a source: only analysts can"):
            add(UserFactory(contributor=True))

    def test_screens_the_name(self, ana):
        with pytest.raises(PersonalDataFound):
            add(ana, "Victim Arta Krasniqi, born 3 May 1999", url="")

    def test_is_the_issuer_at_once(self, ana):
        piece = EvidenceFactory(added_by=ana)

        reference_rows.change(
            ChangeRow(
                row=piece,
                fields={"issuer": NewSource("Human Rights Watch", BodyKind.NGO, LINK)},
                reason="It is theirs.",
                by=ana,
            )
        )

        piece.refresh_from_db()
        assert piece.issuer == Body.objects.get(code="HUMAN_RIGHTS_WATCH")


class TestAcceptSource:
    def test_lets_everybody_choose_it_as_corrected(self, ana, rea):
        body = add(ana)

        accept_source(AcceptSource(body, "HRW", BodyKind.INTERNATIONAL, by=rea))

        body = Body.objects.offered_to(UserFactory(analyst=True)).get(pk=body.pk)
        assert (body.name_en, body.kind) == ("HRW", "international")

    def test_happens_once(self, ana, rea):
        command = AcceptSource(add(ana), "HRW", BodyKind.NGO, by=rea)
        accept_source(command)

        with pytest.raises(Stale, match="is already decided on"):
            accept_source(command)

    def test_is_for_reviewers_alone(self, ana):
        with pytest.raises(PermissionRefused, match="only reviewers can"):
            accept_source(AcceptSource(add(ana), "HRW", BodyKind.NGO, by=ana))


class TestMergeSource:
    def test_moves_name_domain_and_evidence(self, ana, rea):
        body, into = add(ana), BodyFactory(code="HRW", acronym="HRW")
        issued = EvidenceFactory(issuer=body)
        passed_on = EvidenceFactory(original_source=body)

        merge_source(MergeSource(row=body, into=into, reason="The same.", by=rea, now=NOW))

        for row in (body, into, issued, passed_on):
            row.refresh_from_db()
        assert (issued.issuer, passed_on.original_source) == (into, into)
        assert (into.domains, into.aliases) == (["hrw.org"], ["Human Rights Watch"])
        assert (body.domains, list(body.successors.all())) == ([], [into])
        assert not Body.objects.to_review().exists()
        assert not Body.objects.offered_to(ana).filter(pk=body.pk).exists()

    def test_is_found_again_by_the_name_that_was_merged(self, ana, rea):
        into = BodyFactory(code="HRW")
        merge_source(MergeSource(row=add(ana), into=into, reason="The same.", by=rea, now=NOW))

        with pytest.raises(InvalidValue, match="is in the list already: HRW"):
            add(ana)

    def test_refuses_itself_and_another_new_source(self, ana, rea):
        body = add(ana)

        for into in (body, add(ana, "Amnesty", url="")):
            with pytest.raises(InvalidValue, match="Choose a body that is not new"):
                merge_source(MergeSource(row=body, into=into, reason="The same.", by=rea, now=NOW))

    def test_is_for_reviewers_alone(self, ana):
        with pytest.raises(PermissionRefused, match="only reviewers can"):
            merge_source(
                MergeSource(row=add(ana), into=BodyFactory(), reason="Same.", by=ana, now=NOW)
            )
