"""Start data becomes rows: what is missing is created, what exists is left alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from tracker.actions import fixtures
from tracker.actions.fixtures.writing import Run
from tracker.audit.reasons import because
from tracker.errors import BadFixture
from tracker.models import User


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load created, per noun. Nouns of which nothing was missing are not in it."""

    slug: str
    created: Mapping[type[models.Model], int]

    @property
    def total(self) -> int:
        return sum(self.created.values())

    def of(self, model: type[models.Model]) -> int:
        return self.created.get(model, 0)

    def summary(self) -> str:
        if not self.total:
            return _("%(slug)s is loaded already: nothing was missing.") % {"slug": self.slug}
        counts = ", ".join(
            f"{model._meta.verbose_name_plural} {many}" for model, many in self.created.items()
        )
        return _("Loaded %(slug)s: %(counts)s.") % {"slug": self.slug, "counts": counts}


def load_report(*, folder: Path, by: User, now: datetime) -> Loaded:
    """Create what the folder holds and the database lacks. A second run changes nothing.

    A row counts as there when it was ever added under that name: one that somebody changed since,
    renamed or withdrew, stays as it is. Raises BadFixture when a file can't be read, contradicts
    itself or another, contradicts what is loaded, or gives a baseline a status that asks for more
    than is cited; SpanMismatch when quoted words do not stand
    at their place. Nothing is written in any case.
    """
    start = fixtures.read(folder)
    try:
        with transaction.atomic(), because(f"Loaded {start.slug}", by=by):
            User.objects.select_for_update().get(pk=by.pk)  # two runs at once: one waits
            return Loaded(slug=start.slug, created=Run(start, by=by, now=now).write())
    except (IntegrityError, DataError) as error:
        raise BadFixture(
            _(
                "%(slug)s can't be loaded: the database refused a row (%(error)s). Compare the "
                "files with what is loaded already. Nothing was loaded."
            )
            % {"slug": start.slug, "error": str(error).strip()}
        ) from error
