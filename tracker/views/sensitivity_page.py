"""What the pages tell of a sensitivity: who reads by name, what is proposed, who decides on it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property

from tracker import policies
from tracker.models import Comment, Evidence, File, Lowering, User


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that somebody has to decide on, and what this reader may do about it."""

    lowering: Lowering
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
        return not is_fixed and policies.sensitivity.may_set(self.user, self.thing)

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
        rows = Lowering.objects.visible_to(self.user).waiting().filter(about)
        return [
            Waiting(
                row,
                may_decide=policies.sensitivity.may_decide(self.user, row),
                is_own=row.author_id == self.user.pk,
            )
            for row in rows.select_related("author", "evidence", "file", "comment").order_by("pk")
        ]

    @cached_property
    def lacks_a_second(self) -> bool:
        """Whether nobody could agree that it is less sensitive."""
        if not (self.may_set and self.names_readers):
            return False
        return not policies.sensitivity.seconds(self.user, self.thing).exists()

    @property
    def _owner(self) -> Evidence | Comment:
        return self.thing.evidence if isinstance(self.thing, File) else self.thing
