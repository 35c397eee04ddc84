"""What happened to a publication since it was frozen."""

from datetime import timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    RemarkFactory,
    as_factory,
)
from tests.helpers.publications import (
    LATER,
    NOW,
    WANTED,
    a_report,
    correct,
    draft,
    people,
    published,
)
from tracker.actions import progress
from tracker.actions.evidence import storage
from tracker.actions.progress import PublishReport, WithdrawReport
from tracker.errors import Stale
from tracker.models import Citation, Commitment, Evidence, Figure, Publication, Remark, Reply
from tracker.summaries.progress.publications import (
    annotate_corrected,
    has_remarks,
    is_barred,
    list_notices,
)
from tracker.vocabulary import Attribution, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_publication_is_shut_by_what_a_measure_rests_on_as_by_what_is_cited():
    report, (ana, pia) = a_report(), people()
    with as_factory():
        plan = EvidenceFactory(title="The plan", sensitivity=Sensitivity.PUBLIC)
        first = report.recommendations.get(number="1")
        CommitmentFactory(recommendation=first, undertaken_in=plan)
    out, waits = (
        published(report, ana, pia, audience="public"),
        draft(report, ana, kind="evidence"),
    )
    assert b"The plan" in storage.read_file(out.content_sha256)
    assert not is_barred(waits)
    with as_factory():
        Evidence.objects.filter(pk=plan.pk).update(sensitivity=Sensitivity.NAMED_READERS)

    assert (is_barred(waits), is_barred(out)) == (True, False)
    (withheld,) = list_notices(out, ana)
    assert withheld.text.startswith("The source of a figure, a commitment or a view may no longer")
    assert (withheld.evidence, list_notices(out)) == (None, [])
    gone = progress.withdraw(
        WithdrawReport(publication=out, by=pia, now=LATER, notice="It names a source.")
    )
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
    hidden = "Evidence cited for no. 1 may no longer be shown to these readers."
    for one, advice in (
        (waits, " Discard this draft and create one without it."),
        (out, " Withdraw this report or publish one without it."),
    ):
        assert [notice.text for notice in list_notices(one, ana)] == [hidden + advice]
    assert list_notices(inside, ana) == list_notices(out) == []
    with pytest.raises(Stale, match=r"evidence cited for no. 1 may no longer be shown"):
        progress.publish(PublishReport(publication=waits, by=pia, now=LATER))
    gone = progress.withdraw(
        WithdrawReport(publication=out, by=pia, now=LATER, notice="It names a source.")
    )
    assert [notice.text for notice in list_notices(gone, ana)] == [hidden]


def test_a_publication_is_marked_by_figures_measures_and_words_that_were_put_right_since():
    report, (ana, pia) = a_report(), people()
    first = report.recommendations.get(number="1")
    law = Evidence.objects.get(title="The law on shelters")
    stated = {"evidence": law, "period": "2024", "added_at": NOW}
    revised = FigureFactory(value=70.0, **stated)
    FigureFactory(value=12.0, **{**stated, "period": "2023"})
    CommitmentFactory(recommendation=first, undertaken_in=law)
    written = {"report": report, "as_of": NOW.date().replace(month=1), "written_at": NOW}
    RemarkFactory(recommendation=None, text="All is well.", **written)
    RemarkFactory(recommendation=first, **written)
    with as_factory():
        Reply.objects.create(
            publication=draft(report, ana, audience="public", formats=["md"]),
            body=BodyFactory(code="KP"),
            sent_on=WANTED["on"][0],
            reply_by=LATER.date(),
            entered_by=ana,
        )
    out = published(report, ana, pia, audience="public")
    older = published(report, ana, pia, kind="brief", on="2024-06-30")
    assert list_notices(out) == []
    assert not annotate_corrected(Publication.objects.all()).filter(is_corrected=True).exists()
    FigureFactory(value=80.0, revises=revised, **{**stated, "added_at": LATER})
    gone = {"withdrawn_at": LATER}
    with as_factory():
        Figure.objects.filter(period="2023").update(**gone)
        Commitment.objects.update(**gone)
        Remark.objects.update(**gone)
        Reply.objects.update(**gone)

    name = revised.indicator.name
    assert [one.text for one in list_notices(out)] == [
        f"The figure “{name}, 2024” was revised on 2 May 2025.",
        f"The figure “{name}, 2023” was withdrawn on 2 May 2025.",
        "A commitment for no. 1 was withdrawn on 2 May 2025.",
        "The executive summary was withdrawn on 2 May 2025.",
        "The remark on no. 1 was withdrawn on 2 May 2025.",
        "The reply of KP was withdrawn on 2 May 2025.",
    ]
    assert list_notices(older) == []
    marked = annotate_corrected(Publication.objects.exclude(decided_at=None).order_by("pk"))
    assert [(one.pk, one.is_corrected) for one in marked] == [(out.pk, True), (older.pk, False)]


