"""Invented progress reports: a builder per dataclass, whose defaults make the plainest valid one."""

from collections import Counter
from dataclasses import replace
from datetime import date

from django.utils import translation

from tracker.progress import (
    BodyRole,
    Cited,
    ComponentLine,
    Corrected,
    Count,
    Judgment,
    Labelled,
    Note,
    Progress,
    RecommendationProgress,
    ReportHead,
    Share,
    Undertaken,
    View,
    Whose,
)
from tracker.vocabulary import (
    LEFT_OUT,
    RANK,
    Bearing,
    ComponentBasis,
    Past,
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
    tier=Labelled("2", "Tier 2"),
    period_from=date(2029, 4, 1),
    period_to=date(2030, 3, 31),
    published_on=date(2030, 6, 24),
)
QUOTE = "repaired nine of the twelve wells"


def labelled(choice):
    return Labelled(choice.value, str(choice.label))


def a_passage(**changes):
    plain = Cited(
        title="repaired nine of",
        kind=Labelled("report_passage", "passage of a report"),
        use=labelled(Use.SUPPORTS),
        bearing=labelled(Bearing.PROGRESS),
        issuer="Office for Clean Water",
        published_on=date(2030, 6, 24),
        covers_from=date(2029, 4, 1),
        covers_to=date(2030, 3, 31),
        url="",
        sentence="",
        source="WATER 2030 Atlantis, ¶ 8",
        paragraph=8,
        start=15,
        end=48,
        quote=QUOTE,
        context=f"The government {QUOTE} in the north.",
    )
    return replace(plain, **changes)


def a_document(**changes):
    plain = Cited(
        title="Decree 12 on wells",
        kind=Labelled("law", "law"),
        use=labelled(Use.SUPPORTS),
        bearing=Labelled(),
        issuer="Ministry of Wells",
        published_on=date(2030, 9, 2),
        covers_from=date(2030, 9, 2),
        covers_to=None,
        url="https://example.org/decree-12",
        sentence="The decree is in force.",
        source="",
    )
    return replace(plain, **changes)


def a_judgment(status=Status.PARTIAL, **changes):
    plain = Judgment(
        status=labelled(status),
        trend=labelled(Trend.IMPROVING),
        strength=labelled(Strength.CORROBORATED),
        kind=Labelled("baseline", "baseline"),
        as_of=date(2030, 3, 31),
        period_from=date(2029, 4, 1),
        period_to=date(2030, 3, 31),
        rationale="Nine wells were repaired.",
        next_step="Ask for the three that remain.",
        author="mira",
        decided_by="ana",
        approved_by_its_author=False,
        is_sample=False,
    )
    return replace(plain, **changes)


def whose(short="MoW", name="Ministry of Wells", perspective=Perspective.RESPONSIBLE_BODY):
    code = short.upper() if perspective == Perspective.RESPONSIBLE_BODY else ""
    return Whose(labelled(perspective), code, name, short)


def a_view(status=Status.FULL, **changes):
    """The ministry's, by letter: fully implemented, two steps above partially."""
    plain = View(
        whose=whose(),
        assessment=a_judgment(
            status,
            strength=labelled(Strength.SELF_REPORTED),
            as_of=date(2030, 2, 15),
            rationale="Every well gives water.",
        ),
        stated_by="the Minister",
        stated_on=date(2030, 2, 20),
        stated_in="Letter 7",
        gap=2,
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


def a_measure(**changes):
    """Open, overdue, put off twice."""
    plain = Undertaken(
        text="Repair the last three wells",
        body=whose(),
        on=date(2030, 1, 10),
        due_on=date(2030, 10, 1),
        put_off=2,
        is_overdue=True,
        last_update_on=date(2030, 8, 3),
        latest="The pumps are on their way.",
    )
    return replace(plain, **changes)


def a_correction():
    return Corrected(status=labelled(Status.FULL), as_of=date(2030, 3, 31), until=date(2030, 9, 9))


def a_recommendation(number="1", judgment=None, **changes):
    plain = RecommendationProgress(
        number=number,
        title=f"Wells of district {number}",
        text=f"Repair the wells of district {number} and say who pays for them.",
        text_source="WATER 2030 Atlantis, ¶ 4",
        translation="",
        translation_source="",
        theme=Labelled("protection", "Protection"),
        duty=Labelled("once", "once"),
        lifecycle=Labelled("active", "active"),
        review_on=None,
        is_overdue=False,
        status=judgment.status if judgment else labelled(Status.NOT_ASSESSED),
        bodies=(BodyRole("MOW", "Ministry of Wells", "MoW", labelled(Role.LEAD)),),
        assessment=judgment,
        previous=None,
    )
    return replace(plain, **changes)


def a_progress(*recommendations, language="en", **changes):
    """A report of these recommendations, with its counts worked out."""
    counts = counted(Counter(r.status.code for r in recommendations))
    plain = Progress(
        report=HEAD,
        on=date(2030, 11, 30),
        past=labelled(Past.KNOWN_NOW),
        language=language,
        filter=(),
        counts=counts,
        fully=Share(
            sum(c.number for c in counts if c.status.code == Status.FULL),
            sum(c.number for c in counts if c.rank is not None),
        ),
        left_out=tuple(c for c in counts if c.status.code in LEFT_OUT),
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
            a_judgment(),
            previous=a_judgment(Status.INITIAL_STEPS, as_of=date(2029, 3, 31)),
            notes=(Note(date(2030, 10, 1), "The tender is out.", a_document()),),
            evidence=(a_passage(), a_document()),
            questions=("Who pays for the pumps?",),
            translation="Përmirësoni puset.",
            views=(
                a_view(),
                a_view(
                    Status.PARTIAL,
                    whose=whose("Civil society", "Civil society", Perspective.CIVIL_SOCIETY),
                    stated_by="",
                    stated_on=None,
                    stated_in="",
                    gap=0,
                    differs=False,
                ),
            ),
            lines=(
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
                a_measure(),
                a_measure(
                    text="Hire a well-keeper",
                    is_overdue=False,
                    put_off=0,
                    latest="She began on Monday.",
                    done_on=date(2030, 5, 5),
                    shown_by="Contract 4",
                ),
                a_measure(
                    text="Dig a new well", is_overdue=False, dropped_reason="The ground is rock."
                ),
            ),
        )
        own = a_recommendation("4.2", a_judgment(Status.FULL, approved_by_its_author=True))
        return a_progress(assessed, own, a_recommendation("12(b)"), language=language)
