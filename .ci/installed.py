"""Check that a tracker installed as a package runs, and has what a checkout has beside it.

Run by the interpreter that it was installed for, from a folder that is no checkout, with
`DJANGO_SETTINGS_MODULE=tracker.settings` and an empty STATE_DIRECTORY.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template
from django.utils.translation import gettext, override

django.setup()
package = Path(django.apps.apps.get_app_config("tracker").path)
template = Path(get_template("recommendations/reports/detail.html").origin.name)
assert template.is_relative_to(package), f"{template} is of a checkout"
for language in ("sq", "sr-latn"):
    with override(language):
        assert gettext("Evidence") != "Evidence", f"no {language}"
assert (Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo" / "narrative.txt").is_file()
assert finders.find("tracker/site.css")
assert ("tracker", "0001_initial") in MigrationLoader(None).disk_migrations
assert settings.VERSION
print(f"{package} holds {settings.VERSION}: templates, translations, fixtures, migrations")

heed = Path(sys.executable).with_name("heed")
printed = subprocess.run([heed, "--version"], check=True, capture_output=True, text=True).stdout
assert printed == f"heed {settings.VERSION}\n", printed

with (
    socket.create_server(("127.0.0.1", 0)) as listener,
    socket.create_server(("127.0.0.1", 0)) as other,
):
    port, metrics_port = (server.getsockname()[1] for server in (listener, other))
environment = os.environ | {
    "SERVER_ADDRESS": f"127.0.0.1:{port}",
    "METRICS_PORT": str(metrics_port),
}
quickstart = subprocess.Popen([heed, "quickstart"], env=environment, cwd="/")
for _second in range(300):
    try:
        page = urlopen(f"http://127.0.0.1:{port}/sign-in/").read().decode()
        break
    except OSError:
        assert quickstart.poll() is None, "heed quickstart ended"
        time.sleep(1)
assert "<form" in page, page
assert b'"ready": true' in urlopen(f"http://127.0.0.1:{port}/health/ready").read()
metrics = urlopen(f"http://127.0.0.1:{metrics_port}/metrics").read().decode()
count = 'heed_requests_total{method="GET",status="200",view="login"} 1.0'  # in all processes
assert count in metrics, metrics
quickstart.send_signal(signal.SIGTERM)
assert quickstart.wait(60) == 0
try:
    urlopen(f"http://127.0.0.1:{port}/sign-in/")
    raise AssertionError("the server outlived heed quickstart")
except OSError:
    print("heed quickstart served a page and metrics, and ended when told to")
