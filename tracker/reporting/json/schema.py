"""The published shape of a progress report: its keys in order, their types, what each holds.

`progress-report.schema.json` is made from these types by `make schema`.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from tracker.vocabulary import (
    UNCOUNTED_STATUSES,
    AssessmentKind,
    Audience,
    Basis,
    Bearing,
    ComponentBasis,
    Duty,
    Language,
    Lifecycle,
    Perspective,
    PublicationState,
    ReportKind,
    Role,
    Status,
    Strength,
    Theme,
    Trend,
    Use,
)

SCHEMA = Path(__file__).with_name("progress-report.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _says(description: str) -> Meta:
    """Describe a key of the report."""
    return Meta(description=description)


def _code(known: Sequence[str], description: str | None = None) -> Meta:
    """Describe a code that is one of those known."""
    return Meta(description=description, extra_json_schema={"enum": known})


def _by_code(known: Sequence[str], description: str) -> Meta:
    """Describe an object with a key for each of the codes."""
    return Meta(
        description=description,
        extra_json_schema={"required": known, "propertyNames": {"enum": known}},
    )


type Day = Annotated[date, Meta(extra_json_schema={"pattern": r"^\d{4}-\d{2}-\d{2}$"})]
type Number = Annotated[int, Meta(ge=0)]
type SourceNumber = Annotated[int, Meta(ge=1, description="Number in `sources`.")]
type Key = Annotated[int, Meta(ge=1, description="Of the row; null outside the office.")] | None
type StatusCode = Annotated[
    str, _code(Status.values, "`not_assessed` while no assessment is approved.")
]
type Rank = Annotated[
    Annotated[int, Meta(ge=0, le=4)] | None,
    _says(
        "Place of a status on the scale: 0 no action, 1 initial steps, 2 partially, 3 largely, "
        "4 fully implemented. Null off the scale. Ranks are not averaged."
    ),
]
type ThemeCode = Annotated[str, _code(Theme.values)]
type TrendCode = Annotated[str, _code(Trend.values)]
type StrengthCode = Annotated[str, _code(Strength.values)]
type KindOfAssessment = Annotated[str, _code(AssessmentKind.values)]
type PerspectiveCode = Annotated[str, _code(Perspective.values, "Who speaks.")]
type BodyCode = Annotated[
    str | None, _says("Code of the body. Null: none, as of the report itself or civil society.")
]
type TextLanguages = Annotated[
    dict[str, str], _says("Languages as stated, by text: `rationale`, `remaining`, `conclusion`.")
]


def _key(attribute: str) -> str:
    return attribute.removeprefix("is_")


class Object(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=_key):
    """An object of the published report: every key is always there."""


class Edition(Object, frozen=True):
    """The edition whose recommendations are reported on."""

    slug: Annotated[str, _says("As in the address of the edition.")]
    title: str
    cited_as: Annotated[str, _says('Short: "TIP 2024 Kosovo".')]
    issuer: Annotated[str, _says("Who published it.")]
    year: int
    tier: Annotated[str | None, _says("Placement by the edition, as a code.")]
    period_from: Annotated[Day, _says("First day that the edition is about.")]
    period_to: Annotated[Day, _says("Last day that the edition is about.")]
    published_on: Day | None


class Seal(Object, frozen=True):
    """A seal of history."""

    number: Annotated[int, Meta(ge=1)]
    hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="64 hexadecimal digits.")]


class Withheld(Object, frozen=True):
    """Kind of matter that a report may not show."""

    code: Annotated[str, _says("`evidence`, `views`, `notes`, `small_counts`, `names` …")]
    label: Annotated[str, _says("In the language of the report.")]
    number: Annotated[Number | None, _says("How many. Null where the number may not be shown.")]


class ReportBody(Object, frozen=True):
    """The body that a report is made for."""

    code: str
    name: Annotated[str, _says("In the language of the report.")]


class FullyImplemented(Object, frozen=True):
    """The share of recommendations that is fully implemented."""

    part: Annotated[Number, _says("Fully implemented.")]
    base: Annotated[Number, _says("Of so many, as `base` of the report.")]
    percent: Annotated[
        Annotated[int, Meta(ge=0, le=100)] | None,
        _says("Rounded half up, 0 and 100 for none and all alone. Null on a base under 20."),
    ]


class Remark(Object, frozen=True):
    """A text that an analyst wrote for the report, in its language."""

    text: str
    as_of: Annotated[Day, _says("The day that it speaks of.")]
    key: Key


class Correction(Object, frozen=True):
    """The status that a correction took back."""

    status: StatusCode
    as_of: Annotated[Day, _says("The day that the corrected assessment speaks of.")]
    corrected_on: Annotated[Day, _says("The last day on which it was believed.")]


class ViewHolder(Object, frozen=True):
    """The holder of a view."""

    perspective: PerspectiveCode
    body: BodyCode


class Citation(Object, frozen=True):
    """A piece of evidence as cited on a recommendation."""

    title: Annotated[str, _says("Title of the piece; of a passage, its first words.")]
    kind: Annotated[
        str | None,
        _says("A code: `report_passage`, `law`, `letter` and the like. Null: not stated."),
    ]
    use: Annotated[
        Annotated[str, _code(Use.values)] | None,
        _says("What it is cited for. A commitment never raises a status. Null: not stated."),
    ]
    bearing: Annotated[
        Annotated[str, _code(Bearing.values)] | None,
        _says("What a passage shows. Null for what is no passage."),
    ]
    source: Annotated[SourceNumber | None, _says("Null: it may not be named here.")]
    locator: Annotated[
        str | None, _says('Where a passage stands, as people cite it: "TIP 2024 Kosovo, ¶ 8".')
    ]
    paragraph: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        _says("Paragraph of the passage, counted from 1. Null for what is no passage."),
    ]
    start: Annotated[
        Number | None,
        _says("First character of the quoted words in the paragraph, from 0, in code points."),
    ]
    end: Annotated[Number | None, _says("The first character after the quoted words.")]
    quote: Annotated[str | None, _says("The quoted words, in the language of the source.")]
    context: Annotated[str | None, _says("The whole sentence around them.")]
    page: Annotated[str | None, _says("As printed, in a document that is no report.")]
    document_paragraph: Annotated[str | None, _says("As `page`.")]
    issuer: Annotated[str | None, _says("Who published it. Null: not stated.")]
    original_source: Annotated[str | None, _says("Whose words it passes on.")]
    published_on: Day | None
    covers_from: Annotated[Day | None, _says("First day that it is about. Null: not stated.")]
    covers_to: Annotated[Day | None, _says("Last day that it is about.")]
    url: Annotated[str | None, _says("Its address on the web.")]
    sentence: Annotated[str | None, _says("What the analysts say that it shows.")]
    view_holder: Annotated[
        ViewHolder | None,
        _says("Whose view cites it. Null: a note, or the analysts' assessment."),
    ]
    key: Key
    assessment: Annotated[Key, _says("Key of the assessment that cites it. Null also: a note.")]


class PreviousAssessment(Object, frozen=True):
    """The assessment before the current one."""

    status: StatusCode
    trend: TrendCode | None
    as_of: Annotated[Day, _says("The day that it speaks of.")]
    strength: StrengthCode | None
    correction: Correction | None


class StatusPoint(Object, frozen=True):
    """A status of a recommendation from a day on."""

    as_of: Day
    status: StatusCode
    rank: Rank


class BodyRole(Object, frozen=True):
    """A body with its role for a recommendation."""

    code: str
    name: Annotated[str, _says("In the language of the report.")]
    role: Annotated[str, _code(Role.values)]
    holders: Annotated[tuple[str, ...], _says("Codes of who took over from an ended body.")] = ()


class Question(Object, frozen=True):
    """A question that is open on the day of the report."""

    question: str
    kind: Annotated[str | None, _says("What it is about, as a code.")]
    body: Annotated[str | None, _says("Who is asked, by acronym or name.")]
    asked_on: Day | None
    due_on: Annotated[Day | None, _says("By when an answer is due.")]
    is_overdue: bool
    key: Key


class Note(Object, frozen=True):
    """Progress that was noted and changed no status."""

    noted_on: Day
    sentence: str
    citation: Citation


class View(Object, frozen=True):
    """An assessment by others, beside the analysts'. It enters no count."""

    perspective: PerspectiveCode
    body: BodyCode
    name: Annotated[str, _says("Who says it, in the language of the report.")]
    status: StatusCode
    trend: TrendCode | None
    strength: StrengthCode | None
    rank_difference: Annotated[
        Annotated[int, Meta(ge=-4, le=4)] | None,
        _says("Steps above the analysts' status, below 0 under it. Null: one has no rank."),
    ]
    differs: Annotated[bool, _says("Whether it is another rank than the analysts'.")]
    kind: KindOfAssessment
    as_of: Annotated[Day, _says("The day that it speaks of.")]
    period_from: Annotated[Day, _says("First day of the period assessed.")]
    period_to: Annotated[Day, _says("Last day of the period assessed.")]
    rationale: Annotated[str, _says("Their reasons.")]
    text_languages: TextLanguages
    stated_by: Annotated[str | None, _says("Who stated it, of what came by letter.")]
    stated_on: Annotated[Day | None, _says("Day of the letter.")]
    stated_in: Annotated[str | None, _says("Title of the evidence that it was stated in.")]
    source: Annotated[SourceNumber | None, _says("Null: it may not be named here.")]
    is_self_approved: Annotated[bool, _says("No second person decided on it.")]
    is_sample: Annotated[bool, _says("Approved when the tracker was set up.")]
    correction: Correction | None
    key: Key


