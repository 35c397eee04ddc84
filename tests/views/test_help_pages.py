"""Help: a page for each role, the methodology, and the glossary in three languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from tests.views.conftest import signed_in
from tracker.views.home import ROLES
from tracker.vocabulary import Status, Strength, Trend

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = ("en", "sq", "sr-latn")
IDS = re.compile(r' id="([^"]+)"')


def text_in(client, code, path):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    return client.get(path).text


class TestHelpRole:
    @pytest.mark.parametrize("slug", ROLES)
    def test_links_its_steps_to_pages_that_the_role_may_open(self, slug):
        client = signed_in(**{ROLES[slug].value: True})

        answer = client.get(reverse("help_role", args=[slug]))

        steps = answer.text[answer.text.index('<ol class="steps">') : answer.text.index("</ol>")]
        links = re.findall(r'href="([^"]+)"', steps)
        assert links
        assert {client.get(url).status_code for url in links} == {200}

    def test_has_no_links_for_who_has_another_role(self, viewer):
        answer = viewer.get(reverse("help_role", args=["auditor"]))

        steps = answer.text[answer.text.index('<ol class="steps">') : answer.text.index("</ol>")]
        assert "href" not in steps

    def test_knows_no_other_role(self, viewer):
        assert viewer.get(reverse("help_role", args=["minister"])).status_code == 404

    def test_comes_first_in_the_list_of_who_has_it(self):
        answer = signed_in(auditor=True).get(reverse("help"))

        assert answer.context["roles"][0][:2] == ("auditor", "auditor")


class TestLanguages:
    @pytest.mark.parametrize("code", LANGUAGES)
    def test_of_the_methodology_name_every_status_and_strength(self, code, viewer):
        text = text_in(viewer, code, reverse("help_methodology"))

        with translation.override(code):
            assert all(f"<span>{status.label}</span>" in text for status in Status)
            assert all(str(strength.label)[1:] in text for strength in Strength)

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_of_the_glossary_name_every_status_and_trend(self, code, viewer):
        text = text_in(viewer, code, reverse("glossary"))

        with translation.override(code):
            assert all(f"<span>{status.label}</span>" in text for status in Status)
            assert all(str(trend.label) in text for trend in Trend)


class TestGlossary:
    def test_gives_each_word_an_anchor_of_its_own(self, viewer):
        ids = IDS.findall(viewer.get(reverse("glossary")).text)

        assert len(ids) == len(set(ids))
        assert {"status", "status-partial", "strength", "trend-mixed", "sensitivity"} <= set(ids)

    def test_has_every_anchor_that_a_page_links_to(self, viewer):
        ids = set(IDS.findall(viewer.get(reverse("glossary")).text))
        templates = Path(settings.BASE_DIR, "templates").rglob("*.html")

        linked = {
            anchor
            for template in templates
            for anchor in re.findall(r'(?:{% help_link |term=)"([^"]+)"', template.read_text())
        }

        assert linked
        assert linked <= ids

    def test_needs_a_sign_in(self, client):
        assert client.get(reverse("glossary")).status_code == 302
