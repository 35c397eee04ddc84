"""What the bodies say and undertake, and what we ask them."""

from datetime import date, timedelta

from tests.realistic_year.world import World, day
from tracker.actions import commitments, figures
from tracker.actions.assessments import review, submission
from tracker.actions.evidence.items import LogNote, log_note
from tracker.actions.questions import questions
from tracker.actions.reference_rows import DivideResponsibilities, divide
from tracker.models import Body, Indicator, Question, Responsibility


def plan(world: World) -> None:
    _divide(world)
    _commitments(world)
    _questions(world)
    _views(world)
    _notes(world)
    _figures(world)


def _divide(world: World) -> None:
    def hand_over() -> None:
        rows = Responsibility.objects.filter(
            recommendation__number__in=["5", "6"], body__code="MLSW"
        )
        command = world.command(
            DivideResponsibilities,
            "ana",
            responsibilities=list(rows.select_related("body", "recommendation")),
            bodies=[Body.objects.get(code="MFLT")],
            reason="The budget of shelters and social work went to the MFLT.",
        )
        divide(command)

    world.on("2024-07-15", hand_over)


def _commitments(world: World) -> None:
    def move(name: str, on: str, due: str, reason: str) -> None:
        commitments.reschedule(
            world.command(
                commitments.RescheduleCommitment,
                "ana",
                commitment=world.named[name],
                due_on=day(due),
                reason=reason,
                agreed_by="Secretary general",
                agreed_on=day(on),
            )
        )

    def complete(name: str, on: str, sentence: str, piece: str) -> None:
        commitments.complete(
            world.command(
                commitments.CompleteCommitment,
                "ana",
                commitment=world.named[name],
                on=day(on),
                sentence=sentence,
                evidence_input=world.piece(piece),
            )
        )

    for when, *values in (
        ("2024-10-02", "grants", "MFLT", "6", "Pay the grants of both shelters in full",
         "2025-02-28", "mflt-undertaking"),
        ("2025-02-03", "guidance", "NAATIP", "3", "Adopt the guidance on forced begging",
         "2025-12-31", "naatip-draft"),
        ("2025-02-05", "curriculum", "JUSTICE_ACADEMY", "4", "Adopt a curriculum on trafficking",
         "2025-09-30", "academy-2024"),
        ("2025-03-05", "operators", "VAAO", "9", "Train all eleven operators", "2025-12-31",
         "hotline-plan"),
        ("2025-04-02", "posts", "MFLT", "5", "Fill 40 posts of social workers", "2025-12-31",
         "budget-2025"),
        ("2025-05-09", "sentencing", "OSP", "1", "Issue guidelines on sentences to ask for",
         "2027-03-31", "osp-plan"),
        ("2025-04-03", "registry", "NAATIP", "7", "Put rules on civil-registry data into force",
         "2026-06-30", "naatip-plan"),
    ):  # fmt: skip
        world.on(when, undertake, world, *values)
    for name, on, due, reason in (
        ("grants", "2025-03-20", "2025-09-30", "The regulation came into force in February only."),
        ("grants", "2025-10-08", "2026-02-27", "The budget was revised in autumn."),
        (
            "grants",
            "2026-03-12",
            "2026-09-28",
            "Elections delayed the budget of 2026 (file Linden).",
        ),
        ("guidance", "2025-12-18", "2026-06-30", "Comments of two ministries were missing."),
        ("posts", "2026-01-15", "2026-12-31", "The call for applications was annulled."),
    ):
        world.on(on, move, name, on, due, reason)
    world.on("2025-11-20", complete, "operators", "2025-11-14", "All eleven are certified.",
             "hotline-2025")  # fmt: skip
    world.on("2026-08-20", complete, "guidance", "2026-08-12", "The guidance was signed.",
             "guidance")  # fmt: skip
    world.on(
        "2026-10-13",
        lambda: commitments.drop(
            world.command(
                commitments.DropCommitment,
                "ana",
                commitment=world.named["curriculum"],
                reason="The Academy gave it up for lack of money.",
            )
        ),
    )


