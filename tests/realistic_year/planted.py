"""Words that stand each behind one door of confidentiality, and who may read them in a report."""

from datetime import date

from tests.realistic_year.bodies import state_view, undertake
from tests.realistic_year.world import PEOPLE, World, day
from tracker.actions.assessments import review, submission
from tracker.actions.evidence.items import LogNote, log_note
from tracker.actions.questions import questions
from tracker.models import Assessment, Body
from tracker.vocabulary import QuestionKind

NOWHERE = {  # in no report at all
    "medlar": "title of evidence for named readers",
    "sorb tree": "note on evidence for named readers",
    "rowan": "reasons of an assessment that nobody approved",
    "hornbeam": "comment on an assessment",
}
INSIDE = {  # in reports for colleagues alone
    "juniper": "title of internal evidence",
    "hawthorn": "note on internal evidence",
    "alder": "note on public evidence",
    "tamarisk": "our next step",
    "larch": "commitment undertaken in an internal piece",
    "Linden": "reason why a due date was moved",
    "cypress": "question to a body",
    "sycamore": "view stated in an internal letter",
    "mulberry": "reply to a draft that is for one body",
}
OWN = {"Linden"}  # what MFLT may read of these in a report for it
STAFF = {
    name.split()[-1]: "name of staff"
    for name, group, _codes in PEOPLE.values()
    if group != "contributor"
}


def plan(world: World) -> None:
    _notes(world)
    _assessments(world)
    world.on("2026-06-16", undertake, world, "rooms", "VAAO", "8", "Open the larch rooms",
             "2026-12-31", "interview")  # fmt: skip
    world.on("2026-07-06", state_view, world, "ana", "NGO_SHELTERS", "8", "unable_to_verify",
             "Nothing was done for the sycamore class.", "civil-letter", "en")  # fmt: skip
    world.on("2026-10-15", _ask, world)


def _notes(world: World) -> None:
    def note(number: str, sentence: str, code: str) -> None:
        log_note(
            world.command(
                LogNote,
                "ana",
                recommendation=world.row(number),
                sentence=sentence,
                evidence_input=world.piece(code),
                as_of=date.today(),
            )
        )

    world.on("2026-06-15", note, "6", "Salaries were paid by gifts of the hawthorn fund.",
             "interview")  # fmt: skip
    world.on("2026-06-15", note, "6", "Met at the sorb tree.", "named-readers")
    world.on("2026-04-16", note, "5", "GRETA doubts the alder figures.", "greta-report")


def _assessments(world: World) -> None:
    def submit() -> None:
        assessment = submission.submit(
            world.command(
                submission.SubmitAssessment,
                "besa",
                recommendation=world.row("8"),
                content=submission.AssessmentInput(
                    status="initial_steps",
                    rationale="The rowan paper claims that shelters get twice as much.",
                    as_of=day("2026-09-30"),
                    evidence_input=world.piece("interview"),
                ),
            )
        )
        review.add_comment(
            world.command(
                review.AddComment,
                "rita",
                assessment=Assessment.objects.get(pk=assessment.pk),
                text="Ask for the hornbeam list.",
            )
        )

    world.on("2026-11-20", submit)


def _ask(world: World) -> None:
    questions.add(
        world.command(
            questions.AddQuestion,
            "ana",
            report=world.report(),
            recommendation=world.row("7"),
            kind=QuestionKind.ASK,
            text="Who may open the cypress register?",
            body=Body.objects.get(code="NAATIP"),
        )
    )
