"""How well an assessment is backed, and which evidence is to be checked."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
)
from tests.factories.base import as_factory
from tests.helpers.publications import a_report, draft, people
from tracker.models import Evidence
from tracker.summaries.evidence import (
    EvidenceIssue,
    count_links_for_named_readers,
    find_changed_links,
    find_expired,
    find_known_hashes,
    format_span,
    list_links,
    list_stored_files,
)
from tracker.vocabulary import Sensitivity, Use
from tracker.vocabulary.evidence import EvidenceFault

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WITHDRAWN = {"withdrawn_at": datetime(2024, 10, 5, tzinfo=UTC), "withdrawal_reason": "Wrong"}


class TestAnIssue:
    LAW = Evidence(pk=7, title="Law", sensitivity="internal", url="https://example.org")
    SECRET = Evidence(pk=8, title="Letter", sensitivity="named_readers", url="https://example.org")

    @pytest.mark.parametrize(
        ("fields", "sentence", "values"),
        [
            ({"evidence": LAW}, "Evidence 7, “Law” (https://example.org): {fault}.", {"piece": 7}),
            ({"evidence": SECRET}, "Evidence 8: {fault}.", {"piece": 8}),
            (
                {"evidence": LAW, "version": 2},
                "Evidence 7, “Law”, version 2: {fault}.",
                {"piece": 7, "version": 2},
            ),
            ({"sha256": "ab"}, "ab: {fault}.", {"sha256": "ab"}),
            ({"publication_file": "a.pdf"}, "a.pdf: {fault}.", {"printed": "a.pdf"}),
            ({"sha256": "ab", "code": 404}, "ab: {fault} (404).", {"sha256": "ab", "code": 404}),
            (
                {
                    "evidence": SECRET,
                    "day": date(2025, 1, 2),
                    "recommendations": ("TIP 1", "TIP 2"),
                },
                "Evidence 8: {fault} (2025-01-02); cited by assessments of TIP 1, TIP 2.",
                {"piece": 8, "day": "2025-01-02", "resting": ["TIP 1", "TIP 2"]},
            ),
        ],
    )
    def test_says_what_is_amiss_and_hides_what_is_for_named_readers(self, fields, sentence, values):
        issue = EvidenceIssue(EvidenceFault.MISSING, **fields)
        said = sentence.format(fault=EvidenceFault.MISSING.label)

        assert str(issue) == said
        assert issue.as_json() == {"what": "missing", **values, "says": said}

    def test_is_certain_unless_it_may_pass_by_itself(self):
        assert EvidenceIssue(EvidenceFault.MISSING).is_certain
        assert not EvidenceIssue(EvidenceFault.ACCESS_DENIED).is_certain


class TestFiles:
    def test_are_listed_by_evidence_withdrawn_ones_too(self):
        second = FileFactory(**WITHDRAWN)
        third = FileFactory(evidence=second.evidence)
        first = FileFactory(evidence__title="Letter")

        stored = list(list_stored_files())

        assert [(file.number, file.sha256) for file in stored] == [
            (1, second.sha256),
            (2, third.sha256),
            (1, first.sha256),
        ]
        assert (stored[2].evidence.title, stored[2].evidence.sensitivity) == ("Letter", "internal")
        assert stored[2].clean_sha256 == first.clean_sha256

    def test_are_known_by_either_hash(self):
        file, _other = FileFactory(), FileFactory()

        for sha256 in (file.sha256, file.clean_sha256):
            assert find_known_hashes([sha256]) == {file.sha256, file.clean_sha256}
        printed = draft(a_report(), people()[0]).files.order_by("format").first()
        assert find_known_hashes([printed.sha256, "0" * 64]) == {printed.sha256}
        assert find_known_hashes(["0" * 64]) == set()


class TestLinks:
    def test_are_those_in_use_with_what_was_read_of_them(self):
        read_on = {"link_read_on": date(2025, 1, 1), "link_sha256": "a" * 64}
        old = EvidenceFactory(accessed_on=date(2025, 1, 1), **read_on)
        new = EvidenceFactory(accessed_on=date(2025, 1, 2), **read_on)
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        EvidenceFactory(url="")
        EvidenceFactory(**WITHDRAWN)

        links = list_links(named=False)

        assert links == [old, new]
        assert (links[0].link_sha256, links[0].link_read_on) == ("a" * 64, date(2025, 1, 1))
        assert links[0].url == old.url
        assert list_links(named=True) == [old, new, secret]
        assert count_links_for_named_readers() == 1

    def test_are_changed_when_the_address_is_newer_than_the_reading(self):
        pieces = [EvidenceFactory() for _ in range(4)]
        keys = [piece.pk for piece in pieces]

        def change(piece, **values):
            with as_factory():
                Evidence.objects.filter(pk=piece.pk).update(**values)

        change(pieces[0], link_read_on=date(2025, 1, 1))
        change(pieces[0], url="https://example.org/1")
        change(pieces[1], url="https://example.org/2")
        change(pieces[1], link_sha256="b" * 64)
        change(pieces[2], url="https://example.org/3")
        change(pieces[3], url="https://example.org/4")
        change(pieces[3], link_read_on=date(2025, 1, 1))

        assert find_changed_links(keys) == {keys[0], keys[2]}
        assert find_changed_links(keys[:1]) == {keys[0]}


class TestFindExpired:
    def test_names_the_judgments_that_rest_on_it_once(self):
        law = EvidenceFactory(expires_on=date(2025, 1, 1))
        EvidenceFactory(expires_on=date(2025, 1, 2))
        EvidenceFactory(expires_on=date(2025, 1, 1), **WITHDRAWN)
        judged = AssessmentFactory(approved=True)
        second, third = AssessmentFactory(approved=True), AssessmentFactory(approved=True)
        draft = AssessmentFactory()
        for assessment, use in (
            (judged, Use.SUPPORTS),
            (judged, Use.CONTRADICTS),
            (second, Use.COMMITMENT),
            (third, Use.CONTEXT),
            (draft, Use.SUPPORTS),
        ):
            row = assessment.recommendation
            CitationFactory(evidence=law, recommendation=row, assessment=assessment, use=use)
        CitationFactory(evidence=law)  # a note

        (issue,) = find_expired(on=date(2025, 1, 2))

        assert (issue.fault, issue.day) == (EvidenceFault.EXPIRED, date(2025, 1, 1))
        assert issue.evidence == law
        assert str(issue).startswith(f"Evidence {law.pk}, “{law.title}”: ")
        assert issue.recommendations == ("TIP 2024 Kosovo 1", "TIP 2024 Kosovo 2")


class TestFormatSpan:
    @pytest.mark.parametrize(
        ("first", "last", "text"),
        [
            (date(2026, 1, 1), date(2026, 9, 30), "January to September 2026"),
            (date(2025, 11, 1), date(2026, 2, 28), "November 2025 to February 2026"),
            (date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
            (date(2025, 1, 1), date(2026, 12, 31), "2025–2026"),
            (date(2026, 3, 5), date(2026, 3, 5), "5 March 2026"),
            (date(2026, 3, 5), date(2026, 4, 6), "5 March 2026 to 6 April 2026"),
            (date(2026, 3, 5), None, "5 March 2026 – …"),
            (None, None, ""),
        ],
    )
    def test_names_whole_months_and_years(self, first, last, text):
        assert format_span(first, last) == text

    def test_in_serbian(self):
        with translation.override("sr-latn"):
            text = format_span(date(2026, 1, 1), date(2026, 9, 30))

        assert text == "januar – septembar 2026."
