"""Every address of the site, for everybody: the expected answer, and nothing written in vain."""

from itertools import product

import pytest
from django.urls import get_resolver, reverse

from tests.helpers.rollback import undone
from tests.permissions.planted import met_in
from tests.permissions.site_table import SITE, WRITES_NOTHING
from tests.permissions.world import EVERYBODY, MISSING, OTHER, OWN, STRANGERS
from tracker.models import Event
from tracker.views import urls

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = sorted(pattern.name for pattern in urls.urlpatterns)
KNOWN = {key.split(":")[0] for key in SITE}
OF_DJANGO = {"login", "password_change", "set_language"}  # take what method they like
OF_ALLAUTH = ("account_", "mfa_")  # so do they
# Who asks for what does not exist: others are told the same.
MISSES = {"viewer", "contributor", "reviewer", "nobody"}
GETS, SIGN_IN, REFUSED, HIDDEN = "gets it", "to sign in", 403, 404


MAY_BE_STORED = (
    "published_list",
    "published",
    "published_file",
    "progress_schema",
)  # for everybody


def directives(answer):
    """What an answer asks of caches."""
    return set(answer["Cache-Control"].split(", "))


def expected(entry, role, whose):
    """The answer that the table gives this role of what is whose."""
    if role in STRANGERS and not entry.is_open:
        return SIGN_IN
    if role in entry.forbidden.split() and (entry.rights_first or whose != MISSING):
        found = role != "contributor" or whose != OTHER or not entry.concerns
        return REFUSED if found or not entry.of else HIDDEN
    if whose == MISSING or not (entry.is_open or role in entry.may.split()):
        return HIDDEN
    if role == "contributor" and whose == OTHER and entry.concerns:
        return HIDDEN
    if role == "contributor" and whose == OTHER and entry.refuses_others:
        return REFUSED
    return GETS


def address(world, name, entry, whose, role):
    return reverse(name, args=world.args(entry.of, whose, role) if entry.of else [])


def objects(world, entry):
    """Whose things there are to try at an address; one that names none is tried once."""
    return list(world.at[entry.of]) if entry.of else [OWN]


def cases(world, entry):
    """Who tries an address with whose things."""
    for role, whose in product(EVERYBODY, objects(world, entry)):
        if whose != MISSING or role in MISSES:
            yield role, whose


def filled(world, entry):
    """What a form sends; "@noun" is the key of one of the contributor's body."""
    return {
        name: world.at[value[1:]][OWN][-1] if value.startswith("@") else value
        for name, value in (entry.sends or {}).items()
    }


def outcome_of(answer, wrote, entry):
    """An answer in the words of the table."""
    to_sign_in = answer.status_code == 302 and answer.url.startswith("/sign-in/")
    if to_sign_in and not (wrote or entry.is_open):
        return SIGN_IN
    gets = answer.status_code == (
        entry.opens if answer.request["REQUEST_METHOD"] == "GET" else entry.answer
    )
    return GETS if gets else answer.status_code


def text_of(answer):
    """What an answer says; what is compressed in it is read elsewhere."""
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("key", SITE)
class TestEveryAddress:
    def test_opens_for_whom_the_table_says(self, world, key):
        name, entry = key.split(":")[0], SITE[key]
        wrong = {}
        for role, whose in cases(world, entry) if entry.reads else ():
            answer = world.client(role).get(address(world, name, entry, whose, role), entry.asks)

            assert name in MAY_BE_STORED or {"private", "no-store"} <= directives(answer)
            found = outcome_of(answer, False, entry)
            if found != (wanted := expected(entry, role, whose)):
                wrong[role, whose] = f"{found}, not {wanted}"
            is_published = "public report" in entry.of
            if met := met_in(text_of(answer), role, is_published=is_published):
                wrong[role, whose] = met
        assert wrong == {}

    def test_takes_a_filled_form_from_whom_the_table_says_and_writes_nothing_else(self, world, key):
        name, entry = key.split(":")[0], SITE[key]
        sends = filled(world, entry)
        saves = entry.answer == 302 and name not in WRITES_NOTHING
        wrong = {}
        for role, whose in () if entry.sends is None else cases(world, entry):
            wanted = expected(entry, role, whose)
            if whose == MISSING and role in entry.may.split():
                wanted = entry.missing
            with undone():
                before = Event.objects.count()
                url = address(world, name, entry, whose, role)
                answer = world.client(role).post(url, sends)
                wrote = Event.objects.count() > before
                met = met_in(text_of(answer), role)

            found = outcome_of(answer, wrote, entry)
            if (found, wrote) != (wanted, wanted == GETS and saves):
                wrong[role, whose] = f"{found} and wrote {wrote}, not {wanted}"
            if met:
                wrong[role, whose] = met
        assert wrong == {}

    def test_knows_no_other_method(self, world, key):
        name, entry = key.split(":")[0], SITE[key]
        every = [e for k, e in SITE.items() if k.split(":")[0] == name]
        url = address(world, name, entry, OWN, "reviewer")

        if name in OF_DJANGO or name.startswith(OF_ALLAUTH):
            return
        if not any(one.reads for one in every):
            assert world.client("reviewer").get(url).status_code == 405
        if all(one.sends is None for one in every):
            assert world.client("reviewer").post(url).status_code == 405


class TestTheTable:
    def test_has_an_entry_for_every_address(self):
        without = [name for name in NAMES if name not in KNOWN]

        assert without == [], (
            f"Say in tests/permissions/site_table.py who may open {without}: "
            "what stands there, who gets it, who is told why not."
        )

    def test_has_no_entry_without_an_address(self):
        left_over = [key for key in SITE if key.split(":")[0] not in NAMES]

        assert left_over == [], f"Take out of tests/permissions/site_table.py: {left_over}"

    def test_leaves_out_no_address_of_the_project(self):
        tops = {str(pattern.pattern) for pattern in get_resolver().url_patterns}

        assert tops == {"admin/", ""}, "an address beside the site and the admin needs a table"
