import subprocess
import sys

SCRIPT = """
import sys
import tracker.reporting
from tracker.reporting import html, json, layout, pdf, status_pictures
loaded = {"tracker.models", "typst"} & set(sys.modules)
sys.exit(f"loaded: {loaded}" if loaded else 0)
"""


class TestReporting:
    def test_loads_no_model_and_typst_only_when_needed(self):
        done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)

        assert done.returncode == 0, done.stderr
