"""One factory per noun; its defaults make the plainest valid row."""

from tests.factories.assessments import AssessmentFactory, CommentFactory, LineFactory
from tests.factories.base import as_factory
from tests.factories.bodies import BodyFactory, ResponsibilityFactory
from tests.factories.commitments import DueDateFactory, MeasureFactory
from tests.factories.evidence import (
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    LoweringFactory,
    ReadingFactory,
)
from tests.factories.figures import IndicatorFactory, ObservationFactory
from tests.factories.history import RedactionFactory
from tests.factories.imports import DraftFactory, RunFactory
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.progress import RemarkFactory, ScheduleFactory
from tests.factories.questions import QueryFactory, QuerySpanFactory
from tests.factories.recommendations import (
    ClosingFactory,
    ComponentFactory,
    FindingFactory,
    LinkFactory,
    MechanismFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
    TopicFactory,
    TranslationFactory,
)

__all__ = [
    "PASSWORD",
    "AssessmentFactory",
    "BodyFactory",
    "CitationFactory",
    "ClosingFactory",
    "CommentFactory",
    "ComponentFactory",
    "DraftFactory",
    "DueDateFactory",
    "EvidenceFactory",
    "FileFactory",
    "FindingFactory",
    "IndicatorFactory",
    "LineFactory",
    "LinkFactory",
    "LoweringFactory",
    "MeasureFactory",
    "MechanismFactory",
    "ObservationFactory",
    "PassageFactory",
    "QueryFactory",
    "QuerySpanFactory",
    "ReadingFactory",
    "RecommendationFactory",
    "RedactionFactory",
    "RemarkFactory",
    "ReportFactory",
    "ResponsibilityFactory",
    "RunFactory",
    "ScheduleFactory",
    "TopicFactory",
    "TranslationFactory",
    "UserFactory",
    "as_factory",
]
