"""Assessments written by the actions, from plain keyword arguments."""

from dataclasses import fields
from datetime import date
from typing import Any

from tests.factories import AssessmentFactory, as_factory
from tracker.actions.assessments import submission
from tracker.actions.assessments.review import update_status
from tracker.actions.assessments.submission import (
    AssessmentInput,
    CorrectAssessment,
    ReviseAssessment,
    SubmitAssessment,
)
from tracker.models import Assessment

CONTENT = {field.name for field in fields(AssessmentInput)}


def submit_assessment(**values: Any) -> Assessment:
    return submission.submit(SubmitAssessment(**_with_content(values)))


def revise_assessment(**values: Any) -> Assessment:
    return submission.revise(ReviseAssessment(**_with_content(values)))


def correct_assessment(**values: Any) -> Assessment:
    values.setdefault("as_of", values["assessment"].as_of)
    return submission.correct(CorrectAssessment(**_with_content(values)))


def _with_content(values: dict[str, Any]) -> dict[str, Any]:
    content = {name: values[name] for name in values.keys() & CONTENT}
    rest = {name: values[name] for name in values.keys() - CONTENT}
    return {**rest, "content": AssessmentInput(**content)}


def show_its_status(assessment):
    """Several are approved at once only where the status stays."""
    AssessmentFactory(
        recommendation=assessment.recommendation,
        approved=True,
        status=assessment.status,
        as_of=date(2024, 4, 1),
    )
    with as_factory():
        update_status(assessment.recommendation)
