"""Invented progress reports: a builder per dataclass, with plain valid defaults."""

import dataclasses
from collections import Counter
from datetime import date

import msgspec
from django.utils import translation

from tracker.progress import (
    AssessmentData,
    AssessmentTotals,
    BodyRole,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    Count,
    DueDateMove,
    LabelledCode,
    NoteData,
    Progress,
    QuestionData,
    RecommendationProgress,
    ReportHead,
    Share,
    ViewData,
    ViewHolder,
)
from tracker.vocabulary import (
    RANK,
    UNCOUNTED_STATUSES,
    Basis,
    Bearing,
    ComponentBasis,
    Perspective,
    Role,
    Status,
    Strength,
    Trend,
    Use,
)

HEAD = ReportHead(
    slug="water-2030-atlantis",
    title="2030 Clean Water Report: Atlantis",
    cited_as="WATER 2030 Atlantis",
    issuer="Office for Clean Water",
    year=2030,
    tier=LabelledCode("2", "Tier 2"),
    period_from=date(2029, 4, 1),
    period_to=date(2030, 3, 31),
    published_on=date(2030, 6, 24),
    mechanism="WATER",
    country="Atlantis",
)
QUOTE = "repaired nine of the twelve wells"


def replace(value, /, **changes):
    """Copy a value of a report, or a block of its layout, with other fields."""
    copy = dataclasses.replace if dataclasses.is_dataclass(value) else msgspec.structs.replace
    return copy(value, **changes)


def labelled(choice):
    return LabelledCode(choice.value, str(choice.label))


def a_passage(**changes):
    plain = CitationData(
        title="repaired nine of",
        kind=LabelledCode("report_passage", "passage of a report"),
        use=labelled(Use.SUPPORTS),
        bearing=labelled(Bearing.PROGRESS),
        issuer="Office for Clean Water",
        published_on=date(2030, 6, 24),
        covers_from=date(2029, 4, 1),
        covers_to=date(2030, 3, 31),
        url="",
        sentence="",
        locator="WATER 2030 Atlantis, ¶ 8",
        paragraph=8,
        start=15,
        end=48,
        quote=QUOTE,
        context=f"The government {QUOTE} in the north.",
    )
    return replace(plain, **changes)


def a_document(**changes):
    plain = CitationData(
        title="Decree 12 on wells",
        kind=LabelledCode("law", "law"),
        use=labelled(Use.SUPPORTS),
        bearing=LabelledCode(),
        issuer="Ministry of Wells",
        published_on=date(2030, 9, 2),
        covers_from=date(2030, 9, 2),
        covers_to=None,
        url="https://example.org/decree-12",
        sentence="The decree is in force.",
        locator="",
    )
    return replace(plain, **changes)


def an_assessment(status=Status.PARTIAL, **changes):
    plain = AssessmentData(
        status=labelled(status),
        trend=labelled(Trend.IMPROVING),
        strength=labelled(Strength.CORROBORATED),
        kind=LabelledCode("baseline", "baseline"),
        as_of=date(2030, 3, 31),
        period_from=date(2029, 4, 1),
        period_to=date(2030, 3, 31),
        conclusion="Most of the wells give water.",
        rationale="Nine wells were repaired.",
        remaining="Repair the three that remain.",
        remaining_by=date(2032, 3, 31),
        next_step="Ask for the three that remain.",
        author="mira",
        decided_by="ana",
        is_self_approved=False,
        is_sample=False,
    )
    return replace(plain, **changes)


def view_holder(short="MoW", name="Ministry of Wells", perspective=Perspective.RESPONSIBLE_BODY):
    code = short.upper() if perspective == Perspective.RESPONSIBLE_BODY else ""
    return ViewHolder(labelled(perspective), code, name, short)


def a_view(status=Status.FULL, **changes):
    """The ministry's, by letter: fully implemented, two steps above partially."""
    plain = ViewData(
        holder=view_holder(),
        assessment=an_assessment(
            status,
            strength=labelled(Strength.SELF_REPORTED),
            as_of=date(2030, 2, 15),
            rationale="Every well gives water.",
        ),
        stated_by="the Minister",
        stated_on=date(2030, 2, 20),
        stated_in="Letter 7",
        rank_difference=2,
        differs=True,
    )
    return replace(plain, **changes)


def a_line(status=Status.PARTIAL, **changes):
    plain = ComponentLine(
        code="1a",
        title="repair the wells",
        basis=labelled(ComponentBasis.IN_TEXT),
        status=labelled(status),
        remark="Nine of twelve.",
    )
    return replace(plain, **changes)


def a_move(before, after, reason, **changes):
    """A change of a due date, agreed on the day it was due before."""
    return replace(
        DueDateMove(agreed_on=before, before=before, after=after, reason=reason), **changes
    )