def test_a_letter_that_turns_out_to_be_of_another_body_shuts_the_report_for_the_first():
    report, (ana, pia) = a_report(), people()
    letter = EvidenceFactory(issuer=BodyFactory(code="THBD"))
    CitationFactory(recommendation=report.recommendations.get(number="1"), evidence=letter)
    asked = {"kind": "body", "audience": "body", "body": "THBD"}
    out, waits = published(report, ana, pia, **asked), draft(report, pia, **asked)
    with as_factory():
        Evidence.objects.filter(pk=letter.pk).update(issuer=BodyFactory(code="NGO"))

    assert (is_barred(waits), is_barred(out)) == (True, False)
    assert list_notices(out, ana)[0].text.startswith(
        "Evidence cited for no. 1 may no longer be shown"
    )


def test_an_internal_report_is_open_to_the_named_readers_alone_of_what_is_for_them_now():
    report, (ana, pia) = a_report(), people()
    out = published(report, ana, pia)
    law = Evidence.objects.get(title="The law on shelters")
    with as_factory():
        Evidence.objects.filter(pk=law.pk).update(sensitivity=Sensitivity.NAMED_READERS)
        law.readers.add(ana)

    assert [is_barred(out, user) for user in (None, pia, ana, law.added_by)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_publication_is_marked_by_corrections_and_hidden_evidence():
    report, (ana, pia) = a_report(), people()
    made = published(report, ana, pia, audience="public")
    assert list_notices(made, ana) == []
    older = published(report, ana, pia, kind="brief", on="2024-06-30")
    correct(report.recommendations.get(number="2"), on=NOW - timedelta(1))
    AssessmentFactory(
        recommendation=report.recommendations.get(number="2"), approved=True, decided_at=LATER
    )
    assert [one.is_corrected for one in annotate_corrected(Publication.objects.all())] == [
        False,
        False,
    ]
    correct(report.recommendations.get(number="1"))
    law = Evidence.objects.get(title="The law on shelters")
    with as_factory():
        Evidence.objects.filter(pk=law.pk).update(sensitivity=Sensitivity.NAMED_READERS)

    progress_report = list_notices(made, ana)

    assert [one.text for one in progress_report] == [
        "Evidence cited for no. 1 may no longer be shown to these readers. Withdraw this report "
        "or publish one without it.",
        "The assessment of no. 1 was corrected on 2 May 2025 from “Partially implemented” to “Initial "
        "steps”.",
    ]
    assert [one.evidence for one in progress_report] == [None, None]
    assert [one.evidence for one in list_notices(made, law.added_by)] == [law, None]
    assert [one.text for one in list_notices(made)] == [
        "The assessment of no. 1 (“Partially implemented”) was corrected on 2 May 2025."
    ]
    marked = annotate_corrected(Publication.objects.order_by("pk"))
    assert [(one.pk, one.is_corrected) for one in marked] == [(made.pk, True), (older.pk, False)]


def test_evidence_that_was_withdrawn_since_is_told_by_what_it_was_used_for():
    report, (ana, pia) = a_report(), people()
    first, second = report.recommendations.order_by("number")
    note, early = (
        CitationFactory(recommendation=second, evidence__sensitivity=Sensitivity.PUBLIC)
        for _each in range(2)
    )
    plan = EvidenceFactory(sensitivity=Sensitivity.PUBLIC)
    CommitmentFactory(recommendation=first, undertaken_in=plan)
    law = Evidence.objects.get(title="The law on shelters")
    out = published(report, ana, pia, audience="public")
    with as_factory():
        Citation.objects.filter(pk=note.pk).update(withdrawn_at=LATER)
        Citation.objects.filter(pk=early.pk).update(withdrawn_at=NOW - timedelta(1))
        Evidence.objects.filter(pk=law.pk).update(withdrawn_at=LATER + timedelta(1))
        Evidence.objects.filter(pk=plan.pk).update(withdrawn_at=LATER + timedelta(2))
        unused = CitationFactory(withdrawn_at=LATER, evidence__withdrawn_at=LATER)
        Evidence.objects.filter(pk=unused.evidence_id).update(sensitivity="public")

    told = [
        ("Evidence cited for no. 2 was withdrawn on 2 May 2025.", LATER),
        ("Evidence cited for no. 1 was withdrawn on 3 May 2025.", LATER + timedelta(1)),
        (
            "The source of a figure, a commitment or a view was withdrawn on 4 May 2025.",
            LATER + timedelta(2),
        ),
    ]
    for user, evidence in ((None, [None] * 3), (ana, [note.evidence, law, plan])):
        notices = list_notices(out, user)
        assert [(one.text, one.at) for one in notices] == told
        assert [one.evidence for one in notices] == evidence
        assert not any(one.bars_reading for one in notices)
    assert not is_barred(out)


def test_a_publication_tells_whether_it_holds_words_that_nobody_approved():
    report, (ana, _pia) = a_report(), people()
    without = draft(report, ana, kind="brief")
    RemarkFactory(recommendation=report.recommendations.get(number="1"), written_at=NOW)

    assert (has_remarks(without), has_remarks(draft(report, ana))) == (False, True)
