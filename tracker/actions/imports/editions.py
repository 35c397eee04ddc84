"""Edition that a run is accepted as: its report, figures, and what accepting it changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from secrets import token_hex
from typing import Any

from django.apps import apps
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker import errors, formats, grouping
from tracker.audit.context import current, use_context
from tracker.formats.countries import find_country_code
from tracker.intake.drafts import NATIONAL
from tracker.intake.stated_values import year_of
from tracker.models import (
    Body,
    Draft,
    Event,
    Figure,
    ImportRun,
    Indicator,
    Mechanism,
    Passage,
    Question,
    QuestionSpan,
    Recommendation,
    Report,
    User,
    is_on_country,
)
from tracker.vocabulary import BodyKind, DraftKind, DraftState, Duty, Theme


@contextmanager
def record_changes() -> Iterator[Callable[[], dict[str, object]]]:
    """Yield a function that returns all that was written inside so far, for an undo.

    History tells it by the request: outside one, what is written inside counts as one.
    """
    request = current().request or token_hex(16)
    with use_context(replace(current(), request=request)):
        yield partial(_list_changes, request, newest_event())


def _list_changes(request: str, since: int) -> dict[str, object]:
    """Return rows created and values changed by a request, as JSON, and the newest event.

    Created are first and last of keys in sequence, by model; changed are model, key, field and old
    value. Later changes of these rows are other work. The order of models is stored by itself,
    since PostgreSQL sorts the keys of JSON.
    """
    names = {
        model._meta.db_table: str(model._meta.model_name)
        for model in apps.get_models(include_auto_created=True)
    }
    events = Event.objects.filter(request=request, pk__gt=since).order_by("pk")
    created: dict[str, list[list[int]]] = {}
    for table, key in events.filter(operation="insert").values_list("table", "key").iterator():
        ranges = created.setdefault(names[table], [])
        if ranges and ranges[-1][1] == key - 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])
    return {
        "created": created,
        "order": list(created),
        "changed": [
            (names[event.table], event.key, field, value)
            for event in events.filter(operation="update").exclude(
                table__in=[model._meta.db_table for model in (Draft, ImportRun)]
            )
            if not any(
                first <= event.key <= last for first, last in created.get(names[event.table], ())
            )
            for field, value in (event.old or {}).items()
        ],
        "until": newest_event(),
    }


def newest_event() -> int:
    """Return the sequence number of the newest event, 0 without any."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


ONCE_VERBS = (
    "develop",
    "adopt",
    "amend",
    "enact",
    "establish",
    "draft",
    "finalize",
    "create",
    "appoint",
)
INCREASE_VERBS = ("increase", "expand", "allocate", "strengthen", "enhance")
THEME_WORDS = {  # words of a recommendation that suggest its theme
    Theme.PROSECUTION: (
        "investigat",
        "prosecut",
        "convict",
        "penalt",
        "judge",
        "sentenc",
        "complic",
    ),
    Theme.PROTECTION: ("victim", "shelter", "identif", "assist", "services", "reintegrat", "refer"),
    Theme.PREVENTION: (
        "awareness",
        "campaign",
        "recruit",
        "demand",
        "prevent",
        "hotline",
        "research",
    ),
    Theme.PARTNERSHIP: ("cooperat", "coordinat", "partner", "regional", "bilateral", "ngo"),
}


def guess_duty(text: str) -> Duty:
    """Guess from its first verb whether a text asks for an act, an increase or a practice."""
    first = next((word for word in text.lower().split()[:3] if not word.endswith("ly")), "")
    duty = Duty.ONCE if first.startswith(ONCE_VERBS) else Duty.CONTINUING
    return Duty.INCREASE if first.startswith(INCREASE_VERBS) else duty


def guess_theme(text: str) -> Theme:
    """Return the theme with most of its words in the text; of several equal ones, the first."""
    text = text.lower()
    return max(THEME_WORDS, key=lambda theme: sum(text.count(word) for word in THEME_WORDS[theme]))


def shorten_title(text: str) -> str:
    """Return the beginning of a text, 80 characters at most, as its first short title."""
    words = " ".join(text.split())
    return words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + "…"