def a_commitment(**changes):
    """Open, overdue, put off twice."""
    plain = CommitmentData(
        text="Repair the last three wells",
        body=view_holder(),
        undertaken_on=date(2030, 1, 10),
        due_on=date(2030, 10, 1),
        postponements=2,
        is_overdue=True,
        last_update_on=date(2030, 8, 3),
        last_update="The pumps are on their way.",
        first_due_on=date(2030, 3, 1),
        moves=(
            a_move(date(2030, 3, 1), date(2030, 6, 1), "The tender was annulled."),
            a_move(date(2030, 6, 1), date(2030, 10, 1), "The pumps came late."),
        ),
    )
    return replace(plain, **changes)


def a_correction():
    return CorrectionData(
        status=labelled(Status.FULL), as_of=date(2030, 3, 31), corrected_on=date(2030, 9, 9)
    )


def a_recommendation(number="1", assessment=None, **changes):
    plain = RecommendationProgress(
        number=number,
        title=f"Wells of district {number}",
        text=f"Repair the wells of district {number} and say who pays for them.",
        text_source="WATER 2030 Atlantis, ¶ 4",
        translation="",
        translation_source="",
        theme=LabelledCode("protection", "Protection"),
        duty=LabelledCode("once", "once"),
        lifecycle=LabelledCode("active", "active"),
        review_on=None,
        is_overdue=False,
        status=assessment.status if assessment else labelled(Status.NOT_ASSESSED),
        bodies=(BodyRole("MOW", "Ministry of Wells", "MoW", labelled(Role.LEAD)),),
        assessment=assessment,
        previous_assessment=None,
    )
    return replace(plain, **changes)


def a_progress(*recommendations, language="en", **changes):
    """A report of these recommendations, with its counts worked out."""
    counts = counted(Counter(r.status.code for r in recommendations))
    assessments = [r.assessment for r in recommendations if r.assessment]
    strengths = Counter(assessment.strength for assessment in assessments)
    plain = Progress(
        report=HEAD,
        on=date(2030, 11, 30),
        basis=labelled(Basis.AS_KNOWN_NOW),
        language=language,
        filter=(),
        counts=counts,
        fully_implemented=Share(
            sum(c.number for c in counts if c.status.code == Status.FULL),
            sum(c.number for c in counts if c.rank is not None),
        ),
        excluded_counts=tuple(c for c in counts if c.status.code in UNCOUNTED_STATUSES),
        assessment_totals=AssessmentTotals(
            tuple(strengths.items()),
            any(assessment.is_sample for assessment in assessments),
            sum(assessment.is_self_approved for assessment in assessments),
        ),
        recommendations=recommendations,
    )
    return replace(plain, **changes)


def counted(numbers):
    return tuple(Count(labelled(s), RANK.get(s), numbers.get(s.value, 0)) for s in Status)


def a_full_progress(language="en"):
    """Three recommendations that between them use every part of a report."""
    with translation.override(language):
        assessed = a_recommendation(
            "1",
            an_assessment(),
            previous_assessment=an_assessment(Status.INITIAL_STEPS, as_of=date(2029, 3, 31)),
            notes=(NoteData(date(2030, 10, 1), "The tender is out.", a_document()),),
            citations=(a_passage(), a_document()),
            questions=(QuestionData("Who pays for the pumps?", LabelledCode("ask", "ask")),),
            translation="Përmirësoni puset.",
            views=(
                a_view(),
                a_view(
                    Status.PARTIAL,
                    holder=view_holder("Civil society", "Civil society", Perspective.CIVIL_SOCIETY),
                    stated_by="",
                    stated_on=None,
                    stated_in="",
                    rank_difference=0,
                    differs=False,
                ),
            ),
            component_lines=(
                a_line(),
                a_line(
                    Status.NOT_ASSESSED,
                    code="1b",
                    title="say who pays",
                    basis=labelled(ComponentBasis.ANALYST),
                    remark="",
                ),
            ),
            commitments=(
                a_commitment(),
                a_commitment(
                    text="Hire a well-keeper",
                    is_overdue=False,
                    postponements=0,
                    first_due_on=None,
                    moves=(),
                    last_update="She began on Monday.",
                    done_on=date(2030, 5, 5),
                    evidence_title="Contract 4",
                ),
                a_commitment(
                    text="Dig a new well", is_overdue=False, dropped_reason="The ground is rock."
                ),
            ),
        )
        self_approved = a_recommendation("4.2", an_assessment(Status.FULL, is_self_approved=True))
        return a_progress(assessed, self_approved, a_recommendation("12(b)"), language=language)
