"""What somebody may not know of stands on no page that opens for them, whichever way it is named."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.helpers.rollback import undone
from tests.permissions.admin_table import INSIDE
from tests.permissions.planted import MAY_MEET, WORD, met_in
from tests.permissions.site_table import SITE
from tests.permissions.world import OTHER, OWN, SIGNED_IN
from tracker.models import Assessment, Comment, Recommendation
from tracker.views.urls import LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What stands on other pages than those of what was planted.
MORE = ("home", "search", "review_queue", "event_list", "body_matrix", "note_new", "evidence_inbox")


def pages(world, role):
    """Where the words stand, for whom they do, and where somebody might look for them.

    On every other page that opens for a role, `test_site.py` looks for what it may not meet.
    """
    for key, entry in SITE.items():
        for args in world.planted.get(entry.of, ()) if entry.reads else ():
            yield reverse(key.split(":")[0], args=args) + _query(entry.asks)
    for name in (*MORE, *(name for name, _view in LISTS.values())):
        yield reverse(name) + _query(SITE[name].asks)
    for name in ("recommendation_list", "evidence_list", "question_list"):
        yield reverse(name) + "?export=csv"
    for name in ("evidence_search", "recommendation_list", "evidence_list", "event_list"):
        yield reverse(name) + f"?search={WORD}"
    for whose in (OWN, OTHER):
        yield reverse("body_answers", args=world.at["body"][whose])
        yield reverse("publication", args=world.at["sent draft"][whose])
    (row,) = world.planted["recommendation"]
    for query in ("?history_before=999999", "?in=search%3DZanzibar", "?form_draft=planted"):
        yield reverse("recommendation", args=row) + query
    for name in ("log_progress", "question_new"):
        yield reverse(name, args=row) + "?form_draft=planted"
    yield reverse("progress_report", args=world.at["report"][OWN]) + "?format=json"
    if role in INSIDE.split():
        yield from _admin_pages()


def _admin_pages():
    for model in admin.site._registry:
        at = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        yield reverse(f"{at}changelist")
        if model in (Assessment, Comment, Recommendation):
            for key in model.objects.order_by("-pk").values_list("pk", flat=True)[:8]:
                yield reverse(f"{at}change", args=[key])
                yield reverse(f"{at}history", args=[key])
    for field in ("evidence", "recommendation"):
        yield reverse("admin:autocomplete") + (
            f"?app_label=tracker&model_name=citation&field_name={field}&term=Zanzibar"
        )


def _query(asks):
    return "?" + "&".join(f"{name}={value}" for name, value in asks.items()) if asks else ""


# Who reads what somebody here reads too, and nothing beside: a reviewer as an analyst, a publisher as
# an auditor, a superuser without a role as nobody.
READS_ALIKE = {"reviewer", "publisher", "superuser"}


@pytest.mark.parametrize("role", [role for role in SIGNED_IN if role not in READS_ALIKE])
class TestWhatIsHidden:
    def test_stands_on_no_page_and_what_is_not_on_some(self, world, role):
        client, seen, hidden = world.client(role), {}, {}
        for url in pages(world, role):
            with undone():
                answer = client.get(url)
                content = b"".join(answer) if answer.streaming else answer.content
                page = content.decode(errors="replace")
            hidden |= dict.fromkeys(met_in(page, role), url)
            seen |= {word: url for word in MAY_MEET if word in page}

        assert hidden == {}
        assert {word for word, roles in MAY_MEET.items() if role in roles.split()} == set(seen)
