"""A `Progress` in, bytes out: one module per format, imported when it is asked for."""

from collections.abc import Callable

from tracker.progress import Progress


def _html(progress: Progress) -> bytes:
    from tracker.reporting.as_html import render

    return render(progress)


def _pdf(progress: Progress) -> bytes:
    from tracker.reporting.pdf import render

    return render(progress)


def _json(progress: Progress) -> bytes:
    from tracker.reporting.as_json import render

    return render(progress)


RENDERERS: dict[str, Callable[[Progress], bytes]] = {"html": _html, "pdf": _pdf, "json": _json}

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "json": "application/json",
}
