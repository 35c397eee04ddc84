"""A deed as it would be put back."""

from collections.abc import Collection
from functools import cached_property

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker import policies
from tracker.audit.names import Names
from tracker.audit.timeline import Change
from tracker.audit.values import in_words
from tracker.audit.written import Written, written
from tracker.models import Event, User
from tracker.policies.undoing import MOST, Way, ways_of
from tracker.summaries.undoing.obstacles import against, built_on, unfit
from tracker.summaries.undoing.steps import Live, Step, in_parts, names_for

TOLD = 10  # sentences of what stands in the way


class Undoing:
    """What `user` would put back of a deed. The database is asked once for each kind of row."""

    def __init__(self, events: Collection[Event], user: User) -> None:
        self.events, self.user = events, user
        self.deed = written(events)
        ways = ways_of(self.deed)
        self._refused = [(one, way) for one, way in ways if isinstance(way, Promise)]
        self._real = [(o, w) for o, w in ways if isinstance(w, Way) and w != Way.FOLLOW]
        self.live = Live(self._real, user)

    def check_rights(self) -> None:
        """Raises NotYours unless `user` may change every noun that would be put back."""
        policies.undoing.check_writes(self.user)
        for one, _way in self._real:
            policies.undoing.check_can_undo(self.user, one)

    @cached_property
    def refusals(self) -> list[str]:
        """Why the deed is never put back, whatever happens; empty where it can be."""
        if len(self.events) > MOST:
            many = _("More than %(most)d changes can't be put back at once. Put back one by one.")
            return [many % {"most": MOST}]
        refused = [(one, way) for one, way in self._refused if one.owner][:TOLD]
        pairs = {(one.owner, one.owner_key) for one, _way in refused if one.owner}
        names = Names(pairs, self.user)
        told = [str(way) % {"thing": _name(one, names)} for one, way in refused]
        if self._refused and not told:
            told = [str(self._refused[0][1]) % {"thing": self._refused[0][0].table}]
        if not (told or self._real):
            told = [_("There is nothing to put back: what was written here follows from the rest.")]
        return list(dict.fromkeys(told))

    @cached_property
    def steps(self) -> list[Step]:
        """Each row that is put back, in the order in which the deed wrote them."""
        return [self.live.step(one, way) for one, way in self._real]

    @cached_property
    def left(self) -> list[Step]:
        """Those that are not as they were already."""
        return [step for step in self.steps if not step.is_back]

    @cached_property
    def obstacles(self) -> list[str]:
        """What keeps the deed from being put back: the first sentences."""
        if self.refusals:
            return self.refusals
        if not self.left:
            return [self._back_already()]
        found: dict[str, None] = {}
        for step in self.left:
            found |= dict.fromkeys(against(step, self.live, self.names))
            if len(found) >= TOLD:
                return [*found][:TOLD]
        found |= dict.fromkeys(unfit(self.left, self.user))
        found |= dict.fromkeys(built_on(self.left, self.deed, self.user))
        return [*found][:TOLD]

    @cached_property
    def names(self) -> Names:
        """Of what the values name, now and before."""
        return names_for(self.steps, self.user)

    def changes(self, step: Step) -> list[Change]:
        """What a row would say again: label, what the deed wrote, what it said before."""
        fields = step.fields
        return [
            (
                str(fields[column].verbose_name),
                in_words(fields[column], step.written.new.get(column), self.names),
                in_words(fields[column], back, self.names),
            )
            for column, back in step.columns.items()
            if column in fields
        ]

    def newest(self, *, after: int = 0, not_by: User | None = None) -> Event | None:
        """The newest event about the rows that are put back; `after` and by others, if asked.

        One that the user may not know of too, since it counts: who wrote it is not to be told then.
        """
        found = None
        for model, keys in self.live.keys.items():
            for some in in_parts(keys):
                events = Event.objects.filter(
                    table=model._meta.db_table, key__in=some, pk__gt=after
                )
                if not_by is not None:
                    events = events.exclude(actor_id=not_by.pk)
                newest = events.aggregate(newest=Max("pk"))["newest"]
                found = max(found or 0, newest or 0) or None
        return Event.objects.get(pk=found) if found else None

    def _back_already(self) -> str:
        one = self.steps[0].written
        since = Event.objects.visible_to(self.user).filter(
            table=one.table, key=one.key, pk__gt=one.last
        )
        newest = since.newest_first().first()
        if newest is None:
            return _("This is put back already: there is nothing to undo.")
        told = _("This is put back already, by %(who)s: there is nothing to undo.")
        return told % {"who": newest.actor_name}


def _name(one: Written, names: Names) -> str:
    """What a row is called; by its noun where it has no name for this user."""
    assert one.owner is not None
    return names.of(one.owner, one.owner_key) or str(one.owner._meta.verbose_name)
