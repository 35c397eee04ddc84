"""Rows in numbers, written at once: for tests that a page costs the same whatever there is."""

from tests.factories import BodyFactory, ReportFactory, as_factory
from tracker.actions.assignments import assign_several
from tracker.audit.context import who
from tracker.models import Recommendation, Responsibility
from tracker.vocabulary import Basis, Confidence, Duty, Role, Theme


def recommendations(number, *, lead="THBD", **fields):
    """So many recommendations of one report, with one lead body."""
    report, body = ReportFactory(), BodyFactory(code=lead)
    first = report.recommendations.count() + 1
    with as_factory():
        rows = Recommendation.objects.bulk_create(
            Recommendation(
                report=report,
                number=str(position),
                position=position,
                sort_key=f"XK/TIP/7975/{position:06d}",
                text=f"Give victims a place in a shelter ({position}).",
                short_title=f"Shelter for victims {position}",
                theme=Theme.PROTECTION,
                duty=Duty.CONTINUING,
                **fields,
            )
            for position in range(first, first + number)
        )
        Responsibility.objects.bulk_create(
            Responsibility(
                recommendation=row,
                body=body,
                role=Role.LEAD,
                basis=Basis.NAMED_IN_REPORT,
                confidence=Confidence.HIGH,
                sort_key=row.sort_key,
            )
            for row in rows
        )
    return rows


def assigned(to, *, lead="THBD"):
    """The request in which a person took over all that a body leads."""
    request = f"assigned-{lead}"
    rows = Recommendation.objects.filter(responsibilities__body__code=lead)
    with who(to.username, id=to.pk, source="site", request=request):
        assign_several(recommendations=rows, person=to, by=to, words="New team")
    return request
