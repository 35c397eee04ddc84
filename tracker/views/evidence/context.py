"""What the pages tell of a sensitivity: who reads by name, what is proposed, who decides on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left
from django.utils import timezone
from django.utils.functional import cached_property

from tracker import policies
from tracker.actions.evidence.read_log import purpose_of
from tracker.documents.previews import SHOWN
from tracker.models import Citation, Comment, Evidence, Figure, File, SensitivityRequest, User
from tracker.policies.evidence.confidentiality import may_name
from tracker.summaries.figures.small_numbers import Shown, hide


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that somebody has to decide on, and what this reader may do about it."""

    sensitivity_request: SensitivityRequest
    may_decide: bool
    is_own: bool


class SensitivityOf:
    """The sensitivity of a piece, a file or a comment, for somebody who may know of it."""

    def __init__(self, thing: Any, user: User) -> None:
        self.thing, self.user = thing, user

    @property
    def may_set(self) -> bool:
        is_passage = isinstance(self.thing, Evidence) and self.thing.passage_id is not None
        is_fixed = is_passage or self.thing.is_withdrawn
        return not is_fixed and policies.evidence.confidentiality.may_set(self.user, self.thing)

    @cached_property
    def readers(self) -> list[User]:
        """The named readers beside who added it."""
        return list(self._owner.readers.order_by("username"))

    @property
    def names_readers(self) -> bool:
        return bool(self.thing.is_for_named_readers)

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What is proposed of it, and of the files of a piece, the oldest first."""
        name = str(self.thing._meta.model_name)
        about = Q(**{name: self.thing.pk})
        if isinstance(self.thing, Evidence):
            about |= Q(file__evidence=self.thing.pk)
        rows = SensitivityRequest.objects.visible_to(self.user).waiting().filter(about)
        return [
            Waiting(
                row,
                may_decide=policies.evidence.confidentiality.may_decide(self.user, row),
                is_own=row.author_id == self.user.pk,
            )
            for row in rows.select_related("author", "evidence", "file", "comment").order_by("pk")
        ]

    @cached_property
    def lacks_a_second(self) -> bool:
        """Whether nobody could agree that it is less sensitive."""
        if not (self.may_set and self.names_readers):
            return False
        return not policies.evidence.confidentiality.seconds(self.user, self.thing).exists()

    @property
    def _owner(self) -> Evidence | Comment:
        return self.thing.evidence if isinstance(self.thing, File) else self.thing


AT_HAND = ("issuer", "passage__report__mechanism", "added_by")
TOLD = 100  # citations on the page
TEXT_SHOWN = 5000  # characters of a file's text


def for_list(user: User) -> Any:
    """Pieces with how many recommendations cite them, and whether they have a file.

    Both as far as `user` may know.
    """
    citing = Citation.objects.visible_to(user).standing().filter(evidence=OuterRef("pk"))
    counted = (
        citing.order_by().values("evidence").annotate(n=Count("recommendation", distinct=True))
    )
    files = File.objects.visible_to(user).standing().filter(evidence=OuterRef("pk"))
    return (
        Evidence.objects.visible_to(user)
        .select_related("issuer", "passage__report__mechanism")
        .annotate(cited_by=Coalesce(Subquery(counted.values("n")), 0), has_file=Exists(files))
    )


class PiecePage:
    """One piece as a user may know it; each part is read once, when it is shown."""

    def __init__(self, piece: Evidence, user: User, *, asked: Mapping[str, str]) -> None:
        self.piece, self.user, self.asked = piece, user, asked

    @cached_property
    def citations(self) -> list[Citation]:
        """By recommendation, in the order of the reports; at most a hundred."""
        rows = (
            Citation.objects.visible_to(self.user)
            .standing()
            .filter(evidence=self.piece)
            .select_related("recommendation__report__mechanism", "assessment", "added_by")
            .prefetch_related("recommendation__translations")
        )
        return list(rows.order_by("recommendation__sort_key", "as_of", "pk")[:TOLD])

    @cached_property
    def _shown(self) -> Shown:
        rows = Figure.objects.visible_to(self.user).standing().filter(evidence=self.piece)
        found = rows.select_related("indicator", "evidence", "revises").order_by(
            "indicator__code", "-pk"
        )
        return hide(list(found[:TOLD]), to=self.user)

    @property
    def figures(self) -> list[Figure]:
        """What was counted from it, newest first."""
        return self._shown.rows

    @property
    def below(self) -> int | None:
        """Under which count of persons this reader is not shown it."""
        return self._shown.below

    @property
    def withheld(self) -> tuple[str, ...]:
        """Periods of which nothing is shown that is not published."""
        return self._shown.withheld

    @cached_property
    def _files(self) -> list[Any]:
        rows = (
            File.objects.visible_to(self.user)
            .filter(evidence=self.piece)
            .select_related("added_by")
            .defer("extracted_text", "folded_text")
            .annotate(beginning=Left(F("extracted_text"), TEXT_SHOWN + 1))
        )
        found: list[Any] = list(rows.newest_first())
        for file in found:
            file.evidence = self.piece
            file.may_take_original = policies.evidence.confidentiality.may_take_original(
                self.user, file
            )
            file.is_handed_out = may_take(self.user, file)
        return found

    @property
    def files(self) -> list[Any]:
        """The versions, newest first."""
        return [file for file in self._files if not file.is_withdrawn]

    @property
    def withdrawn(self) -> list[Any]:
        return [file for file in self._files if file.is_withdrawn]

    @cached_property
    def file(self) -> Any:
        """The version that is looked at: the one asked for, or the newest."""
        wanted = self.asked.get("version", "")
        shown = [file for file in self.files if file.is_handed_out]
        asked = [file for file in shown if str(file.number) == wanted]
        return next(iter([*asked, *shown]), None)

    @cached_property
    def number(self) -> int:
        """The page that is looked at, from 1; what is no page is the first or the last."""
        wanted = self.asked.get("page", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 7 else 1
        return max(1, min(number, self.pages))

    @property
    def pages(self) -> int:
        return int((self.file and self.file.pages) or 1)

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def is_pictured(self) -> bool:
        return self.file is not None and self.file.kind in SHOWN

    @cached_property
    def is_unasked(self) -> bool:
        """Whether the file looked at is for named readers, and nobody was asked today what for."""
        if self.file is None or not self.file.is_for_named_readers:
            return False
        return not purpose_of(self.piece, by=self.user, on=timezone.localdate())

    @property
    def shown_file(self) -> Any:
        """The version of which text or pictures stand on the page."""
        return None if self.is_unasked else self.file

    @property
    def text(self) -> str:
        """The beginning of what the file says, as it was read out of it."""
        return str(self.file.beginning[:TEXT_SHOWN]) if self.file else ""

    @property
    def text_goes_on(self) -> bool:
        return self.file is not None and len(self.file.beginning) > TEXT_SHOWN

    @cached_property
    def sensitivity(self) -> SensitivityOf:
        return SensitivityOf(self.piece, self.user)

    @property
    def may_name(self) -> bool:
        return may_name(self.user, self.piece)


def may_take(user: User, file: File) -> bool:
    """Whether a copy is handed out: of what was withdrawn, to analysts alone."""
    return user.may_write or not (file.is_withdrawn or file.evidence.is_withdrawn)
