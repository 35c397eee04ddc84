"""Evidence: its list, search and page, the purpose of reading it, and the read log."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    functions,
)
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import http, timezone

from tracker.actions.evidence import read_log
from tracker.compiled_queries import Bound
from tracker.documents.pictures import SHOWN
from tracker.filters import lists, recommendations
from tracker.forms.evidence.edit import PurposeForm
from tracker.models import (
    Citation,
    Evidence,
    EvidenceQuerySet,
    Figure,
    FigureQuerySet,
    File,
    ReadLogEntry,
    SensitivityRequest,
    Topic,
    Translation,
    User,
    Viewer,
)
from tracker.policies.evidence import confidentiality
from tracker.requests import UserRequest, form_view, is_sent, page_view, posted
from tracker.summaries.evidence import load_cited_for
from tracker.summaries.figures.small_numbers import VisibleFigures, suppress_small_numbers
from tracker.summaries.recommendations.parts import (
    KEY,
    TOPICS,
    TRANSLATIONS,
    set_topics,
    set_translations,
)
from tracker.views import base, pagination


class SensitivityContext:
    """Sensitivity of evidence, a file or a comment, for a user who may know of it."""

    def __init__(self, obj: confidentiality.Target, user: User) -> None:
        self.obj, self.user = obj, user

    @property
    def may_set(self) -> bool:
        """Whether the user may set the sensitivity."""
        is_passage = isinstance(self.obj, Evidence) and self.obj.passage_id is not None
        return not (is_passage or self.obj.is_withdrawn) and confidentiality.may_set_sensitivity(
            self.user, self.obj
        )

    @cached_property
    def readers(self) -> list[User]:
        """Named readers, beside the user who added it."""
        owner = self.obj.evidence if isinstance(self.obj, File) else self.obj
        return list(owner.readers.order_by("username"))

    @cached_property
    def pending(self) -> list[tuple[SensitivityRequest, bool, bool]]:
        """Requests about it, and about the files of evidence, the oldest first.

        Each with whether the user may decide on it, and whether it is the user's own.
        """
        return [
            (
                request,
                confidentiality.may_decide(self.user, request),
                request.author_id == self.user.pk,
            )
            for request in self.user.load(_requests, self.obj._meta.model_name, key=self.obj.pk)
        ]

    @cached_property
    def lacks_second_reader(self) -> bool:
        """Whether nobody could approve that its sensitivity is lowered."""
        return (
            self.may_set
            and self.obj.is_for_named_readers
            and not confidentiality.potential_approvers(self.user, self.obj).exists()
        )


def _requests(reader: Viewer, target: str) -> QuerySet[SensitivityRequest]:
    key = Bound("key", KEY)
    condition = Q(**{target: key})
    if target == "evidence":
        condition |= Q(file__in=File.objects.filter(evidence=key).values("pk"))
    return (
        SensitivityRequest.objects.visible_to(reader)
        .waiting()
        .filter(condition)
        .select_related("author", "evidence", "file", "comment")
        .order_by("pk")
    )


SOURCES = ("issuer", "original_source", "passage__report__mechanism")
MAX_ROWS = 100  # citations and figures on the page
PREVIEW_LENGTH = 5000  # characters of a file's text


def _listed(reader: Viewer) -> EvidenceQuerySet:
    """Select evidence with the number of recommendations that cite it, and whether it has a file.

    Both as far as the reader may know.
    """
    counted = (
        Citation.objects.visible_to(reader)
        .not_withdrawn()
        .filter(evidence=OuterRef("pk"))
        .order_by()
        .values("evidence")
        .annotate(n=Count("recommendation", distinct=True))
    )
    return Evidence.objects.select_related(*SOURCES).annotate(
        cited_by=functions.Coalesce(Subquery(counted.values("n")), 0),
        has_file=Exists(
            File.objects.visible_to(reader).not_withdrawn().filter(evidence=OuterRef("pk"))
        ),
    )


def _evidence(reader: Viewer) -> EvidenceQuerySet:
    return (
        Evidence.objects.visible_to(reader)
        .filter(pk=Bound("key", KEY))
        .select_related(*SOURCES, "added_by")
        .annotate(topic_parts=TOPICS.of(Topic.objects.filter(evidence=OuterRef("pk"))))
    )


def _citations(reader: Viewer) -> QuerySet[Citation]:
    return (
        Citation.objects.visible_to(reader)
        .not_withdrawn()
        .filter(evidence=Bound("key", KEY))
        .select_related("recommendation__report__mechanism", "assessment", "added_by")
        .annotate(
            translation_parts=TRANSLATIONS.of(
                Translation.objects.filter(recommendation=OuterRef("recommendation"))
            )
        )
        .order_by("recommendation__sort_key", "as_of", "pk")[:MAX_ROWS]
    )


def _figures(reader: Viewer) -> FigureQuerySet:
    return (
        Figure.objects.visible_to(reader)
        .not_withdrawn()
        .filter(evidence=Bound("key", KEY))
        .select_related("indicator", "evidence", "revises")
        .order_by("indicator__code", "-pk")[:MAX_ROWS]
    )


def _files(reader: Viewer) -> QuerySet[File]:
    return (
        File.objects.visible_to(reader)
        .filter(evidence=Bound("key", KEY))
        .select_related("added_by")
        .defer("extracted_text")
        .annotate(beginning=functions.Left(F("extracted_text"), PREVIEW_LENGTH + 1))
        .newest_first()
    )


class EvidenceContext:
    """Evidence as a user may see it; each part is read once, when it is shown."""

    def __init__(self, evidence: Evidence, user: User, *, params: Mapping[str, str]) -> None:
        self.evidence, self.user, self.params = evidence, user, params

    @cached_property
    def citations(self) -> list[Citation]:
        """Citations by recommendation, in the order of the reports; at most MAX_ROWS."""
        rows = list(self.user.load(_citations, key=self.evidence.pk))
        for row in rows:
            row.recommendation.translation_parts = row.translation_parts
            set_translations(row.recommendation)
        return rows

    @cached_property
    def figures(self) -> VisibleFigures:
        """Figures that it states, newest first, without small numbers."""
        return suppress_small_numbers(
            list(self.user.load(_figures, key=self.evidence.pk)), to=self.user
        )

    @cached_property
    def _files(self) -> list[Any]:
        files = list(self.user.load(_files, key=self.evidence.pk))
        for file in files:
            file.evidence = self.evidence
            file.may_download_original = confidentiality.may_download_original(self.user, file)
            file.is_handed_out = may_download(self.user, file)
        return files

    @property
    def files(self) -> list[Any]:
        """Versions, newest first."""
        return [file for file in self._files if not file.is_withdrawn]

    @property
    def withdrawn(self) -> list[Any]:
        """Withdrawn versions, newest first."""
        return [file for file in self._files if file.is_withdrawn]

    @cached_property
    def file(self) -> Any:
        """Version to preview: the one asked for, or the newest."""
        return min(
            (file for file in self.files if file.is_handed_out),
            key=lambda file: str(file.number) != self.params.get("version", ""),
            default=None,
        )

    @property
    def page(self) -> Page[int]:
        """Page to preview; a number outside the file becomes its first or last page."""
        return Paginator(range((self.file and self.file.pages) or 1), 1).get_page(
            self.params.get("page") or 1
        )

    @property
    def has_pictures(self) -> bool:
        """Whether the file is shown as pictures of its pages."""
        return self.file is not None and self.file.kind in SHOWN

    @cached_property
    def needs_purpose(self) -> bool:
        """Whether the file is for named readers, and the user gave no purpose today."""
        return (
            self.file is not None
            and self.file.is_for_named_readers
            and not read_log.has_purpose(self.evidence, by=self.user, on=timezone.localdate())
        )

    @property
    def text(self) -> str:
        """Beginning of the text that was read from the file."""
        return str(self.file.beginning[:PREVIEW_LENGTH]) if self.file else ""

    @property
    def text_goes_on(self) -> bool:
        """Whether the file has more text than is shown."""
        return self.file is not None and len(self.file.beginning) > PREVIEW_LENGTH

    @cached_property
    def sensitivity(self) -> SensitivityContext:
        """Sensitivity of the evidence, and what the user may do about it."""
        return SensitivityContext(self.evidence, self.user)


def may_download(user: User, file: File) -> bool:
    """Return whether the user may have a copy: of what was withdrawn, analysts alone."""
    return user.may_write or not (file.is_withdrawn or file.evidence.is_withdrawn)


MAX_RESULTS = 20


@pagination.list_view
def evidence_list(request: UserRequest, listed: lists.OpenList) -> HttpResponse:
    """List the evidence that the filter finds; none if a parameter can't be read."""
    list_page = pagination.paginate(listed, partial(request.user.load_page, _listed))
    read_log.log_listed(list_page.page.rows, by=request.user, now=request.now)
    cited_for = load_cited_for(request.user, [row.pk for row in list_page.page.rows])
    return pagination.list_response(
        request,
        "evidence/list.html",
        listed.filter_set,
        list_page,
        rows=[
            {
                "evidence": row,
                "is_expired": row.is_expired(on=request.today),
                "cited_for": cited_for[row.pk],
                "more": row.cited_by - len(cited_for[row.pk]),
            }
            for row in list_page.page.rows
        ],
    )


