"""A progress report as one HTML document that needs nothing beside it.

The body is the same template as the site's page, laid out from the same sheet.
"""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString

from tracker.progress import Progress
from tracker.reporting.layout import layout

STYLES = Path(__file__).parent.parent / "static" / "tracker"


def render(progress: Progress) -> bytes:
    """The standalone document in UTF-8."""
    from django.template.loader import render_to_string

    with translation.override(progress.language):
        styled = {**context(progress), "stylesheet": _stylesheet()}
        return render_to_string("reports/progress_standalone.html", styled).encode()


def context(progress: Progress) -> dict[str, Any]:
    """What `reports/progress_body.html` needs, whatever page it stands in."""
    return {"progress": progress, "sheet": layout(progress)}


def _stylesheet() -> SafeString:
    """The site's own styles: files of ours, never a user's text."""
    names = ("look.css", "report.css")
    return SafeString("\n".join((STYLES / name).read_text("utf-8") for name in names))
