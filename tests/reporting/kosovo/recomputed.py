"""Statuses, slippage and questions of the Kosovo report in plain SQL, for any day and both pasts."""

from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import connection

from tests.realistic_year.world import SLUG, ZONE

ASSESSMENTS = """
    SELECT r.number, a.period_to, a.status, a.as_of
    FROM tracker_assessment a
    JOIN tracker_recommendation r ON r.id = a.recommendation_id
    JOIN tracker_report e ON e.id = r.report_id
    WHERE e.slug = %s AND a.perspective = 'analyst' AND a.state = 'approved'
      AND a.as_of <= %s AND a.decided_at < %s
      AND NOT EXISTS (
        SELECT 1 FROM tracker_assessment c
        WHERE c.corrects_id = a.id AND c.state = 'approved' AND c.decided_at < %s)
    ORDER BY r.number, a.as_of, a.decided_at, a.id
"""
DUE_DATES = """
    SELECT m.text, d.before, d.due_on, m.done_on, m.dropped_reason
    FROM tracker_commitment m
    JOIN tracker_duedate d ON d.commitment_id = m.id
    WHERE m.withdrawn_at IS NULL AND m.undertaken_on <= %s AND d.agreed_on <= %s
    ORDER BY m.id, d.id
"""
QUESTIONS = """
    SELECT r.number, count(*)
    FROM tracker_question q JOIN tracker_recommendation r ON r.id = q.recommendation_id
    WHERE q.answered_on IS NULL AND q.dismissal_reason = ''
    GROUP BY r.number
"""
VIEWS = """
    SELECT count(*) FROM tracker_assessment
    WHERE state = 'approved' AND perspective <> 'analyst' AND as_of <= %s
"""


def statuses(on, basis):
    """The status of each recommendation by number, of those that have one on the day."""
    return {number: rows[-1][2] for number, rows in _assessments(on, basis)}


def years(on, basis):
    """The status of each recommendation and period: {("6", date(2025, 3, 31)): "substantial"}."""
    return {
        (number, period_to): status
        for number, rows in _assessments(on, basis)
        for _number, period_to, status, _as_of in rows
    }


def _assessments(on, basis):
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZONE)
    known = midnight if basis == "believed" else datetime(9000, 1, 1, tzinfo=ZONE)
    rows = [
        (number, _day(period_to), status, _day(as_of))
        for number, period_to, status, as_of in select(ASSESSMENTS, SLUG, on, known, known)
    ]
    return [(number, list(group)) for number, group in groupby(rows, key=lambda row: row[0])]


def slippage(on):
    """First due date, that of the day, number of moves and days late, by the commitment's text."""
    rows = select(DUE_DATES, on, on)
    slipped = {}
    for text, group in groupby(rows, key=lambda row: row[0]):
        dates = list(group)
        due, done, dropped = _day(dates[-1][2]), _day(dates[-1][3]), dates[-1][4]
        is_open = not dropped and (done is None or done > on)
        late = (on - due).days if is_open and due and due < on else 0
        slipped[text] = (_day(dates[0][2]), due, len(dates) - 1, late)
    return slipped


def open_questions():
    """The number of open questions by recommendation."""
    return dict(select(QUESTIONS))


def count_views(on):
    return select(VIEWS, on)[0][0]


def select(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def _day(value):
    """A day of the database: SQLite returns text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
