"""How a recommendation stood over time."""

from datetime import UTC, date, datetime

from tracker.models import Assessment
from tracker.summaries.progress.recommendations import course, previous, status_at
from tracker.vocabulary import Past, Status, Then

MARCH, JUNE = date(2024, 3, 31), date(2024, 6, 1)


def judged(key, status, as_of, *, said=datetime(2024, 7, 1, tzinfo=UTC), corrects=None):
    return Assessment(pk=key, status=status, as_of=as_of, decided_at=said, corrects_id=corrects)


FIRST = judged(1, Status.NO_ACTION, MARCH)
WRONG = judged(2, Status.FULL, JUNE)
AGAIN = judged(3, Status.PARTIAL, JUNE, said=datetime(2024, 8, 1, tzinfo=UTC), corrects=2)
NEWEST_FIRST = [AGAIN, WRONG, FIRST]


class TestCourse:
    def test_goes_through_every_judgment_but_those_that_were_corrected(self):
        points = course(NEWEST_FIRST)

        assert [(p.as_of, p.status.code, p.rank, p.key) for p in points] == [
            (MARCH, Status.NO_ACTION, 0, 1),
            (JUNE, Status.PARTIAL, 2, 3),
        ]
        assert course([]) == ()

    def test_of_two_judgments_for_one_day_takes_the_one_made_later(self):
        twice = [judged(5, Status.SUBSTANTIAL, MARCH), FIRST]

        assert [point.key for point in course(twice)] == [5]

    def test_has_no_place_for_what_is_not_on_the_scale(self):
        (point,) = course([judged(1, Status.UNABLE_TO_VERIFY, MARCH)])

        assert point.rank is None


class TestPrevious:
    def test_is_of_an_earlier_day_and_was_never_corrected(self):
        later = judged(4, Status.SUBSTANTIAL, date(2024, 9, 1))

        assert previous([later, *NEWEST_FIRST]) == AGAIN
        assert previous(NEWEST_FIRST) == FIRST
        assert previous([FIRST]) is previous([]) is None


class TestStatusAt:
    def test_is_not_assessed_before_the_first_judgment(self):
        assert status_at(NEWEST_FIRST, Then(date(2024, 3, 30))).code == Status.NOT_ASSESSED

    def test_knows_today_what_was_corrected_and_then_what_was_said(self):
        july = date(2024, 7, 15)

        assert status_at(NEWEST_FIRST, Then(july)).code == Status.PARTIAL
        assert status_at(NEWEST_FIRST, Then(july, Past.BELIEVED)).code == Status.FULL
        assert status_at(NEWEST_FIRST, Then(JUNE, Past.BELIEVED)).code == Status.NOT_ASSESSED