class ComponentLine(Object, frozen=True):
    """The status of a part of a compound recommendation."""

    code: Annotated[str, _says('Code of the part: "1a".')] = field(name="component")
    title: Annotated[str, _says("What the part asks for.")]
    basis: Annotated[str, _code(ComponentBasis.values, "Only parts in the text bear on the whole.")]
    status: StatusCode
    remark: str | None


class Commitment(Object, frozen=True):
    """What a body undertook. It never raises a status; it is open until done or dropped."""

    text: str
    body: Annotated[str, _says("Code of the body that undertook it.")]
    undertaken_on: Day
    due_on: Annotated[Day | None, _says("By when, as it stands now.")]
    postponements: Annotated[Number, _says("Times that the day was moved to a later one.")]
    is_overdue: Annotated[bool, _says("Open and past its day.")]
    is_without_update: Annotated[bool, _says("Open, and without an update for 180 days or more.")]
    last_update_on: Day | None
    last_update: str | None
    done_on: Day | None
    evidence_title: Annotated[str | None, _says("Title of the evidence that shows it done.")]
    dropped_reason: str | None
    sources: Annotated[tuple[SourceNumber, ...], _says("Of its undertaking, and its being done.")]
    key: Key


class Recommendation(Object, frozen=True):
    """A recommendation as it stood on the day of the report."""

    number: Annotated[str, _says('As printed in the source: "4", "4.2", "12(b)".')]
    title: Annotated[str, _says("The analysts' short title.")]
    text: Annotated[str, _says("Verbatim, in the language of the source.")]
    text_source: Annotated[str | None, _says("Where the text stands, as people cite it.")]
    translation: Annotated[str | None, _says("The text in the language of the report.")]
    translation_source: Annotated[str | None, _says("Null: unofficial, or no translation.")]
    theme: ThemeCode | None
    duty: Annotated[str, _code(Duty.values, "Done once, continuing, or an increase.")] | None
    lifecycle: Annotated[str, _code(Lifecycle.values, "Not repeated is not done.")] | None
    review_on: Annotated[Day | None, _says("Day of the next review.")]
    is_overdue: Annotated[bool, _says("Whether that day is past while it is unsettled.")]
    status: StatusCode
    rank: Rank
    previous_status: Annotated[
        StatusCode | None,
        _says("Status at the end of the day `since`. Null: the report has no such day."),
    ]
    trend: Annotated[TrendCode | None, _says("Direction since before. Null: not assessed.")]
    strength: Annotated[StrengthCode | None, _says("How well the status is backed.")]
    assessment_kind: KindOfAssessment | None
    as_of: Annotated[Day | None, _says("The day that the assessment speaks of.")]
    period_from: Annotated[Day | None, _says("First day of the period assessed.")]
    period_to: Annotated[Day | None, _says("Last day of the period assessed.")]
    previous_assessment: PreviousAssessment | None
    status_history: Annotated[tuple[StatusPoint, ...], _says("Oldest first.")]
    conclusion: Annotated[str | None, _says("One sentence on the status.")]
    offered_conclusion: Annotated[str | None, _says("A draft, where nobody has kept one.")]
    rationale: Annotated[str | None, _says("The analysts' reasons.")]
    remaining: Annotated[str | None, _says("What the bodies still have to do.")]
    remaining_by: Annotated[Day | None, _says("By when.")]
    next_step: Annotated[str | None, _says("What the office does next. Null for others.")]
    text_languages: TextLanguages
    sources: Annotated[tuple[SourceNumber, ...], _says("What the assessment rests on.")]
    withheld_citations: Annotated[Number, _says("What it rests on and may not be named here.")] = (
        field(name="sources_not_named")
    )
    is_self_approved: Annotated[bool, _says("No second person decided on the status.")]
    is_sample: Annotated[bool, _says("Approved at set-up; no reviewer has confirmed it.")]
    assessment: Annotated[Key, _says("Key of the assessment.")]
    bodies: tuple[BodyRole, ...]
    citations: Annotated[
        tuple[Citation, ...],
        _says("First what stands in the source, in its order, then the rest by date."),
    ]
    questions: tuple[Question, ...]
    notes: Annotated[tuple[Note, ...], _says("Oldest first.")]
    correction: Annotated[Correction | None, _says("Null for what is no correction.")]
    views: tuple[View, ...]
    component_lines: tuple[ComponentLine, ...]
    commitments: Annotated[tuple[Commitment, ...], _says("Oldest first.")]
    remark: Annotated[Remark | None, _says("What the analysts wrote on it for this report.")]
    key: Key


