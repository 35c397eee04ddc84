"""Mechanisms."""

import factory

from tests.factories.base import TrackerFactory
from tests.factories.bodies import BodyFactory
from tracker.models import Mechanism
from tracker.vocabulary import BodyKind


class MechanismFactory(TrackerFactory):
    """The TIP Report; the same row each time, unless its code is another."""

    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "TIP"
    name = "Trafficking in Persons Report"
    issuer = factory.SubFactory(
        BodyFactory, code="US_STATE", acronym="", name_en="State", kind=BodyKind.MONITORING
    )
