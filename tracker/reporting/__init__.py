"""Rendering of a `Progress` as bytes: one module per format, imported when it is needed."""

from collections.abc import Callable
from importlib import import_module

from tracker.progress import Progress
from tracker.vocabulary import ReportFormat

MODULES = {
    ReportFormat.HTML: "html",
    ReportFormat.PDF: "pdf",
    ReportFormat.DOCX: "docx",
    ReportFormat.XLSX: "xlsx",
    ReportFormat.CSV: "csv",
    ReportFormat.JSON: "json",
    ReportFormat.MARKDOWN: "markdown",
}


def renderer[Content](module: str) -> Callable[[Content], bytes]:
    """Return the `render` of a module that is imported on its first call."""

    def render(content: Content) -> bytes:
        rendered: bytes = import_module(f"tracker.reporting.{module}").render(content)
        return rendered

    return render


RENDERERS: dict[str, Callable[[Progress], bytes]] = {
    str(wanted): renderer(module) for wanted, module in MODULES.items()
}

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
}