class Figure(Object, frozen=True):
    """A value of an indicator for a period."""

    period: Annotated[str, _says("What period the value is of, as its source says.")]
    decimal_year: Annotated[
        float | None,
        _says("Middle or end of the period in years, for a chart: 2023.5. Null: it names none."),
    ]
    value: Annotated[
        float | None,
        _says("As stated, in the unit of the series. Null: unknown or hidden; never 0 for either."),
    ]
    display_value: Annotated[str, _says('As people write it: "at least 12", "unknown", "<5".')]
    is_suppressed: Annotated[bool, _says("A small count of persons that may not be shown.")]
    previous_value: Annotated[float | None, _says("By the same source, of the period before.")]
    previous_period: str | None
    change: Annotated[float | None, _says("Null where the two are not comparable.")]
    percent_change: Annotated[int | None, _says("Null unless both values are 20 or more.")]
    is_provisional: Annotated[bool, _says("Whether it may still be corrected.")]
    source: Annotated[SourceNumber | None, _says("Null: it may not be named here.")]
    key: Key


class Break(Object, frozen=True):
    """A change of the way in which a series is counted."""

    decimal_year: Annotated[float, _says("From when on, in years.")]
    reason: Annotated[str, _says("How it is counted since.")]


class Series(Object, frozen=True):
    """The values of one indicator in the country of the report."""

    code: Annotated[str, _says("Code of the indicator.")]
    name: Annotated[str, _says("What is counted, in the language of the report.")]
    unit: Annotated[str, _says("Unit of the values.")]
    theme: ThemeCode | None
    figures: Annotated[tuple[Figure, ...], _says("Oldest first.")] = field(name="values")
    breaks: tuple[Break, ...]


