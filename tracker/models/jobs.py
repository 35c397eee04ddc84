"""What runs in the background: the workers that are alive, and the last runs of each job."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tracker.models.base import named_by


class Worker(models.Model):
    """A process of `work`, and when it was last known to be alive, by the database's clock.

    Operational: not audited, not backed up, deleted when the process ends.
    """

    name = models.CharField(_("name"), max_length=64, unique=True)  # "machine:process:random"
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    seen_at = models.DateTimeField(_("last seen at"), db_default=Now())

    __str__ = named_by("name")


class JobRun(models.Model):
    """The run of a job that was due on a day: there is one, on whichever machine.

    Operational: not audited, not backed up, deleted after some months.
    """

    name = models.CharField(_("job"), max_length=30)  # of actions.jobs.JOBS
    due_on = models.DateField(_("due on"))
    worker = models.CharField(_("worker"), max_length=64)  # that runs it
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True)
    succeeded = models.BooleanField(_("succeeded"), null=True)  # none while it runs
    message = models.TextField(_("result"), blank=True)  # sentence: what was done, or why it failed
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_on"], name="one_run_per_day")]

    __str__ = named_by("name", "due_on")
