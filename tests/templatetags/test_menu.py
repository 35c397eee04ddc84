"""The main menu: its entries for each role, and which of them is the current one."""

import re

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, RecommendationFactory
from tests.views.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TEAM_ENTRIES = [
    "Home",
    "Recommendations",
    "Evidence",
    "Questions",
    "Commitments",
    "Bodies",
    "Reports",
]
READING = ["Source reports", "Figures", "Other views", "Help"]
PAPERWORK = [*READING[:2], "Waiting for action", "Other views", "History"]
MORE = {
    "viewer": READING,
    "analyst": [*READING[:2], "Imports", *PAPERWORK[2:], "Administration", "Help"],
    "reviewer": [*READING[:2], "Imports", *PAPERWORK[2:], "Administration", "Help"],
    "publisher": [*PAPERWORK, "Help"],
    "auditor": [*PAPERWORK, "Read log", "Administration", "Help"],
    "administrator": [*PAPERWORK, "Administration", "Help"],
}
LINK = re.compile(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)</a>')


def menu_of(client, path="/help/"):
    """The links of the menu on a page: (address, aria-current, label)."""
    html = client.get(path).text
    return LINK.findall(html[html.index("<nav") : html.index("</nav>")])


def labels(client):
    return [label for _url, _current, label in menu_of(client)]


class TestMainMenu:
    @pytest.mark.parametrize("role", MORE)
    def test_has_seven_entries_and_more(self, role):
        assert labels(signed_in(**{role: True})) == [*TEAM_ENTRIES, *MORE[role]]

    def test_of_a_focal_point_has_five(self):
        client = signed_in(contributor=True, speaks_for=[BodyFactory()])

        assert labels(client) == ["My body", "Questions", "Commitments", "Reports", "Help"]

    def test_of_somebody_without_a_role_has_two(self):
        assert labels(signed_in()) == ["Home", "Help"]

    @pytest.mark.parametrize("role", [*MORE, "contributor"])
    def test_leads_to_what_the_role_may_open(self, role):
        client = signed_in(**{role: True}, speaks_for=[BodyFactory()])

        answers = {url: client.get(url, follow=True).status_code for url, *_rest in menu_of(client)}

        assert set(answers.values()) == {200}

    def test_marks_the_page_itself_or_the_list_it_is_part_of(self):
        analyst = signed_in(analyst=True)
        row = RecommendationFactory(number="7")
        slug = row.report.slug
        pages = {
            "/": ("Home", "page"),
            row.get_absolute_url(): ("Recommendations", "true"),
            reverse("report", args=[slug]): ("Source reports", "true"),
            reverse("report_figures", args=[slug]): ("Figures", "true"),
            reverse("progress_report", args=[slug]): ("Reports", "true"),
            reverse("publication_list"): ("Reports", "page"),
            reverse("saved_report_list"): ("Reports", "true"),
            reverse("glossary"): ("Help", "true"),
            reverse("account"): None,
        }

        found = {
            path: [(label, current) for _url, current, label in menu_of(analyst, path) if current]
            for path in pages
        }

        assert found == {path: [entry] if entry else [] for path, entry in pages.items()}
        assert '<summary aria-current="true">More' in analyst.get(reverse("glossary")).text

    def test_marks_my_body_on_the_page_of_a_body(self):
        body = BodyFactory()
        client = signed_in(contributor=True, speaks_for=[body])

        current = [label for _url, mark, label in menu_of(client, body.get_absolute_url()) if mark]

        assert current == ["My body"]
