"""Words before a number that say how exact it is, as texts have them."""

from django.utils.translation import pgettext_lazy

QUALIFIERS = {
    "about": pgettext_lazy("before a number", "about"),
    "almost": pgettext_lazy("before a number", "almost"),
    "an estimated": pgettext_lazy("before a number", "an estimated"),
    "approximately": pgettext_lazy("before a number", "approximately"),
    "around": pgettext_lazy("before a number", "around"),
    "as many as": pgettext_lazy("before a number", "as many as"),
    "at least": pgettext_lazy("before a number", "at least"),
    "estimated": pgettext_lazy("before a number", "estimated"),
    "fewer than": pgettext_lazy("before a number", "fewer than"),
    "just": pgettext_lazy("before a number", "just"),
    "less than": pgettext_lazy("before a number", "less than"),
    "more than": pgettext_lazy("before a number", "more than"),
    "nearly": pgettext_lazy("before a number", "nearly"),
    "only": pgettext_lazy("before a number", "only"),
    "over": pgettext_lazy("before a number", "over"),
    "roughly": pgettext_lazy("before a number", "roughly"),
    "some": pgettext_lazy("before a number", "some"),
    "up to": pgettext_lazy("before a number", "up to"),
}


def qualified(qualifier: str, told: str) -> str:
    """A number with its qualifier, in the language in force; one in other words stays as typed."""
    return f"{QUALIFIERS.get(qualifier.lower(), qualifier)} {told}".strip()
