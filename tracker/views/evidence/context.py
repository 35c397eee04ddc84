"""Page of evidence: its citations, figures, files and sensitivity, as a user may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left
from django.utils import timezone
from django.utils.functional import cached_property

from tracker import policies
from tracker.actions.evidence.read_log import find_purpose
from tracker.documents.previews import SHOWN
from tracker.models import Citation, Comment, Evidence, Figure, File, SensitivityRequest, User
from tracker.policies.evidence.confidentiality import Target, may_see_issuer
from tracker.summaries.figures.small_numbers import VisibleFigures, suppress_small_numbers


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """Request to lower a sensitivity that waits for a decision, and what the user may do."""

    sensitivity_request: SensitivityRequest
    may_decide: bool
    is_own: bool


class SensitivityContext:
    """Sensitivity of evidence, a file or a comment, for a user who may know of it."""

    def __init__(self, obj: Target, user: User) -> None:
        self.obj, self.user = obj, user

    @property
    def may_set(self) -> bool:
        """Whether the user may set the sensitivity."""
        is_passage = isinstance(self.obj, Evidence) and self.obj.passage_id is not None
        is_fixed = is_passage or self.obj.is_withdrawn
        return not is_fixed and policies.evidence.confidentiality.may_set_sensitivity(
            self.user, self.obj
        )

    @cached_property
    def readers(self) -> list[User]:
        """Named readers, beside the user who added it."""
        return list(self._owner.readers.order_by("username"))

    @property
    def names_readers(self) -> bool:
        """Whether it is for named readers."""
        return bool(self.obj.is_for_named_readers)

    @cached_property
    def pending(self) -> list[PendingRequest]:
        """Requests about it, and about the files of evidence, the oldest first."""
        name = str(self.obj._meta.model_name)
        condition = Q(**{name: self.obj.pk})
        if isinstance(self.obj, Evidence):
            condition |= Q(file__evidence=self.obj.pk)
        requests = SensitivityRequest.objects.visible_to(self.user).waiting().filter(condition)
        return [
            PendingRequest(
                request,
                may_decide=policies.evidence.confidentiality.may_decide(self.user, request),
                is_own=request.author_id == self.user.pk,
            )
            for request in requests.select_related(
                "author", "evidence", "file", "comment"
            ).order_by("pk")
        ]

    @cached_property
    def lacks_second_reader(self) -> bool:
        """Whether nobody could approve that its sensitivity is lowered."""
        if not (self.may_set and self.names_readers):
            return False
        return not policies.evidence.confidentiality.potential_approvers(
            self.user, self.obj
        ).exists()

    @property
    def _owner(self) -> Evidence | Comment:
        return self.obj.evidence if isinstance(self.obj, File) else self.obj


RELATED = ("issuer", "passage__report__mechanism", "added_by")
MAX_ROWS = 100  # citations and figures on the page
PREVIEW_LENGTH = 5000  # characters of a file's text


def for_list(user: User) -> QuerySet[Evidence]:
    """Return evidence with the number of recommendations that cite it, and whether it has a file.

    Both as far as `user` may know.
    """
    citing = Citation.objects.visible_to(user).not_withdrawn().filter(evidence=OuterRef("pk"))
    counted = (
        citing.order_by().values("evidence").annotate(n=Count("recommendation", distinct=True))
    )
    files = File.objects.visible_to(user).not_withdrawn().filter(evidence=OuterRef("pk"))
    return (
        Evidence.objects.visible_to(user)
        .select_related("issuer", "passage__report__mechanism")
        .annotate(cited_by=Coalesce(Subquery(counted.values("n")), 0), has_file=Exists(files))
    )


class EvidenceContext:
    """Evidence as a user may see it; each part is read once, when it is shown."""

    def __init__(self, evidence: Evidence, user: User, *, params: Mapping[str, str]) -> None:
        self.evidence, self.user, self.params = evidence, user, params

    @cached_property
    def citations(self) -> list[Citation]:
        """Citations by recommendation, in the order of the reports; at most MAX_ROWS."""
        rows = (
            Citation.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(evidence=self.evidence)
            .select_related("recommendation__report__mechanism", "assessment", "added_by")
            .prefetch_related("recommendation__translations")
        )
        return list(rows.order_by("recommendation__sort_key", "as_of", "pk")[:MAX_ROWS])

    @cached_property
    def _visible_figures(self) -> VisibleFigures:
        figures = (
            Figure.objects.visible_to(self.user).not_withdrawn().filter(evidence=self.evidence)
        )
        figures = figures.select_related("indicator", "evidence", "revises").order_by(
            "indicator__code", "-pk"
        )
        return suppress_small_numbers(list(figures[:MAX_ROWS]), to=self.user)

    @property
    def figures(self) -> list[Figure]:
        """Figures that it states, newest first."""
        return self._visible_figures.rows

    @property
    def below(self) -> int | None:
        """Smallest count of persons that the user is shown."""
        return self._visible_figures.below

    @property
    def withheld(self) -> tuple[str, ...]:
        """Periods of which no unpublished figure is shown."""
        return self._visible_figures.withheld

    @cached_property
    def _files(self) -> list[Any]:
        rows = (
            File.objects.visible_to(self.user)
            .filter(evidence=self.evidence)
            .select_related("added_by")
            .defer("extracted_text", "folded_text")
            .annotate(beginning=Left(F("extracted_text"), PREVIEW_LENGTH + 1))
        )
        files: list[Any] = list(rows.newest_first())
        for file in files:
            file.evidence = self.evidence
            file.may_download_original = policies.evidence.confidentiality.may_download_original(
                self.user, file
            )
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
        version = self.params.get("version", "")
        files = [file for file in self.files if file.is_handed_out]
        params = [file for file in files if str(file.number) == version]
        return next(iter([*params, *files]), None)

    @cached_property
    def number(self) -> int:
        """Page to preview, from 1; a number outside the file becomes its first or last page."""
        page = self.params.get("page", "")
        number = int(page) if page.isdecimal() and len(page) < 7 else 1
        return max(1, min(number, self.pages))

    @property
    def pages(self) -> int:
        """Number of pages of the file; 1 without pages."""
        return int((self.file and self.file.pages) or 1)

    @property
    def before(self) -> int | None:
        """Number of the previous page, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """Number of the next page, if there is one."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def has_pictures(self) -> bool:
        """Whether the file is shown as pictures of its pages."""
        return self.file is not None and self.file.kind in SHOWN

    @cached_property
    def needs_purpose(self) -> bool:
        """Whether the file is for named readers, and the user gave no purpose today."""
        if self.file is None or not self.file.is_for_named_readers:
            return False
        return not find_purpose(self.evidence, by=self.user, on=timezone.localdate())

    @property
    def previewed_file(self) -> Any:
        """Version whose text or pages are shown."""
        return None if self.needs_purpose else self.file

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

    @property
    def may_see_issuer(self) -> bool:
        """Whether the user may see who issued the evidence."""
        return may_see_issuer(self.user, self.evidence)


def may_download(user: User, file: File) -> bool:
    """Return whether the user may have a copy: of what was withdrawn, analysts alone."""
    return user.may_write or not (file.is_withdrawn or file.evidence.is_withdrawn)
