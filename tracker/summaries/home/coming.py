"""What is due: the next two months, and overdue questions and commitments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from django.db.models import DateField, F
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from tracker.compiled_queries import Bound, Rows
from tracker.grouping import group_pairs
from tracker.models import BODY_NAMES, Commitment, Question, Reader, Recommendation, User
from tracker.summaries.home.editions import Edition
from tracker.vocabulary import SETTLED_STATUSES

AHEAD = timedelta(days=60)
MAX_ENTRIES = 10
MAX_ROWS = 100  # of each kind, those due last: more are neither counted nor listed


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Something that comes on a day."""

    on: date
    text: str
    page: str  # its name in the addresses
    args: tuple[object, ...] = ()
    query: str = ""

    @property
    def url(self) -> str:
        """Address of the page."""
        return reverse(self.page, args=self.args) + self.query


@dataclass(frozen=True, slots=True)
class DueRows:
    """Open questions and commitments due by the end of the next two months, by due date."""

    on: date
    questions: Sequence[Question] = ()
    commitments: Sequence[Commitment] = ()

    @classmethod
    def load(cls, user: User, *, on: date) -> Self:
        """Load them, with two queries."""
        questions, commitments = (
            list(user.load(_latest, model, until=on + AHEAD))[::-1]
            for model in (Question, Commitment)
        )
        return cls(on, questions, commitments)

    def overdue[M: Question | Commitment](self, rows: Iterable[M], user: User) -> Iterator[M]:
        """Yield overdue ones on the user's recommendations, or on those assigned to nobody."""
        for row in rows:
            assignee = row.recommendation.assignee_id if row.recommendation else None
            if row.due_on and row.due_on < self.on and assignee in (None, user.pk):
                yield row


def _latest(user: Reader, model: type[Question | Commitment]) -> Rows[Question | Commitment]:
    rows = model.objects.visible_to(user).open().filter(due_on__lte=Bound("until", DateField()))
    named = ("code", *BODY_NAMES)
    return (
        rows.select_related("body", "recommendation")
        .only("text", "due_on", "recommendation__assignee", *(f"body__{name}" for name in named))
        .order_by("-due_on", "-pk")[:MAX_ROWS]
    )


def list_open(user: Reader, model: type[Question | Commitment]) -> Rows[Question | Commitment]:
    """Return open questions to bodies, or commitments, by due date, those without one last."""
    rows = model.objects.visible_to(user).open().order_by(F("due_on").asc(nulls_last=True), "pk")
    return rows.keys_first(MAX_ENTRIES + 1).select_related("recommendation__report__mechanism")


def load_coming(user: User, due: DueRows, editions: Iterable[Edition]) -> list[Entry]:
    """Return what comes in the next two months, soonest first, and the end of each period."""
    entries = [
        *_period_ends(editions),
        *_reviews(user, on=due.on),
        *_answers(due),
        *(
            Entry(row.due_on, f"{row.body.short}: {row.text}", "commitment", (row.pk,))
            for row in due.commitments
            if row.due_on and row.due_on >= due.on
        ),
    ]
    return sorted(entries)[:MAX_ENTRIES]


def _period_ends(editions: Iterable[Edition]) -> Iterator[Entry]:
    """Yield the end of the running period of each mechanism, however far it is."""
    yield from {
        edition.report.mechanism_id: Entry(
            edition.period_end,
            _("End of the period (%(mechanism)s)") % {"mechanism": edition.report.mechanism.code},
            "report",
            (edition.report.slug,),
        )
        for edition in editions
    }.values()


def _reviews(user: User, *, on: date) -> Iterator[Entry]:
    """Yield the number of reviews due on each day; a focal point reviews nothing."""
    if not user.may_read:
        return
    days = Counter(day for (day,) in user.load(_review_days, first=on, until=on + AHEAD))
    for day, number in days.items():
        text = ngettext("%(number)d review due", "%(number)d reviews due", number)
        query = f"?review_by={day.isoformat()}&order=review"
        yield Entry(day, text % {"number": number}, "recommendation_list", query=query)


def _review_days(user: Reader) -> Rows[Recommendation]:
    first, until = Bound("first", DateField()), Bound("until", DateField())
    rows = Recommendation.objects.visible_to(user).current().exclude(status__in=SETTLED_STATUSES)
    rows = rows.filter(review_on__gte=first, review_on__lte=until)
    return rows.order_by("review_on", "sort_key").values_list("review_on")[:MAX_ROWS]


def _answers(due: DueRows) -> Iterator[Entry]:
    """Yield the answers due from each body on each day."""
    rows = group_pairs(
        ((question.due_on, question.body), question)
        for question in due.questions
        if question.due_on and question.due_on >= due.on and question.body
    )
    for (day, body), questions in rows.items():
        number = len(questions)
        text = ngettext(
            "%(body)s: %(number)d answer due", "%(body)s: %(number)d answers due", number
        )
        text %= {"body": body.short, "number": number}
        if number == 1:
            yield Entry(day, text, "question", (questions[0].pk,))
        else:
            query = urlencode({"body": body.code, "state": "asked"})
            yield Entry(day, text, "question_list", query=f"?{query}")
