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
from tracker.vocabulary.evidence import (
    DOCUMENTS,
    Attribution,
    Bearing,
    EvidenceKind,
    Polarity,
    QueryKind,
    Sensitivity,
    Use,
)
from tracker.vocabulary.intake import Direction, DraftKind, DraftState, RunState
from tracker.vocabulary.people import RIGHTS, Group, Language, Right
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
    "DOCUMENTS",
    "IN_THE_HANDS_OF_ITS_AUTHOR",
    "LEFT_OUT",
    "MOVES",
    "NEEDS_SECOND_PERSON",
    "NEEDS_SUPPORT",
    "NEED_WORDS",
    "OPEN",
    "PICKED",
    "RANK",
    "RIGHTS",
    "SETTLED",
    "AssessmentKind",
    "Attribution",
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
    "EvidenceKind",
    "Group",
    "Language",
    "Lifecycle",
    "Perspective",
    "Polarity",
    "QueryKind",
    "Reason",
    "ReasonCode",
    "Right",
    "Role",
    "RunState",
    "Section",
    "Sensitivity",
    "State",
    "Status",
    "Strength",
    "Theme",
    "Tier",
    "Trend",
    "Use",
    "band",
]
