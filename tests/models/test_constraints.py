"""Constraints tell a person what to do, and are plain ones to the database."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from tests.factories import (
    BodyFactory,
    ComponentFactory,
    EvidenceFactory,
    QuestionFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "values", "told"),
    [
        (EvidenceFactory, {"covers_to": "2024-01-01"}, "Choose a date after “Covers from”"),
        (EvidenceFactory, {"kind": "report_passage"}, "or choose another kind"),
        (
            lambda: EvidenceFactory(passage_span=True),
            {"sensitivity": "named_readers"},
            "is public",
        ),
        (QuestionFactory, {"answered_on": "2024-10-01"}, "Fill in one or the other"),
        (QuestionFactory, {"due_on": "2024-10-01"}, "a later due date"),
        (ComponentFactory, {"quote": ""}, "Correct the basis or the quote"),
        (
            BodyFactory,
            {"valid_from": "2024-01-01", "valid_to": "2023-01-01"},
            "is before “Valid from”",
        ),
        (ReportFactory, {"period_to": "2001-01-01"}, "is before “Period from”"),
        (ReportFactory, {"year": 24}, "for example 2024"),
    ],
)
def test_a_rule_that_is_broken_is_told_in_a_sentence(factory, values, told):
    row = factory()
    for name, value in values.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    assert told in " ".join(refused.value.messages)


def test_migrations_know_nothing_of_the_sentences():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
