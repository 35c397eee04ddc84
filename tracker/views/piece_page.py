"""What the page of a piece of evidence shows, and a row of the list: queries fixed in number."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Left
from django.utils import timezone
from django.utils.functional import cached_property

from tracker import policies
from tracker.actions.readings import purpose_of
from tracker.files.pictures import SHOWN
from tracker.models import Citation, Evidence, File, Observation, User
from tracker.policies.sources import may_name
from tracker.summaries.small import Shown, hide
from tracker.views.sensitivity_page import SensitivityOf

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
        rows = Observation.objects.visible_to(self.user).standing().filter(evidence=self.piece)
        found = rows.select_related("indicator", "evidence", "revises").order_by(
            "indicator__code", "-pk"
        )
        return hide(list(found[:TOLD]), to=self.user)

    @property
    def figures(self) -> list[Observation]:
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
            file.may_take_original = policies.files.may_take_original(self.user, file)
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
