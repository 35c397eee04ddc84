"""A ministry that ended, its successors, and rows that continue its responsibilities."""

from datetime import date, timedelta

from tests.factories import BodyFactory, RecommendationFactory, ResponsibilityFactory
from tracker.vocabulary import ResponsibilityBasis

LAST_DAY = date(2021, 12, 31)
AFTER = LAST_DAY + timedelta(days=1)


def ended_body(code, *successors, until=LAST_DAY):
    """A body that ended, with bodies that took over."""
    return BodyFactory(code=code, valid_to=until, successors=list(successors))


def ministry():
    """A ministry that ended, with two successors."""
    return ended_body("MLSW", BodyFactory(code="MFLT"), BodyFactory(code="MOJ"))


def led_by(body, *numbers):
    """Recommendations that a body leads: the responsibilities."""
    return [
        ResponsibilityFactory(recommendation=RecommendationFactory(number=number), body=body)
        for number in numbers
    ]


def divide(row, *codes):
    """Rows of bodies that continue another one."""
    return [
        ResponsibilityFactory(
            recommendation=row.recommendation,
            body=BodyFactory(code=code),
            role=row.role,
            basis=ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
            continues=row,
        )
        for code in codes
    ]
