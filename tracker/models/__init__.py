"""Tables, constraints, and querysets in the words of the field."""

from tracker.models.assessments import Assessment
from tracker.models.bodies import Body
from tracker.models.citations import Citation
from tracker.models.closings import Closing
from tracker.models.comments import Comment
from tracker.models.components import Component, ComponentBody
from tracker.models.events import Event
from tracker.models.evidence import Evidence
from tracker.models.findings import Finding
from tracker.models.indicators import Indicator, Observation
from tracker.models.lines import Line
from tracker.models.links import Link
from tracker.models.measures import DueDate, Measure
from tracker.models.mechanisms import Mechanism
from tracker.models.passages import Passage
from tracker.models.queries import Query
from tracker.models.query_spans import QuerySpan
from tracker.models.recommendations import Recommendation
from tracker.models.reports import Report
from tracker.models.responsibilities import Responsibility
from tracker.models.runs import Draft, Run
from tracker.models.topics import Topic
from tracker.models.translations import Translation
from tracker.models.users import User

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
    "Finding",
    "Indicator",
    "Line",
    "Link",
    "Measure",
    "Mechanism",
    "Observation",
    "Passage",
    "Query",
    "QuerySpan",
    "Recommendation",
    "Report",
    "Responsibility",
    "Run",
    "Topic",
    "Translation",
    "User",
]
