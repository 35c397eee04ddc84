"""Who takes words out of history, and which words."""

import pytest

from tests.factories import RedactionFactory, UserFactory
from tests.policies.roles import roles_allowed
from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.models import Event
from tracker.policies import history
from tracker.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestCheckCanRequestRedaction:
    def test_takes_an_administrator(self):
        assert roles_allowed(history.check_can_request_redaction) == {"administrator"}

    def test_names_the_user(self):
        with pytest.raises(PermissionRefused, match=r"ana is not one. Ask an administrator"):
            history.check_can_request_redaction(UserFactory(username="ana", analyst=True))


class TestCheckRedactionText:
    @pytest.mark.parametrize("words", ["Ana", "Ana Berisha", "l'Ana"])
    def test_takes_printable_words(self, words):
        history.check_redaction_text(words, "name of a witness", "A court asked for it.")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ("An", "“An” is too short to be removed. Enter at least 3 letters"),
            ("Ana\nB", "Enter only the text between them"),
            ('Ana "B"', "contains a quotation mark or a backslash"),
            ("Ana\\B", "contains a quotation mark or a backslash"),
            ("Witness", "can't contain the text itself"),  # whatever their case
            ("court", "can't contain the text itself"),
        ],
    )
    def test_refuses_words_that_can_t_be_taken_out(self, words, sentence):
        with pytest.raises(InvalidValue, match=sentence):
            history.check_redaction_text(words, "name of a witness", "A court asked for it.")


class TestCheckCanDecide:
    def test_takes_a_second_administrator(self):
        redaction = RedactionFactory()

        assert roles_allowed(lambda user: history.check_can_decide(user, redaction)) == {
            "administrator"
        }
        with pytest.raises(
            PermissionRefused, match=f"requested redaction {redaction.pk}. A second"
        ):
            history.check_can_decide(redaction.author, redaction)

    def test_lets_its_author_decline_it(self):
        redaction = RedactionFactory()

        history.check_can_decide(redaction.author, redaction, declines=True)

    def test_is_stale_once_decided(self):
        redaction = RedactionFactory.build(pk=7, state=State.WITHDRAWN, author=UserFactory())

        with pytest.raises(Stale, match="Redaction 7 was already decided: withdrawn"):
            history.check_can_decide(UserFactory(administrator=True), redaction)


class TestCheckRedactionTextMatches:
    def test_compares_the_words_letter_by_letter(self):
        redaction = RedactionFactory(author__username="ana")

        history.check_redaction_text_matches(redaction, "Witness")
        with pytest.raises(InvalidValue, match="not the text that ana requested"):
            history.check_redaction_text_matches(redaction, "witness")


class TestIsReversible:
    EVENT = {
        "table": "tracker_recommendation",
        "operation": "update",
        "request": "r-1",
        "new": {"assignee_id": 1},
    }
    LINK = {"table": "tracker_recommendation_topics", "recommendation": 1, "operation": "insert"}

    @pytest.mark.parametrize(
        ("changes", "is_reversible"),
        [
            ({}, True),
            ({"new": {"assignee_id": 1, "review_on": None}}, True),
            ({"key": 1}, False),
            ({"table": "tracker_evidence"}, False),
            ({"operation": "insert"}, False),
            ({"request": ""}, False),
            ({"new": {"assignee_id": 1, "status": "full"}}, False),
            ({"new": None}, False),
        ],
        ids=["alike", "both", "alone", "table", "operation", "no-request", "columns", "no-column"],
    )
    def test_is_of_values_of_several_rows_set_in_a_request(self, changes, is_reversible):
        events = [Event(**self.EVENT, key=1), Event(**{**self.EVENT, "key": 2, **changes})]

        assert history.is_reversible(events) is is_reversible

    @pytest.mark.parametrize(
        ("changes", "is_reversible"),
        [
            ({"recommendation": 2}, True),
            ({"recommendation": 2, "operation": "delete"}, True),
            ({}, False),
            ({"recommendation": 2, "operation": "cover"}, False),
            ({"recommendation": 2, "table": "tracker_recommendation"}, False),
        ],
        ids=["several-rows", "removed", "one-row", "cover", "another-table"],
    )
    def test_is_of_topics_of_several_rows(self, changes, is_reversible):
        link = {**self.EVENT, **self.LINK}
        events = [Event(**link, key=1), Event(**{**link, **changes}, key=2)]

        assert history.is_reversible(events) is is_reversible

    @pytest.mark.parametrize(("operation", "is_reversible"), [("insert", True), ("delete", False)])
    def test_is_of_questions_that_were_added(self, operation, is_reversible):
        events = [
            Event(table="tracker_question", operation=operation, request="r-1", key=key)
            for key in (1, 2)
        ]

        assert history.is_reversible(events) is is_reversible
