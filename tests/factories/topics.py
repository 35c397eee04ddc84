"""Topics."""

import factory

from tests.factories.base import TrackerFactory
from tracker.models import Topic


class TopicFactory(TrackerFactory):
    """Shelters; the same row each time its code is the same."""

    class Meta:
        model = Topic
        django_get_or_create = ("code",)

    code = "shelters"
    name = factory.LazyAttribute(lambda topic: topic.code.replace("-", " ").capitalize())
