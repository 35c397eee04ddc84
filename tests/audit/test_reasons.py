"""A reason by code is recorded with every change, on both databases, and told to people."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from tests.factories import TopicFactory, UserFactory
from tracker.audit.context import who
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Event, Recommendation, Topic
from tracker.summaries.history.timeline import lines, timeline
from tracker.vocabulary import NEED_WORDS, PICKED, Reason, ReasonCode

pytestmark = pytest.mark.django_db


def write(reason, deed, request="r-1"):
    with who("Ana", id=7, source="site", request=request), because(reason):
        deed()


class TestEveryOperation:
    def test_records_the_code_and_the_words(self, told):
        told = told()

        def make_change_and_take_away():
            topic = Topic.objects.create(code="hotline", name="Hotline")
            Topic.objects.update(name="Hotlines")
            topic.delete()

        write(Reason("As printed", ReasonCode.EDITORIAL), make_change_and_take_away)

        assert [(e.operation, e.reason_code, e.reason) for e in told] == [
            ("insert", "editorial", "As printed"),
            ("update", "editorial", "As printed"),
            ("delete", "editorial", "As printed"),
        ]

    @pytest.mark.parametrize("code", [code for code in PICKED if code not in NEED_WORDS])
    def test_records_a_code_alone(self, told, code):
        told = told()

        write(Reason(code=code), lambda: Topic.objects.create(code="hotline", name="Hotline"))

        assert (told.one.reason_code, told.one.reason) == (code.value, "")

    def test_records_no_code_for_words_alone_after_one_with_a_code(self, told):
        topic = TopicFactory()
        told = told()

        write(Reason(code=ReasonCode.EDITORIAL), lambda: Topic.objects.update(name="A"))
        write("As printed", lambda: Topic.objects.filter(pk=topic.pk).update(name="B"))

        assert [(e.reason_code, e.reason) for e in told] == [
            ("editorial", ""),
            ("", "As printed"),
        ]

    def test_is_refused_by_the_database_with_neither(self):
        TopicFactory()

        with (
            pytest.raises(DatabaseError, match="reason"),
            transaction.atomic(),
            who("Ana", source="site"),
        ):
            Topic.objects.update(name="A")

    @pytest.mark.parametrize("code", sorted(NEED_WORDS))
    def test_is_refused_where_the_code_needs_words(self, code):
        with (
            pytest.raises(InvalidValue, match="alone does not say why"),
            because(Reason(" ", ReasonCode(code))),
        ):
            pass  # pragma: no cover


class TestALine:
    def sentence(self, recommendation, reader, reason):
        write(reason, lambda: Recommendation.objects.update(duty="once"))
        return timeline(recommendation, reader)[0]

    def test_tells_the_code_beside_the_words(self, recommendation, reader):
        line = self.sentence(
            recommendation, reader, Reason("Order in force.", ReasonCode.NEW_INFORMATION)
        )

        assert line.sentence == (
            "Ana set the duty from “continuing” to “once”, because “Order in force” "
            "(new information)."
        )
        assert (line.code, line.reason) == ("new information", "Order in force.")

    def test_tells_a_code_alone(self, recommendation, reader):
        line = self.sentence(recommendation, reader, Reason(code=ReasonCode.NEW_EDITION))

        assert line.sentence == (
            "Ana set the duty from “continuing” to “once”. Reason: new edition."
        )
        assert (line.code, line.reason) == ("new edition", "")

    def test_does_not_say_other(self, recommendation, reader):
        line = self.sentence(recommendation, reader, Reason("Asked for", ReasonCode.OTHER))

        assert line.sentence.endswith(", because “Asked for”.")

    def test_tells_it_in_the_language_of_the_reader(self, recommendation, reader):
        with translation.override("sq"):
            expected = str(ReasonCode.NEW_EDITION.label)
            line = self.sentence(recommendation, reader, Reason(code=ReasonCode.NEW_EDITION))

        assert line.code == expected

    def test_keeps_deeds_for_other_codes_apart(self, recommendation, reader):
        for code, duty in ((ReasonCode.EDITORIAL, "once"), (ReasonCode.NEW_EDITION, "increase")):
            write(Reason(code=code), lambda duty=duty: Recommendation.objects.update(duty=duty))

        told = timeline(recommendation, reader)[:2]

        assert [line.code for line in told] == ["new edition", "editorial"]

    def test_shows_a_code_that_is_known_no_more(self, reader):
        TopicFactory()
        event = Event.objects.latest("pk")
        event.reason_code = "gone"

        assert lines([event], UserFactory(administrator=True))[0].code == "gone"


class TestTheFirstPage:
    def test_tells_a_code_where_there_are_no_words(self, client, recommendation, reader):
        write(
            Reason(code=ReasonCode.NEW_EDITION), lambda: Recommendation.objects.update(duty="once")
        )
        client.force_login(reader)

        assert "Ana: “new edition”" in client.get("/").content.decode()