GUESSES = {"short_title": shorten_title, "theme": guess_theme, "duty": guess_duty}
# Mechanisms that a database without one starts with: name; code and name of the issuer.
KNOWN_MECHANISMS = {
    "TIP": ("Trafficking in Persons Report", "US_DOS", "United States Department of State"),
    "UPR": ("Universal Periodic Review", "UN_HRC", "Human Rights Council"),
    "GRETA": (
        "Evaluations of GRETA",
        "GRETA",
        "Group of Experts on Action against Trafficking in Human Beings",
    ),
    "GRECO": ("Evaluations of GRECO", "GRECO", "Group of States against Corruption"),
    "OSCE": (
        "Reports of the OSCE",
        "OSCE",
        "Organization for Security and Co-operation in Europe",
    ),
    "EU": ("Enlargement reports", "EC", "European Commission"),
    **{
        code: (name, f"UN_{code}", name)
        for code, name in {
            "CAT": "Committee against Torture",
            "CCPR": "Human Rights Committee",
            "CED": "Committee on Enforced Disappearances",
            "CEDAW": "Committee on the Elimination of Discrimination against Women",
            "CERD": "Committee on the Elimination of Racial Discrimination",
            "CESCR": "Committee on Economic, Social and Cultural Rights",
            "CMW": "Committee on Migrant Workers",
            "CRC": "Committee on the Rights of the Child",
            "CRPD": "Committee on the Rights of Persons with Disabilities",
            "SPT": "Subcommittee on Prevention of Torture",
        }.items()
    },
}


def get_or_create_report(run: ImportRun) -> Report:
    """Return the report of the run's mechanism, country and year; create it where it is missing.

    Raises InvalidValue where the run lacks one of the three: a person fills it in.
    """
    missing = [
        label
        for label, value in (
            (_("the mechanism"), run.mechanism),
            (_("the country"), run.country),
            (_("the year"), run.year),
        )
        if not value
    ]
    if missing or run.year is None:
        raise errors.InvalidValue(
            _("“%(run)s” can't be imported: the text does not give %(what)s. Fill it in first.")
            % {"run": run, "what": ", ".join(missing)}
        )
    mechanism = get_or_create_mechanism(run.mechanism)
    editions = Report.objects.filter(is_on_country(run.country), mechanism=mechanism, year=run.year)
    if existing := editions.first():
        return existing
    report = build_report(
        mechanism,
        run.year,
        country_code(run.country),
        run.country,
        title=run.title[:200] or f"{run.year} {mechanism.name}: {run.country}",
        tier=run.tier,
        previous_tier=run.previous_tier,
    )
    report.full_clean()
    report.save()
    return report


def build_report(
    mechanism: Mechanism, year: int, country: str, country_name: str, **values: object
) -> Report:
    """Return the unsaved report of an edition, on the year before it."""
    first, last = mechanism.year_around(date(year - 1, mechanism.year_starts_month, 1))
    return Report(
        mechanism=mechanism,
        country=country,
        country_name=country_name,
        year=year,
        slug=make_slug(mechanism.code, year, country_name),
        period_from=first,
        period_to=last,
        **values,
    )


def make_slug(mechanism: str, year: int, country: str) -> str:
    """Return the slug of a report: "tip-2024-kosovo"."""
    return slugify(f"{mechanism} {year} {country}")[:60]


def build_recommendation(
    report: Report, number: str, position: int, text: str, *, now: datetime, **values: Any
) -> Recommendation:
    """Return an unsaved recommendation; what nobody stated is guessed from its text."""
    return Recommendation(
        report=report,
        number=number,
        position=position,
        sort_key=report.sort_key_for(position),
        text=text,
        review_on=report.mechanism.next_date(after=now.date()),
        **{code: values.pop(code, "") or guess(text) for code, guess in GUESSES.items()},
        **values,
    )


def country_code(name: str) -> str:
    """Return ISO 3166-1 alpha-2, XK for Kosovo. Raises InvalidValue for an unknown name.

    Never guessed from a similar name: the names that reports use are in `formats.countries`.
    """
    codes = Report.objects.filter(country_name__iexact=name).values_list("country", flat=True)
    code = codes.first() or find_country_code(name)
    errors.InvalidValue.raise_if(
        code is None,
        _("There is no country “%(name)s”. Write its name as in ISO 3166."),
        name=name,
    )
    return str(code)


