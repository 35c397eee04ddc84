"""One event, as the phrases of its noun ask about it."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker.audit.names import Model, Names
from tracker.audit.values import fields_of, in_words
from tracker.models import Event

LONG = 60  # characters


class Deed:
    """One event of a model, as its phrases ask about it."""

    def __init__(self, event: Event, model: Model, names: Names) -> None:
        self.event, self.model, self.names = event, model, names
        self.old, self.new = event.old or {}, event.new or {}

    @property
    def thing(self) -> str:
        return short(self.names.of(self.model, self.event.key)) or _("not shown")

    def of(self, model: Model, column: str) -> str:
        """What a key points to, or pointed to before it was taken away."""
        key = self.new.get(column, self.old.get(column))
        return short(self.names.of(model, key)) or _("not shown")

    def was(self, column: str) -> str:
        return in_words(fields_of(self.model)[column], self.old.get(column), self.names)

    def is_now(self, column: str) -> str:
        return in_words(fields_of(self.model)[column], self.new.get(column), self.names)


def short(name: str) -> str:
    return Truncator(name).chars(LONG)
