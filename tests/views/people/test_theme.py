"""The choice between light and dark pages."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
ADDRESS = reverse("set_theme")


class TestSetTheme:
    def test_keeps_the_choice_and_returns_to_the_page(self, viewer):
        bodies = reverse("body_list")

        answer = viewer.post(ADDRESS, {"theme": "dark", "next": bodies}, follow=True)

        assert answer.redirect_chain == [(bodies, 302)]
        assert '<html lang="en" data-theme="dark">' in answer.text
        cookie = answer.client.cookies["theme"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("dark", True, "Lax")

    @pytest.mark.parametrize("theme", ["", "pink", '"><script>'])
    def test_anything_else_is_as_the_device_says(self, viewer, theme):
        viewer.post(ADDRESS, {"theme": "dark"})

        answer = viewer.post(ADDRESS, {"theme": theme}, follow=True)

        assert '<html lang="en">' in answer.text

    def test_a_forged_cookie_is_not_printed(self, viewer):
        viewer.cookies["theme"] = "x onload=alert(1)"

        assert '<html lang="en">' in viewer.get(reverse("home")).text

    def test_leads_to_no_other_site(self, viewer):
        answer = viewer.post(ADDRESS, {"theme": "dark", "next": "https://example.org/"})

        assert answer.url == reverse("home")
