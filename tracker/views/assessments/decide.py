"""Page to decide on one assessment: what stood, what is proposed, and the evidence beside both."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django import http, shortcuts
from django.contrib import messages
from django.db.models import F, functions
from django.utils import html, timezone
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, formats, policies
from tracker.actions import base, reference_rows
from tracker.actions.assessments import review
from tracker.actions.evidence import read_log
from tracker.actions.evidence.files import ConfirmReading, confirm_reading
from tracker.documents.pictures import SHOWN
from tracker.forms.assessments.review import DecisionForm
from tracker.models import (
    GUEST,
    Assessment,
    AssessmentLine,
    Citation,
    Comment,
    Evidence,
    File,
    User,
    Viewer,
)
from tracker.requests import UserRequest, form_view, is_sent, posted, saved
from tracker.summaries.assessments import decidable_assessments, next_to_decide
from tracker.summaries.evidence import EvidenceLine, describe_lines
from tracker.views.assessments.context import AssessmentsContext, Viewpoint
from tracker.views.base import complete, render_decision, require_found, visible_or_404
from tracker.vocabulary import State, Status, Use

USE_ORDER = (Use.CONTRADICTS, Use.SUPPORTS, Use.COMMITMENT, Use.CONTEXT)
EXCERPT_LENGTH = 1500  # characters of a file's text beside the assessment
MAX_OTHERS = 5  # citations against it that the assessment does not cite

DECISIONS: dict[str, tuple[Callable[[Any], Assessment], Callable[..., Any]]] = {  # by button
    "approve": (review.approve, review.ApproveAssessment),
    "return": (review.send_back, base.DecideRow),
}
TEXTS = (  # of an assessment, that the page compares
    ("rationale", gettext_lazy("Rationale")),
    ("remaining", gettext_lazy("What remains to be done")),
    ("next_step", gettext_lazy("Our next step")),
    ("conclusion", gettext_lazy("Conclusion")),
)


def assessment_to_decide(user: User, pk: int) -> Assessment:
    """Return an assessment that the user may see, or is invited to decide on; 404 for any other."""
    rows = Assessment.objects.select_related(
        "author",
        "body",
        "corrects",
        "decided_by",
        "recommendation__report__mechanism",
        "recommendation__passage",
    )
    return shortcuts.get_object_or_404(rows.visible_to(user) | rows.inviting(user), pk=pk)


def reader_of(assessment: Assessment, user: User) -> Viewer:
    """Return the user, or a guest if only an invitation lets the user see the assessment."""
    return user if Assessment.objects.visible_to(user).filter(pk=assessment.pk).exists() else GUEST


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that stood, and what is proposed in its place; "" is nothing."""

    label: str
    kind: str  # status, trend or text: how both are shown
    before: str
    after: str
    language: str = ""  # of the proposed text, where it is known
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Citation of the assessment, with the newest file of its evidence that the user may see."""

    citation: Citation
    line: EvidenceLine | None  # None: the user may not know what was read
    source: policies.sources.Source | None  # None: it speaks for nothing, or is about another time
    file: Any
    needs_purpose: bool  # before the file is shown
    reason: str  # typed, why it is not about the recommendation

    @property
    def is_confirmable(self) -> bool:
        """Whether a person may confirm its line or its use."""
        return not self.citation.is_use_stated or (self.line is not None and self.line.is_read)

    @property
    def lacks_something(self) -> bool:
        """Whether issuer, kind or period is neither stated nor read."""
        return self.line is not None and any(part.is_missing for part in self.line.parts)

    @property
    def weight(self) -> str:
        """What it counts for the strength, or why it does not; empty if it speaks for nothing."""
        if self.citation.use != Use.SUPPORTS:
            return ""
        if self.source is None:
            return _("does not count: about another time")
        if not self.source.is_stated:
            return _("does not count yet: not confirmed")
        if self.source.is_link_alone:
            return _("does not count yet: only a link, without words or a copy")
        return _("independent source") if self.source.is_independent else _("not independent")

    @property
    def has_picture(self) -> bool:
        """Whether page 1 of the file is shown as a picture."""
        return self.file is not None and not self.needs_purpose and self.file.kind in SHOWN

    @property
    def text(self) -> str:
        """Beginning of the text of the file, if no picture is shown."""
        return (
            ""
            if self.file is None or self.needs_purpose or self.has_picture
            else str(self.file.beginning)
        )


class DecisionContext(AssessmentsContext):
    """Assessment as the person who decides on it sees it; each part is read once."""

    def __init__(
        self, assessment: Assessment, user: User, typed: Mapping[str, str] | None = None
    ) -> None:
        self.assessment, self.user, self.typed = assessment, user, typed or {}
        self.recommendation = assessment.recommendation

    @cached_property
    def reader(self) -> Viewer:
        """Viewer by whose rights the page is read."""
        return reader_of(self.assessment, self.user)

    @property
    def opens_pages(self) -> bool:
        """Whether the user may open other pages than this one."""
        return self.user.may_read or self.user.may_represent_body

    @cached_property
    def refusal(self) -> errors.TrackerError | None:
        """Why the user can't approve the assessment as it is now."""
        try:
            policies.check_can_approve(self.user, self.assessment)
        except errors.TrackerError as error:
            return error
        return None

    @cached_property
    def may_approve(self) -> bool:
        """Whether the user may approve it, perhaps after more evidence is confirmed."""
        return not isinstance(self.refusal, errors.PermissionRefused | errors.Stale)

    @cached_property
    def may_return(self) -> bool:
        """Whether the user may return it."""
        return policies.is_allowed(policies.check_can_return, self.user, self.assessment)

    @property
    def decides(self) -> bool:
        """Whether the user may do something about it."""
        return self.may_approve or self.may_return

    @cached_property
    def next(self) -> Assessment | None:
        """The next assessment that waits for the user."""
        return next_to_decide(self.user, after=self.assessment)

    @cached_property
    def waiting_count(self) -> int:
        """Number of assessments that wait for the user."""
        return decidable_assessments(self.user).order_by().count()

    @cached_property
    def stood(self) -> Assessment | None:
        """What it corrects, or else the newest approved assessment of the same view."""
        if key := self.assessment.corrects_id:
            return next((one for one in self.assessments if one.pk == key), None)
        view = (self.assessment.perspective, self.assessment.body_id)
        approved = (viewpoint.assessment for viewpoint in self.views)
        return next((one for one in approved if (one.perspective, one.body_id) == view), None)

    @cached_property
    def proposed(self) -> Assessment:
        """The assessment with its lines and comments."""
        return next(
            (one for one in self.assessments if one.pk == self.assessment.pk), self.assessment
        )

    @property
    def others(self) -> list[Viewpoint]:
        """Newest approved views of others on the same recommendation."""
        view = (self.assessment.perspective, self.assessment.body_id)
        return [
            viewpoint
            for viewpoint in self.views
            if (viewpoint.assessment.perspective, viewpoint.assessment.body_id) != view
        ]

    @property
    def status_before(self) -> str:
        """Status that stood."""
        return self.stood.status if self.stood else Status.NOT_ASSESSED.value

    @cached_property
    def changes(self) -> list[Comparison]:
        """What both say beside the status: the rationale, and whatever else differs."""
        before, after = self.stood, self.proposed
        texts = [
            Comparison(
                str(label),
                "text",
                _text_of(before, name),
                _text_of(after, name),
                language=after.text_languages.get(name, ""),
            )
            for name, label in TEXTS
            if name != "next_step" or self.user.sees_paperwork  # it never leaves the house
        ]
        rows = [
            texts[0],
            Comparison(_("Trend"), "trend", before.trend if before else "", after.trend),
            *texts[1:],
            *self._component_changes,
        ]
        return [row for row in rows if row.before != row.after or row is texts[0]]

    @cached_property
    def _component_changes(self) -> list[Comparison]:
        old = _lines_of(self.stood)
        new = _lines_of(self.proposed)
        components = {line.component_id: line.component for line in [*old.values(), *new.values()]}
        return [
            Comparison(
                f"{component.code} {component.shown_title}",
                "status",
                old[key].status if key in old else "",
                new[key].status if key in new else "",
                remark=new[key].remark if key in new else "",
            )
            for key, component in sorted(components.items(), key=lambda item: item[1].code)
        ]

    @cached_property
    def pieces(self) -> list[Piece]:
        """What it cites, the evidence against it first."""
        cited = [row for row in self._citations if row.assessment_id == self.assessment.pk]
        cited.sort(key=lambda citation: (USE_ORDER.index(Use(citation.use)), citation.pk))
        evidence = {citation.evidence_id: citation.evidence for citation in cited}
        files, lines = self._files(evidence), describe_lines(list(evidence.values()))
        sources = {
            source.citation.pk: source for source in policies.sources.load_sources(self.assessment)
        }
        restricted = [key for key, file in files.items() if file.is_for_named_readers]
        closed = set(restricted) - read_log.find_purposes(
            restricted, by=self.user, on=timezone.localdate()
        )
        return [
            Piece(
                row,
                lines[row.evidence_id] if self._shows_line(row.evidence) else None,
                sources.get(row.pk),
                files.get(row.evidence_id),
                needs_purpose=row.evidence_id in closed,
                reason=self.typed.get(f"reason_{row.pk}", ""),
            )
            for row in cited
        ]

    def _shows_line(self, evidence: Evidence) -> bool:
        """Return whether what was read of the evidence is shown: to who may confirm it."""
        return (self.user.may_write or self.decides) and policies.confidentiality.may_see_issuer(
            self.reader, evidence
        )

    @property
    def rests_on(self) -> list[Piece]:
        """The pieces that the strength is computed from."""
        return [piece for piece in self.pieces if piece.source and piece.source.is_confirmed]

    @cached_property
    def separable(self) -> list[Piece]:
        """The two pieces of which to ask whether neither rests on the other; empty: no question."""
        keys = {
            source.citation.pk
            for source in (policies.sources.find_separable_sources(self.assessment) or ())
        }
        pieces = [piece for piece in self.pieces if piece.citation.pk in keys]
        return pieces if len(pieces) == 2 else []

    @cached_property
    def hidden_count(self) -> int:
        """Number of cited pieces for other named readers that the user may know to exist."""
        cited = Citation.objects.not_withdrawn().filter(assessment=self.assessment.pk)
        return (
            Evidence.objects.hidden_from(self.user)
            .not_withdrawn()
            .filter(pk__in=cited.values("evidence"))
            .count()
        )

    @cached_property
    def against(self) -> list[Citation]:
        """What else was cited against the recommendation, the newest first."""
        cited = {piece.citation.evidence_id for piece in self.pieces}
        rows = [
            row
            for row in self._citations
            if row.use == Use.CONTRADICTS
            and row.evidence_id not in cited
            and (row.assessment is None or row.assessment.state == State.APPROVED)
        ]
        return sorted(rows, key=lambda row: (row.as_of, row.pk), reverse=True)[:MAX_OTHERS]

    @cached_property
    def _citations(self) -> list[Citation]:
        """Citations of the assessment, and all against the recommendation."""
        rows = (
            Citation.objects.visible_to(self.reader)
            .not_withdrawn()
            .filter(recommendation=self.recommendation, evidence__withdrawn_at=None)
        )
        chosen = rows.filter(assessment=self.assessment.pk) | rows.filter(use=Use.CONTRADICTS)
        return list(
            chosen.select_related(
                "assessment",
                "added_by",
                "evidence__issuer",
                "evidence__original_source",
                "evidence__passage__report__mechanism",
            )
        )

    def _files(self, evidence: Collection[int]) -> dict[int, Any]:
        """Return the newest file of each piece, by the key of the piece."""
        return {
            file.evidence_id: file
            for file in File.objects.visible_to(self.reader)
            .not_withdrawn()
            .filter(evidence__in=evidence)
            .select_related("evidence")
            .defer("extracted_text")
            .annotate(beginning=functions.Left(F("extracted_text"), EXCERPT_LENGTH))
            .order_by("number")
        }


