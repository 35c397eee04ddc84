"""What waits for a user on Home, each with the button that does it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import DateField, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from tracker import compiled_queries, formats, policies
from tracker.models import (
    AnsweredSheet,
    Assessment,
    Body,
    Closing,
    Commitment,
    Evidence,
    InboxFile,
    Publication,
    Question,
    Reader,
    Recommendation,
    Redaction,
    Responsibility,
    SensitivityRequest,
    Upgrade,
    User,
    Verification,
)
from tracker.summaries import assessments
from tracker.summaries.home.changes import DueRows
from tracker.summaries.questions.sheets import describe_answers
from tracker.vocabulary import RANK, Perspective, State, Status

MAX_TASKS = 5  # of a kind
MAX_COUNT = 100  # unassigned reviews and sources are counted up to here
UNTIL = compiled_queries.Bound("until", DateField())
SOON = timedelta(days=30)  # reviews due by then are tasks of the assignee


def _by(sentence: str, person: User | None, moment: datetime) -> str:
    """Return the sentence with the person who did something, and the day."""
    return sentence % {"person": person, "day": formats.format_day(timezone.localdate(moment))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits: a recommendation or a title, since when, and one button."""

    url: str
    button: str
    button_url: str = ""  # without one, `url`
    details: str = ""
    recommendation: Recommendation | None = None
    title: str = ""  # without a recommendation, or beside it
    note: str = ""  # typed by who returned it
    is_late: bool = False
    status: str = ""  # proposed
    is_rise: bool = False


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks of one kind, and where all of them are listed if there are more."""

    heading: str
    tasks: list[Task]
    more_url: str = ""


def load_tasks(user: User, due: DueRows) -> list[TaskGroup]:
    """Load what waits for the user; groups without a task are left out."""
    groups = [
        *_decisions(user, on=due.on),
        *_divisions(user),
        *_sources(user),
        *_own_assessments(user),
        *_follow_up(user, due),
        *_administration(user),
    ]
    return [group for group in groups if group.tasks]


def _group(heading: str, tasks: Iterable[Task], more_url: str = "") -> TaskGroup:
    tasks = list(islice(tasks, MAX_TASKS + 1))
    return TaskGroup(heading, tasks[:MAX_TASKS], more_url if len(tasks) > MAX_TASKS else "")


def _decisions(user: User, *, on: date) -> Iterator[TaskGroup]:
    """Yield what a reviewer, a publisher or a second analyst decides, the longest waiting first."""
    queue = reverse("review_queue")
    alone = policies.four_eyes.one_person_decides()
    more_url = queue if user.may_review else ""  # who is invited goes from one to the next
    yield _group(_("To decide"), map(_decision, user.load(_to_decide, alone)), more_url)
    if user.may_review:
        samples = _counted(
            user.load(assessments.row_keys, assessments.sample_approvals, MAX_COUNT),
            lambda number: ngettext(
                "%(number)s assessment is approved as a sample",
                "%(number)s assessments are approved as samples",
                number,
            ),
            reverse("sample_list"),
            _("Confirm"),
        )
        yield TaskGroup(_("Sample approvals"), samples)
        yield _group(_("After the upgrade"), _changed_strengths(user, on=on))
    reviews, publishes, writes = user.may_review, user.may_publish, user.may_write
    reports = reverse("publication_list")
    for may_decide, heading, rows, task, url in (
        (reviews, _("Closings to decide"), assessments.open_closings, _closing, queue),
        (publishes, _("Reports to publish"), assessments.publishable_drafts, _publication, reports),
        (writes, _("Sensitivity to lower"), assessments.sensitivity_requests, _sensitivity, queue),
    ):
        if may_decide:
            yield _group(heading, map(task, user.load(_first_decidable, rows, alone)), url)


def _to_decide(user: Reader, _alone: bool) -> QuerySet[Assessment]:
    return (
        assessments.decidable_assessments(user)
        .select_related(None)
        .select_related("author", "body", *RELATED)[: MAX_TASKS + 1]
    )


def _first_decidable(
    user: Reader, rows: Callable[[Reader], compiled_queries.Rows[Model]], _alone: bool
) -> compiled_queries.Rows[Model]:
    return policies.four_eyes.decidable(rows(user), user)[: MAX_TASKS + 1]


def _to_confirm(user: Reader) -> QuerySet[Evidence]:
    return Evidence.objects.visible_to(user).to_confirm()


def _inbox_files(user: Reader) -> QuerySet[InboxFile]:
    return InboxFile.objects.filter(owner=user.pk).order_by("pk")[:MAX_COUNT]


def _to_review(user: Reader) -> QuerySet[Body]:
    return Body.objects.visible_to(user).to_review()


def _sources(user: User) -> Iterator[TaskGroup]:
    """Yield the lines of evidence to confirm, and the new sources that a reviewer looks at."""
    tasks = []
    if user.may_write:
        tasks += _counted(
            user.load(assessments.row_keys, _to_confirm, MAX_COUNT),
            lambda number: ngettext(
                "%(number)s piece of evidence to confirm",
                "%(number)s pieces of evidence to confirm",
                number,
            ),
            reverse("evidence_to_confirm"),
            _("Open"),
        )
        tasks += _counted(
            user.load(_inbox_files),
            lambda n: ngettext(
                "%(number)s file waits in your inbox", "%(number)s files wait in your inbox", n
            ),
            reverse("evidence_inbox"),
            _("Open"),
        )
    if user.may_review:
        tasks += _counted(
            user.load(assessments.row_keys, _to_review, MAX_COUNT),
            lambda number: ngettext(
                "%(number)s new source to check", "%(number)s new sources to check", number
            ),
            reverse("source_list"),
            _("Open"),
        )
    yield TaskGroup(_("Sources"), tasks)


def _counted(
    rows: Iterable[object],
    title: Callable[[int], str],
    url: str,
    button: str,
    *,
    is_late: bool = False,
) -> list[Task]:
    """Return a task that says how many rows there are, at most MAX_COUNT; none without a row."""
    if not (number := sum(1 for _row in rows)):
        return []
    shown = title(number) % {"number": f"{number}+" if number == MAX_COUNT else number}
    return [Task(title=shown, url=url, button=button, is_late=is_late)]


RELATED = ("recommendation__report__mechanism", "recommendation__current_assessment")


def _decision(assessment: Assessment) -> Task:
    view = assessment.body and _("view of %(body)s") % {"body": assessment.body.short}
    sent = _by(_("sent by %(person)s on %(day)s"), assessment.author, assessment.created_at)
    return Task(
        recommendation=assessment.recommendation,
        url=reverse("assessment_decide", args=[assessment.pk]),
        details=f"{view} · {sent}" if view else sent,
        button=_("Decide"),
        status=assessment.status,
        is_rise=_is_rise(assessment),
    )


def _is_rise(assessment: Assessment) -> bool:
    """Return whether approving it lifts the status; without a ranked one, partial or above does."""
    if assessment.perspective != Perspective.ANALYST:
        return False
    before = RANK.get(Status(assessment.recommendation.status), RANK[Status.INITIAL_STEPS])
    return RANK.get(assessment.status_choice, 0) > before


def _closing(closing: Closing) -> Task:
    row = closing.recommendation
    return Task(
        recommendation=row,
        url=reverse("closing_decide", args=[row.report.slug, row.number, closing.pk]),
        details=_by(_("proposed by %(person)s on %(day)s"), closing.author, closing.created_at),
        button=_("Review"),
    )


def _changed_strengths(user: User, *, on: date) -> Iterator[Task]:
    """Yield a task for the assessments with another strength, a month long after the upgrade."""
    upgrade = Upgrade.objects.filter(number=assessments.STRENGTHS_UPGRADE).first()
    if upgrade is None or timezone.localdate(upgrade.at) + SOON < on:
        return
    first_made = Assessment.objects.order_by("pk").values_list("created_at", flat=True)[:1]
    if not any(made <= upgrade.at for made in first_made):  # a new database: nothing to recalculate
        return
    if number := assessments.find_changed_strengths(user).count():
        yield Task(
            title=_("Changed evidence strengths"),
            url=reverse("changed_strength_list"),
            details=ngettext(
                "%(number)s assessment with another evidence strength since %(day)s",
                "%(number)s assessments with another evidence strength since %(day)s",
                number,
            )
            % {"number": number, "day": formats.format_day(timezone.localdate(upgrade.at))},
            button=_("Open"),
        )


def _publication(row: Publication) -> Task:
    return Task(
        title=row.title,
        url=row.get_absolute_url(),
        details=_by(_("drafted by %(person)s on %(day)s"), row.author, row.created_at),
        button=_("Publish"),
        button_url=reverse("publication_publish", args=[row.pk]),
    )


def _divisions(user: User) -> Iterator[TaskGroup]:
    """Yield the ended bodies whose responsibilities several successors have not divided."""
    if not user.may_write or not (shared := user.mandates.shared()):
        return
    undivided = Responsibility.objects.visible_to(user).undivided().filter(body__in=shared)
    if not (numbers := Counter(undivided.values_list("body", flat=True))):
        return
    bodies = Body.objects.in_bulk(set(shared).union(*shared.values()))
    tasks = []
    for key in sorted(numbers, key=lambda key: bodies[key].code):
        url = reverse("body_divide", args=[bodies[key].code])
        *others, last = [bodies[holder].short for holder in shared[key]]
        title = ngettext(
            "%(number)d responsibility of %(body)s is not divided between %(others)s and %(last)s",
            "%(number)d responsibilities of %(body)s are not divided between %(others)s and"
            " %(last)s",
            numbers[key],
        ) % {
            "number": numbers[key],
            "body": bodies[key].short,
            "others": ", ".join(others),
            "last": last,
        }
        tasks.append(Task(title=title, url=url, button=_("Divide")))
    yield _group(_("Responsibilities to divide"), tasks, reverse("body_list"))


def _sensitivity(request: SensitivityRequest) -> Task:
    """Return the task; what is for named readers is called by its number."""
    if request.comment:
        row = request.comment.recommendation
        url = reverse("comment_sensitivity", args=[row.report.slug, row.number, request.comment.pk])
        title = _("Comment %(number)s") % {"number": request.comment.pk}
    else:
        evidence = request.evidence or request.file.evidence  # type: ignore[union-attr]
        url = f"{evidence.get_absolute_url()}#sensitivity-request-{request.pk}"
        title = _("Evidence %(number)s") % {"number": evidence.pk}
    return Task(
        title=title,
        url=url,
        details=_by(_("proposed by %(person)s on %(day)s"), request.author, request.created_at),
        button=_("Review"),
    )


def _own_assessments(user: User) -> Iterator[TaskGroup]:
    """Yield the user's assessments that were returned, then the drafts."""
    if not (user.may_write or user.may_represent_body):
        return
    queue = reverse("review_queue")
    for state, heading in ((State.RETURNED, _("Returned to you")), (State.DRAFT, _("Your drafts"))):
        yield _group(heading, map(_own, user.load(_written, state.value)), queue)


