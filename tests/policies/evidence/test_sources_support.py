"""Which evidence supports a status when it is submitted, and when it is approved."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tracker.errors import EvidenceMissing
from tracker.policies import check_confirmed, check_evidence
from tracker.policies.evidence.sources import describe_need
from tracker.summaries.recommendations.parts import load_citations
from tracker.vocabulary import (
    ACTS,
    AssessmentKind,
    BodyKind,
    Duty,
    EvidenceKind,
    Perspective,
    Sensitivity,
    Status,
    Use,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EARLY = {"covers_from": date(2023, 1, 1), "covers_to": date(2024, 3, 31)}
NOT_STATED = {"kind": EvidenceKind.NOT_STATED, "covers_from": None, "covers_to": None}
WITHDRAWN = {"withdrawn_at": "2024-11-01T09:00Z", "withdrawal_reason": "Typed twice."}


def judged(status, *citations, duty=Duty.CONTINUING, **fields):
    """An assessment of the time from 1 April to 1 October 2024 with these citations."""
    assessment = AssessmentFactory(recommendation__duty=duty, status=status, **fields)
    for citation in citations:
        CitationFactory(recommendation=assessment.recommendation, assessment=assessment, **citation)
    return assessment


def early(**fields):
    """A citation of what is about the time before."""
    return {"evidence": EvidenceFactory(**EARLY), **fields}


class TestPartialAndAbove:
    @pytest.mark.parametrize("status", [Status.PARTIAL, Status.SUBSTANTIAL])
    def test_cite_what_speaks_for_them(self, status):
        check_evidence(judged(status, {}))

        with pytest.raises(EvidenceMissing) as refusal:
            check_evidence(assessment := judged(status))
        assert str(refusal.value) == (
            f"{assessment.recommendation} can't be set to “{status.label}” as of 1 October 2024: no "
            "evidence about the time from 1 April 2024 to 1 October 2024 speaks for it. Cite some, "
            "or choose “Unable to verify”."
        )

    @pytest.mark.parametrize("use", [Use.CONTRADICTS, Use.CONTEXT, Use.COMMITMENT])
    def test_count_no_other_use(self, use):
        with pytest.raises(EvidenceMissing):
            check_evidence(judged(Status.PARTIAL, {"use": use}))

    def test_count_nothing_withdrawn_and_nothing_cited_elsewhere(self):
        CitationFactory()
        withdrawn = EvidenceFactory(**WITHDRAWN)

        for citation in (WITHDRAWN, {"evidence": withdrawn}):
            with pytest.raises(EvidenceMissing):
                check_evidence(judged(Status.PARTIAL, citation))

    def test_count_what_is_about_the_time(self):
        with pytest.raises(EvidenceMissing):
            check_evidence(judged(Status.PARTIAL, early()))

    def test_count_what_may_be_once_it_is_stated(self):
        piece = EvidenceFactory(**NOT_STATED)

        check_evidence(judged(Status.PARTIAL, {"evidence": piece, "is_use_stated": False}))

    def test_of_a_duty_done_once_count_any_time_before(self):
        check_evidence(judged(Status.PARTIAL, early(), duty=Duty.ONCE))

        with pytest.raises(
            EvidenceMissing, match=r"no evidence about the time up to that day speaks for it. Cite"
        ):
            check_evidence(judged(Status.PARTIAL, duty=Duty.ONCE))

    def test_of_a_baseline_and_its_correction_count_its_own_time(self):
        baseline = judged(
            Status.PARTIAL, early(), duty=Duty.ONCE, kind=AssessmentKind.BASELINE, approved=True
        )
        correction = AssessmentFactory(
            recommendation=baseline.recommendation,
            kind=AssessmentKind.CORRECTION,
            corrects=baseline,
            status=Status.PARTIAL,
        )
        CitationFactory(recommendation=baseline.recommendation, assessment=correction, **early())

        for assessment in (baseline, correction):
            with pytest.raises(EvidenceMissing, match="about the time from 1 April 2024"):
                check_evidence(assessment)


class TestNoAction:
    @pytest.mark.parametrize("use", [Use.CONTRADICTS, Use.CONTEXT, Use.COMMITMENT])
    def test_cites_what_says_so(self, use):
        check_evidence(judged(Status.NO_ACTION, {"use": use}))

    @pytest.mark.parametrize("citations", [[], [{}]], ids=["none", "what supports"])
    def test_is_not_silence(self, citations):
        with pytest.raises(EvidenceMissing, match=r"says that nothing was done. Cite some"):
            check_evidence(judged(Status.NO_ACTION, *citations))

    def test_of_a_duty_done_once_is_about_the_period_too(self):
        with pytest.raises(EvidenceMissing, match="about the time from 1 April 2024 to 1 October"):
            check_evidence(judged(Status.NO_ACTION, early(use=Use.CONTRADICTS), duty=Duty.ONCE))


@pytest.mark.parametrize(
    "status", [Status.INITIAL_STEPS, Status.UNABLE_TO_VERIFY, Status.NOT_APPLICABLE]
)
def test_other_statuses_need_no_evidence(status):
    check_evidence(judged(status))


class TestFull:
    @pytest.fixture
    def lead(self):
        return BodyFactory()

    def full(self, lead, *citations, **fields):
        assessment = judged(Status.FULL, *citations, **fields)
        ResponsibilityFactory(recommendation=assessment.recommendation, body=lead)
        return assessment

    def by(self, issuer, **fields):
        return {"evidence": EvidenceFactory(issuer=issuer, **fields)}

    def test_has_an_independent_source_about_the_time(self, lead):
        check_confirmed(self.full(lead, self.by(lead), self.by(BodyFactory(kind=BodyKind.NGO))))

    def test_is_refused_where_the_independent_source_is_no_support_for_the_time(self, lead):
        ngo = BodyFactory(kind=BodyKind.NGO)

        for citations in (
            [self.by(lead)],
            [self.by(lead), self.by(ngo, **EARLY)],
            [self.by(lead), {**self.by(ngo), "use": Use.CONTEXT}],
        ):
            with pytest.raises(
                EvidenceMissing, match=r"no independent source about the time.*“Largely"
            ):
                check_evidence(self.full(lead, *citations))

    def test_of_a_bodys_own_view_rests_on_its_word(self, lead):
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": lead}

        check_confirmed(self.full(lead, self.by(lead), **view))

    @pytest.mark.parametrize("kind", sorted(ACTS))
    def test_of_a_duty_done_once_rests_on_the_act(self, lead, kind):
        act = self.by(lead, kind=kind, **EARLY)

        check_confirmed(self.full(lead, act, duty=Duty.ONCE))

    def test_of_a_continuing_duty_is_not_proved_by_the_act(self, lead):
        act = self.by(lead, kind=EvidenceKind.LAW)

        with pytest.raises(EvidenceMissing, match="no independent source"):
            check_evidence(self.full(lead, act))

    def test_is_not_proved_by_what_somebody_says_of_the_act(self, lead):
        for fields in ({"kind": EvidenceKind.LETTER}, {"original_source": BodyFactory()}):
            with pytest.raises(EvidenceMissing, match="no independent source"):
                check_evidence(self.full(lead, self.by(lead, **fields), duty=Duty.ONCE))

    def test_of_components_done_once_rests_on_their_acts(self, lead):
        assessment = self.full(lead, self.by(lead, kind=EvidenceKind.LAW))
        components = ComponentFactory.create_batch(
            2, recommendation=assessment.recommendation, duty=Duty.ONCE
        )
        check_confirmed(assessment)

        components[0].duty = Duty.CONTINUING
        with as_factory():
            components[0].save()
        with pytest.raises(EvidenceMissing, match="no independent source"):
            check_confirmed(assessment)


class TestConfirmed:
    """What approving asks besides."""

    @pytest.mark.parametrize(
        "missing",
        [
            {"issuer": None},
            {"kind": EvidenceKind.NOT_STATED},
            {"covers_from": None, "covers_to": None},
        ],
        ids=["issuer", "kind", "period"],
    )
    def test_is_one_supporting_piece(self, missing):
        piece = EvidenceFactory(**{"title": "Letter", "issuer": BodyFactory(), **missing})
        assessment = judged(Status.PARTIAL, {"evidence": piece})
        check_evidence(assessment)

        with pytest.raises(EvidenceMissing) as refusal:
            check_confirmed(assessment)
        assert str(refusal.value) == (
            f"{assessment.recommendation} can't be set to “Partially implemented” as of 1 October "
            "2024: issuer, kind, period and use of “Letter” are not confirmed. Confirm or "
            "complete its line, or choose “Unable to verify”."
        )

        CitationFactory(
            recommendation=assessment.recommendation,
            assessment=assessment,
            evidence=EvidenceFactory(issuer=BodyFactory()),
        )
        check_confirmed(assessment)

    def test_has_its_use_stated(self):
        piece = EvidenceFactory(issuer=BodyFactory())

        with pytest.raises(EvidenceMissing, match="Confirm or complete its line"):
            check_confirmed(judged(Status.PARTIAL, {"evidence": piece, "is_use_stated": False}))

    def test_names_no_piece_for_named_readers(self):
        secret = EvidenceFactory(title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS)

        with pytest.raises(EvidenceMissing, match=f"“Evidence {secret.pk}” are not confirmed"):
            check_confirmed(judged(Status.PARTIAL, {"evidence": secret}))

    def test_is_no_link_alone(self):
        link = {"evidence": EvidenceFactory(title="News", issuer=BodyFactory()), "sentence": ""}

        with pytest.raises(EvidenceMissing, match=r"“News” is only a link. Paste the words"):
            check_confirmed(judged(Status.PARTIAL, link))

    def test_is_independent_for_full(self):
        ngo = EvidenceFactory(title="Report", **NOT_STATED)
        own = EvidenceFactory(issuer=BodyFactory())
        assessment = judged(Status.FULL, {"evidence": own}, {"evidence": ngo})
        check_evidence(assessment)

        with pytest.raises(EvidenceMissing, match="“Report” are not confirmed"):
            check_confirmed(assessment)

    def test_is_not_asked_below_partial_nor_of_a_bodys_own_view(self):
        check_confirmed(judged(Status.INITIAL_STEPS))
        check_confirmed(judged(Status.NO_ACTION, {"use": Use.CONTEXT}))
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": BodyFactory()}
        check_confirmed(judged(Status.PARTIAL, {"evidence": EvidenceFactory(**NOT_STATED)}, **view))


class TestDescribeNeed:
    def need(self, status, *citations, **fields):
        """What is lacked, by an assessment with this status and these citations."""
        assessment = judged(status, *citations, submitted=True, **fields)
        rows = load_citations(assessment.recommendation, UserFactory(analyst=True))
        roles = assessment.recommendation.responsibilities.all()
        return describe_need(assessment, rows, roles)

    def test_is_what_approving_the_next_rank_would_be_refused_for(self):
        assert self.need(Status.INITIAL_STEPS) == (
            "For “Partially implemented” it lacks confirmed evidence about this period that speaks"
            " for it."
        )
        letter = {"evidence": EvidenceFactory(issuer=BodyFactory(kind=BodyKind.MINISTRY))}
        assert self.need(Status.SUBSTANTIAL, letter) == (
            "For “Fully implemented” it lacks a confirmed independent source about this period."
        )
        assert "about any time so far" in self.need(Status.INITIAL_STEPS, duty=Duty.ONCE)

    def test_counts_what_is_confirmed(self):
        unread = {"evidence": EvidenceFactory(**NOT_STATED), "is_use_stated": False}

        assert "lacks confirmed evidence" in self.need(Status.INITIAL_STEPS, unread)

    def test_is_nothing_where_nothing_is_lacking(self):
        report = {"evidence": EvidenceFactory(issuer=BodyFactory(kind=BodyKind.NGO))}
        assert self.need(Status.PARTIAL, report) == ""
        assert self.need(Status.SUBSTANTIAL, report) == ""

    @pytest.mark.parametrize("status", [Status.NO_ACTION, Status.FULL, Status.UNABLE_TO_VERIFY])
    def test_is_nothing_where_no_rank_asks_for_evidence(self, status):
        assert self.need(status) == ""
