"""The codes of the field: plain values with their labels, and the moves a rule allows.

Codes are what the database and every export carry; labels are English source strings.
One `pgettext` context per noun, since labels agree with the gender of their noun.
"""

from tracker.vocabulary.assessments import (
    IN_THE_HANDS_OF_ITS_AUTHOR,
    MOVES,
    OPEN,
    AssessmentKind,
    Perspective,
    State,
)
from tracker.vocabulary.bodies import ANSWERABLE, Basis, BodyKind, Confidence, Role
from tracker.vocabulary.counting import NOT_PERSONS, counts_persons
from tracker.vocabulary.evidence import (
    DOCUMENTS,
    Attribution,
    Bearing,
    EvidenceKind,
    Polarity,
    QueryKind,
    Use,
)
from tracker.vocabulary.files import CONTENT_TYPES, FileKind
from tracker.vocabulary.intake import Direction, DraftKind, DraftState, RunState
from tracker.vocabulary.pasts import Past, Then
from tracker.vocabulary.people import RIGHTS, Group, Language, Right
from tracker.vocabulary.publications import (
    Audience,
    Every,
    PublicationState,
    ReportFormat,
    ReportKind,
)
from tracker.vocabulary.reasons import NEED_WORDS, PICKED, Reason, ReasonCode
from tracker.vocabulary.recommendations import (
    ClosedBecause,
    Closeness,
    ComponentBasis,
    Duty,
    Lifecycle,
    Theme,
)
from tracker.vocabulary.reports import Section, Tier
from tracker.vocabulary.rollup import band
from tracker.vocabulary.screening import SpotKind
from tracker.vocabulary.sensitivity import (
    CLOSEDNESS,
    ReadingDeed,
    Sensitivity,
    is_lower,
    stricter,
)
from tracker.vocabulary.statuses import (
    ANCHOR,
    ARROW,
    CHOSEN,
    LEFT_OUT,
    NEEDS_SECOND_PERSON,
    NEEDS_SUPPORT,
    RANK,
    SETTLED,
    Status,
    Strength,
    Trend,
)

__all__ = [
    "ANCHOR",
    "ANSWERABLE",
    "ARROW",
    "CHOSEN",
    "CLOSEDNESS",
    "CONTENT_TYPES",
    "DOCUMENTS",
    "IN_THE_HANDS_OF_ITS_AUTHOR",
    "LEFT_OUT",
    "MOVES",
    "NEEDS_SECOND_PERSON",
    "NEEDS_SUPPORT",
    "NEED_WORDS",
    "NOT_PERSONS",
    "OPEN",
    "PICKED",
    "RANK",
    "RIGHTS",
    "SETTLED",
    "AssessmentKind",
    "Attribution",
    "Audience",
    "Basis",
    "Bearing",
    "BodyKind",
    "ClosedBecause",
    "Closeness",
    "ComponentBasis",
    "Confidence",
    "Direction",
    "DraftKind",
    "DraftState",
    "Duty",
    "Every",
    "EvidenceKind",
    "FileKind",
    "Group",
    "Language",
    "Lifecycle",
    "Past",
    "Perspective",
    "Polarity",
    "PublicationState",
    "QueryKind",
    "ReadingDeed",
    "Reason",
    "ReasonCode",
    "ReportFormat",
    "ReportKind",
    "Right",
    "Role",
    "RunState",
    "Section",
    "Sensitivity",
    "SpotKind",
    "State",
    "Status",
    "Strength",
    "Theme",
    "Then",
    "Tier",
    "Trend",
    "Use",
    "band",
    "counts_persons",
    "is_lower",
    "stricter",
]
