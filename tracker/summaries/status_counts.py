"""How many recommendations have which status: from summary rows, or counted.

`actions.history.summary_rows` keeps the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Model,
    Q,
    QuerySet,
    Sum,
)

from tracker.compiled_queries import Bound, BoundKeys, Rows
from tracker.grouping import group_pairs
from tracker.models import (
    Body,
    Mandates,
    Question,
    Reader,
    Recommendation,
    Report,
    Responsibility,
    SummaryRow,
    User,
    Viewer,
    is_of_bodies,
)
from tracker.summaries.history import past_days
from tracker.vocabulary import RANK, Basis, PastDay, Status

MAX_COUNTED = 1_000  # of a body; more are shown as "1000+"
TOO_MANY = "too_many"  # in place of statuses
BY_RANK = sorted(Status, key=lambda status: RANK.get(status, len(RANK)))  # unranked ones last


def find_summary_rows(user: Viewer) -> QuerySet[SummaryRow] | None:
    """Return the summary rows of what the user may see; None: it has to be counted.

    Of several bodies, a recommendation would count several times; what passed on from an ended
    body depends on how it was divided.
    """
    if user.may_read:
        return SummaryRow.objects.filter(body=None)
    bodies = (*user.represented_body_ids, *user.inherited_body_ids)
    if not user.may_represent_body or len(bodies) != 1:
        return None
    return SummaryRow.objects.filter(body=bodies[0])


def count_by_report(user: User, reports: Collection[Report]) -> dict[int, list[tuple[Status, int]]]:
    """Count the recommendations of each report that the user may see, by their status of today.

    By rank, without statuses that none has.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for report, status, number in user.load(_sums, reports=[report.pk for report in reports]):
        counts[report][status] += number
    return {
        report.pk: [(status, number) for status in BY_RANK if (number := counts[report.pk][status])]
        for report in reports
    }


def _sums(user: Reader) -> Rows[Model]:
    rows: QuerySet[Any] | None = find_summary_rows(user)
    total: Aggregate = Sum("number")
    if rows is None:
        rows, total = Recommendation.objects.visible_to(user), Count("pk")
    of_reports = rows.filter(report__in=BoundKeys("reports")).order_by()
    return of_reports.values_list("report", "status").annotate(total)


def count_current(user: User, then: PastDay) -> list[tuple[Status, int]]:
    """Count the recommendations current on a past day that the user may see, by status then."""
    if counts := sum_current(user, then):
        return [(status, counts[status.value]) for status in Status if counts[status.value]]
    seen = Recommendation.objects.visible_to(user)
    return past_days.count_statuses(past_days.filter_current_on(seen, then), then)


def count_by_body(user: User, bodies: Sequence[Body], *, on: date) -> dict[int, Counter[str]]:
    """Count the current recommendations of each body by status, as the list of them would.

    Of a focal point, those of its bodies alone. Of a body to which mandates passed on, more than
    MAX_COUNTED are not told apart; its open questions (`asked_of`) are counted with theirs.
    """
    seen = [body for body in bodies if user.may_read or body.pk in user.represented_body_ids]
    counts = {body.pk: Counter[str]() for body in seen}
    for body, status, number in user.load(_sums_by_body, bodies=list(counts)):
        counts[body][status] += number
    mandates = Mandates(on)
    former = {body: keys for body in seen if (keys := mandates.predecessors([body.pk]))}
    most = max(map(len, former.values()), default=0)
    rows: list[dict[str, object]] = []
    for body, keys in former.items():
        padded = (body.pk, *keys, *keys[-1:] * (most - len(keys)))
        rows.append({"on": on, **{f"body{place}": key for place, key in enumerate(padded)}})
    statuses, questions = (
        group_pairs(user.load_each(build, most, MAX_COUNTED + 1, rows=rows))
        for build in (_statuses_of_heir, _questions_of_heir)
    )
    for place, body in enumerate(former):
        is_counted = len(statuses[place]) <= MAX_COUNTED
        counts[body.pk] = Counter(statuses[place] if is_counted else [TOO_MANY])
        vars(body)["asked_of"] = len(questions[place])
    return counts


def _bodies_bound(number: int) -> tuple[list[Bound], list[Bound]]:
    """Return the places of a body, and of this many ended predecessors."""
    bodies = [Bound(f"body{place}", BigIntegerField()) for place in range(number + 1)]
    return bodies[:1], bodies[1:]


def _statuses_of_heir(user: Reader, number: int, limit: int) -> Rows[Model]:
    own, inherited = _bodies_bound(number)
    roles = Responsibility.objects.of_heir(own, inherited, on=Bound("on", DateField()))
    rows = Recommendation.objects.visible_to(user).current()
    return rows.filter(sort_key__in=roles.values("sort_key")).values_list("status")[:limit]


def _questions_of_heir(user: Reader, number: int, limit: int) -> Rows[Model]:
    rows = Question.objects.visible_to(user).put_to_bodies()
    return rows.filter(is_of_bodies(*_bodies_bound(number))).values_list("pk")[:limit]


def _sums_by_body(_user: Reader) -> Rows[Model]:
    rows = SummaryRow.objects.filter(body__in=BoundKeys("bodies"), is_current=True).order_by()
    return rows.values_list("body", "status").annotate(Sum("number"))


def sum_current(
    user: User, then: PastDay | None, *, body: Body | None = None, theme: str = ""
) -> Counter[str]:
    """Return how many visible recommendations are current, by status, from summary rows.

    On a past day, or today of a body or for a focal point; those of a theme alone where one is
    given. Nothing where the rows do not tell.
    """
    counts = Counter[str]()
    if body and (not user.may_read or then or Mandates(date.max).predecessors([body.pk])):
        return counts
    if then and then.basis != Basis.AS_KNOWN_NOW:
        return counts
    given = {"body": body and body.pk, "theme": theme, "on": then and then.on}
    values = {name: value for name, value in given.items() if value}
    parts = [values]
    if then and user.may_read:  # whole months by their totals, then the rows of the reports
        first = (then.on + timedelta(days=1)).replace(day=1)
        parts = [{**values, "months": True}, {**values, "since": first}]
    for part in parts:
        counts.update(dict(user.load(_sums_by_status, frozenset(part), **part)))
    return counts


_CONDITIONS = {
    "body": Q(body=Bound("body", BigIntegerField())),
    "theme": Q(theme=Bound("theme", CharField())),
    "on": Q(day__lte=Bound("on", DateField())),
    "months": Q(report=None),
    "since": Q(report__isnull=False, day__gte=Bound("since", DateField())),
}


def _sums_by_status(user: Reader, conditions: frozenset[str]) -> Rows[Model]:
    """Sum up what is current; no row where the user's have to be counted."""
    rows = SummaryRow.objects.all() if "body" in conditions else find_summary_rows(user)
    if rows is None:
        return SummaryRow.objects.none()
    rows = rows.filter(*(_CONDITIONS[name] for name in sorted(conditions)), is_current=True)
    return rows.order_by().values_list("status").annotate(Sum("number"))
