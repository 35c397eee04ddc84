"""Comparison of an import run with the editions on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, TextField, Value, functions
from django.db.models.fields.json import KT

from tracker.models import Draft, ImportRun, Recommendation, Report, User, is_on_country
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, LineageKind

SCORED_RUNS = 100  # newest accepted runs whose figures are scored
CERTAIN_SCORE = 0.8  # similarity from which a suggested link counts without a person


@dataclass(slots=True)
class EditionComparison:
    """Drafts of recommendations by how they relate to the editions on record."""

    unchanged: list[Draft] = field(default_factory=list)  # in this edition, word for word
    changed: list[Draft] = field(default_factory=list)  # in this edition, in other words
    repeated: list[Draft] = field(default_factory=list)
    reworded: list[Draft] = field(default_factory=list)
    uncertain: list[Draft] = field(default_factory=list)  # a link that a person should look at
    new: list[Draft] = field(default_factory=list)
    not_repeated: list[Recommendation] = field(default_factory=list)
    previous_edition: str = ""  # the newest earlier edition, as cited
    earlier: dict[int, Recommendation] = field(default_factory=dict)  # that links point to, by key


def compare_with_editions(
    run: ImportRun, drafts: Sequence[Draft], links: Sequence[Draft], *, user: User
) -> EditionComparison:
    """Compare drafts that are not dropped with the same edition and the newest one before it.

    Costs two queries, however many drafts there are.
    """
    comparison = EditionComparison()
    of_series = Recommendation.objects.visible_to(user).filter(
        report__in=Report.objects.filter(is_on_country(run.country)),
        report__mechanism__code=run.mechanism,
    )
    rows = list(of_series.select_related("report__mechanism").order_by("sort_key"))
    comparison.earlier = {row.pk: row for row in rows}
    same = {row.number: row for row in rows if row.report.year == run.year}
    years = [row.report.year for row in rows if run.year is not None and row.report.year < run.year]
    for draft in drafts:
        number = str(draft.values["number"])
        if (here := same.get(number)) is not None:
            kind = comparison.unchanged if here.text == draft.values["text"] else comparison.changed
        else:
            kind = _kind(
                [link for link in links if str(link.values["number"]) == number], comparison
            )
        kind.append(draft)
    if years:
        later_links = {int(link.values["earlier"]) for link in links if link.values["number"]}
        before = [row for row in rows if row.report.year == max(years)]
        comparison.previous_edition = before[0].report.cited_as
        comparison.not_repeated = [row for row in before if row.pk not in later_links]
    return comparison


def _kind(links: Sequence[Draft], comparison: EditionComparison) -> list[Draft]:
    """Choose the list of a draft by its closest link, accepted ones before suggested ones.

    A link that nobody accepted or dropped stays a suggestion.
    """
    if not links:
        return comparison.new
    best = max(links, key=lambda link: (link.state == DraftState.ACCEPTED, link.values["score"]))
    if best.state != DraftState.ACCEPTED and best.values["score"] < CERTAIN_SCORE:
        return comparison.uncertain
    return (
        comparison.repeated
        if best.values["closeness"] == LineageKind.REPEATED
        else comparison.reworded
    )


def score_readings() -> Iterable[Mapping[str, object]]:
    """Return how many figures of each indicator were read, right and added in accepted runs.

    Right are those that nobody changed or left out. One that a person named counts as added.
    """
    runs = ImportRun.objects.filter(state=ImportRunState.ACCEPTED).order_by("-pk")
    is_kept, is_changed = Q(state=DraftState.ACCEPTED), Q(values__has_key="read")
    is_added = Q(values__read=None) | Q(values__read__indicator=None)
    paths, null = ("values__read__indicator", "values__indicator"), Value("null", TextField())
    return (
        Draft.objects.filter(is_kept | Q(outcome=""), run__in=runs.values("pk")[:SCORED_RUNS])
        .filter(kind=DraftKind.FIGURE)
        .annotate(
            indicator=functions.Coalesce(*(functions.NullIf(KT(path), null) for path in paths))
        )
        .exclude(indicator=None)
        .values("indicator")
        .annotate(
            added=Count("pk", filter=is_added),
            read=Count("pk") - F("added"),
            right=Count("pk", filter=is_kept & ~is_changed),
        )
        .order_by("indicator")
    )
