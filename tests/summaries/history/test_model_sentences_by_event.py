"""What an event of each model says, asked of the event alone."""

import pytest
from django.apps import apps

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    ClosingFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    LineageLinkFactory,
    QuestionFactory,
    ReadLogEntryFactory,
    SensitivityRequestFactory,
    UserFactory,
)
from tracker.models import (
    DueDate,
    Event,
    Publication,
    Recommendation,
    User,
)
from tracker.summaries.history.model_sentences import (
    describe_model_event,
    is_described_by_another,
    shorten,
)
from tracker.summaries.history.shown import Names

A_DAY, LATER = "2024-09-01", "2025-03-01"


@pytest.fixture
def ana(db):
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def say(ana):
    """Return what an event of a row says to Ana, who may name it and these others."""

    def say(row, new, old=None, operation="update", others=()):
        names = Names([(type(one), one.pk) for one in (row, *others) if one.pk], ana)
        event = Event(
            table=row._meta.db_table, key=row.pk or 0, operation=operation, old=old, new=new
        )
        return describe_model_event(event, type(row), names)

    return say


class TestDescriptions:
    def test_of_reports_tell_what_became_of_them(self, say):
        report = Publication(title="Brief")

        assert say(report, {"state": "draft"}, operation="insert") == (
            "created a draft of the report “not shown”"
        )
        assert [
            say(report, new, {"state": old})
            for new, old in (
                ({"state": "published"}, "superseded"),
                ({"state": "published"}, "draft"),
                ({"state": "superseded"}, "published"),
                ({"state": "withdrawn"}, "draft"),
                ({"state": "withdrawn"}, "published"),
                ({"state": "draft"}, ""),
                ({"title": "B"}, ""),
            )
        ] == [
            "restored the report “not shown”",
            "published the report “not shown”",
            "replaced the report “not shown” by a newer one",
            "discarded the draft of the report “not shown”",
            "withdrew the report “not shown”",
            "",
            "",
        ]

    def test_of_measures_tell_their_dates_and_ends(self, say):
        measure = CommitmentFactory(text="Build")
        moved = {"commitment_id": measure.pk}

        assert [
            say(DueDate(), moved | {"before": old, "due_on": new}, None, "insert", [measure])
            for old, new in ((None, A_DAY), (A_DAY, None), (A_DAY, LATER), (LATER, A_DAY))
        ] == [
            "set the due date of the commitment “Build” to “1 September 2024”",
            "removed the due date of the commitment “Build”, which was “1 September 2024”",
            "postponed the due date of the commitment “Build” from “1 September 2024” to “1 March 2025”",
            "brought the due date of the commitment “Build” forward from “1 March 2025” to "
            "“1 September 2024”",
        ]
        assert [
            say(measure, new)
            for new in (
                {"done_on": A_DAY},
                {"dropped_reason": "No money"},
                {"latest": "Soon", "last_update_on": A_DAY},
                {"latest": "Soon"},
                {"latest": "Soon", "text": "Build two"},
            )
        ] == [
            "marked the commitment “Build” as done on 1 September 2024",
            "marked the commitment “Build” as dropped",
            "added an update to the commitment “Build”",
            "added an update to the commitment “Build”",
            "",
        ]

    def test_of_judgments_tell_who_has_them_and_what_they_say_of_parts(self, ana, say):
        judgment = AssessmentFactory(submitted=True)
        line = AssessmentLineFactory(
            assessment=judgment, component__code="1a", component__title="Pay"
        )
        comment = CommentFactory(assessment=judgment, text="Why?")
        besa = UserFactory(username="besa")
        name = "Initial steps as of 1 October 2024"
        handed = {"author_id": besa.pk}

        assert say(judgment, handed, {"author_id": ana.pk}, others=[besa, ana]) == (
            f"handed over the assessment “{name}” from ana to besa"
        )
        assert say(judgment, handed | {"next_step": "Ask"}) == ""
        made = {"component_id": line.component_id, "status": "partial"}
        assert say(line, made, operation="insert", others=[line.component]) == (
            "assessed the component “1a Pay” as “Partially implemented”"
        )
        assert say(line, {"remark": "Nine"}) == "changed the remark on the component “1a Pay”"
        assert say(line, {"status": "full"}, {"status": "partial"}) == (
            "changed the assessment of the component “1a Pay” from "
            "“Partially implemented” to “Fully implemented”"
        )
        cleared = {"status": "", "remark": ""}
        assert say(line, cleared, {"status": "partial", "remark": "Nine"}) == (
            "changed the assessment of the component “1a Pay” from “Partially implemented” to “”"
        )
        made = {"assessment_id": judgment.pk}
        assert say(comment, made, operation="insert", others=[judgment]) == (
            f"commented “Why?” on the assessment “{name}”"
        )

    def test_of_links_and_closings_tell_them_in_a_word(self, say):
        link, closing = LineageLinkFactory(), ClosingFactory()

        assert say(link, {"closeness": "repeated"}, operation="insert") == (
            f"linked the recommendation to “{link.earlier}” as “repeated”"
        )
        assert say(link, {"withdrawn_at": A_DAY}) == f"withdrew the link to “{link.earlier}”"
        assert say(link, {"score": 1}) == ""
        made = {"closure_reason": "moot"}
        assert (
            say(closing, made, operation="insert")
            == "proposed to close the recommendation as “moot”"
        )
        name = str(closing)
        assert [
            say(closing, {"state": state})
            for state in ("submitted", "approved", "returned", "withdrawn", None)
        ] == [
            f"proposed again to close the recommendation as “{name}”",
            f"approved closing the recommendation as “{name}”",
            f"returned the proposal to close the recommendation as “{name}”",
            f"withdrew the proposal to close the recommendation as “{name}”",
            "",
        ]

    def test_of_recommendations_tell_who_follows_them_and_their_end(self, ana, say):
        row, besa = Recommendation(), UserFactory(username="besa")
        closed = {"lifecycle": "closed", "closure_reason": "moot"}

        assert say(row, closed, {"lifecycle": "active"}) == "closed the recommendation as “moot”"
        assert say(row, {"lifecycle": "active"}, closed) == "reopened the recommendation"
        assert [
            say(row, {"assignee_id": new}, {"assignee_id": old}, others=[ana, besa])
            for old, new in ((None, ana.pk), (ana.pk, None), (ana.pk, besa.pk))
        ] == [
            "assigned the recommendation to ana",
            "removed the assignment to ana",
            "reassigned the recommendation from ana to besa",
        ]
        assert say(row, {"assignee_id": ana.pk, "theme": "protection"}) == ""

    def test_of_accounts_and_questions(self, say):
        question = QuestionFactory(text="How many?")

        assert [say(User(), {"is_active": active}) for active in (False, True, None)] == [
            "closed the account of not shown",
            "reopened the account of not shown",
            "",
        ]
        reminded = "reminded the body of the question “How many?”"
        assert [
            say(question, new)
            for new in (
                {"reminded_on": A_DAY},
                {"reminded_on": A_DAY, "due_on": LATER},
                {"due_on": LATER},
                {"reminded_on": A_DAY, "text": "How?"},
            )
        ] == [reminded, reminded, "", ""]

    def test_of_sensitivity_name_what_it_is_of(self, say):
        piece = EvidenceFactory(title="Letter", sensitivity="public")
        file, comment = FileFactory(evidence=piece), CommentFactory(text="Why?")
        request = SensitivityRequestFactory(evidence=piece)
        subjects = [
            ({"evidence_id": piece.pk}, "Letter"),
            ({"file_id": file.pk, "evidence_id": piece.pk}, str(file)),
            ({"comment_id": comment.pk, "evidence_id": None}, "Why?"),
            ({}, "Letter"),
        ]

        assert [
            say(
                request,
                subject | {"requested_sensitivity": "public"},
                operation="insert",
                others=[piece, file, comment],
            )
            for subject, _name in subjects
        ] == [f"proposed the sensitivity “public” for “{name}”" for _subject, name in subjects]
        assert [
            say(request, {"state": state})
            for state in ("approved", "returned", "withdrawn", "submitted")
        ] == [
            "approved lowering the sensitivity of “Letter”",
            "declined lowering the sensitivity of “Letter”",
            "withdrew the proposal to lower the sensitivity of “Letter”",
            "",
        ]
        assert [
            say(piece, new)
            for new in (
                {"sensitivity": "named_readers"},
                {"sensitivity": "public"},
                {"sensitivity": "public", "title": "L"},
                {"title": "L"},
            )
        ] == [
            "restricted the piece of evidence “Letter” to named readers",
            "changed the sensitivity of the piece of evidence “Letter” to “public”",
            "",
            "",
        ]
        assert say(file, {"number": 2}, operation="insert") == (
            f"added version 2 of the file “{file}”"
        )

    def test_of_readings_tell_how_it_was_read(self, ana, say):
        read = ReadLogEntryFactory(user=ana)
        about = {"evidence_id": read.evidence_id}

        def reading(action):
            new = about | {"action": action}
            return say(read, new, operation="insert", others=[read.evidence])

        title = read.evidence.title
        assert [
            reading(action) for action in ("found", "opened", "downloaded", "exported", "")
        ] == [
            f"saw “{title}” in a list or a search",
            f"opened “{title}”",
            f"downloaded “{title}”",
            f"exported “{title}”",
            "",
        ]

    def test_are_empty_where_the_common_words_will_do(self, say):
        assert say(Recommendation(), {}, operation="insert") == ""

    def test_name_nothing_at_length(self):
        assert shorten("a" * 60) == "a" * 60
        assert shorten("a" * 61) == "a" * 59 + "…"


