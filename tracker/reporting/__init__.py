"""A `Progress` in, bytes out: one module per format, imported when it is asked for."""

from collections.abc import Callable
from importlib import import_module

from tracker.progress import Progress
from tracker.vocabulary import ReportFormat

MODULES = {
    ReportFormat.HTML: "as_html",
    ReportFormat.PDF: "pdf",
    ReportFormat.DOCX: "as_docx",
    ReportFormat.XLSX: "as_xlsx",
    ReportFormat.CSV: "as_csv",
    ReportFormat.JSON: "as_json",
    ReportFormat.MARKDOWN: "as_markdown",
}


def _writer(module: str) -> Callable[[Progress], bytes]:
    def render(progress: Progress) -> bytes:
        written: bytes = import_module(f"tracker.reporting.{module}").render(progress)
        return written

    return render


RENDERERS: dict[str, Callable[[Progress], bytes]] = {
    str(wanted): _writer(module) for wanted, module in MODULES.items()
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
