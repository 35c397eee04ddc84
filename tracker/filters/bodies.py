"""Filter for bodies."""

import django_filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import StrictFilterSet
from tracker.vocabulary import BodyKind


class BodyFilter(StrictFilterSet):
    """Filter for the list of bodies and its matrix. Without values: all."""

    quick = ("kind",)
    search = django_filters.CharFilter(method="filter_search", label=_("Contains"), max_length=200)
    kind = django_filters.ChoiceFilter(choices=BodyKind, label=_("Kind"), empty_label=_("any"))
