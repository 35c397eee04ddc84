"""Make the data of this version, which every later one must upgrade and restore.

`uv run .ci/release_data.py tests/releases/0.1.0`, once for each release: a tracker with the Kosovo
report is used as its users do, through its pages; its database, a backup and what both hold are
written to a new folder.
"""

import gzip
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import django
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STATE = Path(tempfile.mkdtemp())
os.environ |= {"STATE_DIRECTORY": str(STATE), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
REPORT = "/reports/tip-2024-kosovo"
RECOMMENDATION = f"{REPORT}/recommendations"
LETTER = b"Dear colleagues,\n\nOrder 12 on shelters is in force since 1 May 2026.\n\nMFLT\n"


def sign_in() -> dict[str, Client]:
    """Return a client for each of the sample users who act."""
    from tracker.models import User

    names = ("analyst", "reviewer", "publisher", "contributor")
    clients = {name: Client() for name in names}
    for name, client in clients.items():
        user = User.objects.get(username=name)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return clients


def use() -> None:
    """Log, ask, undertake, review and publish, each as who may."""
    from tests.views.forms import opened
    from tracker.models import Assessment, Commitment, Publication, Question

    clients = sign_in()

    def send(name: str, address: str, **answers: object) -> None:
        response = clients[name].post(address, answers)
        assert response.status_code == 302, (address, response.status_code, response.text[-3000:])

    def fill(name: str, address: str, **answers: object) -> None:
        send(name, address, **opened(clients[name], address, **answers))

    def link(name: str) -> dict[str, str]:
        return {"title": name, "url": f"https://example.org/{name.replace(' ', '-')}"}

    letter = SimpleUploadedFile("letter.txt", LETTER)
    period = {"covers_from": "2026-05-01", "covers_to": "2026-10-31"}
    order = {"sentence": "Order 12 is in force.", "file": letter, "issuer": "MFLT", **period}
    fill("analyst", f"{RECOMMENDATION}/5/log/", status="partial", **order)
    tender = {"sentence": "A tender for operators was opened.", **link("Tender 7")}
    fill("analyst", f"{RECOMMENDATION}/9/log/", **tender)
    screening = {"sentence": "We screen at every border.", **link("Instruction on screening")}
    fill("contributor", f"{RECOMMENDATION}/2/log/", status="substantial", **screening)
    newest = Assessment.objects.get(author__username="analyst")
    send("reviewer", f"{RECOMMENDATION}/5/assessments/{newest.pk}/approve/", note="It is in force.")
    fill("analyst", f"/questions/{Question.objects.order_by('pk')[0].pk}/ask/")
    plan = {"text": "Pay shelters on time", "body": "MFLT", "due_on": "2027-06-30"}
    fill("analyst", f"{RECOMMENDATION}/6/commitments/new/", **plan, **link("Action plan"))
    moved = {"due_on": "2027-12-31", "reason": "No budget in June.", "agreed_by": "Government"}
    fill("analyst", f"/commitments/{Commitment.objects.get().pk}/reschedule/", **moved)
    asked = {"reason": "For the ministry.", "formats": ["md", "json", "pdf", "docx", "xlsx"]}
    send("analyst", f"{REPORT}/publications/new/?kind=full", **asked)
    send("publisher", f"/publications/{Publication.objects.get().pk}/publish/", note="Read.")


def write(folder: Path) -> None:
    """Write database, backup and what they hold."""
    from django.contrib.sessions.models import Session
    from django.db import connection

    from tracker.models import Event, Publication, Seal

    Session.objects.all().delete()
    call_command("seal_history")
    call_command("verify_history")
    call_command("backup", STATE / "backup")
    content = json.loads((STATE / "backup" / "manifest.json").read_text())
    expected = {
        "version": content["version"],
        "content": content["content"],
        "events": Event.objects.count(),
        "seal": Seal.objects.order_by("-pk").values_list("hash", flat=True)[0],
        "publications": {
            str(p.pk): {f.format: f.sha256 for f in p.files.order_by("format")}
            for p in Publication.objects.order_by("pk")
        },
    }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    connection.close()
    folder.mkdir(parents=True)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    database = (STATE / "tracker.sqlite3").read_bytes()
    (folder / "database.gz").write_bytes(gzip.compress(database, mtime=0))
    with zipfile.ZipFile(folder / "backup.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in (STATE / "backup").rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(STATE / "backup"))


if __name__ == "__main__":
    django.setup()
    call_command("quickstart", "--no-serve")
    setup_test_environment()  # or no form can be read from a page
    use()
    write(Path(sys.argv[1]))
