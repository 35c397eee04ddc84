"""Every page of the admin, for everybody: the expected answer, and nothing written in vain."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import (
    AssessmentLineFactory,
    CitationFactory,
    ComponentFactory,
    FileFactory,
    FindingFactory,
    ReadLogEntryFactory,
    ReportTextFactory,
    SensitivityRequestFactory,
    TopicFactory,
)
from tests.helpers.rollback import undone
from tests.permissions.admin_table import DJANGO, GENERIC, INSIDE, NOUNS, WHOLE
from tests.permissions.world import EVERYBODY, GONE, STRANGERS
from tracker.models import Assessment, Event, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MODELS = {model._meta.model_name: model for model in admin.site._registry}
SIGN_IN, REFUSED = "to sign in", 403


@pytest.fixture(scope="module")
def rows(world, django_db_blocker):
    """One row of every noun, by its key."""
    with django_db_blocker.unblock(), undone():
        approved = Assessment.objects.approved().first()
        about = {"recommendation": approved.recommendation}
        CitationFactory(**about, assessment=approved)
        CitationFactory(**about)
        AssessmentLineFactory(assessment=approved, component=ComponentFactory(**about))
        for factory in (
            FindingFactory,
            TopicFactory,
            FileFactory,
            SensitivityRequestFactory,
            ReadLogEntryFactory,
            ReportTextFactory,
        ):
            factory()
        keys = {noun: model.objects.order_by("-pk").first().pk for noun, model in MODELS.items()}
        seen = Evidence.objects.visible_to(world.users["auditor"]).order_by("-pk").first()
        outcome_of = Event.objects.visible_to(world.users["analyst"]).order_by("-pk").first()
        yield {**keys, "assessment": approved.pk, "evidence": seen.pk, "event": outcome_of.pk}


def names_of(noun):
    """The pages that a noun has in the admin."""
    prefix = f"{MODELS[noun]._meta.app_label}_{noun}_"
    patterns = admin.site._registry[MODELS[noun]].get_urls()
    return {p.name.removeprefix(prefix) for p in patterns if p.name}


def at(noun, page, *args):
    return reverse(f"admin:{MODELS[noun]._meta.app_label}_{noun}_{page}", args=args)


def outcome_of(client, answer):
    """What somebody meets in the end: the door of the admin says who may not enter."""
    if answer.status_code == 302 and answer.url.startswith(reverse("admin:login")):
        answer = client.get(answer.url)
    if answer.status_code == 302 and answer.url.startswith("/sign-in/"):
        return SIGN_IN
    return answer.status_code


def tried(world, url, roles, *, gets=200, sends=None):
    """What the table does not say: everybody whose answer is another, or who wrote something."""
    wrong = {}
    for role in EVERYBODY:
        client = world.client(role)
        with undone():
            before = Event.objects.count()
            found = outcome_of(
                client, client.get(url) if sends is None else client.post(url, sends)
            )
            wrote = Event.objects.count() - before
        wanted = SIGN_IN if role in STRANGERS else gets if role in roles.split() else REFUSED
        if found != wanted or (wrote and wanted != gets):
            wrong[role] = f"{found} and wrote {wrote}, not {wanted}"
    return wrong


class TestTheTable:
    def test_has_every_noun_and_no_other(self):
        assert set(MODELS) == set(NOUNS), (
            "Say in tests/permissions/admin_table.py who opens, adds and changes each noun of "
            "the admin, and no other."
        )

    @pytest.mark.parametrize("noun", NOUNS)
    def test_has_every_page_of_a_noun(self, noun):
        more = names_of(noun) - GENERIC

        assert more == set(NOUNS[noun].more), (
            f"Say in tests/permissions/admin_table.py who gets {sorted(more)} of “{noun}”: `more`."
        )

    def test_has_every_page_of_the_whole(self):
        of_nouns = {f"{m._meta.app_label}_{noun}_" for noun, m in MODELS.items()}
        whole = {
            pattern.name
            for pattern in admin.site.get_urls()
            if getattr(pattern, "name", None) and not pattern.name.startswith(tuple(of_nouns))
        }

        assert whole - DJANGO == set(WHOLE), "Say in tests/permissions/admin_table.py who gets it."


@pytest.mark.parametrize("noun", NOUNS)
class TestEveryNoun:
    def test_is_listed_and_opened_by_whom_the_table_says(self, world, rows, noun):
        opens = NOUNS[noun].opens

        assert tried(world, at(noun, "changelist"), opens) == {}
        assert tried(world, at(noun, "change", rows[noun]), opens) == {}
        assert tried(world, at(noun, "history", rows[noun]), opens) == {}

    def test_that_is_missing_is_not_found(self, world, rows, noun):
        opens = NOUNS[noun].opens

        assert tried(world, at(noun, "change", GONE), opens, gets=302) == {}  # to the list
        assert tried(world, at(noun, "history", GONE), opens, gets=404) == {}

    def test_is_added_by_whom_the_table_says(self, world, rows, noun):
        adds = NOUNS[noun].adds

        assert tried(world, at(noun, "add"), adds) == {}
        assert tried(world, at(noun, "add"), adds, sends={"reason": "New"}) == {}

    def test_is_changed_by_whom_the_table_says(self, world, rows, noun):
        url = at(noun, "change", rows[noun])
        for role in EVERYBODY:
            if role in NOUNS[noun].changes.split():
                page = world.client(role).get(url)
                assert "reason_code" in page.context["adminform"].form.fields, role
            else:
                with undone():
                    before = Event.objects.count()
                    client = world.client(role)
                    found = outcome_of(
                        client, client.post(url, {"reason_text": "Mine", "title": "Mine"})
                    )
                    wrote = Event.objects.count() > before
                wanted = SIGN_IN if role in STRANGERS else REFUSED
                assert (found, wrote) == (wanted, False), role

    def test_is_withdrawn_by_who_changes_it(self, world, rows, noun):
        if "withdraw" not in names_of(noun):
            return
        url, changes = at(noun, "withdraw", rows[noun]), NOUNS[noun].changes

        assert tried(world, url, changes) == {}
        assert tried(world, url, changes, gets=302, sends={"reason": "Entered twice"}) == {}

    def test_is_deleted_by_nobody(self, world, rows, noun):
        url = at(noun, "delete", rows[noun])

        assert tried(world, url, "") == {}
        assert tried(world, url, "", sends={"post": "yes"}) == {}

    def test_has_pages_of_its_own_for_whom_the_table_says(self, world, rows, noun):
        for page, roles in NOUNS[noun].more.items():
            assert tried(world, at(noun, page, rows[noun]), roles) == {}, page
            assert tried(world, at(noun, page, GONE), roles, gets=404) in ({}, _hidden(roles)), page


def _hidden(roles):
    """Inside, a missing row may be told as missing before the right is asked for."""
    return {
        role: "404 and wrote 0, not 403" for role in INSIDE.split() if role not in roles.split()
    }


class TestTheWhole:
    @pytest.mark.parametrize("page", WHOLE)
    def test_opens_for_whom_the_table_says(self, world, page):
        args = ["tracker"] if page == "app_list" else []
        url = reverse(f"admin:{page}", args=args)
        if page == "autocomplete":
            url += "?app_label=tracker&model_name=citation&field_name=evidence&term=x"

        gets = 302 if page == "app_list" else 200  # to the index, which lists the same

        assert tried(world, url, WHOLE[page], gets=gets) == {}

    @pytest.mark.parametrize(
        "address",
        [
            "auth/group/",
            "autocomplete/",
            "autocomplete/?app_label=a&model_name=b&field_name=c",
            "autocomplete/?app_label=tracker&model_name=citation&field_name=sentence",
            "autocomplete/?app_label=tracker&model_name=topic&field_name=evidence",
            "autocomplete/?app_label=usersessions&model_name=usersession&field_name=user",
            "autocomplete/?app_label=tracker&model_name=user&field_name=groups",
        ],
    )
    def test_is_closed_to_who_guesses_an_address(self, world, address):
        assert tried(world, reverse("admin:index") + address, INSIDE, gets=404) == {}

    @pytest.mark.parametrize(
        "junk", ["o=x&p=x&e=1&all=", "_popup=1&_to_field=x", "_changelist_filters=%ff&to_field=x"]
    )
    def test_takes_no_harm_from_junk_in_an_address(self, world, rows, junk):
        client = world.client("analyst")
        for url in (at("topic", "changelist"), at("topic", "add"), at("topic", "change", "9" * 30)):
            assert client.get(f"{url}?{junk}").status_code < 500, url
