"""One factory per noun; its defaults make the plainest valid row."""

from tests.factories.assessments import AssessmentFactory
from tests.factories.base import as_factory
from tests.factories.bodies import BodyFactory
from tests.factories.citations import CitationFactory
from tests.factories.closings import ClosingFactory
from tests.factories.comments import CommentFactory
from tests.factories.components import ComponentFactory
from tests.factories.evidence import EvidenceFactory
from tests.factories.files import FileFactory
from tests.factories.findings import FindingFactory
from tests.factories.indicators import IndicatorFactory, ObservationFactory
from tests.factories.lines import LineFactory
from tests.factories.links import LinkFactory
from tests.factories.lowerings import LoweringFactory
from tests.factories.measures import DueDateFactory, MeasureFactory
from tests.factories.mechanisms import MechanismFactory
from tests.factories.passages import PassageFactory
from tests.factories.queries import QueryFactory, QuerySpanFactory
from tests.factories.readings import ReadingFactory
from tests.factories.recommendations import RecommendationFactory
from tests.factories.redactions import RedactionFactory
from tests.factories.remarks import RemarkFactory
from tests.factories.reports import ReportFactory
from tests.factories.responsibilities import ResponsibilityFactory
from tests.factories.runs import DraftFactory, RunFactory
from tests.factories.schedules import ScheduleFactory
from tests.factories.topics import TopicFactory
from tests.factories.translations import TranslationFactory
from tests.factories.users import PASSWORD, UserFactory

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
