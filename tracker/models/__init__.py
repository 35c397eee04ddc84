"""Tables, constraints, and querysets in the words of the field."""

from tracker.models.assessments import Assessment, Comment, Line
from tracker.models.bodies import Body, Responsibility
from tracker.models.commitments import DueDate, Measure
from tracker.models.evidence.evidence import Citation, Evidence
from tracker.models.evidence.files import File
from tracker.models.evidence.sensitivity import Lowering, Reading
from tracker.models.figures import Indicator, Observation
from tracker.models.history.events import Event
from tracker.models.history.redactions import RedactedEvent, Redaction
from tracker.models.history.seals import Seal, Verification
from tracker.models.history.status_spans import StatusSpan
from tracker.models.imports import Draft, Run
from tracker.models.people import User
from tracker.models.progress import Printed, Publication, PublicationUse, Remark, Schedule
from tracker.models.questions import Query, QuerySpan
from tracker.models.recommendations.closings import Closing
from tracker.models.recommendations.components import Component, ComponentBody
from tracker.models.recommendations.lineage import Link
from tracker.models.recommendations.recommendations import Recommendation, Translation
from tracker.models.recommendations.reports import Finding, Mechanism, Passage, Report, Topic
from tracker.models.upgrades import Upgrade

__all__ = [
    "Assessment",
    "Body",
    "Citation",
    "Closing",
    "Comment",
    "Component",
    "ComponentBody",
    "Draft",
    "DueDate",
    "Event",
    "Evidence",
    "File",
    "Finding",
    "Indicator",
    "Line",
    "Link",
    "Lowering",
    "Measure",
    "Mechanism",
    "Observation",
    "Passage",
    "Printed",
    "Publication",
    "PublicationUse",
    "Query",
    "QuerySpan",
    "Reading",
    "Recommendation",
    "RedactedEvent",
    "Redaction",
    "Remark",
    "Report",
    "Responsibility",
    "Run",
    "Schedule",
    "Seal",
    "StatusSpan",
    "Topic",
    "Translation",
    "Upgrade",
    "User",
    "Verification",
]
