"""What analysts wrote for the progress report itself, and whose paper it stands on."""

from collections.abc import Mapping

from django.conf import settings

from tracker.models import Remark, Report, User
from tracker.progress import Letterhead
from tracker.progress import Remark as Told
from tracker.vocabulary import Then


def remarks(
    report: Report, *, then: Then, language: str, reader: User | None
) -> Mapping[int | None, Told]:
    """The newest remark in this language on each recommendation, by key; under None the summary.

    One query. What was written in another language alone is not there.
    """
    rows = Remark.objects.all() if reader is None else Remark.objects.visible_to(reader)
    rows = rows.filter(report=report, language=language).told(then).newest_first()
    told: dict[int | None, Told] = {}
    for row in rows:
        told.setdefault(row.recommendation_id, Told(row.text, row.as_of, row.pk))
    return told


def letterhead() -> Letterhead:
    """Name, logo, colour and preface of the settings; empty where none is set."""
    return Letterhead(
        name=getattr(settings, "REPORT_NAME", ""),
        logo=getattr(settings, "REPORT_LOGO", ""),
        colour=getattr(settings, "REPORT_COLOUR", ""),
        preface=getattr(settings, "REPORT_PREFACE", ""),
    )
