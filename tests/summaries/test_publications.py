"""What happened to a publication since it was frozen."""

import pytest

from tests.factories import EvidenceFactory, MeasureFactory, as_factory
from tests.publishing import LATER, a_report, draft, people, published
from tracker.actions import publishing, storing
from tracker.errors import Stale
from tracker.models import Evidence
from tracker.summaries.publications import is_barred, notices
from tracker.vocabulary import Attribution, Sensitivity

pytestmark = pytest.mark.django_db


def test_a_publication_is_shut_by_what_a_measure_rests_on_as_by_what_is_cited():
    report, (ana, pia) = a_report(), people()
    with as_factory():
        plan = EvidenceFactory(title="The plan", sensitivity=Sensitivity.PUBLIC)
        first = report.recommendations.get(number="1")
        MeasureFactory(recommendation=first, undertaken_in=plan)
    out, waits = (
        published(report, ana, pia, audience="public"),
        draft(report, ana, kind="evidence"),
    )
    assert b"The plan" in storing.kept(out.content_sha256)
    assert not is_barred(waits)
    with as_factory():
        Evidence.objects.filter(pk=plan.pk).update(sensitivity=Sensitivity.NAMED_READERS)

    assert (is_barred(waits), is_barred(out)) == (True, False)
    (told,) = notices(out, ana)
    assert told.told.startswith("The source of a figure, a measure or a view may no longer")
    assert (told.evidence, notices(out)) == (None, [])
    gone = publishing.withdraw(publication=out, by=pia, now=LATER, notice="It names a source.")
    assert is_barred(gone)


def test_a_source_that_may_no_longer_be_named_shuts_what_is_public_with_words_that_fit_its_state():
    report, (ana, pia) = a_report(), people()
    out = published(report, ana, pia, audience="public")
    waits = draft(report, ana, audience="public", kind="evidence")
    inside = draft(report, ana)
    with as_factory():
        Evidence.objects.filter(title="The law on shelters").update(
            attribution=Attribution.PROTECTED
        )

    assert [is_barred(one) for one in (waits, out, inside)] == [True, False, False]
    hidden = "Evidence cited for 1 may no longer be shown to these readers."
    for one, advice in (
        (waits, " Discard this draft, and make one without it."),
        (out, " Withdraw this report, or publish one without it."),
    ):
        assert [notice.told for notice in notices(one, ana)] == [hidden + advice]
    assert notices(inside, ana) == notices(out) == []
    with pytest.raises(Stale, match="evidence cited for 1 may no longer be shown"):
        publishing.publish(publication=waits, by=pia, now=LATER)
    gone = publishing.withdraw(publication=out, by=pia, now=LATER, notice="It names a source.")
    assert [notice.told for notice in notices(gone, ana)] == [hidden]
