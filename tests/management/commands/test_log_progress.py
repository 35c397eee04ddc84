"""Command `log_progress`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import BodyFactory, PassageFactory, RecommendationFactory, UserFactory
from tests.factories.base import as_factory
from tracker.actions.evidence import storage
from tracker.models import Assessment, Citation, Event
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = ("--link", "https://thbd.example.org/order-12")


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="6", lead="THBD")


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


def logged(*options, by="ana", slug="tip-2024-kosovo", because="Order 12 is in force."):
    out = StringIO()
    call_command("log_progress", slug, "6", "--by", by, "--because", because, *options, stdout=out)
    return out.getvalue()


class TestLogProgress:
    def test_notes_what_has_no_status(self, recommendation, ana):
        said = logged(*LINK)

        note = Citation.objects.get()
        assert (note.assessment, note.added_by) == (None, ana)
        assert said == "Noted. The status of TIP 2024 Kosovo 6 does not change.\n"

    def test_sends_a_judgment_for_review_in_the_name_of_its_author(self, recommendation, ana):
        said = logged("--status", "partial", "--as-of", "2024-10-01", *LINK)

        assessed = Assessment.objects.get()
        assert (assessed.author, assessed.state, str(assessed.as_of)) == (
            ana,
            State.SUBMITTED,
            "2024-10-01",
        )
        assert said == "“Partially implemented” for TIP 2024 Kosovo 6: submitted.\n"
        event = Event.objects.get(table="tracker_assessment", operation="insert")
        assert (event.actor_name, event.source, event.reason) == (
            "ana",
            "command",
            "Order 12 is in force.",
        )

    def test_keeps_a_draft_that_shows_nothing_yet(self, recommendation, ana):
        logged("--status", "full", "--draft")

        assert Assessment.objects.get().state == State.DRAFT

    def test_shows_words_and_what_has_no_link(self, recommendation, ana):
        PassageFactory(report=recommendation.report)

        logged("--words", "The government kept a hotline.", "--title", "A visit")
        logged("--title", "A visit", because="We saw the rooms.")

        titles = Citation.objects.order_by("pk").values_list("evidence__title", flat=True)
        assert list(titles) == ["The government kept a hotline.", "A visit"]

    def test_speaks_for_the_body_of_a_contributor(self, recommendation):
        thbd = BodyFactory(code="THBD")
        UserFactory(contributor=True, username="ben", speaks_for=[thbd])

        logged("--status", "partial", "--body", "THBD", *LINK, by="ben")

        view = Assessment.objects.get()
        assert (view.perspective, view.body) == (Perspective.RESPONSIBLE_BODY, thbd)


class TestRefusals:
    """Each is one sentence, and writes nothing."""

    @pytest.fixture(autouse=True)
    def nothing_is_written(self, recommendation, ana):
        yield
        assert not Assessment.objects.exists() and not Citation.objects.exists()

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (("--status", "halfway", *LINK), "can't be set to “halfway”. Choose one of"),
            (
                ("--status", "partial", "--as-of", "soon", *LINK),
                "“soon” is not a date. Write it like",
            ),
            (("--as-of", "2024-02-31", *LINK), "“2024-02-31” is not a date"),
            (("--status", "partial", "--as-of", "2999-01-01", *LINK), "that day is in the future"),
            (("--body", "NOBODY", "--status", "partial", *LINK), "No body has the code “NOBODY”"),
            ((), "has no evidence. Add a file, a link"),
            (("--draft", *LINK), "--draft is for assessments, not for notes"),
            (("--body", "THBD", *LINK), "--body is for assessments"),
        ],
    )
    def test_what_it_can_not_take(self, options, sentence):
        with pytest.raises(CommandError, match=sentence):
            logged(*options)

    def test_no_words(self):
        with pytest.raises(CommandError, match="Give it in one sentence"):
            logged(*LINK, because=" ")

    def test_a_user_it_does_not_know(self):
        with pytest.raises(CommandError, match="No open account is called “cat”"):
            logged(*LINK, by="cat")

    def test_a_closed_account(self, ana):
        with as_factory():
            ana.is_active = False
            ana.save()

        with pytest.raises(CommandError, match="No open account is called “ana”"):
            logged(*LINK)

    @pytest.mark.parametrize("role", ["viewer", "publisher", "auditor", "administrator"])
    def test_who_may_not_write(self, role):
        UserFactory(username="cat", **{role: True})

        for options in (LINK, ("--status", Status.PARTIAL, *LINK)):
            with pytest.raises(CommandError, match="only analysts can"):
                logged(*options, by="cat")

    def test_another_bodys_focal_point_as_if_it_were_missing(self):
        UserFactory(username="cat", contributor=True, speaks_for=[BodyFactory(code="OSP")])
        UserFactory(username="nobody", is_superuser=True)

        for name in ("cat", "nobody"):
            with pytest.raises(CommandError, match="can't see a recommendation “6” in a report"):
                logged(*LINK, by=name)

    def test_the_view_of_another_body(self):
        UserFactory(username="cat", contributor=True, speaks_for=[BodyFactory(code="THBD")])
        BodyFactory(code="OSP")

        for options in ((), ("--body", "OSP")):
            with pytest.raises(CommandError, match="speaks for: THBD"):
                logged("--status", "partial", *options, *LINK, by="cat")


class TestAFile:
    @pytest.fixture
    def letter(self, tmp_path):
        path = tmp_path / "letter.txt"
        path.write_text("Letter of the Ministry\n\nThe shelter in Prishtina opened in May.\n")
        return path

    def test_is_kept_with_the_note(self, recommendation, ana, letter):
        logged("--file", str(letter))

        piece = Citation.objects.get().evidence
        kept = piece.files.get()
        assert (kept.number, kept.name) == (1, "letter.txt")
        assert storage.read_file(kept.sha256) == letter.read_bytes()
        assert piece.title == "Letter of the Ministry"

    def test_that_is_not_there_is_named(self, recommendation, ana, tmp_path):
        with pytest.raises(CommandError, match=r"gone\.pdf can't be read: No such file"):
            logged("--file", str(tmp_path / "gone.pdf"))

    def test_that_is_refused_leaves_nothing(self, recommendation, ana, tmp_path):
        program = tmp_path / "letter.pdf"
        program.write_bytes(b"MZ\x90\x00" + bytes(200))

        with pytest.raises(CommandError, match=r"letter\.pdf"):
            logged("--file", str(program))
        assert not Citation.objects.exists()


class TestAPersonalNumber:
    TYPED = "The girl, personal number 1234567892, was moved."

    def test_is_asked_about(self, recommendation, ana):
        with pytest.raises(CommandError, match=r"personal number .*--looked-at"):
            logged(*LINK, because=self.TYPED)
        assert not Citation.objects.exists()

    def test_passes_once_looked_at_and_history_says_so(self, recommendation, ana):
        logged(*LINK, "--looked-at", because=self.TYPED)

        assert Event.objects.get(table="tracker_citation").looked_at == "personal_number"
