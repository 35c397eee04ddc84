"""Files dropped on a form, as the script and a browser without it send them."""

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents import samples
from tests.views.forms import opened
from tracker.actions.evidence import storage

DROP = "/evidence/uploads/"
LOOKS_LIKE_A_VICTIM = (
    b"Dear colleagues,\n\nThe victim Arta Krasniqi was brought to the shelter in May.\n"
)


def address(recommendation):
    return reverse("log_progress", args=[recommendation.report.slug, recommendation.number])


def letter(content=None, name="letter.pdf"):
    return SimpleUploadedFile(name, content or samples.letter_pdf())


def dropped(client, content=None, name="letter.pdf"):
    """The upload of what the script dropped."""
    answer = client.post(DROP, {"file": letter(content, name)})
    assert answer.status_code == 200, answer.text
    return re.search(r'name="upload" value="([^"]+)"', answer.text)[1]


def filled(client, recommendation, **answers):
    return opened(client, address(recommendation), sentence="The shelter is open.", **answers)


def logged(client, recommendation, **answers):
    return client.post(address(recommendation), filled(client, recommendation, **answers))


def on_disk():
    """Every file that lies in the storage."""
    return [path for path in Path(storage.evidence_storage().location).rglob("*") if path.is_file()]