def _text_of(assessment: Assessment | None, name: str) -> str:
    if assessment is None:
        return ""
    text = str(getattr(assessment, name))
    if name == "remaining" and text and assessment.remaining_by:
        return _("%(text)s (by %(day)s)") % {
            "text": text,
            "day": formats.format_day(assessment.remaining_by),
        }
    return text


def _lines_of(assessment: Assessment | None) -> dict[int, AssessmentLine]:
    return {
        line.component_id: line
        for line in (assessment.lines.all() if assessment else ())
        if line.status
    }


@form_view
def decide(request: UserRequest, pk: int) -> http.HttpResponse:
    """Show what stood and what is proposed with its evidence; approve or return it.

    A refusal keeps the note. After a decision, the next assessment that waits is opened.
    """
    assessment = assessment_to_decide(request.user, pk)
    form = DecisionForm(posted(request))
    if is_sent(form) and (decided := _run(request, assessment, form)):
        return _next_response(request, decided)
    return _page_response(request, assessment, form)


def _run(request: UserRequest, assessment: Assessment, form: DecisionForm) -> Assessment | None:
    """Do what the pressed button says; return the assessment if that decided on it."""
    by, now = request.user, request.now
    if decision := DECISIONS.get(request.POST.get("do", "")):
        action, decide_as = decision
        return saved(form, action, complete(partial(decide_as, row=assessment), request, form))
    if key := request.POST.get("dismiss"):
        citation = _citation_or_404(request, assessment, key)
        if saved(
            form,
            reference_rows.withdraw,
            base.WithdrawRow(
                row=citation, reason=request.POST.get(f"reason_{key}", ""), by=by, now=now
            ),
        ):
            messages.success(
                request,
                _("“%(piece)s” no longer counts for this assessment.")
                % {"piece": citation.evidence.title},
            )
    elif key := request.POST.get("confirm"):
        citation = _citation_or_404(request, assessment, key)
        saved(
            form,
            confirm_reading,
            ConfirmReading(evidence=citation.evidence, by=by, now=now, citation=citation),
        )
    elif answer := request.POST.get("separate"):
        saved(
            form,
            review.separate_sources,
            review.SeparateSources(assessment=assessment, by=by, are_separate=answer == "yes"),
        )
    return None


