"""What analysts wrote for the progress report itself, and whose paper it stands on."""

from collections.abc import Mapping

from django.conf import settings

from tracker.models import Remark as RemarkRow
from tracker.models import Report, User
from tracker.progress import Letterhead
from tracker.progress import Remark
from tracker.vocabulary import Then


def remarks(
    report: Report, *, then: Then, language: str, reader: User | None
) -> Mapping[int | None, Remark]:
    """The newest remark in this language on each recommendation, by key; under None the summary.

    One query. What was written in another language alone is not there.
    """
    rows = RemarkRow.objects.all() if reader is None else RemarkRow.objects.visible_to(reader)
    rows = rows.filter(report=report, language=language).told(then).newest_first()
    told: dict[int | None, Remark] = {}
    for row in rows:
        told.setdefault(row.recommendation_id, Remark(row.text, row.as_of, row.pk))
    return told


def letterhead() -> Letterhead:
    """Name, logo, colour and preface of the settings; empty where none is set."""
    return Letterhead(
        name=getattr(settings, "REPORT_NAME", ""),
        logo=getattr(settings, "REPORT_LOGO", ""),
        colour=getattr(settings, "REPORT_COLOUR", ""),
        preface=getattr(settings, "REPORT_PREFACE", ""),
    )
