"""Rows that a person has to do with: assigned, for named readers, and views of a body."""

from tests.factories import AssessmentFactory, EvidenceFactory, RecommendationFactory
from tracker.vocabulary import Perspective, Sensitivity


def assigned_to(person):
    return RecommendationFactory(assignee=person)


def secret(**fields):
    return EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, **fields)


def view(author, body, **fields):
    return AssessmentFactory(
        author=author, body=body, perspective=Perspective.RESPONSIBLE_BODY, **fields
    )
