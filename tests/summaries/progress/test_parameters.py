"""Which recommendations a kind of report tells of."""

from dataclasses import replace as replace_params
from datetime import date

import pytest

from tests.reporting.samples import (
    a_commitment,
    a_correction,
    a_document,
    a_move,
    a_recommendation,
    an_assessment,
    replace,
)
from tracker.errors import InvalidValue
from tracker.models import Body, Citation, Evidence, Mechanism, Report
from tracker.progress import LabelledCode, NoteData, QuestionData, StatusPoint
from tracker.summaries.progress.parameters import (
    ReportParameters,
    has_changed,
    is_in_evidence_pack,
    is_included,
    is_outstanding,
    list_years,
    resolve_body,
    resolve_since,
)
from tracker.vocabulary import Audience, Basis, PastDay, ReportKind

SINCE, ON = date(2030, 3, 31), date(2030, 11, 30)
TERMS = ReportParameters(PastDay(ON), since=SINCE, language="en", kind=ReportKind.CHANGES)
EARLIER, LATER = date(2030, 1, 10), date(2030, 6, 1)
PARTIAL = LabelledCode("partial", "Partially implemented")
LATE = QuestionData("Who pays?", LabelledCode("ask", "ask"), is_overdue=True)
IN_TIME = replace(LATE, is_overdue=False, asked_on=EARLIER)
PROMISED = a_commitment(undertaken_on=EARLIER, is_overdue=False, moves=())
WRONG = a_correction()
ASSESSED = a_recommendation(assessment=an_assessment(), previous_status=PARTIAL)


class TestOutstanding:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, False),
            ({"status": PARTIAL}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (PROMISED, a_commitment())}, True),
            ({"questions": (IN_TIME,)}, False),
            ({"questions": (IN_TIME, LATE)}, True),
        ],
    )
    def test_is_what_is_unsettled_or_has_an_overdue_measure_or_question(self, changes, expected):
        settled = replace(ASSESSED, status=LabelledCode("full", "Fully implemented"))

        assert is_outstanding(replace(settled, **changes)) == expected


class TestChanges:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, False),
            ({"previous_status": LabelledCode("full", "Fully implemented")}, True),
            ({"status_history": (StatusPoint(SINCE, PARTIAL, 2),)}, False),
            (
                {"status_history": (StatusPoint(SINCE, PARTIAL, 2), StatusPoint(ON, PARTIAL, 2))},
                True,
            ),
            ({"assessment": an_assessment(correction=replace(WRONG, corrected_on=EARLIER))}, False),
            ({"assessment": an_assessment(correction=replace(WRONG, corrected_on=LATER))}, True),
            ({"older_corrections": (replace(WRONG, corrected_on=LATER),)}, True),
            ({"older_corrections": (replace(WRONG, corrected_on=date(2031, 1, 1)),)}, True),
            ({"assessment": an_assessment(decided_on=EARLIER)}, False),
            ({"assessment": an_assessment(decided_on=LATER)}, True),
            ({"citations": (a_document(as_of=EARLIER),)}, False),
            ({"citations": (a_document(as_of=LATER),)}, True),
            ({"notes": (NoteData(LATER, "The tender is out.", a_document()),)}, True),
            ({"questions": (IN_TIME,)}, False),
            ({"questions": (replace(IN_TIME, asked_on=LATER),)}, True),
            ({"commitments": (PROMISED,)}, False),
            ({"commitments": (replace(PROMISED, undertaken_on=LATER),)}, True),
            ({"commitments": (replace(PROMISED, moves=(a_move(LATER, None, ""),)),)}, True),
            ({"commitments": (replace(PROMISED, done_on=LATER),)}, True),
        ],
    )
    def test_are_moves_and_whatever_is_dated_after_since(self, changes, expected):
        assert has_changed(replace(ASSESSED, **changes), TERMS) == expected


class TestIncluded:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            (ReportKind.FULL, [True, True]),
            (ReportKind.OUTSTANDING, [True, False]),
            (ReportKind.CHANGES, [False, True]),
            (ReportKind.BODY, [True, False]),
        ],
    )
    def test_is_what_the_kind_is_about(self, kind, expected):
        params = replace_params(TERMS, kind=kind, body=Body(code="MOW"))
        full = LabelledCode("full", "Fully implemented")
        waiting = replace(ASSESSED, status=PARTIAL)
        moved = replace(ASSESSED, status=full, previous_status=PARTIAL, bodies=())

        assert [is_included(one, params) for one in (waiting, moved)] == expected

    @pytest.mark.parametrize(
        ("as_of", "covers_to", "expected"),
        [
            (LATER, SINCE, True),
            (SINCE, SINCE, False),
            (SINCE, date(2030, 4, 1), True),
            (date(2030, 12, 1), SINCE, False),
        ],
    )
    def test_is_evidence_cited_in_the_period_or_about_part_of_it(self, as_of, covers_to, expected):
        cited = Citation(as_of=as_of), Evidence(covers_from=EARLIER, covers_to=covers_to)

        pack = replace_params(TERMS, kind=ReportKind.EVIDENCE)
        assert is_in_evidence_pack(*cited, pack) == expected
        assert is_in_evidence_pack(*cited, TERMS)


