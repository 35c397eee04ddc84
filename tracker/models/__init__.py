"""Tables, constraints, and querysets in the words of the field."""

from tracker.models.assessments import Assessment
from tracker.models.bodies import Body
from tracker.models.citations import Citation
from tracker.models.closings import Closing
from tracker.models.comments import Comment
from tracker.models.components import Component, ComponentBody
from tracker.models.events import Event
from tracker.models.evidence import Evidence
from tracker.models.files import File
from tracker.models.findings import Finding
from tracker.models.indicators import Indicator, Observation
from tracker.models.lines import Line
from tracker.models.links import Link
from tracker.models.lowerings import Lowering
from tracker.models.measures import DueDate, Measure
from tracker.models.mechanisms import Mechanism
from tracker.models.passages import Passage
from tracker.models.publications import Printed, Publication, PublicationUse
from tracker.models.queries import Query
from tracker.models.query_spans import QuerySpan
from tracker.models.readings import Reading
from tracker.models.recommendations import Recommendation
from tracker.models.redactions import RedactedEvent, Redaction
from tracker.models.remarks import Remark
from tracker.models.reports import Report
from tracker.models.responsibilities import Responsibility
from tracker.models.runs import Draft, Run
from tracker.models.schedules import Schedule
from tracker.models.seals import Seal
from tracker.models.status_spans import StatusSpan
from tracker.models.topics import Topic
from tracker.models.translations import Translation
from tracker.models.upgrades import Upgrade
from tracker.models.users import User
from tracker.models.verifications import Verification

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
