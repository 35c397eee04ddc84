"""The form that logs progress, apart from the pages that show it."""

from datetime import date

import pytest
from django.utils.datastructures import MultiValueDict

from tests.factories import BodyFactory, EvidenceFactory, RecommendationFactory, UserFactory
from tracker.actions.evidence.files import line_mark
from tracker.forms.assessments.log import AssessmentForm

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 1)


def form(**answers):
    filled = {"sentence": "Shelters were paid.", "as_of": "2025-06-01"}
    data = MultiValueDict({k: [v] for k, v in (filled | answers).items()})
    bound_form = AssessmentForm(
        data,
        recommendation=RecommendationFactory(),
        user=UserFactory(analyst=True),
        today=TODAY,
    )
    bound_form.full_clean()
    return bound_form


class TestAssessmentForm:
    def test_fills_in_no_issuer_kind_and_period(self):
        BodyFactory(code="THBD")
        bound_form = form()

        names = ("issuer", "kind", "covers_from", "covers_to", "use")
        assert not any(bound_form[name].initial for name in names)
        evidence = bound_form.evidence_input
        assert (evidence.issuer, evidence.kind, evidence.covers_from) == (None, "", None)

    def test_confirms_the_line_of_just_this_link(self):
        url = "https://a.example.org"
        mark = line_mark(None, url)

        assert form(url=url, confirmed=mark).evidence_input.confirmed
        assert not form(url=f"{url}/2", confirmed=mark).evidence_input.confirmed
        assert not form(url=url).evidence_input.confirmed

    def test_offers_what_the_user_added_last(self):
        bound_form = form()
        pieces = [EvidenceFactory(added_by=bound_form.user) for _number in range(4)]
        EvidenceFactory()

        assert bound_form.recent_evidence == pieces[:0:-1]

    def test_keeps_the_words_of_a_link_in_a_note(self):
        note = form(words="Paid in May.").note(by=None, now=None)

        assert note.sentence == "Shelters were paid.\n\n“Paid in May.”"

    def test_days_typed_are_kept(self):
        evidence = form(
            as_of="2025-01-15", covers_from="2024-06-01", covers_to="2024-12-31"
        ).evidence_input

        assert (evidence.covers_from, evidence.covers_to) == (date(2024, 6, 1), date(2024, 12, 31))

    def test_a_key_longer_than_any_is_refused(self):
        assert "evidence" in form(evidence="9" * 30).errors
