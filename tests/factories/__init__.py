"""One factory per noun; its defaults make the plainest valid row."""

from tests.factories.assessments import (
    AssessmentFactory,
    AssessmentLineFactory,
    CommentFactory,
    InvitationFactory,
)
from tests.factories.base import as_factory
from tests.factories.bodies import BodyFactory, ResponsibilityFactory
from tests.factories.commitments import CommitmentFactory, DueDateFactory
from tests.factories.evidence import (
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    ReadLogEntryFactory,
    SensitivityRequestFactory,
)
from tests.factories.figures import FigureFactory, IndicatorFactory
from tests.factories.history import RedactionFactory
from tests.factories.imports import DraftFactory, ImportRunFactory
from tests.factories.people import PASSWORD, UserFactory
from tests.factories.progress import (
    RemarkFactory,
    ReportTextFactory,
    SavedReportFactory,
    TextTranslationFactory,
)
from tests.factories.questions import AnsweredSheetFactory, QuestionFactory, QuestionSpanFactory
from tests.factories.recommendations import (
    ClosingFactory,
    ComponentFactory,
    FindingFactory,
    LineageLinkFactory,
    MechanismFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
    TopicFactory,
    TranslationFactory,
)

__all__ = [
    "PASSWORD",
    "AnsweredSheetFactory",
    "AssessmentFactory",
    "AssessmentLineFactory",
    "BodyFactory",
    "CitationFactory",
    "ClosingFactory",
    "CommentFactory",
    "CommitmentFactory",
    "ComponentFactory",
    "DraftFactory",
    "DueDateFactory",
    "EvidenceFactory",
    "FigureFactory",
    "FileFactory",
    "FindingFactory",
    "ImportRunFactory",
    "IndicatorFactory",
    "InvitationFactory",
    "LineageLinkFactory",
    "MechanismFactory",
    "PassageFactory",
    "QuestionFactory",
    "QuestionSpanFactory",
    "ReadLogEntryFactory",
    "RecommendationFactory",
    "RedactionFactory",
    "RemarkFactory",
    "ReportFactory",
    "ReportTextFactory",
    "ResponsibilityFactory",
    "SavedReportFactory",
    "SensitivityRequestFactory",
    "TextTranslationFactory",
    "TopicFactory",
    "TranslationFactory",
    "UserFactory",
    "as_factory",
]
