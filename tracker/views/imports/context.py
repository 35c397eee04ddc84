"""Page of an import run: its text with every draft marked, and the drafts by kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from django import forms, urls
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker import errors, grouping
from tracker.actions.imports.drafts import JOINED, READ
from tracker.actions.imports.editions import find_doubts
from tracker.actions.recommendations.lifecycle import CARRY_OVER_FIELDS
from tracker.forms.imports import AcceptForm, BodyDraftForm, ReportDetailsForm
from tracker.intake import lineage, narrative, profiles
from tracker.intake.drafts import Paragraph
from tracker.models import Body, Draft, ImportRun, Indicator, Recommendation, User
from tracker.summaries.imports import EditionComparison, compare_with_editions, score_readings
from tracker.vocabulary import (
    DraftKind,
    DraftState,
    ImportRunState,
    LineageKind,
    NumberRole,
    QuestionKind,
    Role,
    Section,
    translate_breakdown,
)


@dataclass(frozen=True, slots=True)
class DraftMark:
    """Place of a draft in the text, with the anchor of the draft on the page."""

    href: str  # of the draft on the page: "#draft-12"
    kind: str
    label: str  # "3", "F12"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextPart:
    """Text between two boundaries, with the marks that cover it."""

    text: str
    marks: tuple[DraftMark, ...] = ()  # the shortest first: the text links to it
    anchor: str = ""  # "s5-512", where a mark begins
    ends: tuple[DraftMark, ...] = ()  # other marks that end here: their labels follow as links

    @property
    def kinds(self) -> str:
        """CSS classes of the marks: "of-figure of-question"."""
        return " ".join(sorted({f"of-{mark.kind}" for mark in self.marks}))


def source_sections(
    run: ImportRun,
    labels: Iterable[tuple[Draft, str]],
    left: Iterable[tuple[int, DraftMark]] = (),
) -> list[tuple[Section, list[tuple[int, list[TextPart]]]]]:
    """Return the sections of a run's text, with their paragraphs by number and as parts.

    `labels` are the drafts to mark, `left` further marks by their paragraph.
    """
    marks = grouping.group_pairs(left)
    for draft, label in labels:
        for kind, (paragraph, start, end) in _places_of(draft):
            if kind != DraftKind.LINK:  # its place is that of its recommendation
                marks[paragraph].append(DraftMark(f"#draft-{draft.pk}", kind, label, start, end))
    try:
        paragraphs = narrative.read_paragraphs(run.text, run.mechanism)
    except errors.FileUnreadable:  # the text of a table has no paragraphs
        paragraphs = ()
    return [
        (section, [(p.number, list(_text_parts(p, marks[p.number]))) for p in section_paragraphs])
        for section, section_paragraphs in groupby(paragraphs, key=attrgetter("section"))
    ]


def _places_of(draft: Draft) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the kind and place of the words of a draft, and of the earlier values of a figure."""
    yield from ((draft.kind, place) for place in draft.places)
    for value in draft.values["previous"] if draft.kind == DraftKind.FIGURE else ():
        if "start" in value:
            yield "earlier", (value["paragraph"], value["start"], value["end"])


def marks_of_numbers_left(run: ImportRun, figures: Iterable[Draft]) -> list[tuple[int, DraftMark]]:
    """Return marks, by paragraph, of numbers that no figure accounts for: links to add one."""
    places = [place for draft in figures for _kind, place in _places_of(draft)]
    address, texts = urls.reverse("import_figure_new", args=[run.pk]), run.text.split("\n\n")
    return [
        (p, DraftMark(f"{address}?place={p}-{a}-{b}", "left", texts[p - 1][a:b], a, b))
        for p, a, b, role in run.numbers
        if role == NumberRole.LEFT
        and not any(p == q and start <= a and b <= end for q, start, end in places)
    ]


def _text_parts(paragraph: Paragraph, marks: Iterable[DraftMark]) -> Iterator[TextPart]:
    """Yield every word of a paragraph once, cut at every boundary of a mark."""
    text = paragraph.text
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    linked: set[str] = set()
    for start, end in pairwise(cuts):
        covering = [mark for mark in inside if mark.start <= start and end <= mark.end]
        covering.sort(key=lambda mark: (mark.end - mark.start, mark.href))
        linked.update(mark.href for mark in covering[:1])
        yield TextPart(
            text=text[start:end],
            marks=tuple(covering),
            anchor=f"s{paragraph.number}-{start}"
            if any(mark.start == start for mark in covering)
            else "",
            ends=tuple(mark for mark in covering if mark.end == end and mark.href not in linked),
        )


AROUND = 240  # code points shown on either side of an excerpt


def excerpt(run: ImportRun, place: Sequence[int] | None) -> tuple[str, str, str]:
    """Return the words at a place, between those before and after them in their paragraph."""
    if not place:
        return "", "", ""
    paragraph, start, end = place
    text = "".join(run.text.split("\n\n")[paragraph - 1 : paragraph])
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