def _questions(world: World) -> None:
    def ask(text: str, body: str) -> None:
        questions.ask(
            world.command(
                questions.AskQuestion,
                "ana",
                question=Question.objects.get(text=text),
                body=Body.objects.get(code=body),
                on=date.today(),
            )
        )

    def remind(text: str) -> None:
        questions.remind(
            world.command(
                questions.QuestionCommand,
                "ana",
                question=Question.objects.get(text=text),
                on=date.today(),
            )
        )

    def answer(text: str, piece: str, sentence: str) -> None:
        questions.answer(
            world.command(
                questions.AnswerQuestion,
                "ana",
                question=Question.objects.get(text=text),
                evidence_input=world.piece(piece),
                on=date.today(),
                sentence=sentence,
            )
        )

    sentences = "How many sentences were below five years?"
    staff = "How many staff and vacancies do the CSW have?"
    paid = "What is the 2024 allocation?"
    for when, text, body in (
        ("2025-01-15", sentences, "OSP"),
        ("2026-01-20", staff, "MFLT"),
        ("2026-01-20", "What is the budget of the CSW?", "MFLT"),
        ("2026-02-10", paid, "MFLT"),
        ("2026-02-10", "Which breaches were reported?", "AIP"),
        ("2026-09-01", "What was done on vocational training, if anything at all? (The word"
         " occurs only in the recommendation.)", "MFLT"),
        ("2026-10-30", "Is there any measure of effect?", "JUSTICE_ACADEMY"),
    ):  # fmt: skip
        world.on(when, ask, text, body)
    world.on("2025-03-04", answer, sentences, "osp-2024", "Four of nine were below five years.")
    world.on("2026-09-25", answer, "Which breaches were reported?", "aip-advice",
             "The Agency knows of no breach in the period.")  # fmt: skip
    world.on("2026-04-15", remind, staff)


def _views(world: World) -> None:
    for when, *values in (
        ("2026-09-18", "ana", "OSP", "1", "full",
         "Tužilaštvo goni sve prijavljene slučajeve i traži kazne u zakonskom rasponu.",
         "osp-letter", "sr-latn"),
        ("2026-10-06", "ana", "MFLT", "6", "full",
         "The Ministry funds both shelters by law; what is not paid yet will be paid in autumn.",
         "mflt-letter", "en"),
        ("2026-10-12", "ana", "NGO_SHELTERS", "6", "partial",
         "Thirty per cent of the grant is outstanding, and salaries are paid from donations.",
         "shelters-2026", "en"),
        ("2026-10-28", "ana", "JUSTICE_ACADEMY", "4", "substantial",
         "Kurset vazhdojnë me partnerë; kursi i avancuar mbahet në pranverë 2027.",
         "academy-view", "sq"),
    ):  # fmt: skip
        world.on(when, state_view, world, *values)


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

    world.on("2026-04-16", note, "2", "GRETA asks for more mobile teams.", "greta-report")
    world.on("2026-04-16", note, "8", "GRETA finds no budget for vocational training.",
             "greta-report")  # fmt: skip


def _figures(world: World) -> None:
    def add(indicator: str, period: str, value: float, piece: str) -> None:
        figures.add(
            world.command(
                figures.AddFigure,
                "ana",
                indicator=Indicator.objects.get(code=indicator),
                evidence_input=world.piece(piece),
                value=value,
                period=period,
            )
        )

    for when, *values in (
        ("2025-03-05", "VICT_IDENTIFIED", "2024", 34, "thbd-2024"),
        ("2026-03-05", "VICT_IDENTIFIED", "2025", 41, "thbd-2025"),
        ("2026-03-05", "VICT_REPATRIATED", "2025", 3, "thbd-2025"),  # small
        ("2026-10-14", "VICT_IDENTIFIED", "January–June 2026", 19, "shelters-2026"),
        ("2025-03-06", "INV_CASES", "2024", 31, "osp-2024"),
        ("2026-03-06", "INV_CASES", "2025", 44, "osp-2025"),
    ):
        world.on(when, add, *values)


def undertake(
    world: World, name: str, body: str, number: str, text: str, due: str, piece: str
) -> None:
    world.named[name] = commitments.add(
        world.command(
            commitments.AddCommitment,
            "ana",
            recommendation=world.row(number),
            body=Body.objects.get(code=body),
            text=text,
            undertaken_on=day(world.piece(piece).published_on.isoformat()),
            due_on=day(due),
            agreed_by="Secretary general",
            evidence_input=world.piece(piece),
        )
    )


def state_view(
    world: World, by: str, code: str, number: str, status: str, text: str, piece: str, language: str
) -> None:
    body = Body.objects.get(code=code)
    evidence = world.piece(piece, text)
    is_letter = by == "ana"
    perspective = "civil_society" if body.kind == "ngo" else "responsible_body"
    world.named[f"view {code} {number}"] = submission.submit(
        world.command(
            submission.SubmitAssessment,
            by,
            recommendation=world.row(number),
            viewpoint=submission.Viewpoint(
                perspective,
                body,
                "the secretary general" if is_letter else "",
                evidence.published_on if is_letter else None,
            ),
            content=submission.AssessmentInput(
                status=status,
                rationale=text,
                as_of=evidence.published_on,
                evidence_input=evidence,
                texts=submission.AssessmentTexts(languages={"rationale": language}),
            ),
        )
    )
    world.on(date.today() + timedelta(days=3), approve_view, world, f"view {code} {number}")


def approve_view(world: World, name: str) -> None:
    command = world.command(review.ApproveAssessment, "rita", row=world.named[name])
    review.approve(command)
