"""Rendering of a `Progress` as bytes: one module per format, imported when it is needed."""

from collections.abc import Callable
from importlib import import_module

from tracker.progress import Progress
from tracker.vocabulary import ReportFormat


def renderer[Content](module: str) -> Callable[[Content], bytes]:
    """Return the `render` of a module that is imported on its first call."""

    def render(content: Content) -> bytes:
        rendered: bytes = import_module(f"tracker.reporting.{module}").render(content)
        return rendered

    return render


RENDERERS: dict[str, Callable[[Progress], bytes]] = {
    ReportFormat.HTML.value: renderer("html"),
    ReportFormat.PDF.value: renderer("pdf"),
    ReportFormat.DOCX.value: renderer("docx"),
    ReportFormat.XLSX.value: renderer("xlsx"),
    ReportFormat.CSV.value: renderer("csv"),
    ReportFormat.JSON.value: renderer("json"),
    ReportFormat.MARKDOWN.value: renderer("markdown"),
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