def _written(user: Reader, state: str) -> QuerySet[Assessment]:
    """Return the first assessments that the user wrote, in a state: by author and state."""
    return (
        Assessment.objects.visible_to(user)
        .filter(author=user.pk, state=state)
        .select_related("decided_by", *RELATED)
        .order_by("created_at", "pk")[: MAX_TASKS + 1]
    )


def _own(assessment: Assessment) -> Task:
    row = assessment.recommendation
    is_returned = assessment.state == State.RETURNED
    return Task(
        recommendation=row,
        url=f"{row.get_absolute_url()}#assessment-{assessment.pk}",
        details=_by(
            _("returned by %(person)s on %(day)s") if is_returned else _("begun on %(day)s"),
            assessment.decided_by,
            (is_returned and assessment.decided_at) or assessment.created_at,
        ),
        note=assessment.decision_note if is_returned else "",
        button=_("Revise") if is_returned else _("Continue"),
        button_url=reverse("assessment_revise", args=[row.report.slug, row.number, assessment.pk]),
        status=assessment.status,
    )


def _follow_up(user: User, due: DueRows) -> Iterator[TaskGroup]:
    """Yield answers of bodies, reviews due, overdue questions and commitments of an analyst."""
    if not user.may_write:
        return
    yield _group(_("Answers of bodies"), map(_answers, user.load(_sent_answers)))
    on = due.on
    listed = reverse("recommendation_list")
    own = (_review(row, on=on) for row in user.load(_reviews, until=on + SOON))
    group = _group(_("Reviews due"), own, f"{listed}?assignee=me&order=review")
    group.tasks.extend(
        _counted(
            user.load(assessments.row_keys, _unassigned, MAX_COUNT, until=on),
            lambda number: ngettext(
                "%(number)s overdue review is not assigned",
                "%(number)s overdue reviews are not assigned",
                number,
            ),
            f"{listed}?assignee=nobody&overdue=yes&order=review",
            _("Assign"),
            is_late=True,
        )
    )
    yield group
    yield _group(
        _("Overdue questions"),
        map(_question, due.overdue(due.questions, user)),
        f"{reverse('question_list')}?state=overdue",
    )
    yield _group(
        _("Overdue commitments"),
        (
            _overdue(row, _("was due %(day)s"), button=_("Open"))
            for row in due.overdue(due.commitments, user)
        ),
        f"{reverse('commitment_list')}?overdue=yes",
    )


