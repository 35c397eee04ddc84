"""Tables, constraints, and querysets in the words of the field."""

from tracker.models.assessments import (
    Assessment,
    AssessmentLine,
    AssessmentQuerySet,
    Comment,
    Invitation,
)
from tracker.models.base import (
    AuditedQuerySet,
    OpenQuerySet,
    PartQuerySet,
    Withdrawable,
    display_name,
)
from tracker.models.bodies import Body, Mandates, Responsibility, domain_of
from tracker.models.commitments import Commitment, CommitmentQuerySet, DueDate
from tracker.models.evidence.evidence import Citation, CitationQuerySet, Evidence, EvidenceQuerySet
from tracker.models.evidence.files import File, FileQuerySet
from tracker.models.evidence.sensitivity import (
    ReadLogEntry,
    SensitivityRequest,
    SensitivityRequestQuerySet,
)
from tracker.models.figures import Figure, FigureQuerySet, Indicator
from tracker.models.history.events import Event, EventQuerySet, table_of
from tracker.models.history.redactions import RedactedEvent, Redaction
from tracker.models.history.seals import Seal, SealTimestamp, Verification
from tracker.models.history.status_spans import StatusSpan
from tracker.models.history.summary_rows import SummaryRow
from tracker.models.imports import Draft, ImportRun
from tracker.models.people import GUEST, LastVisit, Reader, User, Viewer
from tracker.models.progress import (
    Publication,
    PublicationFile,
    PublicationQuerySet,
    PublicationUse,
    Remark,
    SavedReport,
)
from tracker.models.questions import Question, QuestionQuerySet, QuestionSpan
from tracker.models.recommendations.closings import Closing, ClosingQuerySet
from tracker.models.recommendations.components import Component, ComponentBody
from tracker.models.recommendations.lineage import LineageLink
from tracker.models.recommendations.recommendations import (
    Recommendation,
    RecommendationQuerySet,
    Translation,
)
from tracker.models.recommendations.reports import Finding, Mechanism, Passage, Report, Topic
from tracker.models.search import SearchEntry
from tracker.models.upgrades import Upgrade

__all__ = [
    "GUEST",
    "Assessment",
    "AssessmentLine",
    "AssessmentQuerySet",
    "AuditedQuerySet",
    "Body",
    "Citation",
    "CitationQuerySet",
    "Closing",
    "ClosingQuerySet",
    "Comment",
    "Commitment",
    "CommitmentQuerySet",
    "Component",
    "ComponentBody",
    "Draft",
    "DueDate",
    "Event",
    "EventQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "Figure",
    "FigureQuerySet",
    "File",
    "FileQuerySet",
    "Finding",
    "ImportRun",
    "Indicator",
    "Invitation",
    "LastVisit",
    "LineageLink",
    "Mandates",
    "Mechanism",
    "OpenQuerySet",
    "PartQuerySet",
    "Passage",
    "Publication",
    "PublicationFile",
    "PublicationQuerySet",
    "PublicationUse",
    "Question",
    "QuestionQuerySet",
    "QuestionSpan",
    "ReadLogEntry",
    "Reader",
    "Recommendation",
    "RecommendationQuerySet",
    "RedactedEvent",
    "Redaction",
    "Remark",
    "Report",
    "Responsibility",
    "SavedReport",
    "Seal",
    "SealTimestamp",
    "SearchEntry",
    "SensitivityRequest",
    "SensitivityRequestQuerySet",
    "StatusSpan",
    "SummaryRow",
    "Topic",
    "Translation",
    "Upgrade",
    "User",
    "Verification",
    "Viewer",
    "Withdrawable",
    "display_name",
    "domain_of",
    "table_of",
]
