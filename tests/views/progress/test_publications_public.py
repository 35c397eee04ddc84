"""What people who do not sign in find of published reports: what is public, and only if allowed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import as_factory
from tests.helpers.publications import LATER, a_report, draft, people, published
from tracker.actions import progress
from tracker.actions.evidence import storage
from tracker.actions.progress import WithdrawReport
from tracker.models import Evidence
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db


@pytest.fixture
def is_open(settings):
    settings.PUBLIC_REPORTS = True


@pytest.fixture
def stranger():
    return Client()


def at(name, row, *args):
    return reverse(name, args=[row.pk, *args])


@pytest.mark.usefixtures("is_open")
class TestTheLanguage:
    def test_of_the_list_is_chosen_in_its_address_without_a_cookie(self, stranger):
        address = reverse("published_list")

        page = stranger.get(address, {"language": "sr-latn"})

        assert '<html lang="sr-Latn">' in page.text and "Izveštaji o napretku" in page.text
        assert f'href="{address}?language=sq" hreflang="sq"' in page.text
        assert not stranger.cookies
        assert stranger.get(address, {"language": "de"}).status_code == 404


@pytest.mark.usefixtures("is_open")
class TestAPublicReport:
    def test_is_read_by_anybody_with_its_files_and_proofs_and_no_cookie(self, stranger):
        report = a_report()
        with as_factory():
            Evidence.objects.exclude(title="The law on shelters").update(
                sensitivity=Sensitivity.INTERNAL
            )
        made = published(report, *people(), audience="public")
        file = made.files.get(format="md")

        found = stranger.get(reverse("published_list"))
        page = stranger.get(at("published", made))
        again = stranger.get(at("published", made), headers={"if-none-match": page["ETag"]})
        handed = stranger.get(at("published_file", made, "md"))

        assert made.title in found.text
        assert (page.status_code, again.status_code, again.content) == (200, 304, b"")
        for text in ("The law on shelters", made.content_sha256, file.sha256):
            assert text in page.text
        hidden = [made.reason, *internal_titles()]
        assert len(hidden) > 2
        for words in hidden:
            assert words not in page.text
            assert words not in handed.content.decode()
        assert not re.search(r"\b(ana|pia|user\d+)\b", page.text + handed.content.decode())
        assert handed.content == storage.read_file(file.sha256)
        assert not stranger.cookies
        assert "no-cache" in page["Cache-Control"]
        cached = {"if-none-match": f'"{file.sha256}"'}
        assert stranger.get(at("published_file", made, "md"), headers=cached).status_code == 304
        assert stranger.get(at("published_file", made, "content")).status_code == 404

    def test_says_by_what_it_was_superseded_and_of_a_withdrawn_one_only_why(self, stranger):
        report, (ana, pia) = a_report(), people()
        old = published(report, ana, pia, audience="public")
        etag = stranger.get(at("published", old))["ETag"]
        newer = published(report, ana, pia, audience="public", on="2025-04-30", now=LATER)

        page = stranger.get(at("published", old), headers={"if-none-match": etag})

        assert page.status_code == 200
        assert at("published", newer) in page.text
        progress.withdraw(
            WithdrawReport(publication=newer, by=pia, now=LATER, notice="A table was wrong.")
        )
        removed, file = (
            stranger.get(at("published", newer)),
            stranger.get(at("published_file", newer, "md")),
        )
        assert (removed.status_code, file.status_code) == (410, 410)
        assert "Withdrawn on 2 May 2025." in stranger.get(at("published", old)).text
        assert "A table was wrong." in removed.text
        assert "The law on shelters" not in removed.text

    def test_is_neither_a_draft_nor_an_internal_one_nor_a_discarded_one(self, stranger):
        report, (ana, pia) = a_report(), people()
        waits = draft(report, ana, audience="public")
        removed = draft(report, pia, audience="public")
        progress.discard(WithdrawReport(publication=removed, by=pia, now=LATER, notice="Twice."))
        inside = published(report, ana, pia, kind="brief")

        for row in (waits, removed, inside):
            assert stranger.get(at("published", row)).status_code == 404
            assert stranger.get(at("published_file", row, "md")).status_code == 404
        assert "No report has been published yet." in stranger.get(reverse("published_list")).text


class TestWithoutTheSetting:
    def test_nothing_is_found(self, stranger):
        made = published(a_report(), *people(), audience="public")

        for url in (
            reverse("published_list"),
            at("published", made),
            at("published_file", made, "md"),
        ):
            assert stranger.get(url).status_code == 404


def internal_titles():
    rows = Evidence.objects.filter(sensitivity=Sensitivity.INTERNAL)
    return list(rows.values_list("title", flat=True))
