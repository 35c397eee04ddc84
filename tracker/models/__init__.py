"""Tables, constraints, and querysets in the words of the field."""

from tracker.models.assessments import Assessment, AssessmentLine, Comment, Invitation
from tracker.models.bodies import Body, Responsibility
from tracker.models.commitments import Commitment, DueDate
from tracker.models.evidence.evidence import Citation, Evidence
from tracker.models.evidence.files import File
from tracker.models.evidence.sensitivity import ReadLogEntry, SensitivityRequest
from tracker.models.figures import Figure, Indicator
from tracker.models.history.events import Event
from tracker.models.history.redactions import RedactedEvent, Redaction
from tracker.models.history.seals import Seal, SealTimestamp, Verification
from tracker.models.history.status_spans import StatusSpan
from tracker.models.imports import Draft, ImportRun
from tracker.models.people import LastVisit, User
from tracker.models.progress import (
    Publication,
    PublicationFile,
    PublicationUse,
    Remark,
    SavedReport,
)
from tracker.models.questions import Question, QuestionSpan
from tracker.models.recommendations.closings import Closing
from tracker.models.recommendations.components import Component, ComponentBody
from tracker.models.recommendations.lineage import LineageLink
from tracker.models.recommendations.recommendations import Recommendation, Translation
from tracker.models.recommendations.reports import Finding, Mechanism, Passage, Report, Topic
from tracker.models.upgrades import Upgrade

__all__ = [
    "Assessment",
    "AssessmentLine",
    "Body",
    "Citation",
    "Closing",
    "Comment",
    "Commitment",
    "Component",
    "ComponentBody",
    "Draft",
    "DueDate",
    "Event",
    "Evidence",
    "Figure",
    "File",
    "Finding",
    "ImportRun",
    "Indicator",
    "Invitation",
    "LastVisit",
    "LineageLink",
    "Mechanism",
    "Passage",
    "Publication",
    "PublicationFile",
    "PublicationUse",
    "Question",
    "QuestionSpan",
    "ReadLogEntry",
    "Recommendation",
    "RedactedEvent",
    "Redaction",
    "Remark",
    "Report",
    "Responsibility",
    "SavedReport",
    "Seal",
    "SealTimestamp",
    "SensitivityRequest",
    "StatusSpan",
    "Topic",
    "Translation",
    "Upgrade",
    "User",
    "Verification",
]
