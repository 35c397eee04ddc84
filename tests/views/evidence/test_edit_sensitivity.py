"""The pages on which a thing is closed to others, or opened by two people."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    SensitivityRequestFactory,
    UserFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tests.views.forms import place
from tracker.models import Comment, ReadLogEntry
from tracker.vocabulary import ReadAction, Sensitivity, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PUBLIC, INTERNAL, NAMED = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS
WHY = {"reason": "A name stands in it."}


def of_piece(piece):
    return reverse("evidence_sensitivity", args=[piece.pk])


def of_comment(comment):
    one = comment.recommendation
    return reverse("comment_sensitivity", args=[one.report.slug, one.number, comment.pk])


def say_purpose(client, piece):
    client.post(reverse("evidence_purpose", args=[piece.pk]), {"purpose": "To check it"})


class TestSet:
    def test_says_what_each_means_and_which_takes_two(self, analyst):
        page = analyst.get(of_piece(EvidenceFactory())).text

        assert "Only the person who added it and the readers named below" in page
        assert page.count("Needs a second person’s approval.") == 1  # public, of what is internal

    def test_closes_it_and_names_its_readers(self, analyst):
        piece, besa = EvidenceFactory(), UserFactory(viewer=True, username="besa")

        answer = analyst.post(of_piece(piece), {"sensitivity": NAMED, "readers": [besa.pk], **WHY})

        piece.refresh_from_db()
        assert (answer.status_code, answer.url) == (302, piece.get_absolute_url())
        assert piece.sensitivity == NAMED
        assert set(piece.readers.all()) == {besa, analyst.user}

    def test_proposes_to_open_it(self, analyst):
        UserFactory(analyst=True)
        piece = EvidenceFactory()

        page = analyst.post(of_piece(piece), {"sensitivity": PUBLIC, **WHY}, follow=True).text

        assert "The sensitivity changes when this is approved." in page
        assert "Withdraw" in page and "Approve</button>" not in page

    def test_keeps_what_was_typed_when_refused(self, analyst):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=analyst.user)
        say_purpose(analyst, piece)

        answer = analyst.post(of_piece(piece), {"sensitivity": INTERNAL, **WHY})

        assert answer.status_code == 422
        assert "Add one as a reader first" in answer.text
        assert WHY["reason"] in answer.text

    @pytest.mark.parametrize(
        "sent",
        [
            {"sensitivity": "secret", **WHY},
            {"sensitivity": NAMED},
            {"sensitivity": NAMED, "readers": ["x"], **WHY},
            {"sensitivity": NAMED, "readers": ["9" * 40], **WHY},
            {"sensitivity": NAMED, "readers": ["999999"], **WHY},
            {},
        ],
    )
    def test_shows_what_is_wrong(self, analyst, sent):
        piece = EvidenceFactory()

        answer = analyst.post(of_piece(piece), sent)

        piece.refresh_from_db()
        assert (answer.status_code, piece.sensitivity) == (422, INTERNAL)
        assert "Nothing was saved" in answer.text

    def test_tells_who_may_not(self, viewer):
        answer = viewer.get(of_piece(EvidenceFactory()))

        assert (answer.status_code, "only analysts can" in answer.text) == (403, True)

    def test_is_not_there_for_a_passage(self, analyst):
        answer = analyst.get(of_piece(EvidenceFactory(passage_span=True)))

        assert "so it is public" in answer.text

    def test_is_hidden_with_the_piece_the_file_and_the_comment(self, analyst):
        hidden = EvidenceFactory(sensitivity=NAMED)
        file = FileFactory(sensitivity=NAMED)
        values = CommentFactory(sensitivity=NAMED)
        of_file = reverse("file_sensitivity", args=[file.evidence_id, file.number])

        for where in (of_piece(hidden), of_file, of_comment(values)):
            assert analyst.get(where).status_code == 404
            assert analyst.post(where, {"sensitivity": PUBLIC, **WHY}).status_code == 404

    def test_asks_first_what_a_piece_is_read_for(self, analyst):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=analyst.user)

        answer = analyst.get(of_piece(piece))

        assert answer.url.startswith(reverse("evidence_purpose", args=[piece.pk]))

    def test_costs_the_same_for_few_and_for_many_people(self, analyst, django_assert_num_queries):
        piece = EvidenceFactory()
        UserFactory.create_batch(2, analyst=True)
        with django_assert_num_queries(13, exact=False) as few:
            analyst.get(of_piece(piece))
        UserFactory.create_batch(60, analyst=True)

        with django_assert_num_queries(len(few)):
            page = analyst.get(of_piece(piece)).text
        assert page.count('name="readers"') == 50

    def test_of_a_file_offers_nothing_more_open_than_its_piece(self, analyst):
        file = FileFactory()
        where = reverse("file_sensitivity", args=[file.evidence_id, file.number])

        page = analyst.get(where).text
        answer = analyst.post(where, {"sensitivity": NAMED, **WHY})

        file.refresh_from_db()
        assert 'value="public"' not in page and "same readers as its evidence" in page
        assert (answer.url, file.sensitivity) == (file.evidence.get_absolute_url(), NAMED)


class TestDecide:
    @pytest.fixture
    def waiting(self, analyst):
        return SensitivityRequestFactory(author=UserFactory(analyst=True, username="ben"))

    def test_stands_on_the_page_of_the_piece_and_on_the_board(self, analyst, waiting):
        page = analyst.get(waiting.evidence.get_absolute_url()).text
        board = analyst.get("/review-queue/").text

        assert "ben proposed to" in page and "Approve</button>" in page and "Decline</but" in page
        assert "Lower the sensitivity" in board and waiting.evidence.title in board

    def test_stands_on_no_board_of_its_author_or_of_who_decides_nothing(self, client, waiting):
        client.force_login(waiting.author)
        assert "Lower the sensitivity" not in client.get("/review-queue/").text
        for role in ("viewer", "auditor", "administrator", "publisher"):
            assert (
                "Lower the sensitivity" not in signed_in(**{role: True}).get("/review-queue/").text
            )

    def test_names_no_piece_for_named_readers_on_the_board(self, analyst):
        piece = EvidenceFactory(sensitivity=NAMED, title="Zanzibar", readers=[analyst.user])
        SensitivityRequestFactory(evidence=piece, requested_sensitivity=INTERNAL)

        board = analyst.get("/review-queue/").text

        assert f"evidence no. {piece.pk}" in board and "Zanzibar" not in board
        assert not ReadLogEntry.objects.exists()

    def test_opens_it_when_a_second_person_agrees(self, analyst, waiting):
        answer = analyst.post(
            reverse("sensitivity_request_approve", args=[waiting.pk]), {"reason": ""}
        )

        waiting.evidence.refresh_from_db()
        assert answer.url == waiting.evidence.get_absolute_url()
        assert waiting.evidence.sensitivity == PUBLIC

    def test_leaves_it_with_words(self, analyst, waiting):
        where = reverse("sensitivity_request_decline", args=[waiting.pk])

        without = analyst.post(where, {"reason": " "})
        analyst.post(where, {"reason": "Not yet."})

        waiting.refresh_from_db()
        assert without.status_code == 422
        assert f'name="next" value="{waiting.evidence.get_absolute_url()}' in without.text
        assert (waiting.state, waiting.decision_note) == (State.RETURNED, "Not yet.")

    def test_is_refused_to_its_author_who_takes_it_back(self, client, waiting):
        UserFactory(analyst=True)
        client.force_login(waiting.author)

        assert (
            client.post(reverse("sensitivity_request_approve", args=[waiting.pk])).status_code
            == 403
        )
        client.post(
            reverse("sensitivity_request_decline", args=[waiting.pk]), {"reason": "Too early."}
        )

        waiting.refresh_from_db()
        assert waiting.state == State.WITHDRAWN

    def test_tells_that_it_was_decided_meanwhile(self, analyst, waiting):
        where = reverse("sensitivity_request_approve", args=[waiting.pk])
        analyst.post(where)

        answer = analyst.post(where)

        assert (answer.status_code, "decided in the meantime" in answer.text) == (422, True)

    def test_is_hidden_with_what_it_is_about(self, analyst):
        hidden = SensitivityRequestFactory(
            evidence=EvidenceFactory(sensitivity=NAMED), requested_sensitivity=INTERNAL
        )

        for name in ("sensitivity_request_approve", "sensitivity_request_decline"):
            assert analyst.post(reverse(name, args=[hidden.pk]), WHY).status_code == 404


class TestComment:
    def test_is_closed_from_the_first_moment_when_said_so(self, analyst):
        assessment = AssessmentFactory(submitted=True)

        answer = analyst.post(
            place("comment_new", assessment),
            {"text": "Between the two of us.", "restricted": "yes"},
        )

        values = Comment.objects.get()
        assert (values.sensitivity, answer.url) == (NAMED, of_comment(values))
        other = signed_in(analyst=True)
        assert values.text not in other.get(assessment.recommendation.get_absolute_url()).text

    def test_for_named_readers_is_met_by_them_and_kept(self, analyst):
        values = CommentFactory(sensitivity=NAMED, text="Between the two of us.")
        with as_factory():
            values.readers.add(analyst.user)
        page = values.recommendation.get_absolute_url()

        shown = analyst.get(page).text
        analyst.get(page)

        assert values.text in shown and of_comment(values) in shown
        stored = ReadLogEntry.objects.get()
        assert (stored.action, stored.comment, stored.user) == (
            ReadAction.LISTED,
            values,
            analyst.user,
        )

    def test_offers_readers_among_those_who_see_the_judgment(self, analyst):
        for role in ("viewer", "reviewer", "auditor"):
            UserFactory(username=f"some_{role}", **{role: True})

        page = analyst.get(of_comment(CommentFactory())).text

        assert "some_reviewer" in page and "some_auditor" in page and "some_viewer" not in page
        assert 'value="public"' not in page
