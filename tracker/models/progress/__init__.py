"""Saved reports, publications, and what people write for a report itself."""

from tracker.models.progress.publications import (
    Publication,
    PublicationFile,
    PublicationQuerySet,
    PublicationUse,
    Reply,
    SavedReport,
)
from tracker.models.progress.texts import Remark, ReportText

__all__ = [
    "Publication",
    "PublicationFile",
    "PublicationQuerySet",
    "PublicationUse",
    "Remark",
    "Reply",
    "ReportText",
    "SavedReport",
]
