"""What stands before every view."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.templatetags.static import static

from tests.factories import UserFactory
from tracker.environment import static_version
from tracker.errors import (
    FileMissing,
    InvalidValue,
    NotAllowed,
    OutputNotWritable,
    PermissionRefused,
    Stale,
    TriggersMissing,
)
from tracker.middleware import CompressText, ForbidStoring, ShowRefusals

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


class TestForbidStoring:
    def test_holds_for_a_page_but_not_for_one_that_says_for_how_long(self):
        stored = HttpResponse(headers={"Cache-Control": "public, max-age=60"})

        for answer, said in ((HttpResponse(), "private, no-store"), (stored, "public, max-age=60")):
            assert (
                ForbidStoring(lambda _request, answer=answer: answer)(None)["Cache-Control"] == said
            )


class TestShowRefusals:
    @pytest.mark.parametrize(
        ("error", "method", "status"),
        [
            (PermissionRefused, "get", 403),
            (Stale, "get", 409),
            (NotAllowed, "get", 422),
            (InvalidValue, "get", 400),
            (InvalidValue, "post", 422),
            (FileMissing, "get", 503),
            (OutputNotWritable, "post", 503),
        ],
    )
    def test_show_the_sentence_under_the_status_of_the_error(self, rf, error, method, status):
        page = self.answer_to(error("Not so"), getattr(rf, method)("/"))

        assert page.status_code == status
        assert "Not so" in page.text

    def test_leave_faults_of_the_tracker_alone(self, rf):
        for error in (TriggersMissing("No triggers"), ValueError("x")):
            assert self.answer_to(error, rf.get("/")) is None

    def answer_to(self, error, request):
        request.user, request.htmx = AnonymousUser(), False
        return ShowRefusals(lambda request: None).process_exception(request, error)


class TestCompress:
    GZIP = {"headers": {"Accept-Encoding": "gzip"}}

    def test_compresses_pages_style_sheets_and_scripts(self, client):
        for path in ("/sign-in/", static("tracker/site.css"), static("tracker/upload.js")):
            answer = client.get(path, **self.GZIP)

            assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip"), path
            assert "Accept-Encoding" in answer["Vary"]

    def test_sends_plain_text_to_who_reads_no_other(self, client):
        assert "Content-Encoding" not in client.get("/sign-in/")

    @pytest.mark.parametrize(
        ("kind", "status", "method"),
        [
            ("application/pdf", 200, "get"),
            ("image/png", 200, "get"),
            ("text/html", 304, "get"),
            ("text/html", 206, "get"),
            ("text/html", 200, "head"),
        ],
    )
    def test_leaves_files_and_answers_without_content(self, rf, kind, status, method):
        response = HttpResponse(b"a" * 1000, content_type=kind, status=status)

        answer = CompressText(lambda _request: response)(getattr(rf, method)("/", **self.GZIP))

        assert "Content-Encoding" not in answer
        assert answer.content == b"a" * 1000

    def test_leaves_lists_to_download(self, rf):
        named = {"Content-Disposition": 'attachment; filename="a.csv"'}
        response = HttpResponse(b"a" * 1000, content_type="text/csv", headers=named)

        answer = CompressText(lambda _request: response)(rf.get("/", **self.GZIP))

        assert "Content-Encoding" not in answer

    def test_hides_the_length_by_random_bytes(self, client):
        lengths = {len(client.get("/sign-in/", **self.GZIP).content) for _visit in range(8)}

        assert len(lengths) > 1


class TestStaticFiles:
    def test_are_stored_for_good_under_an_address_that_changes_with_them(self, client):
        path = static("tracker/site.css")

        assert path.startswith(f"/static/{static_version()}/")
        assert "immutable" in client.get(path)["Cache-Control"]
        assert client.get("/static/tracker/site.css").status_code == 404


class TestKeepPageWhenSignedOut:
    def test_shows_no_sign_in_inside_a_form(self, client):
        by_htmx = {"HX-Request": "true"}

        assert client.post("/notes/matches/", headers=by_htmx).status_code == 401
        assert client.post("/notes/matches/").url.startswith("/sign-in/")
        assert client.get("/", headers=by_htmx).url.startswith("/sign-in/")
