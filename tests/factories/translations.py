"""Translations."""

import factory

from tests.factories.base import TrackerFactory
from tests.factories.recommendations import RecommendationFactory
from tracker.models import Translation
from tracker.vocabulary import Language


class TranslationFactory(TrackerFactory):
    """An unofficial Albanian short title."""

    class Meta:
        model = Translation

    recommendation = factory.SubFactory(RecommendationFactory)
    language = Language.ALBANIAN
    short_title = "Strehim për viktimat"
