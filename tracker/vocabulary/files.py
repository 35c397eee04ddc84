"""What a file may be, by its content: everything else is refused."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    """The kinds of file that are kept. The code is also the extension of their names."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    ODT = "odt", "ODT"
    ODS = "ods", "ODS"
    CSV = "csv", "CSV"
    TXT = "txt", "TXT"
    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"


OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.CSV: "text/csv",
    FileKind.TXT: "text/plain",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
