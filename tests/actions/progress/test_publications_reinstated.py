"""Reinstating superseded reports when a publication is withdrawn."""

import pytest
from django.urls import reverse

from tests.helpers.publications import LATER, NOW, WANTED, a_report, people, published
from tests.views.conftest import signed_in
from tracker.actions import progress
from tracker.actions.progress import WithdrawReport
from tracker.errors import InvalidValue

pytestmark = pytest.mark.django_db


def test_superseded_reports_are_reinstated_by_default():
    report, (ana, pia) = a_report(), people()
    older, newer = published(report, ana, pia), published(report, ana, pia, on="2025-04-01")
    page = reverse("publication_withdraw", args=[newer.pk])
    publisher = signed_in(publisher=True)
    assert older.title in publisher.get(page).text

    publisher.post(page, {"notice": "A table was wrong.", "reinstates": "on"})

    older.refresh_from_db()
    assert (older.state, older.superseded_by, older.ended_at) == ("published", None, None)
    page_text = publisher.get(older.get_absolute_url()).text
    assert "by a newer report" not in page_text
    assert "restored the report" in page_text
    last = published(report, ana, pia, on="2025-04-02")
    progress.withdraw(
        WithdrawReport(publication=last, by=pia, now=LATER, notice="Wrong.", reinstates=False)
    )
    older.refresh_from_db()
    assert (older.state, older.superseded_by) == ("superseded", last)


def test_reports_before_a_withdrawn_one_are_reinstated_too():
    report, (ana, pia) = a_report(), people()
    first, second, third = (
        published(report, ana, pia, on=day) for day in ("2025-03-31", "2025-04-01", "2025-04-02")
    )

    for row, reinstates in ((second, False), (third, True)):
        progress.withdraw(
            WithdrawReport(
                publication=row, by=pia, now=LATER, notice="Wrong.", reinstates=reinstates
            )
        )

    first.refresh_from_db()
    assert (first.state, first.superseded_by) == ("published", None)


def test_a_draft_on_two_bodies_is_refused():
    two = {**WANTED, "body": ["THBD", "KP"]}
    with pytest.raises(InvalidValue, match="“body” has several values: THBD, KP"):
        progress.make_draft(
            progress.MakeDraft(
                report=a_report(), parameters=two, by=people()[0], now=NOW, reason="For both."
            )
        )