def get_or_create_mechanism(code: str) -> Mechanism:
    """Return the mechanism with this code, created if it is one of KNOWN_MECHANISMS.

    Raises InvalidValue for any other code.
    """
    if existing := Mechanism.objects.filter(code=code).select_related("issuer").first():
        return existing
    errors.InvalidValue.raise_if(
        code not in KNOWN_MECHANISMS,
        _("There is no mechanism with the code “%(code)s”. An administrator can add it."),
        code=code,
    )
    name, issuer_code, issuer_name = KNOWN_MECHANISMS[code]
    issuer, _is_new = Body.objects.get_or_create(
        code=issuer_code, defaults={"name_en": issuer_name, "kind": BodyKind.MONITORING}
    )
    # The TIP Report has the default calendar of a mechanism, others that of the year.
    calendar = {} if code == "TIP" else {"year_starts_month": 1, "review_dates": ["12-31"]}
    return Mechanism.objects.create(code=code, name=name, issuer=issuer, **calendar)


@dataclass(slots=True)
class AcceptedEdition:
    """Report that a run is written into, with the rows written or found so far."""

    report: Report
    by: User
    now: datetime
    passages: dict[int, Passage] = field(default_factory=dict)  # by number
    recommendations: dict[str, Recommendation] = field(default_factory=dict)  # by number

    def quote(self, place: Sequence[int]) -> dict[str, Any]:
        """Return the fields of a row that quotes a place of the text."""
        paragraph, start, end = place
        passage = self.passages[paragraph]
        return {"passage": passage, "start": start, "end": end, "quote": passage.text[start:end]}


