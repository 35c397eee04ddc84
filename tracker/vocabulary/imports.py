"""Where a run of the intake stands, and what it found."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ImportRunState(TextChoices):
    """Where a run stands. What is accepted can be undone while nothing was built on it."""

    WAITING = "waiting", pgettext_lazy("state of a run", "waiting")
    ACCEPTED = "accepted", pgettext_lazy("state of a run", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a run", "dropped")
    UNDONE = "undone", pgettext_lazy("state of a run", "undone")


class DraftKind(TextChoices):
    """What a reader found."""

    RECOMMENDATION = "recommendation", pgettext_lazy("kind of draft", "recommendation")
    FIGURE = "figure", pgettext_lazy("kind of draft", "figure")
    QUERY = "query", pgettext_lazy("kind of draft", "question")
    RESPONSIBILITY = "responsibility", pgettext_lazy("kind of draft", "responsibility")
    LINK = "link", pgettext_lazy("kind of draft", "link to an earlier edition")


class DraftState(TextChoices):
    """Whether a draft is taken in when its run is accepted."""

    OFFERED = "offered", pgettext_lazy("state of a draft", "to be decided")
    ACCEPTED = "accepted", pgettext_lazy("state of a draft", "accepted")
    DROPPED = "dropped", pgettext_lazy("state of a draft", "dropped")


class Direction(TextChoices):
    """Which way an indicator goes when things get better."""

    UP = "up", pgettext_lazy("direction of an indicator", "more is better")
    DOWN = "down", pgettext_lazy("direction of an indicator", "less is better")
