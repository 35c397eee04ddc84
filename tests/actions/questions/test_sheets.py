"""Import of a filled sheet: what it writes, with which letter."""

from datetime import date, timedelta

import pytest

from tests.factories import AssessmentFactory, UserFactory
from tests.helpers.sheets import NOW, ONE, SAID, THREE, TWO, Post
from tracker.actions.questions import sheets
from tracker.errors import NotAllowed, PermissionRefused
from tracker.models import Assessment, Citation, Event, Evidence
from tracker.summaries.questions.comparison import RowOutcome
from tracker.vocabulary import Perspective, State, Status, Strength, Use

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["docx", "xlsx"])
def post(request):
    return Post(request.param)


@pytest.fixture
def one():
    return Post("docx")


class TestTakeIn:
    def test_writes_views_for_review_and_answers_behind_one_letter(self, post):
        taken = post.taken(
            {
                ONE: {"A": "Partially implemented", "B": "Order 3 is in force."},
                TWO: {"A": "No action"},
                post.q: {"D": "Nine were trained."},
            },
            cover={"E": "Ana Kola", "F": "ana@thbd.example"},
        )

        letter = taken.letter
        assert (letter.kind, letter.issuer, letter.sensitivity) == ("letter", post.body, "internal")
        assert (letter.covers_from, letter.covers_to) == (SAID.as_of, SAID.as_of)
        first, second = Assessment.objects.order_by("recommendation__position")
        assert (first.perspective, first.body, first.state) == (
            Perspective.RESPONSIBLE_BODY,
            post.body,
            State.SUBMITTED,
        )
        assert (first.stated_by, first.stated_on, first.stated_in) == (
            SAID.stated_by,
            SAID.stated_on,
            letter,
        )
        assert (first.author, first.as_of, first.rationale) == (
            post.ana,
            SAID.as_of,
            "Order 3 is in force.",
        )
        assert first.strength == Strength.SELF_REPORTED
        assert second.status == Status.NO_ACTION
        assert (
            second.rationale
            == "Ana Kola, head of office chose “No action” without further explanation."
        )
        post.question.refresh_from_db()
        assert (post.question.answered_by, post.question.answered_on) == (letter, SAID.stated_on)
        assert Citation.objects.get(sentence="Nine were trained.").evidence == letter

    def test_keeps_the_status_until_somebody_assesses(self, one):
        one.taken({ONE: {"A": "full", "B": "Done."}})

        one.rows[0].refresh_from_db()
        assert one.rows[0].status == Status.NOT_ASSESSED

    def test_remembers_the_file_and_the_outcome_of_each_row(self, post):
        filled = post.back({ONE: {"A": "Initial steps"}, TWO: {"A": "Nearly done"}})
        letter = sheets.import_sheet(post.command(filled)).letter

        lines = letter.remark.splitlines()
        assert lines[:2] == [f"File: thbd.{post.kind}", f"SHA-256: {filled.sha256}"]
        assert f"{ONE}: New view: Initial steps" in lines
        assert f"{THREE}: Empty" in lines
        assert any(
            line.startswith(f"{TWO}: Can’t be imported: Nearly done. “Nearly done” is not")
            for line in lines
        )

    def test_leaves_the_reason_in_the_history(self, one):
        one.taken({ONE: {"A": "Initial steps", "B": "A group was set up."}})

        event = Event.objects.filter(table="tracker_assessment").order_by("pk").first()
        assert (event.actor_name, event.reason) == ("ana", "A group was set up.")
        assert event.reason_code == "reply_of_body"

    def test_cites_a_link_that_the_body_names_as_a_piece_of_its_own(self, post):
        post.taken(
            {ONE: {"A": "partial", "C": "Order 3 of May (https://gazette.example.org/3), page 2"}}
        )

        link = Evidence.objects.get(url="https://gazette.example.org/3")
        assert link.title.startswith("Order 3 of May")
        assert link.issuer is None
        assert Assessment.objects.get().citations.filter(evidence=link, use=Use.SUPPORTS).exists()

    def test_notes_words_without_a_status(self, post):
        taken = post.taken({ONE: {"B": "A seminar was held."}})

        note = Citation.objects.get()
        assert (note.assessment, note.evidence) == (None, taken.letter)
        assert (note.sentence, note.use) == ("A seminar was held.", Use.CONTEXT)

    def test_closes_a_question_about_the_whole_report(self, post):
        letter = post.taken({f"Q{post.whole.pk}": {"D": "They were counted twice."}}).letter

        post.whole.refresh_from_db()
        assert post.whole.answered_by == letter
        assert "They were counted twice." in letter.remark

    def test_of_the_same_file_a_second_time_changes_nothing(self, post):
        rows = {ONE: {"A": "Initial steps"}}
        filled = post.back(rows)
        first, again = post.command(filled), post.command(filled)
        sheets.import_sheet(first)
        before = Event.objects.count()

        with pytest.raises(NotAllowed, match=r"ana already imported .* on 1 March 2025"):
            sheets.import_sheet(again)

        assert Event.objects.count() == before

    def test_writes_all_accepted_rows_or_none(self, post):
        late = SAID._replace(as_of=date(2025, 3, 31))

        taken = post.taken({ONE: {"A": "Initial steps"}, post.q: {"D": "Nine."}}, said=late)

        assert taken.letter is None
        assert "in the future" in taken.lines[0].refusal
        assert not Assessment.objects.exists() and not Evidence.objects.exists()
        post.question.refresh_from_db()
        assert post.question.is_open

    def test_refuses_a_row_by_the_rules_in_their_own_words(self, one):
        AssessmentFactory(
            recommendation=one.rows[0],
            perspective=Perspective.RESPONSIBLE_BODY,
            body=one.body,
            submitted=True,
        )

        taken = one.taken(
            {ONE: {"A": "Initial steps"}, TWO: {"C": f"https://x.example/{'y' * 1100}"}}
        )

        first, second = (line.refusal for line in taken.lines[:2])
        assert "has an open assessment for 1 April 2024 to 31 March 2025" in first
        assert "1000 characters" in second

    def test_writes_nothing_of_an_empty_sheet(self, post):
        assert post.taken().letter is None
        assert not Evidence.objects.exists()

    def test_an_existing_view_in_the_same_words_does_not_change(self, one):
        rows = {ONE: {"A": "Initial steps", "B": "A group was set up."}}
        one.taken(rows)

        again = one.taken(rows, cover={"F": "again"}, now=NOW + timedelta(hours=1))

        assert again.lines[0].outcome == RowOutcome.UNCHANGED
        assert again.letter is None

    @pytest.mark.parametrize("right", ["viewer", "contributor", "auditor", "publisher"])
    def test_takes_the_right_of_an_analyst(self, one, right):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            one.taken(by=UserFactory(**{right: True}))
