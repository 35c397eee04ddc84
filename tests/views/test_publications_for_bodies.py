"""A publication for a body itself: who finds it, and what they read beside it."""

import re

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, UserFactory, as_factory
from tests.publishing import LATER, a_report, draft, people
from tests.views.conftest import signed_in
from tracker.actions import publishing
from tracker.models import Publication

pytestmark = pytest.mark.django_db


def test_its_own_focal_point_reads_it_without_why_notes_and_history_and_nobody_elses_does(viewer):
    report, (ana, pia) = a_report(), people()
    asked = {"kind": "body", "body": "THBD"}
    waits = draft(report, ana, audience="body", **asked)
    inside = draft(report, ana, **asked)
    publishing.publish(publication=inside, by=pia, now=LATER)
    made = publishing.publish(
        publication=draft(report, pia, why="Zanzibar asked.", audience="body", **asked),
        by=UserFactory(publisher=True, username="publisher2"),
        now=LATER,
        note="Zanzibar knows.",
    )
    own, other = (
        signed_in(contributor=True, speaks_for=[BodyFactory(code=code)]) for code in ("THBD", "OSP")
    )

    (row,) = own.get(reverse("publications")).context["rows"]
    page = own.get(made.get_absolute_url())

    assert row == made
    for text in (page.text, own.get(reverse("publications")).text):
        assert not {"ana", "pia", "publisher2"} & set(re.findall(r"\w+", text))
    assert "pia" in viewer.get(made.get_absolute_url()).text
    shown = report.recommendations.get(number="2").text
    assert shown in page.text
    assert own.get(file_of(made)).status_code == 200
    for text in (page.text, own.get(reverse("history")).text):
        assert "Zanzibar" not in text
        assert "published the report" not in text
    for told in ("Zanzibar asked.", "Zanzibar knows"):
        assert told in viewer.get(made.get_absolute_url()).text
    assert "published the report" in viewer.get(reverse("history")).text
    for client, hidden in ((other, made), (own, waits), (own, inside)):
        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert client.get(file_of(hidden)).status_code == 404

    publishing.withdraw(publication=made, by=pia, now=LATER, notice="A table was wrong.")
    assert own.get(file_of(made)).status_code == 410
    assert shown not in (gone := own.get(made.get_absolute_url()).text)
    assert "A table was wrong." in gone
    with as_factory():
        Publication.objects.filter(pk=made.pk).update(conditions={"body": ["THBD", "OSP"]})
    assert own.get(made.get_absolute_url()).status_code == 404


def file_of(publication):
    return reverse("publication_file", args=[publication.pk, "md"])
