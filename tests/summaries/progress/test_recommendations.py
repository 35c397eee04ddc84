"""How a recommendation stood over time."""

from datetime import UTC, date, datetime

from tracker.models import Assessment
from tracker.summaries.progress.recommendations import (
    find_previous_assessment,
    list_status_history,
    status_at,
)
from tracker.vocabulary import Basis, PastDay, Status

MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 1)


def assessed(key, status, as_of, *, decided_at=datetime(2024, 7, 1, tzinfo=UTC), corrects=None):
    return Assessment(
        pk=key, status=status, as_of=as_of, decided_at=decided_at, corrects_id=corrects
    )


FIRST = assessed(1, Status.NO_ACTION, MARCH)
WRONG = assessed(2, Status.FULL, JUNE)
AGAIN = assessed(3, Status.PARTIAL, JUNE, decided_at=datetime(2024, 8, 1, tzinfo=UTC), corrects=2)
NEWEST_FIRST = [AGAIN, WRONG, FIRST]


class TestCourse:
    def test_goes_through_every_judgment_but_those_that_were_corrected(self):
        points = list_status_history(NEWEST_FIRST)

        assert [(p.as_of, p.status.code, p.rank, p.key) for p in points] == [
            (MARCH, Status.NO_ACTION, 0, 1),
            (JUNE, Status.PARTIAL, 2, 3),
        ]
        assert list_status_history([]) == ()

    def test_of_two_judgments_for_one_day_takes_the_one_made_later(self):
        twice = [assessed(5, Status.SUBSTANTIAL, MARCH), FIRST]

        assert [point.key for point in list_status_history(twice)] == [5]

    def test_has_no_place_for_what_is_not_on_the_scale(self):
        (point,) = list_status_history([assessed(1, Status.UNABLE_TO_VERIFY, MARCH)])

        assert point.rank is None


class TestPrevious:
    def test_is_of_an_earlier_day_and_was_never_corrected(self):
        later = assessed(4, Status.SUBSTANTIAL, date(2024, 9, 1))

        assert find_previous_assessment([later, *NEWEST_FIRST]) == AGAIN
        assert find_previous_assessment(NEWEST_FIRST) == FIRST
        assert find_previous_assessment([FIRST]) is find_previous_assessment([]) is None


class TestStatusAt:
    def test_is_not_assessed_before_the_first_judgment(self):
        assert status_at(NEWEST_FIRST, PastDay(date(2024, 3, 30))).code == Status.NOT_ASSESSED

    def test_depends_on_whether_corrections_are_known(self):
        july = date(2024, 7, 15)

        assert status_at(NEWEST_FIRST, PastDay(july)).code == Status.PARTIAL
        assert status_at(NEWEST_FIRST, PastDay(july, Basis.AS_RECORDED_THEN)).code == Status.FULL
        assert (
            status_at(NEWEST_FIRST, PastDay(JUNE, Basis.AS_RECORDED_THEN)).code
            == Status.NOT_ASSESSED
        )
