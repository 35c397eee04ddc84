"""Questions about figures that do not add up, or to a body, and what bodies commit to."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker import compiled_queries, vocabulary
from tracker.models.base import (
    AuditedQuerySet,
    Entry,
    NaturalKey,
    OfParentQuerySet,
    Proposal,
    ProposalQuerySet,
    Span,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    address_by,
    choice_constraint,
    is_among,
    is_visible,
    key_index,
    named_by,
)
from tracker.models.bodies import Body, is_of_bodies, is_of_body
from tracker.models.evidence.evidence import Evidence

QUIET_AFTER = timedelta(days=180)  # since the last update
MANY_POSTPONEMENTS = 2


class QuestionQuerySet(AuditedQuerySet["Question"]):
    """Queryset of questions."""

    def open(self) -> Self:
        """Filter to questions that are neither answered nor dismissed."""
        return self.filter(answered_on=None, dismissal_reason="")

    def unasked(self) -> Self:
        """Filter to open questions that nobody was asked yet."""
        return self.open().filter(asked_on=None)

    def of_body(self, body: Body, *, on: date) -> Self:
        """Filter to questions to the body, or passed on to it by this day."""
        return self.filter(is_of_body(body, on=on))

    def overdue(self, *, on: date) -> Self:
        """Filter to open questions whose answer was due before `on`."""
        return self.open().filter(due_on__lt=on)

    def put_to_bodies(self) -> Self:
        """Filter to open questions that were put to a body."""
        return self.open().filter(body__isnull=False).exclude(asked_on=None)

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter out questions answered by evidence that this user may not know of."""
        return self.filter(models.Q(answered_by=None) | is_visible(Evidence, user, "answered_by"))

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to questions put to the bodies this user speaks for, or passed on to them."""
        return (
            self.visible_to_reader(user)
            .exclude(asked_on=None)
            .filter(is_of_bodies(user.represented_body_ids, user.inherited_body_ids))
        )


class Question(NaturalKey, models.Model):
    """Question that is open until evidence answers it or it is dismissed with a reason."""

    NATURAL_KEY = ("report__slug", "recommendation__number", "text")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="questions", verbose_name=_("report")
    )
    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="questions",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="questions",
        verbose_name=_("body asked"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=vocabulary.QuestionKind)
    text = models.TextField(_("question"))
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="questions", verbose_name=_("topics")
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True)  # empty: not asked yet
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)  # last
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="answered_questions",
        verbose_name=_("evidence of the answer"),
    )
    dismissal_reason = models.TextField(_("reason for dismissal"), blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            choice_constraint("kind", vocabulary.QuestionKind.values, "question_kind_is_known"),
            models.UniqueConstraint(
                fields=["report", "recommendation", "text"], name="one_question_per_text"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_on=None, answered_by=None)
                | models.Q(
                    answered_on__isnull=False, answered_by__isnull=False, dismissal_reason=""
                ),
                name="question_is_answered_by_evidence",
                violation_error_message=_(
                    "An answered question needs a date and evidence. A dismissed one needs only a"
                    " reason. Fill in one or the other."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(reminded_on=None)
                | (~models.Q(asked_on=None) & models.Q(reminded_on__gte=models.F("asked_on"))),
                name="question_is_asked_before_its_reminder",
                violation_error_message=_(
                    "The reminder is before the question. Enter an earlier date in “Asked on”."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(due_on=None)
                | (~models.Q(asked_on=None) & models.Q(due_on__gte=models.F("asked_on"))),
                name="question_is_asked_before_it_is_due",
                violation_error_message=_(
                    "An answer is due after the question is asked. Enter “Asked on” and a later"
                    " due date."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["body", "due_on"], name="question_body_due"),
            models.Index(fields=["due_on", "id"], name="question_due"),
            models.Index(fields=["kind", "due_on", "id"], name="question_kind"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(answered_on__isnull=False),
                name="question_answered",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=~models.Q(dismissal_reason=""),
                name="question_dismissed",
            ),
            models.Index(  # without the many that were answered; with those dismissed
                fields=["due_on", "id"],
                condition=models.Q(answered_on=None),
                name="question_open_due",
            ),
            *(key_index("question", name) for name in ("recommendation", "answered_by")),
            models.Index(  # counted without the rows; SQLite looks at the columns of the condition
                fields=[
                    "body",
                    "due_on",
                    "asked_on",
                    "answered_by",
                    "answered_on",
                    "dismissal_reason",
                ],
                condition=models.Q(answered_on=None, dismissal_reason=""),
                name="question_open_body",
            ),
        ]

    __str__ = named_by("text")

    get_absolute_url = address_by("question", "pk")

    @property
    def is_open(self) -> bool:
        """Whether it is neither answered nor dismissed."""
        return self.answered_on is None and not self.dismissal_reason

    def is_overdue(self, *, on: date) -> bool:
        """Return whether it is open and its answer was due before `on`."""
        return self.is_open and self.due_on is not None and self.due_on < on


class QuestionSpan(Span):
    """Quotation that a question is about."""

    PARENT = "question"

    question = models.ForeignKey(
        "tracker.Question", models.PROTECT, related_name="spans", verbose_name=_("question")
    )

    objects = OfParentQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote in a question")
        verbose_name_plural = _("quotes in questions")
        indexes = [key_index("question_span", "passage")]

    __str__ = named_by("quote")


class AnsweredSheetQuerySet(ProposalQuerySet["AnsweredSheet"]):
    """Queryset of answers to question sheets."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to what was sent and not taken back, with the right to paperwork."""
        return (
            self.exclude(state__in=(vocabulary.State.DRAFT, vocabulary.State.WITHDRAWN))
            if user.sees_paperwork
            else self.none()
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to the answers of the bodies this user speaks for."""
        return self.filter(is_among("body", user.represented_body_ids))

    def for_list(self) -> Self:
        """Load what one line says: not the answers themselves, which may be large."""
        return self.select_related("body", "author").defer("parts", "filled", "results")


class AnsweredSheet(Proposal):
    """Answers of a body to its question sheet, which an analyst accepts or returns.

    Its focal points write one draft together, part by part; the author began it, or sent it.
    """

    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="answered_sheets", verbose_name=_("body")
    )
    # By key of the row: its cells, who saved them when, how often, and the file beside them.
    parts = models.JSONField(_("parts"), default=dict, blank=True)
    filled = models.JSONField(  # as `FilledSheet`, from the day it was sent
        _("answers as sent"), default=dict, blank=True, editable=False
    )
    counts = models.JSONField(  # of views, answers and commitments, from the day it was sent
        _("number of answers"), default=list, blank=True, editable=False
    )
    results = models.JSONField(  # name, title, code of the outcome, refusal of each row
        _("result of each row"), default=list, blank=True, editable=False
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)

    objects = AnsweredSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers of a body")
        verbose_name_plural = _("answers of bodies")
        constraints = [
            choice_constraint("state", vocabulary.State.values, "answered_sheet_state_is_known"),
            models.UniqueConstraint(
                fields=["body"],
                condition=models.Q(state=vocabulary.State.DRAFT),
                name="one_draft_of_answers_per_body",
            ),
        ]
        indexes = [models.Index(fields=["state", "sent_at", "id"], name="answered_sheet_state")]

    def __str__(self) -> str:
        return str(_("Answers of %(body)s") % {"body": self.body.short})

    get_absolute_url = address_by("answered_sheet", "pk")

    @property
    def files(self) -> dict[str, dict[str, str]]:
        """Name and SHA-256 of the file beside each part that has one."""
        return {key: part["file"] for key, part in self.parts.items() if part.get("file")}


class CommitmentQuerySet(WithdrawableQuerySet["Commitment"]):
    """Queryset of commitments."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to commitments of the bodies this user speaks for, or passed on to them."""
        return self.filter(is_of_bodies(user.represented_body_ids, user.inherited_body_ids))

    def open(self) -> Self:
        """Filter to commitments that are neither done nor dropped nor withdrawn."""
        return self.not_withdrawn().filter(done_on=None, dropped_reason="")

    def of_body(self, body: Body, *, on: date) -> Self:
        """Filter to commitments of the body, or passed on to it by this day."""
        return self.filter(is_of_body(body, on=on))

    def overdue(self, *, on: date | compiled_queries.Bound) -> Self:
        """Filter to open commitments that were due before `on`."""
        return self.open().filter(due_on__lt=on)

    def often_postponed(self) -> Self:
        """Filter to open commitments postponed twice or more. An earlier date does not count."""
        return self.open().filter(postponements__gte=MANY_POSTPONEMENTS)

    def quiet(self, *, on: date) -> Self:
        """Filter to open commitments without an update in the 180 days before `on`."""
        return self.open().filter(last_update_on__lte=on - QUIET_AFTER)


class Commitment(Withdrawable):
    """Commitment of a body about a recommendation. It never raises a status."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="commitments", verbose_name=_("body")
    )
    text = models.CharField(_("text of the commitment"), max_length=500)
    undertaken_on = models.DateField(_("undertaken on"))
    undertaken_in = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("evidence of the commitment"),
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)  # now; empty: no date was given
    postponements = models.PositiveSmallIntegerField(
        _("times postponed"), default=0, editable=False
    )
    last_update_on = models.DateField(_("last update on"))
    latest = models.TextField(_("last update"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        "tracker.Evidence",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("evidence of completion"),
    )
    dropped_reason = models.TextField(_("reason for dropping"), blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="commitment_has_text"),
            models.CheckConstraint(
                condition=models.Q(due_on=None) | models.Q(undertaken_on__lte=models.F("due_on")),
                name="commitment_is_due_after_it_was_undertaken",
                violation_error_message=_(
                    "The due date is before the commitment was undertaken. Choose a later date."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(done_on=None, done_by=None)
                | models.Q(done_on__isnull=False, done_by__isnull=False, dropped_reason=""),
                name="commitment_done_has_evidence",
                violation_error_message=_(
                    "A commitment that is done needs a date and evidence. A dropped one needs only"
                    " a reason. Fill in one or the other."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "due_on", "id", "recommendation"], name="commitment_body_due"
            ),
            models.Index(fields=["due_on", "id"], name="commitment_due"),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(withdrawn_at=None, done_on__isnull=False),
                name="commitment_done",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(withdrawn_at=None) & ~models.Q(dropped_reason=""),
                name="commitment_dropped",
            ),
            models.Index(  # without the many that are done; with those dropped
                fields=["due_on", "id"],
                condition=models.Q(done_on=None, withdrawn_at=None),
                name="commitment_open_due",
            ),
            *(key_index("commitment", name) for name in ("undertaken_in", "done_by")),
            models.Index(
                fields=["body", "due_on"],
                condition=models.Q(withdrawn_at=None, done_on=None, dropped_reason=""),
                name="commitment_open_body",
            ),
        ]

    __str__ = named_by("text")

    get_absolute_url = address_by("commitment", "pk")

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped nor withdrawn."""
        return not (self.is_withdrawn or self.done_on or self.dropped_reason)

    def is_overdue(self, *, on: date) -> bool:
        """Return whether it is open and was due before `on`."""
        return self.is_open and self.due_on is not None and self.due_on < on

    def is_quiet(self, *, on: date) -> bool:
        """Return whether it is open and had no update in the 180 days before `on`."""
        return self.is_open and self.last_update_on <= on - QUIET_AFTER


class DueDateQuerySet(AuditedQuerySet["DueDate"]):
    """Queryset of due dates, visible to everybody who sees their commitment."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to due dates of visible commitments."""
        return self.filter(is_visible(Commitment, user, "commitment"))


class DueDate(Entry):
    """Due date of a commitment: the first one, then one for each change."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="due_dates", verbose_name=_("commitment")
    )
    due_on = models.DateField(
        _("due date"), null=True, blank=True
    )  # empty: the date was taken away
    before = models.DateField(_("previous due date"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.CharField(_("who agreed"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)  # empty for the first date alone

    objects = DueDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("due date of a commitment")
        verbose_name_plural = _("due dates of commitments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before=None) | (~models.Q(reason="") & ~models.Q(agreed_by="")),
                name="a_date_is_moved_with_a_reason",
                violation_error_message=_("To change a due date, enter a reason and who agreed."),
            )
        ]

    __str__ = named_by("due_on")
