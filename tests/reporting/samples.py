"""Invented progress reports: a builder per dataclass, whose defaults make the plainest valid one."""

from collections import Counter
from dataclasses import replace
from datetime import date

from django.utils import translation

from tracker.progress import (
    BodyRole,
    Cited,
    Count,
    Judgment,
    Labelled,
    Note,
    Progress,
    RecommendationProgress,
    ReportHead,
    Share,
)
from tracker.vocabulary import LEFT_OUT, RANK, Bearing, Role, Status, Strength, Trend, Use

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
        judgment=judgment,
        previous=None,
    )
    return replace(plain, **changes)


def a_progress(*recommendations, language="en", **changes):
    """A report of these recommendations, with its counts worked out."""
    counts = counted(Counter(r.status.code for r in recommendations))
    plain = Progress(
        report=HEAD,
        on=date(2030, 11, 30),
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
        )
        own = a_recommendation("4.2", a_judgment(Status.FULL, approved_by_its_author=True))
        return a_progress(assessed, own, a_recommendation("12(b)"), language=language)
