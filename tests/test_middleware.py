"""What stands before every view."""

import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class TestNothingUnderNul:
    @pytest.mark.parametrize(
        "address",
        [
            "/bodies/%00/",
            "/reports/tip-2024-kosovo/recommendations/%00/",
            "/admin/tracker/recommendation/?report=%00",
            "/admin/tracker/topic/?code=%00",
        ],
    )
    def test_is_found_on_either_database(self, client, address):
        client.force_login(UserFactory(analyst=True))

        assert client.get(address).status_code == 404

    def test_a_filter_of_the_site_says_itself_what_is_wrong(self, client):
        client.force_login(UserFactory())

        assert client.get("/recommendations/?search=%00").status_code == 400