def an_event(what, new=None, old=None):
    name, operation = what.split()
    table = apps.get_model("tracker", name)._meta.db_table
    return Event(table=table, operation=operation, new=new, old=old)


OPENED = {"sensitivity": "public"}, {"sensitivity": "internal"}


@pytest.mark.parametrize(
    ("event", "other", "expected"),
    [
        (an_event("Commitment update", {"due_on": A_DAY}), "DueDate insert", True),
        (an_event("Commitment update", {"text": "B"}), "DueDate insert", False),
        (an_event("Commitment update", {"due_on": A_DAY}), "DueDate update", False),
        (an_event("DueDate insert"), "Commitment insert", True),
        (an_event("DueDate insert"), "Commitment update", False),
        (an_event("PublicationFile insert"), "Publication insert", True),
        (an_event("PublicationFile insert"), "Publication update", False),
        (an_event("Evidence update", *OPENED), "SensitivityRequest update", True),
        (an_event("File update", *OPENED), "SensitivityRequest update", True),
        (an_event("Comment update", *OPENED), "SensitivityRequest update", True),
        (an_event("Evidence update", *OPENED), "SensitivityRequest insert", False),
        (an_event("Evidence update", *OPENED[::-1]), "SensitivityRequest update", False),
        (an_event("Evidence update", OPENED[0]), "SensitivityRequest update", False),
        (
            an_event("Evidence update", {**OPENED[0], "title": "A"}, OPENED[1]),
            "SensitivityRequest update",
            False,
        ),
        (an_event("Closing update", {"state": "approved"}), "Recommendation update", True),
        (an_event("Closing update", {"state": "returned"}), "Recommendation update", False),
        (an_event("Closing update", {"state": "approved"}), "Recommendation insert", False),
        (an_event("Question update"), "Recommendation update", False),
    ],
)
def test_an_event_is_left_out_where_another_says_it_better(event, other, expected):
    assert is_described_by_another(event, [event, an_event(other)]) is expected
