"""Whose word a piece of evidence is, and how strong all that is cited is."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    as_factory,
)
from tests.factories.base import YEAR
from tracker.models import Assessment, Evidence
from tracker.policies import compute_strength, find_separable_sources
from tracker.policies.evidence.sources import ConcernedBodies
from tracker.reporting.phrases import issuer_text
from tracker.summaries.progress.serializers import serialize_evidence_source
from tracker.vocabulary import (
    DOCUMENTS,
    STATE_KINDS,
    AssessmentKind,
    BodyKind,
    Duty,
    EvidenceKind,
    Role,
    Strength,
    Use,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NONE, SELF_REPORTED, DOCUMENTED, INDEPENDENT, CORROBORATED = Strength
EARLY = {"covers_from": date(2023, 1, 1), "covers_to": date(2024, 3, 31)}
WITHDRAWN = {"withdrawn_at": "2024-11-01T09:00Z", "withdrawal_reason": "Typed twice."}
NOT_STATED = {
    "issuer": None,
    "kind": EvidenceKind.NOT_STATED,
    "covers_from": None,
    "covers_to": None,
}
READ = {"value": "HRW", "place": "address", "words": "hrw.org"}


@pytest.fixture
def lead():
    return BodyFactory(code="THBD", parent=BodyFactory(code="KP", parent=BodyFactory(code="MIA")))


@pytest.fixture
def assessment(lead):
    """Of the time from 1 April to 1 October 2024; the THBD leads."""
    assessed = AssessmentFactory(recommendation__duty=Duty.CONTINUING)
    ResponsibilityFactory(recommendation=assessed.recommendation, body=lead)
    return assessed


def cite(assessment, issuer=None, kind=EvidenceKind.OFFICIAL_STATEMENT, *, cited=(), **piece):
    """Cite a piece that supports; `cited` is of the citation."""
    evidence = EvidenceFactory(**{"issuer": issuer, "kind": kind, **piece})
    return CitationFactory(
        recommendation=assessment.recommendation,
        assessment=assessment,
        evidence=evidence,
        **dict(cited),
    )


def body(kind, **fields):
    return BodyFactory(kind=kind, **fields)


def printed(citation):
    """The issuer as reports print it."""
    source = serialize_evidence_source(citation.evidence, is_external=True)
    return issuer_text(source.issuer, source)


class TestTable:
    """Source × role × stated or read: the strength that one such piece gives, and its print."""

    OUTSIDE = (
        BodyKind.OVERSIGHT,
        BodyKind.NGO,
        BodyKind.INTERNATIONAL,
        BodyKind.MONITORING,
        BodyKind.MEDIA,
    )

    @pytest.mark.parametrize("role", [None, *Role])
    @pytest.mark.parametrize("kind", list(BodyKind))
    def test_of_what_is_stated(self, assessment, kind, role):
        issuer = body(kind)
        if role:
            ResponsibilityFactory(recommendation=assessment.recommendation, body=issuer, role=role)
        cited = cite(assessment, issuer, EvidenceKind.LETTER)
        letter = compute_strength(assessment)
        cite(assessment, issuer, EvidenceKind.STATISTIC)
        record = compute_strength(assessment)

        if kind in (BodyKind.COMPANY, BodyKind.UNNAMED):
            expected = SELF_REPORTED, SELF_REPORTED
        elif kind in self.OUTSIDE and role in (None, Role.OVERSIGHT):
            expected = INDEPENDENT, INDEPENDENT
        else:
            expected = SELF_REPORTED, DOCUMENTED
        assert (letter, record) == expected
        assert printed(cited) == issuer.name

    @pytest.mark.parametrize("kind", list(BodyKind))
    def test_of_what_was_only_read(self, assessment, kind):
        issuer = body(kind)
        reading = {"issuer": {**READ, "value": issuer.code}}
        cited = cite(assessment, **NOT_STATED, reading=reading)

        assert compute_strength(assessment) == NONE
        assert printed(cited) == "issuer not stated"

    @pytest.mark.parametrize(
        "missing",
        [
            {"issuer": None},
            {"kind": EvidenceKind.NOT_STATED},
            {"covers_from": None, "covers_to": None},
            {"cited": {"is_use_stated": False}},
        ],
        ids=["issuer", "kind", "period", "use"],
    )
    def test_of_what_is_stated_in_part(self, assessment, missing):
        cite(assessment, **{"issuer": body(BodyKind.NGO), **missing})

        assert compute_strength(assessment) == NONE

    def test_counts_each_kind_of_body(self):
        assert set(BodyKind) == {*STATE_KINDS, *self.OUTSIDE, BodyKind.COMPANY, BodyKind.UNNAMED}


class TestStrength:
    def test_is_none_without_evidence(self, assessment):
        assert compute_strength(assessment) == NONE

    @pytest.mark.parametrize("use", [use for use in Use if use != Use.SUPPORTS])
    def test_counts_only_what_speaks_for_it(self, assessment, use):
        cite(assessment, body(BodyKind.NGO), cited={"use": use})

        assert compute_strength(assessment) == NONE

    def test_counts_nothing_withdrawn_and_nothing_cited_elsewhere(self, assessment):
        ngo = body(BodyKind.NGO)
        cite(assessment, ngo, cited=WITHDRAWN)
        cite(assessment, ngo, **WITHDRAWN)
        cite(AssessmentFactory(recommendation=assessment.recommendation, approved=True), ngo)

        assert compute_strength(assessment) == NONE

    @pytest.mark.parametrize("kind", sorted(DOCUMENTS))
    def test_is_documented_by_a_document_of_the_lead(self, assessment, lead, kind):
        cite(assessment, lead)
        cite(assessment, lead, kind)

        assert compute_strength(assessment) == DOCUMENTED

    def test_is_documented_where_payer_and_recipient_each_confirm(self, assessment, lead):
        shelter = body(BodyKind.NGO)
        ResponsibilityFactory(
            recommendation=assessment.recommendation, body=shelter, role=Role.BENEFICIARY
        )
        cite(assessment, shelter, EvidenceKind.NGO_REPORT)
        assert compute_strength(assessment) == SELF_REPORTED  # on its own funding

        cite(assessment, lead, EvidenceKind.MEETING)
        assert compute_strength(assessment) == SELF_REPORTED  # no document

        cite(assessment, lead, EvidenceKind.LETTER)
        assert compute_strength(assessment) == DOCUMENTED

    def test_is_corroborated_by_a_second_independent_source(self, assessment):
        cite(assessment, body(BodyKind.NGO))
        cite(assessment, body(BodyKind.MONITORING))
        assert compute_strength(assessment) == INDEPENDENT
        assert find_separable_sources(assessment)

        assessment.are_sources_separate = True
        assert compute_strength(assessment) == CORROBORATED
        assessment.are_sources_separate = False
        assert compute_strength(assessment) == INDEPENDENT
        assert find_separable_sources(assessment)

    def test_is_not_corroborated_by_bodies_of_one_state(self, assessment, lead):
        cite(assessment, lead)
        cite(assessment, body(BodyKind.COURT), EvidenceKind.COURT_DECISION)
        assessment.are_sources_separate = True

        assert compute_strength(assessment) == DOCUMENTED
        assert not find_separable_sources(assessment)

    @pytest.mark.parametrize("second", [{"kind": BodyKind.MINISTRY}, {"kind": BodyKind.COMPANY}])
    def test_is_not_corroborated_by_whoever_is_not_independent(self, assessment, second):
        cite(assessment, body(BodyKind.NGO))
        cite(assessment, BodyFactory(**second), EvidenceKind.LAW)
        assessment.are_sources_separate = True

        assert compute_strength(assessment) == INDEPENDENT
        assert not find_separable_sources(assessment)

    def test_costs_the_same_for_much_evidence(self, assessment, lead, django_assert_num_queries):
        for _number in range(5):
            cite(assessment, BodyFactory(parent=lead))
        assessment = Assessment.objects.select_related("recommendation__report").get(
            pk=assessment.pk
        )

        with django_assert_num_queries(3):
            compute_strength(assessment)


class TestSecondSource:
    @pytest.fixture
    def second(self, assessment):
        """Cite two independent sources, the second as told; both are said to be separate."""

        def make(**fields):
            cite(assessment, body(BodyKind.NGO, code="HRW"), **self.FIRST)
            cite(assessment, **{"issuer": body(BodyKind.MEDIA), **fields})
            assessment.are_sources_separate = True
            return compute_strength(assessment)

        return make

    FIRST = {
        "url": "https://hrw.org/a",
        "covers_from": date(2024, 4, 1),
        "covers_to": date(2024, 5, 1),
    }

    def test_is_another_body_at_another_address_about_the_same_time(self, second):
        assert second() == CORROBORATED

    @pytest.mark.parametrize(
        "fields",
        [
            {"url": "https://hrw.org/a"},
            {"covers_from": date(2024, 5, 2), "covers_to": date(2024, 6, 1)},
            {"cited": {"is_use_stated": False}},
        ],
        ids=["one address", "another time", "use not stated"],
    )
    def test_is_not_the_same_again(self, second, fields):
        assert second(**fields) == INDEPENDENT

    def test_is_not_a_second_print_of_one_statement(self, second):
        assert second(original_source=body(BodyKind.NGO, code="HRW")) == INDEPENDENT

    def test_is_not_the_same_body_again(self, second):
        assert second(issuer=body(BodyKind.NGO, code="HRW")) == INDEPENDENT


class TestWhoseWord:
    def test_is_of_the_government_inside_an_independent_report(self, assessment):
        report = body(BodyKind.MONITORING)
        government = body(BodyKind.GOVERNMENT)
        cited = cite(assessment, report, original_source=government)

        assert compute_strength(assessment) == SELF_REPORTED
        assert printed(cited) == f"{report.name}, passing on the words of {government.name}"

    def test_of_words_that_are_the_issuer_s_own_is_its_word(self, assessment, lead):
        own = {"value": lead.code, "place": "text", "words": "The THBD announced"}
        read = cite(assessment, lead, EvidenceKind.STATISTIC, reading={"original_source": own})
        assert compute_strength(assessment) == DOCUMENTED

        with as_factory():
            Evidence.objects.filter(pk=read.evidence_id).update(original_source=lead, reading={})
        assert compute_strength(assessment) == DOCUMENTED

    def test_is_of_the_original_source_even_in_a_document(self, assessment, lead):
        cite(assessment, body(BodyKind.MEDIA), EvidenceKind.STATISTIC, original_source=lead)

        assert compute_strength(assessment) == SELF_REPORTED

    def test_is_not_independent_before_a_person_cleared_what_was_read(self, assessment):
        piece = cite(
            assessment, body(BodyKind.MONITORING), reading={"original_source": READ}
        ).evidence
        assert compute_strength(assessment) == SELF_REPORTED

        piece.reading = {}
        with as_factory():
            piece.save()
        assert compute_strength(assessment) == INDEPENDENT

    def test_of_the_report_that_asks_is_independent_for_its_own_period(self, assessment):
        recommendation = assessment.recommendation
        report = recommendation.report
        baseline = AssessmentFactory(
            recommendation=recommendation,
            kind=AssessmentKind.BASELINE,
            period_from=report.period_from,
            period_to=report.period_to,
            as_of=report.period_to,
        )
        issuer = body(BodyKind.MONITORING)
        own = {"issuer": issuer, "passage_span": True, "passage__report": report}
        cite(baseline, kind=EvidenceKind.REPORT_PASSAGE, **own, **EARLY)
        assert compute_strength(baseline) == INDEPENDENT

        piece = baseline.citations.get().evidence
        piece.covers_to = None  # "since 2023": about the year after too
        with as_factory():
            piece.save()
        CitationFactory(recommendation=recommendation, assessment=assessment, evidence=piece)
        assert compute_strength(assessment) == SELF_REPORTED

    def test_of_an_ombudsperson_is_independent_except_about_herself(self, assessment, lead):
        ombudsperson = body(BodyKind.OVERSIGHT, parent=lead)
        cite(assessment, ombudsperson)
        assert compute_strength(assessment) == INDEPENDENT

        ResponsibilityFactory(recommendation=assessment.recommendation, body=ombudsperson)
        assert compute_strength(assessment) == SELF_REPORTED


class TestLink:
    @pytest.fixture
    def link(self, assessment):
        return cite(assessment, body(BodyKind.NGO), cited={"sentence": ""}).evidence

    def test_raises_nothing_alone(self, assessment, link):
        assert compute_strength(assessment) == NONE

    def test_counts_once_a_copy_is_kept(self, assessment, link):
        copy = FileFactory(evidence=link)
        assert compute_strength(assessment) == INDEPENDENT

        copy.withdrawn_at, copy.withdrawal_reason = WITHDRAWN.values()
        with as_factory():
            copy.save()
        assert compute_strength(assessment) == NONE

    def test_counts_once_its_words_are_kept(self, assessment):
        cite(assessment, body(BodyKind.NGO), cited={"sentence": "“No shelter was opened.”"})

        assert compute_strength(assessment) == INDEPENDENT

    def test_is_not_what_has_no_address(self, assessment):
        cite(assessment, body(BodyKind.NGO), url="", cited={"sentence": ""})

        assert compute_strength(assessment) == INDEPENDENT


class TestTime:
    @pytest.mark.parametrize(
        ("first", "last", "counts"),
        [
            (date(2024, 3, 1), date(2024, 3, 31), False),
            (date(2024, 3, 1), date(2024, 4, 29), False),  # 29 of 60 days
            (date(2024, 3, 1), date(2024, 4, 30), False),  # 30 of 61
            (date(2024, 3, 2), date(2024, 4, 30), True),  # 30 of 60
            (date(2020, 1, 1), date(2024, 7, 1), False),  # 92 of the 184 days of the period
            (date(2020, 1, 1), date(2024, 7, 2), True),
            (date(2013, 1, 1), None, True),  # in force since
            (date(2024, 9, 30), None, True),
            (None, date(2024, 9, 30), True),
            (date(2024, 10, 2), None, False),
            (date(2024, 10, 2), date(2025, 3, 31), False),
            (*YEAR, True),
        ],
    )
    def test_counts_by_halves(self, assessment, first, last, counts):
        cite(assessment, body(BodyKind.NGO), covers_from=first, covers_to=last)

        assert compute_strength(assessment) == (INDEPENDENT if counts else NONE)

    def test_of_a_duty_done_once_is_any_before(self, assessment):
        cite(assessment, body(BodyKind.NGO), **EARLY)
        assert compute_strength(assessment) == NONE

        assessment.recommendation.duty = Duty.ONCE
        assert compute_strength(assessment) == INDEPENDENT


class TestConcernedBodies:
    def concerned(self, recommendation):
        return ConcernedBodies.of(recommendation.responsibilities.all()).all

    @pytest.mark.parametrize("role", list(Role))
    def test_have_a_role_in_carrying_out(self, role):
        responsibility = ResponsibilityFactory(role=role)

        concerned = self.concerned(responsibility.recommendation)

        assert concerned == (set() if role == Role.OVERSIGHT else {responsibility.body_id})

    def test_include_predecessors_successors_and_trees(self):
        network = body(BodyKind.NGO)
        later = body(BodyKind.NGO)
        shelter = body(BodyKind.NGO, parent=network, successors=[later])
        former = body(BodyKind.NGO, successors=[shelter])
        branch = body(BodyKind.NGO, parent=shelter)
        body(BodyKind.NGO, parent=network)
        body(BodyKind.NGO, successors=[later])

        concerned = self.concerned(
            ResponsibilityFactory(body=shelter, role=Role.BENEFICIARY).recommendation
        )

        assert concerned == {one.pk for one in (network, later, shelter, former, branch)}

    def test_are_not_those_withdrawn_or_elsewhere(self):
        responsibility = ResponsibilityFactory(**WITHDRAWN)
        ResponsibilityFactory()

        assert self.concerned(responsibility.recommendation) == set()

    def test_are_found_in_a_circle_of_successors(self):
        first = BodyFactory()
        second = BodyFactory(successors=[first])
        with as_factory():
            first.successors.add(second)

        assert self.concerned(RecommendationFactory(lead=second)) == {first.pk, second.pk}