def _citation_or_404(request: UserRequest, assessment: Assessment, key: str) -> Citation:
    require_found(key.isdecimal() and len(key) <= 18)
    return visible_or_404(
        Citation, reader_of(assessment, request.user), "evidence", pk=key, assessment=assessment
    )


def _next_response(request: UserRequest, assessment: Assessment) -> http.HttpResponse:
    """Open the next assessment that waits, or the recommendation after the last one."""
    page = DecisionContext(assessment, request.user)
    row = assessment.recommendation
    name = f"{row.cited_as} {row.title}"
    if page.opens_pages:
        name = html.format_html('<a href="{}">{}</a>', row.get_absolute_url(), name)
    following = page.next.recommendation if page.next else None
    end = (
        html.format_html("{} {}", _("Next:"), f"{following.cited_as} {following.title}")
        if following
        else _("Nothing else is waiting for your decision.")
    )
    decided = _("Approved:") if assessment.state == State.APPROVED else _("Returned:")
    messages.success(request, html.format_html("{} {}. {}", decided, name, end))
    return (
        shortcuts.redirect("assessment_decide", page.next.pk)
        if page.next
        else shortcuts.redirect(row if page.opens_pages else "home")
    )


def _page_response(
    request: UserRequest, assessment: Assessment, form: DecisionForm
) -> http.HttpResponse:
    """Show the page; what it shows of evidence for named readers is logged."""
    page = DecisionContext(
        assessment_to_decide(request.user, assessment.pk) if form.is_bound else assessment,
        request.user,
        request.POST,
    )
    listed: list[Evidence | Comment] = [
        *(piece.citation.evidence for piece in page.pieces),
        *(citation.evidence for citation in page.against),
        *page.proposed.comments.all(),
    ]
    read_log.log_listed(listed, by=request.user, now=request.now)
    for piece in page.pieces:
        if piece.file is not None and not piece.needs_purpose:
            read_log.log_opened(
                evidence=piece.citation.evidence,
                file=piece.file,
                by=request.user,
                now=request.now,
            )
    response = render_decision(
        request,
        "assessments/decide/page.html",
        form,
        page=page,
        assessment=page.proposed,
        recommendation=page.recommendation,
    )
    if not form.errors:
        response.status_code = http.HttpResponse.status_code
    return response
