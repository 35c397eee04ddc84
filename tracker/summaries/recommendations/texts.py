"""Texts that forms offer for an assessment; none is stored until a person keeps it."""

from django.utils.translation import get_language, gettext_lazy as _

from tracker.models import Assessment, AssessmentLine, Component, Recommendation, User
from tracker.vocabulary import Status

CONCLUSIONS = {
    Status.NO_ACTION: _("Heed concludes that nothing has been done on recommendation %(number)s."),
    Status.INITIAL_STEPS: _(
        "Heed concludes that initial steps have been taken on recommendation %(number)s."
    ),
    Status.PARTIAL: _(
        "Heed concludes that recommendation %(number)s has been partially implemented."
    ),
    Status.SUBSTANTIAL: _(
        "Heed concludes that recommendation %(number)s has been largely implemented."
    ),
    Status.FULL: _("Heed concludes that recommendation %(number)s has been fully implemented."),
    Status.UNABLE_TO_VERIFY: _(
        "Heed concludes that it cannot be verified whether recommendation %(number)s has been "
        "implemented."
    ),
    Status.NOT_APPLICABLE: _("Heed concludes that recommendation %(number)s no longer applies."),
}
_OPEN_COMPONENTS = _("Still to be completed: %(components)s.")


def offer_remaining(recommendation: Recommendation, user: User) -> Assessment:
    """Return an unsaved assessment with what remains to be done and the language of it.

    It is as the approved assessment says; if that says nothing, a sentence with the components
    that it does not find fully implemented.
    """
    current = recommendation.current_assessment
    if current is not None and current.remaining:
        return Assessment(
            remaining=current.remaining,
            remaining_by=current.remaining_by,
            text_languages={"remaining": current.text_languages.get("remaining", "")},
        )
    delivered = AssessmentLine.objects.filter(assessment=current, status=Status.FULL)
    components = Component.objects.visible_to(user).not_withdrawn().order_by("code")
    left = components.filter(recommendation=recommendation).exclude(
        pk__in=delivered.values("component")
    )
    titles = "; ".join(component.shown_title for component in left)
    return Assessment(
        remaining=_OPEN_COMPONENTS % {"components": titles} if titles else "",
        text_languages={"remaining": get_language()},
    )


def offer_conclusion(assessment: Assessment) -> str:
    """Return a sentence with the status of an assessment, in the language in force."""
    return str(CONCLUSIONS[assessment.status_choice]) % {"number": assessment.recommendation.number}
