"""Since when a report tells what happened, and for whom it is."""

from datetime import date

import pytest

from tracker.errors import Invalid
from tracker.models import Report
from tracker.summaries.terms import Terms, body_of, since_of
from tracker.vocabulary import Audience, Past, ReportKind, Then

EDITION = Report(period_from=date(2023, 4, 1), period_to=date(2024, 3, 31))
MAY = date(2024, 5, 1)


class TestSince:
    @pytest.mark.parametrize(
        ("on", "since", "told"),
        [
            (MAY, None, EDITION.period_to),
            (date(2023, 6, 1), None, date(2023, 6, 1)),
            (MAY, date(2023, 3, 31), date(2023, 3, 31)),
            (MAY, MAY, MAY),
        ],
    )
    def test_is_the_end_of_the_editions_period_unless_another_day_is_asked_for(
        self, on, since, told
    ):
        assert since_of(EDITION, on=on, since=since) == told

    def test_is_never_after_the_day_of_the_report(self):
        with pytest.raises(Invalid, match=r"on 1 May 2024 .* since 2 May 2024: .* Choose an earl"):
            since_of(EDITION, on=MAY, since=date(2024, 5, 2))

    def test_begins_the_day_after_and_ends_with_the_day_of_the_report(self):
        terms = Terms(Then(MAY), since=EDITION.period_to, language="en")
        days = [EDITION.period_to, date(2024, 4, 1), MAY, date(2024, 5, 2), None]

        assert [terms.happened(day) for day in days] == [False, True, True, False, False]
        assert terms.first_day == date(2024, 4, 1)


class TestBody:
    def test_is_needed_for_a_report_for_a_body_alone(self):
        assert body_of(ReportKind.FULL, None, Audience.INTERNAL) is None
        with pytest.raises(Invalid, match=r"needs the body\. Name it by its code"):
            body_of(ReportKind.BODY, None, Audience.BODY)

    def test_tells_a_day_of_the_editions_own_period_by_what_was_known_of_it_afterwards(self):
        then = Then(MAY, Past.BELIEVED)
        since = [EDITION.period_to, date(2024, 4, 1)]
        before = [
            Terms(then, since=day, language="en", edition_to=EDITION.period_to).before
            for day in since
        ]

        assert before == [Then(since[0], Past.KNOWN_NOW), Then(since[1], Past.BELIEVED)]
