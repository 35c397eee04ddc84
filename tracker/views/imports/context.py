"""The text of a run with every find marked: cut wherever one begins or ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.actions.recommendations.lineage import CARRIED
from tracker.errors import FileUnreadable
from tracker.forms.imports import AcceptForm, HeadForm
from tracker.intake.drafts import Paragraph
from tracker.intake.lineage import word_diff
from tracker.intake.narrative import paragraphs_in
from tracker.models import Body, Draft, ImportRun, Recommendation, User
from tracker.summaries.imports import Against, against_held
from tracker.vocabulary import (
    DraftKind,
    DraftState,
    ImportRunState,
    LineageKind,
    QuestionKind,
    Role,
    Section,
)


@dataclass(frozen=True, slots=True)
class Find:
    """A draft as the text leads to it."""

    anchor: str  # of the draft on the page: "draft-12"
    kind: str
    label: str  # "3", "F12"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words between two boundaries, and what was found in them."""

    text: str
    finds: tuple[Find, ...] = ()  # the closest first: the words lead to that
    anchor: str = ""  # "s5-512", where a find begins
    ends: tuple[Find, ...] = ()  # others that end here: their labels follow as links

    @property
    def kinds(self) -> str:
        """Classes of the mark: "of-figure of-query"."""
        return " ".join(sorted({f"of-{find.kind}" for find in self.finds}))


@dataclass(slots=True)
class Shown:
    """A paragraph in pieces."""

    number: int
    pieces: list[Piece] = field(default_factory=list)


def source_of(
    run: ImportRun, labels: Iterable[tuple[Draft, str]]
) -> list[tuple[Section, list[Shown]]]:
    """The sections of a run's text with their paragraphs; `labels` are the drafts to mark."""
    finds: dict[int, list[Find]] = defaultdict(list)
    for draft, label in labels:
        if draft.kind == DraftKind.LINK:
            continue  # it stands where its recommendation does
        for paragraph, start, end in draft.places:
            finds[paragraph].append(Find(f"draft-{draft.pk}", draft.kind, label, start, end))
    try:
        paragraphs = paragraphs_in(run.text)
    except FileUnreadable:  # of a table
        paragraphs = ()
    return [
        (section, [Shown(p.number, list(_pieces(p, finds[p.number]))) for p in some])
        for section, some in groupby(paragraphs, key=lambda p: p.section)
    ]


def _pieces(paragraph: Paragraph, finds: Iterable[Find]) -> Iterator[Piece]:
    """Every word once, cut at every boundary."""
    text = paragraph.text
    kept = [f for f in finds if 0 <= f.start < f.end <= len(text)]
    cuts = sorted({0, len(text), *(f.start for f in kept), *(f.end for f in kept)})
    led_to: set[str] = set()
    for start, end in pairwise(cuts):
        over = [f for f in kept if f.start <= start and end <= f.end]
        over.sort(key=lambda f: (f.end - f.start, f.anchor))
        led_to.update(f.anchor for f in over[:1])
        yield Piece(
            text=text[start:end],
            finds=tuple(over),
            anchor=f"s{paragraph.number}-{start}" if any(f.start == start for f in over) else "",
            ends=tuple(f for f in over if f.end == end and f.anchor not in led_to),
        )


LETTERS = {
    DraftKind.FIGURE: "F",
    DraftKind.QUERY: "Q",
    DraftKind.RESPONSIBILITY: "B",
    DraftKind.LINK: "L",
}
HEADINGS: dict[str, str | Promise] = {
    DraftKind.RECOMMENDATION: _("Recommendations"),
    DraftKind.FIGURE: _("Figures"),
    DraftKind.QUERY: _("Questions"),
    DraftKind.RESPONSIBILITY: _("Responsibilities"),
    DraftKind.LINK: _("Links to earlier editions"),
}
CARRY_LABELS: dict[str, str | Promise] = {
    "bodies": _("bodies"),
    "components": _("components"),
    "topics": _("topics"),
    "translations": _("translations, where the words are the same"),
    "assignee": _("who follows it"),
}


@dataclass(slots=True)
class Row:
    """A draft as the page shows it."""

    draft: Draft
    label: str
    places: list[tuple[int, str]] = field(default_factory=list)  # paragraph, anchor in the text
    body: Body | None = None
    roles: list[tuple[str, Any, bool]] = field(default_factory=list)
    earlier: Recommendation | None = None
    closeness: Any = ""
    diff: list[tuple[str, str]] = field(default_factory=list)
    carry: list[tuple[str, Any, bool]] = field(default_factory=list)
    asks: Any = ""  # kind of question, in words
    breakdown: str = ""
    can_join: bool = False

    @property
    def is_dropped(self) -> bool:
        return bool(self.draft.state == DraftState.DROPPED)

    @property
    def is_accepted(self) -> bool:
        return bool(self.draft.state == DraftState.ACCEPTED)

    @property
    def may_come_back(self) -> bool:
        """Whether it was dropped by somebody: what was joined with another was not."""
        return self.is_dropped and not self.draft.outcome


