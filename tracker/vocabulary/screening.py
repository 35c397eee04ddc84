"""What may identify a victim, as the screen of typed text and files calls it."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class SpotKind(TextChoices):
    """What a spot of a text looks like."""

    PERSONAL_NUMBER = "personal_number", pgettext_lazy("kind of spot", "personal number")
    BIRTH_DATE = "birth_date", pgettext_lazy("kind of spot", "birth date")
    CASE_NUMBER = "case_number", pgettext_lazy("kind of spot", "case number")
    VICTIM_BESIDE_NAME = "victim_beside_name", pgettext_lazy("kind of spot", "victim beside a name")
