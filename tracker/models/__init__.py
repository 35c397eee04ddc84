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
    MessageCheckConstraint,
    OpenQuerySet,
    PartQuerySet,
    Proposal,
    Withdrawable,
    display_name,
    is_among,
)
from tracker.models.bodies import (
    ACRONYM,
    Body,
    Mandates,
    Responsibility,
    ResponsibilityQuerySet,
    domain_of,
    reach,
    shorten,
)
from tracker.models.commitments import QUIET_AFTER, Commitment, CommitmentQuerySet, DueDate
from tracker.models.evidence.evidence import (
    Citation,
    CitationQuerySet,
    Evidence,
    EvidenceQuerySet,
    File,
    FileQuerySet,
)
from tracker.models.evidence.sensitivity import (
    ReadLogEntry,
    SensitivityRequest,
    SensitivityRequestQuerySet,
)
from tracker.models.figures import Figure, FigureQuerySet, Indicator
from tracker.models.history.events import (
    NEVER_SHOWN,
    RESTRICTED_LINKS,
    Event,
    EventQuerySet,
    table_of,
)
from tracker.models.history.seals import RedactedEvent, Redaction, Seal, SealTimestamp, Verification
from tracker.models.history.status_spans import StatusSpan, SummaryRow
from tracker.models.imports import TABLE_READERS, Draft, ImportRun
from tracker.models.people import GUEST, SECOND_FACTORS, LastVisit, Reader, ReaderKind, User, Viewer
from tracker.models.progress import (
    Publication,
    PublicationFile,
    PublicationQuerySet,
    PublicationUse,
    Remark,
    SavedReport,
)
from tracker.models.questions import Question, QuestionQuerySet, QuestionSpan
from tracker.models.recommendations.components import (
    Closing,
    ClosingQuerySet,
    Component,
    ComponentBody,
    LineageLink,
)
from tracker.models.recommendations.recommendations import (
    Recommendation,
    RecommendationQuerySet,
    Translation,
)
from tracker.models.recommendations.reports import (
    Finding,
    Mechanism,
    Passage,
    Report,
    Topic,
    cite_report,
)
from tracker.models.search import SearchEntry
from tracker.models.upgrades import Upgrade

__all__ = [
    "ACRONYM",
    "GUEST",
    "NEVER_SHOWN",
    "QUIET_AFTER",
    "RESTRICTED_LINKS",
    "SECOND_FACTORS",
    "TABLE_READERS",
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
    "MessageCheckConstraint",
    "OpenQuerySet",
    "PartQuerySet",
    "Passage",
    "Proposal",
    "Publication",
    "PublicationFile",
    "PublicationQuerySet",
    "PublicationUse",
    "Question",
    "QuestionQuerySet",
    "QuestionSpan",
    "ReadLogEntry",
    "Reader",
    "ReaderKind",
    "Recommendation",
    "RecommendationQuerySet",
    "RedactedEvent",
    "Redaction",
    "Remark",
    "Report",
    "Responsibility",
    "ResponsibilityQuerySet",
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
    "cite_report",
    "display_name",
    "domain_of",
    "is_among",
    "reach",
    "shorten",
    "table_of",
]
