"""Choice of a reader by the content of a file, since its name can be wrong."""

from django.utils.translation import gettext as _

from tracker.documents import archives, docx, html, plain_text, refusals
from tracker.documents.kinds import OLE, PDF, RTF, ZIP


def read_file(content: bytes) -> plain_text.ExtractedText:
    """Read the text of a file.

    Raises FileUnreadable if it is too large, locked, damaged or no text.
    """
    plain_text.check_narrative_size(len(content))
    if PDF in content[:1024]:
        from tracker.intake import pdf  # brings large libraries

        return pdf.read(content)
    kind = ""
    if content.startswith(ZIP):
        paths = archives.paths_of(content)
        if paths and docx.BODY in paths:
            return docx.read(content)
        kind = _archive_kind(paths)
    elif content.startswith(OLE):
        kind = _("an old Word file or one with a password")
    elif content.startswith(RTF):
        kind = "RTF"
    if kind:
        raise refusals.refusal(refusals.NARRATIVE_OF_OTHER_KIND, kind=kind)
    words, _notes = plain_text.decode(content)
    return html.read(content) if html.is_html(words) else plain_text.read(content)


def read_pasted_text(words: str) -> plain_text.ExtractedText:
    """Read pasted text: the source of a web page, or its words.

    Raises FileUnreadable if it is too long, or no text.
    """
    plain_text.check_text(len(words))
    return (
        html.read_text(words)
        if html.is_html(words)
        else plain_text.clean_text(words, reader="text")
    )


def _archive_kind(paths: list[str] | None) -> str:
    if paths is None:
        return _("a damaged archive")
    if any(path.startswith("xl/") for path in paths):
        return _("a workbook")
    return "ODT" if "content.xml" in paths else _("an archive")
