"""Run by test_upload_faults as a process of its own: drops a letter and logs it, and dies on the way.

Arguments: the folder of files, the key of the piece, the user's name, and where it dies: "write 2",
"row", "commit" or "nowhere".
"""

import os
import sys

FOLDER, PIECE, NAME, WHERE = sys.argv[1:]
os.environ["DIES_AT"] = WHERE.removeprefix("write ") if WHERE.startswith("write ") else "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from tests import settings  # noqa: E402

settings.STORAGES["evidence"] = {
    "BACKEND": "tests.helpers.faulty_storages.DyingStorage",
    "OPTIONS": {"location": FOLDER},
}

import django  # noqa: E402

django.setup()

from django.db.models.signals import post_save  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.documents.samples import letter_pdf  # noqa: E402
from tests.helpers.faulty_storages import die  # noqa: E402
from tracker import limited_process  # noqa: E402
from tracker.actions.evidence import files as evidence_files, storage  # noqa: E402
from tracker.audit.context import acting_as  # noqa: E402
from tracker.models import Evidence, File, User  # noqa: E402

# What reads in a process of its own would import this file again.
limited_process.call_limited = lambda _limits, read, *args, **asked: read(*args, **asked)
ana, now = User.objects.get(username=NAME), timezone.now()
if WHERE == "row":
    post_save.connect(die, sender=File)
if WHERE == "commit":
    storage.delete_upload = lambda *args, **asked: die()
with acting_as(ana.username, id=ana.pk, source="site"):
    dropped = evidence_files.store_upload(content=letter_pdf(), name="letter.pdf", by=ana, now=now)
    piece = Evidence.objects.get(pk=PIECE)
    evidence_files.add_version(
        evidence_files.AddVersion(
            evidence=piece, upload=dropped, by=ana, now=now, reason="Came today"
        )
    )
