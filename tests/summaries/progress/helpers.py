"""What tests of progress reports read."""

from datetime import date

from tests.factories import AssessmentFactory
from tracker.models import Recommendation
from tracker.progress import LabelledCode
from tracker.summaries.progress.data import ReportRows
from tracker.summaries.progress.parameters import Disclosure, ReportParameters
from tracker.summaries.progress.report import build_progress
from tracker.vocabulary import Audience, PastDay, Perspective, Status

ON = date(2025, 3, 31)


def disclose(row, audience=Audience.INTERNAL, on=ON, body=None):
    """What may be shown of a recommendation, and its rows."""
    params = ReportParameters(PastDay(on), ON, "en", audience=audience, body=body)
    loaded = ReportRows.load([row.pk], then=params.then, reader=None)
    return Disclosure(loaded, params), loaded


def label(choice):
    return LabelledCode(choice.value, str(choice.label))


def build(report, on=ON, **options):
    """Build the report on all recommendations there are."""
    return build_progress(report, recommendations=Recommendation.objects.all(), on=on, **options)


def load_progress(recommendation, on=ON, **options):
    (one,) = build_progress(
        recommendation.report,
        recommendations=Recommendation.objects.filter(pk=recommendation.pk),
        on=on,
        **options,
    ).recommendations
    return one


def says(body, recommendation, **changes):
    """The approved view of a responsible body."""
    plain = {
        "perspective": Perspective.RESPONSIBLE_BODY,
        "body": body,
        "recommendation": recommendation,
        "approved": True,
        "status": Status.FULL,
    }
    return AssessmentFactory(**{**plain, **changes})