@dataclass(slots=True)
class Group:
    """The drafts of one kind."""

    kind: str
    heading: str | Promise
    rows: list[Row] = field(default_factory=list)

    @property
    def needs_a_person(self) -> bool:
        """Whether only what was accepted is taken in."""
        return self.kind in (DraftKind.RESPONSIBILITY, DraftKind.LINK)

    @property
    def waiting(self) -> int:
        return sum(not row.is_dropped and not row.is_accepted for row in self.rows)


def context_of(
    run: ImportRun,
    user: User,
    *,
    head: HeadForm | None = None,
    accepting: AcceptForm | None = None,
    refused: str = "",
) -> dict[str, Any]:
    """All that the page shows. The number of queries does not hang on that of drafts."""
    drafts = sorted(run.drafts.all(), key=lambda one: (one.places, one.position))
    of_kind = {kind: [one for one in drafts if one.kind == kind] for kind in HEADINGS}
    taken = {
        kind: [one for one in rows if one.state != DraftState.DROPPED]
        for kind, rows in of_kind.items()
    }
    against = against_held(run, taken[DraftKind.RECOMMENDATION], taken[DraftKind.LINK], user=user)
    groups = _groups(of_kind, taken, against, user)
    labels = [(row.draft, row.label) for one in groups for row in one.rows if not row.is_dropped]
    return {
        "run": run,
        "sections": source_of(run, labels),
        "groups": groups,
        "against": against,
        "head": head or HeadForm.opened(run),
        "accepting": accepting or AcceptForm(),
        "refused": refused,
        "links_waiting": next((one.waiting for one in groups if one.kind == DraftKind.LINK), 0),
        "is_waiting": run.state == ImportRunState.WAITING,
        "added": _added(run) if run.state == ImportRunState.ACCEPTED else [],
    }


def _groups(
    of_kind: dict[str, list[Draft]], taken: dict[str, list[Draft]], against: Against, user: User
) -> list[Group]:
    asked = {str(one.values["number"]): one for one in taken[DraftKind.RECOMMENDATION]}
    codes = {one.values["body"] for one in of_kind[DraftKind.RESPONSIBILITY]}
    bodies = {one.code: one for one in Body.objects.visible_to(user).filter(code__in=codes)}
    groups = []
    for kind, drafts in of_kind.items():
        group = Group(kind, HEADINGS[kind])
        for turn, draft in enumerate(_in_order(kind, drafts), 1):
            row = Row(draft, _label(draft, turn))
            row.places = [(p, f"s{p}-{start}") for p, start, _end in draft.places]
            _fill(row, asked, bodies, against)
            group.rows.append(row)
        if kind == DraftKind.RECOMMENDATION:
            last = next((r for r in reversed(group.rows) if not r.is_dropped), None)
            for row in group.rows:
                row.can_join = row is not last and not row.is_dropped
        if group.rows:
            groups.append(group)
    return groups


def _in_order(kind: str, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """By their place in the text; what hangs on a recommendation, by its number."""
    if kind not in (DraftKind.RESPONSIBILITY, DraftKind.LINK):
        return drafts
    return sorted(drafts, key=lambda one: (str(one.values["number"]).zfill(8), one.position))


def _label(draft: Draft, turn: int) -> str:
    if draft.kind == DraftKind.RECOMMENDATION:
        return str(draft.values["number"]) if draft.state != DraftState.DROPPED else "–"
    return f"{LETTERS[DraftKind(draft.kind)]}{turn}"


def _fill(row: Row, asked: dict[str, Draft], bodies: dict[str, Body], against: Against) -> None:
    """What a kind shows beside its words."""
    values = row.draft.values
    match row.draft.kind:
        case DraftKind.FIGURE:
            row.breakdown = ", ".join(str(one) for one in values["breakdown"].values())
        case DraftKind.QUERY:
            row.asks = QuestionKind(values["kind"]).label
        case DraftKind.RESPONSIBILITY:
            row.body = bodies.get(values["body"])
            row.roles = [(code, label, code == values["role"]) for code, label in Role.choices]
        case DraftKind.LINK:
            row.earlier = against.earlier.get(int(values["earlier"]))
            row.closeness = LineageKind(values["closeness"]).label
            later = asked.get(str(values["number"]))
            if row.earlier is not None and later is not None:
                row.diff = word_diff(row.earlier.text, later.values["text"])
            ticked = values.get("carry", CARRIED)
            row.carry = [(code, CARRY_LABELS[code], code in ticked) for code in CARRIED]


def _added(run: ImportRun) -> list[tuple[str, int]]:
    """How many rows of each noun accepting it created."""
    return [
        (str(apps.get_model("tracker", name)._meta.verbose_name_plural), len(keys))
        for name, keys in run.created.get("created", {}).items()
        if name != "queryspan"
    ]
