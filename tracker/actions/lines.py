"""What an assessment says of each component."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.actions.values import check_values
from tracker.errors import NotAllowed
from tracker.models import Assessment, Component, Line


@dataclass(frozen=True, slots=True)
class LineSaid:
    """How far somebody says a component got. An empty status says nothing of it."""

    component: Component
    status: str = ""
    remark: str = ""


def set_lines(assessment: Assessment, said: Sequence[LineSaid]) -> None:
    """Make the lines of an open assessment those said, and no others. Called under a reason.

    Raises NotAllowed for a component of another recommendation, or one that was withdrawn;
    Invalid for a value that a line can't take.
    """
    held = {line.component_id: line for line in Line.objects.filter(assessment=assessment.pk)}
    wanted = [one for one in said if one.status]
    for one in wanted:
        _check_is_of(assessment, one.component)
        line = held.pop(one.component.pk, None) or Line(
            recommendation=assessment.recommendation,
            assessment=assessment,
            component=one.component,
        )
        if line.pk and (line.status, line.remark) == (one.status, one.remark):
            continue
        line.status, line.remark = one.status, one.remark
        check_values(line)
        line.save()
    for line in held.values():
        if line.status:
            line.status, line.remark = "", ""
            line.save()


def _check_is_of(assessment: Assessment, component: Component) -> None:
    if component.recommendation_id != assessment.recommendation_id or component.is_withdrawn:
        raise NotAllowed(
            _("“%(component)s” is no component of %(recommendation)s. Open the form again.")
            % {"component": component, "recommendation": assessment.recommendation}
        )
