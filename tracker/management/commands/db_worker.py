"""The former name of `work`."""

from django.utils.translation import gettext as _

from tracker.management.commands import work


class Command(work.Command):
    """`heed db_worker`, until version 0.3."""

    def handle(self, *, batch: bool, job: str | None, **_options: object) -> None:
        self.stderr.write(_("“db_worker” is called “work” now. Change what starts it."))
        super().handle(batch=batch, job=job)