class Source(Object, frozen=True):
    """A source, numbered as in the printed report."""

    number: Annotated[int, Meta(ge=1, description="As `[n]` in the printed report.")]
    title: Annotated[str, _says("Of the piece; of a passage, its first words.")]
    kind: Annotated[str | None, _says("What it is, as a code. Null: not stated.")]
    issuer: Annotated[str | None, _says("Who published it. Null: not stated.")]
    original_source: Annotated[str | None, _says("Whose words it passes on.")]
    published_on: Day | None
    locator: Annotated[str | None, _says("Where it stands, as people cite it.")]
    quote: Annotated[str | None, _says("The marked words of a passage.")]
    url: Annotated[str | None, _says("Its address on the web.")]
    address: Annotated[str | None, _says("Where the tracker shows it: a path of its site.")]


class Report(Object, frozen=True):
    """How the recommendations of one edition of a monitoring report stand on a day.

    Days are ISO 8601, labels are in `language`, codes are not translated. What is not known is
    null, never an empty text.
    """

    # Version 1 had no kinds, figures and numbered sources; version 2 no strength `independent`, and
    # `next_step` was for the bodies.
    schema_: Literal["progress-report.schema.json"] = field(name="$schema")
    version: Annotated[Literal[3], _says("Of this contract.")]
    report: Edition
    kind: Annotated[str, _code(ReportKind.values)]
    audience: Annotated[
        str,
        _code(
            Audience.values,
            "For whom it is. A public one holds nothing that is not public; one for the body "
            "itself, besides, what that body said, issued or was asked.",
        ),
    ]
    state: Annotated[str, _code(PublicationState.values, "Of its publication.")] | None
    language: Annotated[str, _code(Language.values, "Of the labels, and of what is translated.")]
    on: Annotated[Day, _says("The report tells the state at the end of this day.")]
    since: Annotated[Day | None, _says("Changes are reported from the day after this one.")]
    basis: Annotated[
        str, _code(Basis.values, "`known_now` as we know today, `believed` as was said then.")
    ] = field(name="past")
    seal: Annotated[Seal | None, _says("The newest when it was made. Null before the first.")]
    letterhead: Annotated[str | None, _says("Whose paper it stands on.")]
    body: Annotated[ReportBody | None, _says("Null: none.")]
    theme: Annotated[ThemeCode | None, _says("The theme that it is about. Null: all of them.")]
    filter: Annotated[
        dict[str, str],
        _says(
            "The conditions by name, as they stand in an address; several values are joined by "
            "commas. `seen_by`: the bodies of a focal point."
        ),
    ]
    counts: Annotated[dict[str, Number], _by_code(Status.values, "Number at each status.")]
    total: Annotated[Number, _says("All recommendations: the base and what was left out.")]
    base: Annotated[Number, _says("Recommendations with a place on the scale: what shares are of.")]
    fully_implemented: FullyImplemented
    excluded_counts: Annotated[
        dict[str, Number],
        _by_code(
            [status.value for status in Status if status in UNCOUNTED_STATUSES],
            "How many stand outside the base, and why.",
        ),
    ]
    strength_counts: Annotated[
        dict[str, Number],
        _says("Assessments by evidence strength, over all counted; zeros are left out."),
    ]
    is_judged_by_one: Annotated[bool, _says("One person wrote and approved the assessments.")]
    withheld: Annotated[tuple[Withheld, ...], _says("What this report may not show.")]
    method: Annotated[tuple[str, ...], _says("How the numbers are made, in sentences.")]
    summary: Annotated[Remark | None, _says("Of the whole edition; null in a report on a part.")]
    recommendations: Annotated[tuple[Recommendation, ...], _says("In the order of the edition.")]
    figures: Annotated[tuple[Series, ...], _says("The indicators that the report tells of.")]
    sources: Annotated[
        tuple[Source, ...],
        _says("As the printed report cites them; then those that only this form names."),
    ]


def published_schema() -> str:
    """Return the JSON Schema (2020-12) of a report."""
    head = {"$schema": DIALECT, "$id": SCHEMA.name, "title": "Progress report"}
    return json.dumps({**head, **msgspec.json.schema(Report)}, ensure_ascii=False, indent=2) + "\n"
