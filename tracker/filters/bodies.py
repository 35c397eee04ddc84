"""Filter for bodies."""

import django_filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.base import SearchFilterSet
from tracker.vocabulary import BodyKind


class BodyFilter(SearchFilterSet):
    """Filter for the list of bodies and its matrix. Without values: all."""

    quick = ("kind",)
    kind = django_filters.ChoiceFilter(choices=BodyKind, label=_("Kind"), empty_label=_("any"))