LETTERS = {
    DraftKind.FIGURE: "F",
    DraftKind.QUESTION: "Q",
    DraftKind.RESPONSIBILITY: "B",
    DraftKind.LINK: "L",
    DraftKind.BODY: "N",
}
HEADINGS: dict[str, str | Promise] = {
    DraftKind.RECOMMENDATION: _("Recommendations"),
    DraftKind.FIGURE: _("Figures"),
    DraftKind.QUESTION: _("Questions"),
    DraftKind.RESPONSIBILITY: _("Responsibilities"),
    DraftKind.LINK: _("Links to earlier editions"),
    DraftKind.BODY: _("Bodies not in the list"),
}
CARRY_LABELS: dict[str, str | Promise] = {
    "bodies": _("bodies"),
    "components": _("components"),
    "topics": _("topics"),
    "translations": _("translations, where the text is the same"),
    "assignee": _("assignment"),
}


ATTRIBUTE_LABELS: dict[str, str | Promise] = {  # of what a mechanism says of a recommendation
    "priority": _("Strength"),
    "addressee": _("Addressed to"),
    "state": _("Recommended by"),
    "position": _("Position of the state"),
    "verdict": _("Conclusion"),
    "chapter": _("Chapter"),
}
POSITION_LABELS: dict[str, str | Promise] = {
    "supported": pgettext_lazy("position of a state", "supported"),
    "noted": pgettext_lazy("position of a state", "noted"),
    "pending": pgettext_lazy("position of a state", "to be stated"),
}


@dataclass(slots=True)
class DraftRow:
    """Draft as the page shows it."""

    draft: Draft
    label: str
    places: list[tuple[int, str]] = field(default_factory=list)  # paragraph, anchor in the text
    body: Body | None = None
    roles: list[tuple[str, Any, bool]] = field(default_factory=list)
    earlier: Recommendation | None = None
    closeness: Any = ""
    diff: list[tuple[str, str]] = field(default_factory=list)
    carry: list[tuple[str, Any, bool]] = field(default_factory=list)
    attributes: list[tuple[str | Promise, str | Promise]] = field(default_factory=list)
    body_form: BodyDraftForm | None = None
    question_kind: Any = ""  # kind of question, in words
    breakdown: str = ""
    doubt: str = ""  # why a person has to decide on it
    indicator: Indicator | None = None
    whole: str = ""  # label of the figure that it is a part of: "F2"
    can_merge: bool = False

    @property
    def is_discarded(self) -> bool:
        """Whether a person left it out."""
        return bool(self.draft.state == DraftState.DROPPED)

    @property
    def is_accepted(self) -> bool:
        """Whether a person accepted it."""
        return bool(self.draft.state == DraftState.ACCEPTED)

    @property
    def may_come_back(self) -> bool:
        """Whether a person discarded it; a recommendation merged with another stays away."""
        return self.is_discarded and (not self.draft.outcome or JOINED in self.draft.values)


@dataclass(slots=True)
class DraftGroup:
    """Drafts of one kind."""

    kind: str
    heading: str | Promise
    rows: list[DraftRow] = field(default_factory=list)

    @property
    def needs_a_person(self) -> bool:
        """Whether only accepted drafts of this kind are imported."""
        return self.kind in (DraftKind.RESPONSIBILITY, DraftKind.LINK, DraftKind.BODY)

    @property
    def waiting(self) -> int:
        """Number of drafts that wait for a decision."""
        return sum(row.draft.state == DraftState.OFFERED for row in self.rows)

    @property
    def doubtful(self) -> list[DraftRow]:
        """Drafts that wait for a decision, of which accepting all accepts none."""
        return [row for row in self.rows if row.doubt]

    @property
    def certain(self) -> int:
        """Number of drafts that accepting all accepts."""
        return self.waiting - len(self.doubtful)


def context_of(
    run: ImportRun,
    user: User,
    *,
    details: ReportDetailsForm | None = None,
    accept_form: AcceptForm | None = None,
    refused: str = "",
) -> dict[str, object]:
    """Return the context of the page of a run; the queries don't grow with the drafts."""
    drafts = sorted(run.drafts.all(), key=lambda draft: (draft.places, draft.position))
    of_kind = {kind: [draft for draft in drafts if draft.kind == kind] for kind in HEADINGS}
    remaining = {
        kind: [draft for draft in rows if draft.state != DraftState.DROPPED]
        for kind, rows in of_kind.items()
    }
    against = compare_with_editions(
        run, remaining[DraftKind.RECOMMENDATION], remaining[DraftKind.LINK], user=user
    )
    groups = _groups(of_kind, remaining, against, user)
    labels = [
        (row.draft, row.label) for group in groups for row in group.rows if not row.is_discarded
    ]
    is_waiting = run.state == ImportRunState.WAITING
    left = marks_of_numbers_left(run, remaining[DraftKind.FIGURE]) if is_waiting else []
    return {
        "run": run,
        "sections": source_sections(run, labels, left),
        "left": left,
        "scores": score_readings(),
        "number_of_read": len(run.numbers) - len(left),
        "groups": groups,
        "against": against,
        "details": details
        or ReportDetailsForm(initial=forms.model_to_dict(run, ReportDetailsForm.base_fields)),
        "accept_form": accept_form or AcceptForm(),
        "refused": refused,
        "waiting": {group.kind: group for group in groups},
        "has_tiers": run.mechanism not in profiles.PROFILES,
        "is_waiting": is_waiting,
        "created": [  # how many rows of each noun
            (apps.get_model("tracker", name)._meta.verbose_name_plural, number)
            for name, number in run.created_counts.items()
            if run.state == ImportRunState.ACCEPTED
        ],
    }