EDITION = Report(
    mechanism=Mechanism(code="TIP"),
    year=2024,
    country_name="Kosovo",
    period_from=date(2023, 4, 1),
    period_to=date(2024, 3, 31),
)
MAY = date(2024, 5, 1)


class TestSince:
    @pytest.mark.parametrize(
        ("on", "since", "expected"),
        [
            (MAY, None, EDITION.period_to),
            (date(2023, 6, 1), None, date(2023, 6, 1)),
            (MAY, date(2023, 3, 31), date(2023, 3, 31)),
            (MAY, MAY, MAY),
        ],
    )
    def test_is_the_end_of_the_editions_period_unless_another_day_is_asked_for(
        self, on, since, expected
    ):
        assert resolve_since(EDITION, on=on, since=since) == expected

    def test_is_never_after_the_day_of_the_report(self):
        with pytest.raises(
            InvalidValue, match=r"as of 1 May 2024 .* since 2 May 2024, .* Choose an earl"
        ):
            resolve_since(EDITION, on=MAY, since=date(2024, 5, 2))

    def test_begins_the_day_after_and_ends_with_the_day_of_the_report(self):
        params = ReportParameters(PastDay(MAY), since=EDITION.period_to, language="en")
        days = [EDITION.period_to, date(2024, 4, 1), MAY, date(2024, 5, 2), None]

        assert [params.is_in_period(day) for day in days] == [False, True, True, False, False]

    def test_is_at_most_a_day_before_the_editions_period(self):
        with pytest.raises(InvalidValue, match=r"from 1 April 2023, .* since 30 March 2023"):
            resolve_since(EDITION, on=MAY, since=date(2023, 3, 30))


class TestBody:
    @pytest.mark.parametrize(
        ("audience", "is_external", "addressee"),
        [(Audience.INTERNAL, False, None), (Audience.PUBLIC, True, None), (Audience.BODY, True, 7)],
    )
    def test_is_the_addressee_of_a_report_for_itself(self, audience, is_external, addressee):
        params = replace_params(TERMS, audience=audience, body=Body(pk=7))

        assert (params.is_external, params.addressee) == (is_external, addressee)
        assert replace_params(params, body=None).addressee is None
        assert resolve_body(ReportKind.BODY, params.body, Audience.BODY, on=MAY) is params.body

    def test_is_needed_for_a_report_for_a_body_alone(self):
        assert resolve_body(ReportKind.FULL, None, Audience.INTERNAL, on=MAY) is None
        with pytest.raises(InvalidValue, match=r"Choose a responsible body for this kind"):
            resolve_body(ReportKind.BODY, None, Audience.BODY, on=MAY)

    def test_tells_a_day_of_the_editions_own_period_by_what_was_known_of_it_afterwards(self):
        then = PastDay(MAY, Basis.AS_RECORDED_THEN)
        since = [EDITION.period_to, date(2024, 4, 1)]
        before = [
            ReportParameters(
                then, since=day, language="en", edition_to=EDITION.period_to
            ).previous_day
            for day in since
        ]

        assert before == [
            PastDay(since[0], Basis.AS_KNOWN_NOW),
            PastDay(since[1], Basis.AS_RECORDED_THEN),
        ]


class TestYears:
    def test_are_the_editions_own_and_those_of_the_mechanism_that_began_by_the_day(self):
        edition = Report(
            period_from=date(2023, 4, 1),
            period_to=date(2024, 3, 31),
            mechanism=Mechanism(year_starts_month=4),
        )

        years = list_years(edition, on=date(2025, 4, 1))

        assert [(year.label, year.period_from, year.period_to) for year in years] == [
            ("2023/24", date(2023, 4, 1), date(2024, 3, 31)),
            ("2024/25", date(2024, 4, 1), date(2025, 3, 31)),
            ("2025/26", date(2025, 4, 1), date(2026, 3, 31)),
        ]
        assert list_years(edition, on=date(2024, 3, 31)) == years[:1]

    def test_of_the_calendar_and_of_several_years_are_named_so(self):
        edition = Report(
            period_from=date(2019, 6, 1),
            period_to=date(2022, 12, 31),
            mechanism=Mechanism(year_starts_month=1),
        )

        years = list_years(edition, on=date(2023, 2, 1))

        assert [year.label for year in years] == ["2019–2022", "2023"]