def _sent_answers(user: Reader) -> QuerySet[AnsweredSheet]:
    return (
        AnsweredSheet.objects.visible_to(user)
        .submitted()
        .for_list()
        .order_by("sent_at", "pk")[: MAX_TASKS + 1]
    )


def _answers(sheet: AnsweredSheet) -> Task:
    assert sheet.sent_at is not None
    return Task(
        title=describe_answers(sheet),
        url=sheet.get_absolute_url(),
        details=_by(_("sent by %(person)s on %(day)s"), sheet.author, sheet.sent_at),
        button=_("Open"),
    )


def _reviews(user: Reader) -> QuerySet[Recommendation]:
    return (
        Recommendation.objects.visible_to(user)
        .current()
        .overdue(on=UNTIL)
        .filter(assignee=user.pk)
        .select_related("report__mechanism")
        .order_by("review_on", "sort_key")[: MAX_TASKS + 1]
    )


def _unassigned(user: Reader) -> QuerySet[Recommendation]:
    return Recommendation.objects.visible_to(user).current().overdue(on=UNTIL).filter(assignee=None)


def _review(row: Recommendation, *, on: date) -> Task:
    assert row.review_on is not None
    is_late = row.review_on < on
    return Task(
        recommendation=row,
        url=row.get_absolute_url(),
        details=(_("review was due %(day)s") if is_late else _("review due %(day)s"))
        % {"day": formats.format_day(row.review_on)},
        button=_("Log progress"),
        button_url=reverse("log_progress", args=[row.report.slug, row.number]),
        is_late=is_late,
        status=row.status,
    )