@page_view
def search_evidence(request: UserRequest) -> HttpResponse:
    """Search evidence by every word typed, as choices of a form; what is picked stays on top."""
    words = request.GET.get("search", "").replace("\0", " ").strip()
    evidence = Evidence.objects.visible_to(request.user).not_withdrawn()
    keys = [key for key in request.GET.getlist("evidence") if key.isdecimal() and len(key) < 19]
    rows = evidence.exclude(pk__in=keys)
    matches = (
        list(_newest_first(recommendations.search(rows, words, user=request.user))) if words else []
    )
    picked = list(_newest_first(evidence.filter(pk__in=keys)))
    read_log.log_listed([*picked, *matches], by=request.user, now=request.now)
    return base.render_page(
        request,
        "evidence/_search_results.html",
        words=words,
        picked=picked,
        matches=matches,
        at_most=MAX_RESULTS,
    )


@page_view
def evidence_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show evidence: what it says, where it is cited, its files and its history."""
    evidence = evidence_or_404(request, pk)
    page = EvidenceContext(evidence, request.user, params=request.GET)
    read_log.log_opened(
        evidence=evidence,
        file=None if page.needs_purpose else page.file,  # whose text or pages are shown
        by=request.user,
        now=request.now,
    )
    return base.render_page(
        request,
        "evidence/detail.html",
        evidence=evidence,
        place=pagination.find_place(request, evidence),
        page=page,
        is_expired=evidence.is_expired(on=request.today),
        timeline=base.load_timeline(evidence, request, File.objects.filter(evidence=evidence))
        if base.is_whole(request)
        else None,
    )


def evidence_or_404(request: UserRequest, pk: int) -> Evidence:
    """Return the evidence with this key; 404 if the user may not know of it."""
    # A larger key than the largest, as typed, is not found either.
    row = next(request.user.load(_evidence, key=min(pk, BigIntegerField.MAX_BIGINT)), None)
    if row is None:
        raise Http404
    evidence: Evidence = set_topics(row)
    return evidence


def readable_evidence_or_404(request: UserRequest, pk: int) -> Evidence:
    """Return the evidence and record that it is read. Raises PurposeMissing."""
    evidence = evidence_or_404(request, pk)
    read_log.log_opened(evidence=evidence, by=request.user, now=request.now)
    return evidence


def _newest_first(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return rows.select_related(*SOURCES).order_by("-pk")[:MAX_RESULTS]


@form_view
def ask_purpose(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what evidence is read for, without saying what it is; then go on to it."""
    evidence = base.visible_or_404(Evidence, request.user, "added_by", pk=pk)
    url = next_url(request, evidence.get_absolute_url())
    if not read_log.needs_purpose(evidence, by=request.user, on=request.today):
        return redirect(url)
    form = PurposeForm(posted(request))
    if is_sent(form):
        read_log.log_opened(
            evidence=evidence,
            by=request.user,
            now=request.now,
            purpose=form.cleaned_data["purpose"],
        )
        return redirect(url)
    return base.render_form(
        request,
        "evidence/read_log/purpose.html",
        form,
        evidence=evidence,
        next_url=url,
        return_url=request.path,
    )


@pagination.list_view
def read_log_list(request: UserRequest, listed: lists.OpenList) -> HttpResponse:
    """List the entries of the read log, newest first."""
    list_page = pagination.paginate(listed, partial(request.user.load_page, _entries))
    return pagination.list_response(
        request,
        "evidence/read_log/list.html",
        listed.filter_set,
        list_page,
        rows=_entries_with_evidence(list_page.page.rows, request),
        query=request.GET.urlencode(),
    )


def _entries(_reader: Viewer) -> QuerySet[ReadLogEntry]:
    return ReadLogEntry.objects.select_related("user", "file").defer("file__extracted_text")


def _entries_with_evidence(
    rows: list[ReadLogEntry], request: UserRequest
) -> list[dict[str, object]]:
    """Return each entry with its evidence if the user may know of it: auditors as such may not."""
    evidence = Evidence.objects.visible_to(request.user).in_bulk(
        {entry.evidence_id for entry in rows if entry.evidence_id}
    )
    return [{"entry": entry, "evidence": evidence.get(entry.evidence_id)} for entry in rows]


def next_url(request: UserRequest, otherwise: str) -> str:
    """Return the address to go on to, if it names one on this site; else the other."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    is_local = http.url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_local else otherwise
