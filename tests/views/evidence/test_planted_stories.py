"""Stories whose truth is known, filed through every door: nothing is stated that nobody said."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tests.admin.test_recommendations import opened as opened_in_admin
from tests.factories import (
    CommitmentFactory,
    IndicatorFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.planted_stories import STORIES, Story, plant_bodies
from tests.helpers.sheets import ONE, TWO, Post
from tests.views.forms import opened
from tracker.actions.evidence.files import ConfirmReading, confirm_reading
from tracker.models import Body, Evidence
from tracker.vocabulary import EvidenceKind, Use

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ON = date(2026, 11, 1)


@pytest.fixture
def recommendation():
    """A recommendation that the ended ministry leads, as in the sample."""
    plant_bodies()
    return RecommendationFactory(lead=Body.objects.get(code="MLSW"))


def material(story: Story) -> dict[str, Any]:
    """What a person gives: the file, the link or the title, and what they type."""
    file = SimpleUploadedFile(story.file, story.text.encode()) if story.text else None
    given = {"url": story.url, "title": story.title, "issuer": story.issuer, "file": file}
    return {name: value for name, value in given.items() if value}


def on_the_log_form(client, story, row, tmp_path):
    url = reverse("log_progress", args=[row.report.slug, row.number])
    sent = {**opened(client, url), **material(story), "sentence": story.sentence}
    client.post(url, {**sent, "status": "", "as_of": ON})


def on_the_log_form_after_an_error(client, story, row, tmp_path):
    url = reverse("log_progress", args=[row.report.slug, row.number])
    sent = {**opened(client, url), **material(story), "status": "", "as_of": ON}
    again = client.post(url, {**sent, "sentence": ""})
    assert again.status_code == 422 and not Evidence.objects.exists()
    form = again.context["form"]
    shown = {name: form[name].value() for name in form.fields if name != "file"}
    kept = {name: value for name, value in shown.items() if value not in (None, [])}
    client.post(url, {**kept, "sentence": story.sentence})


def as_a_quick_note(client, story, row, tmp_path):
    words = f"{story.title}: {story.sentence}" if story.title else story.sentence
    given = {name: value for name, value in material(story).items() if name in ("url", "file")}
    client.post(reverse("note_new"), {"sentence": words, "recommendation": row.pk, **given})


def as_new_evidence(client, story, row, tmp_path):
    url = reverse("evidence_new")
    words = {"reason": "It came today.", "title": story.title or story.name}
    client.post(url, {**opened(client, url), **material(story), **words})


def in_the_admin(client, story, row, tmp_path):
    url = reverse("admin:tracker_evidence_add")
    issuer = Body.objects.get(code=story.issuer).pk if story.issuer else ""
    fields = {**material(story), "issuer": issuer, "title": story.title or story.name}
    sent = {**client.get(url).context["adminform"].form.initial, **fields}
    client.post(url, {**sent, "kind": "not_stated", "attribution": "attributable"} | SENSITIVITY)


def as_a_note_in_the_admin(client, story, row, tmp_path):
    url = reverse("admin:tracker_recommendation_change", args=[row.pk])
    given = {f"citations-0-{name}": value for name, value in material(story).items()}
    sent = {**opened_in_admin(client, url), **given, "citations-0-sentence": story.sentence}
    client.post(url, sent)


def by_command(client, story, row, tmp_path):
    options = ["--link", story.url, "--title", story.title]
    if story.text:
        path = tmp_path / story.file
        path.write_text(story.text)
        options += ["--file", str(path)]
    why = ["--by", client.user.username, "--because", story.sentence, "--as-of", str(ON)]
    call_command("log_progress", row.report.slug, row.number, *why, *options, stdout=StringIO())


def with_a_commitment(client, story, row, tmp_path):
    url = reverse("commitment_new", args=[row.report.slug, row.number])
    fields = {"text": story.sentence, "body": "MOJ", "undertaken_on": ON}
    client.post(url, {**opened(client, url), **material(story), **fields})


def with_a_commitment_that_is_done(client, story, row, tmp_path):
    commitment = CommitmentFactory(recommendation=row, body=Body.objects.get(code="MOJ"))
    url = reverse("commitment_complete", args=[commitment.pk])
    fields = {"sentence": story.sentence, "on": ON}
    client.post(url, {**opened(client, url), **material(story), **fields})


def with_an_answer(client, story, row, tmp_path):
    body = Body.objects.get(code="MOJ")
    question = QuestionFactory(
        report=row.report, recommendation=row, body=body, asked_on=date(2026, 10, 1)
    )
    url = reverse("question_answer", args=[question.pk])
    fields = {"sentence": story.sentence, "on": ON}
    client.post(url, {**opened(client, url), **material(story), **fields})


def with_a_figure(client, story, row, tmp_path):
    url = reverse("figure_new", args=[IndicatorFactory().code])
    fields = {"value": "12", "period": "2025"}
    client.post(url, {**opened(client, url), **material(story), **fields})


SENSITIVITY = {"sensitivity": "internal"}
DOORS = (
    on_the_log_form,
    on_the_log_form_after_an_error,
    as_a_quick_note,
    as_new_evidence,
    in_the_admin,
    as_a_note_in_the_admin,
    by_command,
    with_a_commitment,
    with_a_commitment_that_is_done,
    with_an_answer,
    with_a_figure,
)
WITHOUT_TYPING = (as_a_quick_note, by_command)  # they take no issuer
WITHOUT_WORDS = (as_new_evidence, in_the_admin, with_a_figure)  # no sentence is read
TURNS = 2  # doors of each story


def turns() -> list[Any]:
    """Each story with its doors, so that each door has some stories of every kind."""
    pairs = []
    for number, story in enumerate(STORIES):
        doors = [door for door in DOORS if not (story.issuer and door in WITHOUT_TYPING)]
        pairs += [(story, doors[(number + 5 * turn) % len(doors)]) for turn in range(TURNS)]
    return [pytest.param(*pair, id=f"{pair[0]}: {pair[1].__name__}") for pair in pairs]


def values(piece: Evidence) -> dict[str, Any]:
    """Issuer, kind, period and original source of a piece, as far as they are stated."""
    kind = "" if piece.kind == EvidenceKind.NOT_STATED else piece.kind
    span = [day.isoformat() for day in (piece.covers_from, piece.covers_to) if day]
    stated = {
        "issuer": piece.issuer.code if piece.issuer else "",
        "kind": kind,
        "period": span,
        "original_source": piece.original_source.code if piece.original_source else "",
    }
    return {name: value for name, value in stated.items() if value}


@pytest.mark.parametrize(("story", "door"), turns())
def test_is_filed_as_what_it_is(analyst, recommendation, tmp_path, story, door):
    door(analyst, story, recommendation, tmp_path)

    piece = Evidence.objects.select_related("issuer", "original_source").get()
    typed = {"issuer": story.issuer} if story.issuer else {}
    assert values(piece) == typed
    read = {name: value["value"] for name, value in piece.reading.items()}
    assert {name: story.truth.get(name) for name in read} == read
    expected = set(story.reads.split())
    if door in WITHOUT_WORDS:
        expected -= {"original_source"}
    assert expected <= set(read)
    for citation in piece.citations.all():
        is_said = citation.use in (Use.CONTEXT, Use.COMMITMENT) or not citation.is_use_stated
        assert is_said or door is with_a_commitment_that_is_done


@pytest.mark.parametrize("story", [one for one in STORIES if not one.issuer], ids=str)
def test_is_what_it_is_once_confirmed(analyst, recommendation, tmp_path, story):
    by_command(analyst, story, recommendation, tmp_path)

    command = ConfirmReading(evidence=Evidence.objects.get(), by=analyst.user, now=timezone.now())
    piece = confirm_reading(command)

    stated = values(piece)
    assert {name: story.truth.get(name) for name in stated} == stated
    assert piece.reading == {}


class TestTwoPrints:
    def test_of_one_release_are_the_words_of_one_body(self, analyst, recommendation, tmp_path):
        stories = {story.name: story for story in STORIES}
        names = ("release that a paper reprints", "the same release as its ministry printed it")
        for name in names:
            by_command(analyst, stories[name], recommendation, tmp_path)

        for piece in Evidence.objects.all():
            confirm_reading(ConfirmReading(evidence=piece, by=analyst.user, now=timezone.now()))

        reprint, release = Evidence.objects.select_related("issuer", "original_source")
        assert reprint.original_source.code == "MOJ"
        assert release.issuer is None or release.issuer.code == "MOJ"


class TestASheetThatCameBack:
    """What the body sent is the sheet; what it points to may be anybody's."""

    @pytest.fixture
    def pieces(self, db):
        plant_bodies()
        post = Post("docx")
        shown = {
            ONE: "https://www.koha.net/arberi/4",
            TWO: "Order 3, https://gazette.example.org/3",
        }
        post.taken(
            {row: {"A": "partial", "B": "Done.", "C": words} for row, words in shown.items()}
        )
        return {piece.url: piece for piece in Evidence.objects.select_related("issuer")}

    def test_is_a_letter_of_the_body(self, pieces):
        sheet = values(pieces[""])

        assert (sheet["issuer"], sheet["kind"]) == ("THBD", "letter")

    def test_states_nothing_of_the_pages_it_points_to(self, pieces):
        paper, gazette = (
            pieces["https://www.koha.net/arberi/4"],
            pieces["https://gazette.example.org/3"],
        )

        assert values(paper) == values(gazette) == {}
        assert paper.reading["issuer"]["value"] == "KOHA"
        assert gazette.reading == {}


class TestAFocalPoint:
    """What a body's focal point uploads is the body's; a page they point to may be anybody's."""

    @pytest.fixture
    def file(self, client, recommendation, tmp_path):
        def file(**given):
            moj = Body.objects.get(code="MOJ")
            row = RecommendationFactory(lead=moj)
            client.force_login(UserFactory(contributor=True, speaks_for=[moj]))
            url = reverse("log_progress", args=[row.report.slug, row.number])
            words = {"sentence": "We trained forty.", "status": "initial_steps", "as_of": ON}
            answer = client.post(url, {**opened(client, url), **words, **given})
            assert answer.status_code == 302
            return Evidence.objects.select_related("issuer").get()

        return file

    def test_sends_a_file_as_the_body(self, file):
        piece = file(file=SimpleUploadedFile("list.txt", b"Forty officers were trained."))

        assert values(piece) == {"issuer": "MOJ"}

    def test_states_nothing_of_a_page_by_its_link(self, file):
        assert values(file(url="https://www.koha.net/arberi/5")) == {}
        assert Evidence.objects.get().reading["issuer"]["value"] == "KOHA"