def _overdue(
    row: Question | Commitment, sentence: str, *, button: str, button_url: str = ""
) -> Task:
    """Return the task of a question or commitment that was due."""
    assert row.due_on is not None
    details = sentence % {"day": formats.format_day(row.due_on)}
    return Task(
        title=row.text,
        url=row.get_absolute_url(),
        details=f"{row.body.short} · {details}" if row.body else details,
        button=button,
        button_url=button_url,
        is_late=True,
    )


def _question(question: Question) -> Task:
    return _overdue(
        question,
        _("answer was due %(day)s"),
        button=_("Log a reminder") if question.body else _("Open"),
        button_url=reverse("question_remind", args=[question.pk]) if question.body else "",
    )


def _administration(user: User) -> Iterator[TaskGroup]:
    """Yield what users, redactions and the audit history need."""
    if not user.may_read_people:
        return
    tasks = [*_users(), *_redactions(user)] if user.may_manage else []
    verification = Verification.objects.order_by("-pk").first()
    if verification is None or verification.faults:
        tasks.append(
            Task(
                title=_("The audit history does not verify")
                if verification
                else _("The audit history was never verified"),
                url=reverse("health"),
                button=_("Open"),
            )
        )
    yield TaskGroup(_("Administration") if user.may_manage else _("History"), tasks)


def _users() -> list[Task]:
    """Return the number of people without a role; accounts of services need none."""
    return _counted(
        User.objects.filter(
            ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX), is_active=True, groups=None
        )[:MAX_COUNT],
        lambda number: ngettext(
            "%(number)s user has no role", "%(number)s users have no role", number
        ),
        f"{reverse('admin:tracker_user_changelist')}?groups__isnull=True",
        _("Open"),
    )


def _redactions(user: User) -> Iterator[Task]:
    rows = Redaction.objects.visible_to(user).submitted().exclude(author=user.pk)
    for row in rows.select_related("author").order_by("pk")[:MAX_TASKS]:
        yield Task(
            title=_("Redaction: %(about)s") % {"about": row.about},
            url=reverse("redaction", args=[row.pk]),
            details=_by(_("requested by %(person)s on %(day)s"), row.author, row.created_at),
            button=_("Review"),
        )
