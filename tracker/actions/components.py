"""The words of a component stand in its recommendation."""

from django.utils.translation import gettext as _

from tracker.errors import SpanMismatch
from tracker.models import Component


def check_component_quote(component: Component) -> None:
    """Raises SpanMismatch for words that the recommendation does not hold."""
    if component.quote and component.quote not in component.recommendation.text:
        raise SpanMismatch(
            _(
                "The words “%(words)s” do not stand in %(where)s. Copy them from the report as "
                "they are printed."
            )
            % {"words": component.quote, "where": component.recommendation}
        )
