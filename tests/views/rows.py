"""Rows in numbers, written at once: for tests that a page costs the same whatever there is."""

from datetime import UTC, datetime
from hashlib import sha256

from django.utils import timezone

from tests.factories import BodyFactory, ReportFactory, as_factory
from tests.factories.base import DAY, YEAR
from tracker.actions.recommendations.bulk import ChangeRows, change_rows
from tracker.audit.context import acting_as
from tracker.models import Citation, Evidence, File, Recommendation, Responsibility
from tracker.vocabulary import (
    Confidence,
    Duty,
    EvidenceKind,
    FileKind,
    Reason,
    ReasonCode,
    ResponsibilityBasis,
    Role,
    Sensitivity,
    Theme,
    Use,
)


def recommendations(number, *, lead="THBD", report=None, **fields):
    """So many recommendations of one report, with one lead body."""
    report, body = report or ReportFactory(), BodyFactory(code=lead)
    first = report.recommendations.count() + 1
    with as_factory():
        rows = Recommendation.objects.bulk_create(
            Recommendation(
                report=report,
                number=str(position),
                position=position,
                sort_key=f"{report.country}/TIP/7975/{position:06d}",
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
                basis=ResponsibilityBasis.NAMED_IN_REPORT,
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
    with acting_as(to.username, id=to.pk, source="site", request=request):
        change_rows(
            ChangeRows(
                rows=rows,
                kind="assign",
                person=to,
                by=to,
                reason=Reason("New team", ReasonCode.REASSIGNMENT),
                now=timezone.now(),
            )
        )
    return request


THEN = datetime(2024, 10, 2, 9, tzinfo=UTC)


def pieces(number, *, by, on, word="shelter", sensitivity=Sensitivity.INTERNAL):
    """So many pieces, each with a file that says the word, cited in turn on these recommendations.

    Written at once: their bytes are nowhere.
    """
    first = Evidence.objects.count()
    numbers = range(first, first + number)
    with as_factory():
        made = Evidence.objects.bulk_create(
            Evidence(
                kind=EvidenceKind.LETTER,
                title=f"Letter {one} on the {word}",
                url=f"https://gazette.example.org/letters/{one}",
                covers_from=YEAR[0],
                covers_to=YEAR[1],
                sensitivity=sensitivity,
                added_by=by,
                added_at=THEN,
            )
            for one in numbers
        )
        File.objects.bulk_create(_file(piece, word, by) for piece in made)
        Citation.objects.bulk_create(
            Citation(
                recommendation=on[place % len(on)],
                evidence=piece,
                use=Use.CONTEXT,
                sentence="It says so.",
                as_of=DAY,
                added_by=by,
                added_at=THEN,
            )
            for place, piece in enumerate(made)
        )
    return made


def _file(piece, word, by):
    page = f"letter {piece.pk} on the {word}"
    return File(
        evidence=piece,
        number=1,
        name="letter.txt",
        kind=FileKind.TXT,
        size=len(page),
        sha256=sha256(page.encode()).hexdigest(),
        clean_size=len(page),
        clean_sha256=sha256(f"clean {page}".encode()).hexdigest(),
        sensitivity=piece.sensitivity,
        extracted_text=page,
        added_by=by,
        added_at=THEN,
    )
