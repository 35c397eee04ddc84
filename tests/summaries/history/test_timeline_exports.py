"""Events in a file: in words and as codes, without what is not for its reader."""

import pytest

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Event, Evidence, Question, Recommendation
from tracker.summaries.history import timeline
from tracker.summaries.history.shown import Names
from tracker.summaries.history.timeline import export_events
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def exported(user, language="en"):
    return list(export_events(Event.objects.visible_to(user), user, language))


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


def test_events_are_exported_newest_first_over_batches(ana, monkeypatch):
    monkeypatch.setattr(timeline, "BATCH_SIZE", 2)
    RecommendationFactory.create_batch(3)

    keys = [line.event.pk for line in exported(ana)]

    assert keys == [event.pk for event in Event.objects.visible_to(ana).newest_first()]
    assert len(keys) > 4


def test_a_change_stands_in_words_and_as_codes(ana):
    row = RecommendationFactory(lead=None)
    with as_factory():
        Recommendation.objects.filter(pk=row.pk).update(duty="once")

    line = exported(ana)[0]

    assert line.noun == "recommendation"
    assert line.recommendation == row.cited_as
    assert line.values == (("duty", "continuing", "once"),)
    assert (line.old, line.new) == ({"duty": "continuing"}, {"duty": "once"})
    assert line.at == line.event.at
    assert exported(ana, "sq")[0].noun != "recommendation"


def test_a_key_of_a_hidden_row_is_not_shown():
    viewer = UserFactory(viewer=True)
    law, secret = EvidenceFactory(), EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
    names = Names([(Evidence, law.pk), (Evidence, secret.pk)], viewer)
    event = Event(table="tracker_citation")

    for key, shown in ((law.pk, law.pk), (secret.pk, timeline.NOT_SHOWN), (None, None)):
        values = timeline._as_codes(event, {"evidence_id": key, "page": "7"}, names)
        assert values == {"evidence_id": shown, "page": "7"}
    assert timeline._as_codes(event, None, names) is None
    assert timeline._as_codes(Event(table="gone"), {"a_id": 7}, names) == {"a_id": 7}


def test_a_change_of_no_recommendation_is_cited_as_none(ana):
    row, _body = RecommendationFactory(), BodyFactory()

    cited = {line.event.table: line.recommendation for line in exported(ana)}

    assert (cited["tracker_body"], cited["tracker_recommendation"]) == ("", row.cited_as)


def test_evidence_that_is_for_named_readers_now_is_named_in_no_change(ana):
    law = EvidenceFactory(title="Zanzibar", added_by=ana)
    question = QuestionFactory()
    with as_factory():
        Question.objects.update(answered_on="2025-01-01", answered_by=law)
        Evidence.objects.filter(pk=law.pk).update(sensitivity=Sensitivity.NAMED_READERS)
    assert Question.objects.visible_to(ana).get() == question

    assert "Zanzibar" not in repr([line.values for line in exported(ana)])


def test_what_is_for_named_readers_is_left_out_whoever_asks(ana):
    piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, added_by=ana)
    assert Event.objects.visible_to(ana).filter(table="tracker_evidence", key=piece.pk).exists()

    assert not [line for line in exported(ana) if line.event.table == "tracker_evidence"]
    assert timeline.EXCLUSIONS == "Restricted evidence is left out."
