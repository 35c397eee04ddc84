"""A run against the editions held: what is new, asked again, reworded, not repeated, uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.models import Draft, ImportRun, Recommendation, User
from tracker.vocabulary import DraftState, LineageKind

SURE = 0.8  # likeness from which a link is suggested as certain: intake.lineage.BY_ITSELF


@dataclass(slots=True)
class Against:
    """Drafts of recommendations by what is held, and what earlier editions asked beyond them."""

    held: list[Draft] = field(default_factory=list)  # in this edition, word for word
    changed: list[Draft] = field(default_factory=list)  # in this edition, in other words
    again: list[Draft] = field(default_factory=list)
    reworded: list[Draft] = field(default_factory=list)
    uncertain: list[Draft] = field(default_factory=list)  # a link that a person should look at
    new: list[Draft] = field(default_factory=list)
    not_repeated: list[Recommendation] = field(default_factory=list)
    before: str = ""  # the newest earlier edition, as cited
    earlier: dict[int, Recommendation] = field(default_factory=dict)  # that links point to, by key


def against_held(
    run: ImportRun, asked: Sequence[Draft], links: Sequence[Draft], *, user: User
) -> Against:
    """Compare drafts that are not dropped with the same edition and the newest one before it.

    Costs two queries, however many drafts there are.
    """
    told = Against()
    of_series = Recommendation.objects.visible_to(user).filter(
        report__mechanism__code=run.mechanism, report__country_name__iexact=run.country
    )
    rows = list(of_series.select_related("report__mechanism").order_by("sort_key"))
    told.earlier = {row.pk: row for row in rows}
    same = {row.number: row for row in rows if row.report.year == run.year}
    years = [row.report.year for row in rows if run.year is not None and row.report.year < run.year]
    for draft in asked:
        number = str(draft.values["number"])
        here = same.get(number)
        if here is not None:
            kind = told.held if here.text == draft.values["text"] else told.changed
        else:
            kind = _kind([one for one in links if str(one.values["number"]) == number], told)
        kind.append(draft)
    if years:
        asked_again = {int(one.values["earlier"]) for one in links if one.values["number"]}
        before = [row for row in rows if row.report.year == max(years)]
        told.before = before[0].report.cited_as
        told.not_repeated = [row for row in before if row.pk not in asked_again]
    return told


def _kind(links: Sequence[Draft], told: Against) -> list[Draft]:
    """By its closest link: sure ones are those accepted or so alike that they stand by themselves.

    A link that nobody accepted or dropped stays a suggestion.
    """
    if not links:
        return told.new
    best = max(links, key=lambda one: (one.state == DraftState.ACCEPTED, one.values["score"]))
    if best.state != DraftState.ACCEPTED and best.values["score"] < SURE:
        return told.uncertain
    return told.again if best.values["closeness"] == LineageKind.REPEATED else told.reworded
