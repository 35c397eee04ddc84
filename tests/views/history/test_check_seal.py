"""The page that says whether a printed seal is the one here."""

import pytest

from tests.audit.tampering import remade, run, sealed, topics
from tests.factories import UserFactory
from tracker.models import Seal
from tracker.views import history

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def answer(client):
    """The answer to what was typed, for somebody without a role."""
    client.force_login(UserFactory())
    return lambda typed: client.get("/seals/check/", {"seal": typed})


@pytest.fixture
def seal():
    topics(2)
    return sealed()[0]


class TestTheAnswer:
    def test_is_yes_however_the_seal_is_typed(self, answer, seal):
        for typed in (
            f"1:{seal.hash}",
            f" 1: {seal.hash[:8].upper()} ",
            f"Seal 1: {seal.hash[:20]} {seal.hash[20:]}",
            f"Seal 1: {seal.hash[:40]}\u200b\r\n{seal.hash[40:]}",
            f"Vula 1: {seal.hash[:12]}…",
            f"1 {seal.hash[:8]}",
        ):
            text = answer(typed).content.decode()
            assert "Seal 1 is unchanged." in text, typed
        assert "It was made on 26 November 2026 and covers" in text
        assert "It is signed." in text

    def test_says_that_it_is_not_signed(self, answer, seal):
        remade()

        assert b"It is not signed." in answer(f"1:{Seal.objects.get().hash}").content

    def test_is_no_of_another_seal_and_gives_nothing_away(self, answer, seal):
        text = answer("1:00000000").content.decode()

        assert "Seal 1 is not the same." in text
        assert seal.hash[:8] not in text
        assert "There is no seal 2." in answer(f"2:{seal.hash}").content.decode()

    def test_is_no_where_only_the_hash_is_the_printed_one(self, answer, seal):
        run("UPDATE tracker_seal SET count = count + 1")

        assert b"Seal 1 is not the same." in answer(f"1:{seal.hash}").content

    @pytest.mark.parametrize(
        "typed",
        ["", "12", "1:0000000", "1:" + "0" * 65, "0:00000000", "seal", "9" * 19 + ":00000000"],
    )
    def test_says_how_to_type_what_is_no_seal(self, answer, typed):
        page = answer(typed)

        assert page.status_code == 422
        assert "1:9f86d081" in page.content.decode() or b"required" in page.content


class TestWhoMayAsk:
    def test_is_everybody_where_reports_are_public(self, client, settings, seal, monkeypatch):
        url = f"/seals/check/?seal=1:{seal.hash}"
        assert client.get(url).url.startswith("/sign-in/?next=/seals/check/%3Fseal")

        settings.PUBLIC_REPORTS = True
        monkeypatch.setitem(history.SEAL_CHECKS, "seal_check", "2/m/ip")
        answers = [client.get(url) for _ask in range(3)]
        assert [page.status_code for page in answers] == [200, 200, 429]
        assert b"Seal 1 is unchanged." in answers[0].content
        assert not answers[0].cookies
