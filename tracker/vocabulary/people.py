"""The people who use the tracker."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Group(TextChoices):
    """The rights a user may hold, until roles come. Groups of these names follow migration."""

    VIEWER = "viewer", pgettext_lazy("right of a user", "viewer")
    ANALYST = "analyst", pgettext_lazy("right of a user", "analyst")
    REVIEWER = "reviewer", pgettext_lazy("right of a user", "reviewer")
    ADMINISTRATOR = "administrator", pgettext_lazy("right of a user", "administrator")


class Language(TextChoices):
    """The languages the tracker speaks; the codes are those of the interface."""

    ENGLISH = "en", "English"
    ALBANIAN = "sq", "Shqip"
    SERBIAN = "sr-latn", "Srpski"