def _added_last(draft: Draft) -> int:
    """Return the place in the numbering: as in the text, then what a person added, in its order."""
    return draft.position if draft.values.get(READ, draft) is None else 0


def _groups(
    of_kind: dict[str, list[Draft]],
    remaining: dict[str, list[Draft]],
    against: EditionComparison,
    user: User,
) -> list[DraftGroup]:
    recommendations = {
        str(draft.values["number"]): draft for draft in remaining[DraftKind.RECOMMENDATION]
    }
    codes = {draft.values["body"] for draft in of_kind[DraftKind.RESPONSIBILITY]}
    bodies = {body.code: body for body in Body.objects.visible_to(user).filter(code__in=codes)}
    indicators = {row.code: row for row in Indicator.objects.visible_to(user)}
    doubts = find_doubts(remaining[DraftKind.FIGURE])
    groups = []
    for kind, drafts in of_kind.items():
        group = DraftGroup(kind, HEADINGS[kind])
        # What is about a recommendation stands in the order of their numbers.
        if kind in (DraftKind.RESPONSIBILITY, DraftKind.LINK):
            drafts = sorted(drafts, key=lambda d: (str(d.values["number"]).zfill(8), d.position))
        # A figure that a person adds is numbered last, so that no other gets another number.
        labels = {
            draft.pk: _label(draft, number)
            for number, draft in enumerate(sorted(drafts, key=_added_last), 1)
        }
        for draft in drafts:
            row = DraftRow(
                draft, labels[draft.pk], [(p, f"s{p}-{at}") for p, at, _end in draft.places]
            )
            _fill_row(row, recommendations, bodies, against)
            group.rows.append(row)
        wholes = {row.draft.position: row.label for row in group.rows}
        for row in group.rows if kind == DraftKind.FIGURE else ():
            row.doubt = (
                "" if row.draft.state != DraftState.OFFERED else doubts.get(row.draft.pk, "")
            )
            row.indicator = indicators.get(row.draft.values["indicator"])
            row.whole = wholes.get(row.draft.values.get("part_of"), "")
        if kind in (DraftKind.RECOMMENDATION, DraftKind.FIGURE):
            last = next((r for r in reversed(group.rows) if not r.is_discarded), None)
            for row in group.rows:
                row.can_merge = row is not last and not row.is_discarded
        groups.append(group)
    return [group for group in groups if group.rows]


def _label(draft: Draft, position: int) -> str:
    if draft.kind == DraftKind.RECOMMENDATION:
        return str(draft.values["number"]) if draft.state != DraftState.DROPPED else "–"
    return f"{LETTERS[DraftKind(draft.kind)]}{position}"


def _fill_row(
    row: DraftRow,
    recommendations: dict[str, Draft],
    bodies: dict[str, Body],
    against: EditionComparison,
) -> None:
    """Add what the page shows of a draft of this kind, beside its text."""
    values = row.draft.values
    match row.draft.kind:
        case DraftKind.RECOMMENDATION:
            row.attributes = [
                (label, POSITION_LABELS.get(values[name], values[name]))
                for name, label in ATTRIBUTE_LABELS.items()
                if values.get(name)
            ]
        case DraftKind.FIGURE:
            row.breakdown = ", ".join(
                translate_breakdown(str(part)) for part in values["breakdown"].values()
            )
        case DraftKind.QUESTION:
            row.question_kind = QuestionKind(values["kind"]).label
        case DraftKind.RESPONSIBILITY:
            row.body = bodies.get(values["body"])
            row.roles = [(code, label, code == values["role"]) for code, label in Role.choices]
        case DraftKind.BODY:
            row.body_form = BodyDraftForm(initial=values, auto_id=f"%s-{row.draft.pk}")
        case DraftKind.LINK:
            row.earlier = against.earlier.get(int(values["earlier"]))
            row.closeness = LineageKind(values["closeness"]).label
            recommendation = recommendations.get(str(values["number"]))
            if row.earlier is not None and recommendation is not None:
                row.diff = lineage.word_diff(row.earlier.text, recommendation.values["text"])
            ticked = values.get("carry", CARRY_OVER_FIELDS)
            row.carry = [(code, CARRY_LABELS[code], code in ticked) for code in CARRY_OVER_FIELDS]
