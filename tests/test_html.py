"""What a validator of HTML finds most often, held without one."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory, UserFactory
from tracker.vocabulary import Status

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?)?")
LABELABLE = {"input", "select", "textarea", "button", "output", "progress", "meter"}


class Checker(HTMLParser):
    """Collects what is wrong with a page."""

    def __init__(self, page):
        super().__init__()
        self.faults, self.ids, self.controls, self.labelled = [], [], set(), []
        self.feed(page)
        self.faults += [f"id {key} twice" for key in set(self.ids) if self.ids.count(key) > 1]
        self.faults += [f"label for {key}" for key in self.labelled if key not in self.controls]

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        names = [name for name, _value in attrs]
        self.faults += [f"{name} on {tag}" for name in names if name.startswith("hx-")]
        self.faults += [f"{name} twice on {tag}" for name in set(names) if names.count(name) > 1]
        if "id" in values:
            self.ids.append(values["id"])
            if tag in LABELABLE and values.get("type") != "hidden":
                self.controls.add(values["id"])
        if tag == "label" and "for" in values:
            self.labelled.append(values["for"])
        if tag == "button" and "type" not in values:
            self.faults.append("button without type")
        if tag == "time" and not MOMENT.fullmatch(values.get("datetime", "")):
            self.faults.append(f"time {values.get('datetime')}")


@pytest.fixture
def row():
    return RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)


def addresses(row):
    evidence = row.citations.first().evidence
    page = row.get_absolute_url()
    return [
        "/",
        "/recommendations/",
        page,
        f"{page}log/",
        "/evidence/",
        evidence.get_absolute_url(),
        "/history/",
        reverse("assessment_decide", args=[row.current_assessment.pk]),
        reverse("admin:index"),
        reverse("admin:tracker_recommendation_changelist"),
        reverse("admin:tracker_event_changelist"),
        reverse("admin:tracker_evidence_change", args=[evidence.pk]),
    ]


class TestPages:
    def test_are_valid_where_it_goes_wrong_most_often(self, client, row):
        client.force_login(UserFactory(analyst=True))

        for address in addresses(row):
            answer = client.get(address)
            faults = Checker(answer.text).faults
            if address.startswith("/admin/"):  # its buttons are Django's
                faults = [fault for fault in faults if fault != "button without type"]
            assert (answer.status_code, faults) == (200, []), address

    def test_that_are_wrong_are_found(self):
        page = (
            '<p id="a" hx-get="/"><b id="a"></b><time datetime="2024-03-31T10:00:00.123456">'
            '<label for="x"></label><input type="hidden" id="x"><i class="a" class="b">'
            "<button>"
        )

        assert len(Checker(page).faults) == 6
