"""Whose word does not corroborate: the bodies that answer for a recommendation, and their like."""

from collections.abc import Collection, Iterable

from tracker.models import Body, Evidence, Recommendation, Responsibility
from tracker.vocabulary import ANSWERABLE


def is_independent(piece: Evidence, related: Collection[int]) -> bool:
    """Whether a body that is not related issued it. Without an issuer it is not independent."""
    return piece.issuer_id is not None and piece.issuer_id not in related


def related_bodies(recommendation: Recommendation) -> set[int]:
    """Keys of its lead and supporting bodies, those that took over from them, and their trees.

    A ministry that followed the lead answers for what the lead was asked: its word does not
    corroborate. Nor does that of a body above or below one of them.
    """
    answerable = _with_successors(
        Responsibility.objects.standing()
        .filter(recommendation=recommendation.pk, role__in=ANSWERABLE)
        .values_list("body_id", flat=True)
    )
    parents: dict[int, int | None] = dict(Body.objects.values_list("pk", "parent_id"))
    above = {one for body in answerable for one in _line(body, parents)}
    return above | {body for body in parents if not answerable.isdisjoint(_line(body, parents))}


def _with_successors(bodies: Iterable[int]) -> set[int]:
    """These bodies, and whoever took over from them, however often names changed."""
    took_over: dict[int, set[int]] = {}
    for former, later in Body.successors.through.objects.values_list("from_body", "to_body"):
        took_over.setdefault(former, set()).add(later)
    found, waiting = set[int](), set(bodies)
    while waiting:
        body = waiting.pop()
        found.add(body)
        waiting |= took_over.get(body, set()) - found
    return found


def _line(body: int, parents: dict[int, int | None]) -> list[int]:
    """A body and everything above it, upwards."""
    line = [body]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return line
