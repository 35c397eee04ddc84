"""Saved reports, publications, and what people write for a report itself."""

from tracker.models.progress.publications import (
    Publication,
    PublicationFile,
    PublicationQuerySet,
    PublicationUse,
    Reply,
    SavedReport,
)
from tracker.models.progress.texts import (
    TRANSLATED_MODELS,
    Remark,
    ReportText,
    TextTranslation,
    hash_text,
)

__all__ = [
    "TRANSLATED_MODELS",
    "Publication",
    "PublicationFile",
    "PublicationQuerySet",
    "PublicationUse",
    "Remark",
    "Reply",
    "ReportText",
    "SavedReport",
    "TextTranslation",
    "hash_text",
]
