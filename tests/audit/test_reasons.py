"""Reasons by code: recorded with every change on both databases, and shown to people."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from tests.factories import TopicFactory, UserFactory
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, PersonalDataFound
from tracker.models import Event, Recommendation, Topic
from tracker.summaries.history.timeline import build_lines, recommendation_timeline
from tracker.vocabulary import REASONS_NEEDING_TEXT, SELECTABLE_REASONS, Reason, ReasonCode

pytestmark = pytest.mark.django_db


def write(reason, deed, request="r-1"):
    with acting_as("Ana", id=7_000_000, source="site", request=request), because(reason):
        deed()


class TestEveryOperation:
    def test_records_the_code_and_the_words(self, new_events):
        new_events = new_events()

        def make_change_and_take_away():
            topic = Topic.objects.create(code="hotline", name="Hotline")
            Topic.objects.update(name="Hotlines")
            topic.delete()

        write(Reason("As printed", ReasonCode.EDITORIAL), make_change_and_take_away)

        assert [(e.operation, e.reason_code, e.reason) for e in new_events] == [
            ("insert", "editorial", "As printed"),
            ("update", "editorial", "As printed"),
            ("delete", "editorial", "As printed"),
        ]

    @pytest.mark.parametrize(
        "code", [code for code in SELECTABLE_REASONS if code not in REASONS_NEEDING_TEXT]
    )
    def test_records_a_code_alone(self, new_events, code):
        new_events = new_events()

        write(Reason(code=code), lambda: Topic.objects.create(code="hotline", name="Hotline"))

        assert (new_events.one.reason_code, new_events.one.reason) == (code.value, "")

    def test_records_no_code_for_words_alone_after_one_with_a_code(self, new_events):
        topic = TopicFactory()
        new_events = new_events()

        write(Reason(code=ReasonCode.EDITORIAL), lambda: Topic.objects.update(name="A"))
        write("As printed", lambda: Topic.objects.filter(pk=topic.pk).update(name="B"))

        assert [(e.reason_code, e.reason) for e in new_events] == [
            ("editorial", ""),
            ("", "As printed"),
        ]

    def test_is_refused_by_the_database_with_neither(self):
        TopicFactory()

        with (
            pytest.raises(DatabaseError, match="reason"),
            transaction.atomic(),
            acting_as("Ana", source="site"),
        ):
            Topic.objects.update(name="A")

    @pytest.mark.parametrize("code", sorted(REASONS_NEEDING_TEXT))
    def test_is_refused_where_the_code_needs_words(self, code):
        with (
            pytest.raises(InvalidValue, match="alone is not a reason"),
            because(Reason(" ", ReasonCode(code))),
        ):
            pass  # pragma: no cover


class TestALine:
    def sentence(self, recommendation, reader, reason):
        write(reason, lambda: Recommendation.objects.update(duty="once"))
        return recommendation_timeline(recommendation, reader).lines[0]

    def test_tells_the_code_beside_the_words(self, recommendation, reader):
        line = self.sentence(
            recommendation, reader, Reason("Order in force.", ReasonCode.NEW_INFORMATION)
        )

        assert line.sentence == (
            "Ana changed the duty from “continuing” to “once”. Reason: “Order in force” "
            "(new information)."
        )

    def test_tells_a_code_alone(self, recommendation, reader):
        line = self.sentence(recommendation, reader, Reason(code=ReasonCode.NEW_EDITION))

        assert line.sentence == (
            "Ana changed the duty from “continuing” to “once”. Reason: new edition."
        )

    def test_does_not_say_other(self, recommendation, reader):
        line = self.sentence(recommendation, reader, Reason("Asked for", ReasonCode.OTHER))

        assert line.sentence.endswith(". Reason: “Asked for”.")

    def test_tells_it_in_the_language_of_the_reader(self, recommendation, reader):
        with translation.override("sq"):
            expected = str(ReasonCode.NEW_EDITION.label)
            line = self.sentence(recommendation, reader, Reason(code=ReasonCode.NEW_EDITION))
            assert expected in line.sentence

    def test_keeps_deeds_for_other_codes_apart(self, recommendation, reader):
        for code, duty in ((ReasonCode.EDITORIAL, "once"), (ReasonCode.NEW_EDITION, "increase")):
            write(Reason(code=code), lambda duty=duty: Recommendation.objects.update(duty=duty))

        new_events = recommendation_timeline(recommendation, reader).lines[:2]

        codes = [line.sentence.rpartition(": ")[2] for line in new_events]
        assert codes == ["new edition.", "editorial."]

    def test_shows_a_code_that_is_known_no_more(self, reader):
        TopicFactory()
        event = Event.objects.latest("pk")
        event.reason_code = "gone"

        line = build_lines([event], UserFactory(administrator=True))[0]
        assert line.sentence.endswith(" (gone).")


class TestBecause:
    def test_keeps_the_source_and_is_a_command_without_one(self):
        with because("As printed", by=UserFactory()):
            Topic.objects.create(code="a", name="A")
        assert Event.objects.latest("pk").source == "command"
        with acting_as("Ana", source="site"), because("As printed"):
            Topic.objects.create(code="b", name="B")
        assert Event.objects.latest("pk").source == "site"

    def test_names_who_writes(self):
        user = UserFactory()
        with acting_as("Ana", id=7_000_000, source="site"), because("As printed", by=user):
            Topic.objects.create(code="a", name="A")

        event = Event.objects.latest("pk")
        assert (event.actor_name, event.actor_id) == (user.username, user.pk)

    def test_takes_words_that_name_no_victim(self):
        with pytest.raises(PersonalDataFound), because("The victim Besarta Krasniqi was heard."):
            raise AssertionError
        with (
            pytest.raises(InvalidValue, match=r"the history needs a reason\. Give it"),
            because(" "),
        ):
            raise AssertionError
