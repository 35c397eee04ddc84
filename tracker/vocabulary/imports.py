"""States of import runs, and kinds and states of drafts."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ImportRunState(TextChoices):
    """State of an import run. An accepted one can be undone while nothing depends on its rows."""

    WAITING = "waiting", pgettext_lazy("state of a run", "waiting")
    ACCEPTED = "accepted", pgettext_lazy("state of a run", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a run", "discarded")
    UNDONE = "undone", pgettext_lazy("state of a run", "undone")


class DraftKind(TextChoices):
    """Kind of row that a draft becomes."""

    RECOMMENDATION = "recommendation", pgettext_lazy("kind of draft", "recommendation")
    FIGURE = "figure", pgettext_lazy("kind of draft", "figure")
    QUESTION = "question", pgettext_lazy("kind of draft", "question")
    RESPONSIBILITY = "responsibility", pgettext_lazy("kind of draft", "responsibility")
    LINK = "link", pgettext_lazy("kind of draft", "link to an earlier edition")


class DraftState(TextChoices):
    """State of a draft; dropped ones are left out when the run is accepted."""

    OFFERED = "offered", pgettext_lazy("state of a draft", "undecided")
    ACCEPTED = "accepted", pgettext_lazy("state of a draft", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a draft", "left out")
