"""How a recommendation stood over time, as a drawing with its table."""

from collections.abc import Iterator

from tracker.progress import RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Chart, Column, Row, Table
from tracker.reporting.course import course_chart
from tracker.reporting.printing import Printing
from tracker.reporting.standings import status
from tracker.words import before_mark, day


def course(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """The course under its heading, where there are two judgments or more."""
    points = told.course
    said = "; ".join(f"{before_mark(day(point.as_of))}: {point.status.label}" for point in points)
    title = printing.words["course"]
    drawn = course_chart(points, until=printing.progress.on, title=title, description=said)
    if not drawn:
        return
    yield printing.heading("course")
    yield Chart(str(drawn), title, f"{title}: {said}")
    yield Table(
        caption=title,
        columns=(Column(printing.words["as_of"], 1), Column(printing.words["status"], 2)),
        rows=tuple(Row((((Bit(day(point.as_of)),),), (status(point.status),))) for point in points),
        is_narrow=True,
    )