def write_figures(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Create the figures whose words and value the report did not have before.

    A person may have put the same words under another indicator, which is not changed. Two
    figures of one run may share words ("identified and referred 13"), but not an indicator. A
    figure without an indicator of the database stays a draft, and so does a national one of which
    the report has another value.
    """
    recorded = list(Figure.objects.filter(report=edition.report).order_by("pk"))
    places = {_place(row) for row in recorded}
    stated = {_key(row): row for row in recorded if not row.is_withdrawn}
    codes = {draft.values["indicator"] for draft in drafts}
    indicators = {row.code: row for row in Indicator.objects.filter(code__in=codes - {None})}
    rows: dict[int, Figure] = {}  # by position of the draft
    for draft in sorted(drafts, key=lambda draft: draft.values["value"] is None):
        if (indicator := indicators.get(draft.values["indicator"])) is None:
            draft.outcome = _("left out, because it has no indicator of the list")
            continue
        row = _build_figure(edition, draft, indicator)
        same = stated.get(_key(row), row)
        if _place(row) in places or (same is not row and same.value == row.value):
            draft.outcome = _("already recorded")
        elif same is not row:
            draft.outcome = _("left out, because another value is recorded: %(value)s") % {
                "value": same.display_value
            }
        else:
            rows[draft.position] = stated[_key(row)] = row
            draft.outcome = _("added")
    for draft in drafts:
        if draft.position in rows:
            rows[draft.position].part_of = rows.get(draft.values.get("part_of"))
    _create(list(rows.values()))


def _create(figures: list[Figure]) -> None:
    """Create figures, wholes before their parts; of parts of each other, each is a whole."""
    while figures:
        ready = [row for row in figures if row.part_of is None or row.part_of.pk]
        for row in () if ready else figures:
            row.part_of = None
        figures = [row for row in figures if row not in ready]
        Figure.objects.bulk_create(ready)


def write_questions(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Create the questions, with the words that each cites; one that exists is left alone."""
    existing = set(
        Question.objects.filter(report=edition.report, recommendation=None).values_list(
            "text", flat=True
        )
    )
    new: dict[str, Draft] = {}
    for draft in drafts:
        text = str(draft.values["message"])[:1000]
        is_new = text not in existing and new.setdefault(text, draft) is draft
        draft.outcome = _("added") if is_new else _("already recorded")
    questions = Question.objects.bulk_create(
        Question(report=edition.report, kind=draft.values["kind"], text=text)
        for text, draft in new.items()
    )
    QuestionSpan.objects.bulk_create(
        QuestionSpan(question=question, **edition.quote(place))
        for question, draft in zip(questions, new.values(), strict=True)
        for place in draft.places
    )


def _build_figure(edition: AcceptedEdition, draft: Draft, indicator: Indicator) -> Figure:
    fields = draft.values
    newest_first = sorted(
        fields["previous"],
        key=lambda row: (year_of(row["period"]), row["period"] or ""),
        reverse=True,
    )
    nearest = next(iter(newest_first), None)
    return Figure(
        indicator=indicator,
        report=edition.report,
        breakdown=fields["breakdown"],
        scope="" if fields["scope"] == NATIONAL else fields["scope"][:200],
        unit=indicator.own_unit(fields["unit"][:40]),
        value=fields["value"],
        qualifier=fields["qualifier"] or "",
        period=fields["period"] or "",
        previous_value=nearest["value"] if nearest else None,
        previous_period=(nearest and nearest["period"]) or "",
        previous_is_assumed=nearest is not None and "start" not in nearest,
        earlier_values=[
            {"period": earlier["period"] or "", "value": earlier["value"]}
            for earlier in newest_first[1:]
        ],
        doubt=(fields["doubt"] or "")[:500],
        added_by=edition.by,
        added_at=edition.now,
        **edition.quote(draft.places[0]),
    )


def _place(row: Figure) -> tuple[object, ...]:
    """Return the words and the value of a figure, to compare."""
    return (row.passage_id, row.start, row.end, row.value)


def _key(row: Figure) -> tuple[object, ...]:
    """Return what a report gives one national value for; counts by others may differ."""
    apart = (row.scope, row.value) if row.scope else ()
    return (row.indicator_id, row.unit, row.period, *sorted(row.breakdown.items()), *apart)


type Values = Mapping[str, Any]  # of a draft


def find_doubts(drafts: Iterable[Draft]) -> dict[int, str]:
    """Return what speaks against accepting figures beside each other, by the key of the draft.

    It has no indicator, nothing tells it from its whole, the text gives another value, too, or the
    reader doubts it. For one that a person accepted no doubt of the reader counts any more, and no
    value that nobody accepted.
    """
    drafts = list(drafts)
    wholes = {
        draft.position: draft.values
        for draft in Draft.objects.filter(
            kind=DraftKind.FIGURE, run__in={draft.run_id for draft in drafts}
        )
    }
    by_key = grouping.group_pairs((_draft_key(draft), draft) for draft in drafts)
    doubts = {}
    for draft in drafts:
        values, key = draft.values, _draft_key(draft)
        others = {
            other.values["value"]
            for other in (by_key[key] if key else ())
            if draft.state != DraftState.ACCEPTED or other.state == DraftState.ACCEPTED
        } - {values["value"]}
        reasons = (
            (
                not values["indicator"],
                _("No indicator is named. Choose one, or leave the figure out."),
            ),
            (
                _is_like_whole(values, wholes.get(values.get("part_of"))),
                _(
                    "It is a part, and nothing says of which kind. Name the kind under Breakdown, "
                    "as in “kind: from abroad”, or leave the figure out."
                ),
            ),
            (
                others,
                _(
                    "The text gives %(values)s, too, for the same indicator, period and parts. "
                    "Accept only one of them."
                )
                % {"values": ", ".join(map(formats.format_number, sorted(others)))},
            ),
            (draft.state == DraftState.OFFERED, values.get("doubt")),
        )
        if doubt := next((sentence for is_so, sentence in reasons if is_so), None):
            doubts[draft.pk] = doubt
    return doubts


def _is_like_whole(part: Values, whole: Values | None) -> bool:
    """Return whether a part would be stored as another value of what its whole is one of."""
    return (
        whole is not None
        and part["indicator"] == whole["indicator"]
        and part["breakdown"] in ({}, whole["breakdown"])
        and part["scope"] in (NATIONAL, whole["scope"])
    )


def _draft_key(draft: Draft) -> tuple[object, ...]:
    """Return what one national value can be given for; empty for a count of another kind.

    A part whose kind was not read could be any.
    """
    values = draft.values
    is_national = values.get("scope", NATIONAL) == NATIONAL
    is_known = values["breakdown"] or values.get("part_of") is None
    if not (values["indicator"] and is_national and is_known) or values["value"] is None:
        return ()
    currency = values["unit"] if values["unit"].isupper() else ""
    parts = tuple(sorted(values["breakdown"].items()))
    return values["indicator"], values["period"], currency, parts
