"""What somebody may not know of stands on no page that opens for them, whichever way it is named."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    as_factory,
)
from tests.helpers.assessments import submit_assessment
from tests.helpers.rollback import undone
from tests.permissions.admin_table import INSIDE
from tests.permissions.site_table import INSIDERS, PAPERWORK, READERS, SITE
from tests.permissions.world import OTHER, OWN, SIGNED_IN
from tracker.actions.assessments import review
from tracker.actions.assessments.review import AddComment
from tracker.actions.evidence import items
from tracker.actions.evidence.items import EvidenceInput, LogNote
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import ProposeClosing
from tracker.models import Assessment, Comment, Recommendation, User
from tracker.vocabulary import Perspective, Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Words planted in the world, and who may meet them.
MAY_MEET = {
    "Zanzibar-named-piece": "",  # for named readers, who stand outside the world
    "Zanzibar-named-note": "",
    "Zanzibar-draft": "auditor",
    "Zanzibar-waiting": PAPERWORK,
    "Zanzibar-comment": PAPERWORK,
    "Zanzibar-closing": PAPERWORK,
    "Zanzibar-internal-piece": READERS,
    "Zanzibar-internal-note": READERS,
    "Zanzibar-unasked": READERS,
    "Zanzibar-others-question": READERS,
    "Zanzibar-others-measure": READERS,
    "Zanzibar-others-view": PAPERWORK,
    "Zanzibar-other-recommendation": READERS,
    "Zanzibar-own-recommendation": INSIDERS,
}


@pytest.fixture(scope="module")
def planted(world, django_db_blocker):
    """The words, written by the deeds that people write with: so they are in the history too."""
    with django_db_blocker.unblock(), undone():
        slug, number = world.at["recommendation with approved ones"][OWN]
        row = Recommendation.objects.get(report__slug=slug, number=number)
        author = User.objects.get(username="author_THBD")
        by = {"by": author, "now": timezone.now()}
        _assessments(row, **by)
        _evidence(row, **by)
        _of_others(world, row)
        yield world


def _assessments(row, *, by, now):
    today = timezone.localdate(now)
    what = {
        "recommendation": row,
        "by": by,
        "now": now,
        "as_of": today,
        "evidence_input": EvidenceInput(),
    }
    assessed = {"status": Status.INITIAL_STEPS, **what}
    waiting = submit_assessment(rationale="Zanzibar-waiting", **assessed)
    review.add_comment(AddComment(assessment=waiting, by=by, now=now, text="Zanzibar-comment"))
    _year, last = row.period_around(row.report.period_to)
    before = {**assessed, "as_of": _next_year(last)}
    submit_assessment(rationale="Zanzibar-draft", draft=True, **before)
    lifecycle.propose_closing(
        ProposeClosing(
            recommendation=row,
            closure_reason="moot",
            explanation="Zanzibar-closing",
            by=by,
            now=now,
        )
    )


def _next_year(day):
    """A day of the year after this one: another period, so that two judgments are open."""
    return day.replace(year=day.year + 1)


def _evidence(row, *, by, now):
    what = {"recommendation": row, "by": by, "now": now, "as_of": timezone.localdate(now)}
    for name, sensitivity in (
        ("named", Sensitivity.NAMED_READERS),
        ("internal", Sensitivity.INTERNAL),
    ):
        piece = EvidenceFactory(
            title=f"Zanzibar-{name}-piece",
            sensitivity=sensitivity,
            added_by=by,
            issuer=BodyFactory(code="NGO"),
        )
        items.log_note(
            LogNote(
                sentence=f"Zanzibar-{name}-note",
                evidence_input=EvidenceInput(evidence=[piece]),
                **what,
            )
        )
        CitationFactory(
            recommendation=row,
            assessment=Assessment.objects.approved().filter(recommendation=row).first(),
            evidence=piece,
            sentence=f"Zanzibar-{name}-note",
        )


def _of_others(world, row):
    """What belongs to OSP, some of it on what concerns THBD too."""
    osp = BodyFactory(code="OSP")
    QuestionFactory(recommendation=row, text="Zanzibar-unasked")
    QuestionFactory(
        recommendation=row, text="Zanzibar-others-question", body=osp, asked_on="2024-10-01"
    )
    CommitmentFactory(recommendation=row, body=osp, text="Zanzibar-others-measure")
    with as_factory():
        view = Assessment.objects.filter(perspective=Perspective.RESPONSIBLE_BODY, body=osp)
        view.exclude(state="approved").update(rationale="Zanzibar-others-view")
        for whose in (OWN, OTHER):
            slug, number = world.at["recommendation"][whose]
            Recommendation.objects.filter(report__slug=slug, number=number).update(
                short_title=f"Zanzibar-{'own' if whose == OWN else 'other'}-recommendation"
            )


def pages(world, role):
    """Every address that can be read, with what stands there; of the admin for who is inside."""
    for key, entry in SITE.items():
        for whose in (OWN, OTHER) if entry.reads else ():
            if not entry.of or whose in world.at[entry.of]:
                name, args = (
                    key.split(":")[0],
                    world.args(entry.of, whose, role) if entry.of else [],
                )
                yield reverse(name, args=args) + _query(entry.asks)
    for whose in (OWN, OTHER):
        row = world.at["recommendation with approved ones"][whose]
        yield reverse("recommendation", args=row)
        yield reverse("recommendation", args=row) + "?history_before=999999"
    slug = world.at["report"][OWN]
    yield reverse("progress_report", args=slug) + "?format=json"
    yield reverse("evidence_search") + "?search=Zanzibar"
    yield reverse("recommendation_list") + "?search=Zanzibar"
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
    def test_stands_on_no_page_and_what_is_not_on_some(self, planted, role):
        client, seen = planted.client(role), {}
        for url in pages(planted, role):
            with undone():
                answer = client.get(url)
                content = b"".join(answer) if answer.streaming else answer.content
                page = content.decode(errors="replace")
            for word in MAY_MEET:
                if word in page:
                    seen.setdefault(word, url)
        hidden = {word for word, roles in MAY_MEET.items() if role not in roles.split()}

        assert {word: url for word, url in seen.items() if word in hidden} == {}
        assert set(MAY_MEET) - hidden == set(seen)
