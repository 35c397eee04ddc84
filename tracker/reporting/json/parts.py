"""The parts of a published progress report: their keys in order, their types, what each holds."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct, field

from tracker.vocabulary import (
    AssessmentKind,
    Bearing,
    ComponentBasis,
    Duty,
    Lifecycle,
    Perspective,
    Role,
    Status,
    Strength,
    Theme,
    Trend,
    Use,
)


def says(description: str) -> Meta:
    """Describe a key of the report."""
    return Meta(description=description)


def one_of(known: Sequence[str], description: str | None = None) -> Meta:
    """Describe a code that is one of those known."""
    return Meta(description=description, extra_json_schema={"enum": known})


type Day = Annotated[date, Meta(extra_json_schema={"pattern": r"^\d{4}-\d{2}-\d{2}$"})]
type Number = Annotated[int, Meta(ge=0)]
type SourceNumber = Annotated[int, Meta(ge=1, description="Number in `sources`.")]
type Key = Annotated[int, Meta(ge=1, description="Of the row; null outside the office.")] | None
type StatusCode = Annotated[
    str, one_of(Status.values, "`not_assessed` while no assessment is approved.")
]
type Rank = Annotated[
    Annotated[int, Meta(ge=0, le=4)] | None,
    says(
        "Place of a status on the scale: 0 no action, 1 initial steps, 2 partially, 3 largely, "
        "4 fully implemented. Null off the scale. Ranks are not averaged."
    ),
]
type ThemeCode = Annotated[str, one_of(Theme.values)]
type TrendCode = Annotated[str, one_of(Trend.values)]
type StrengthCode = Annotated[str, one_of(Strength.values)]
type KindOfAssessment = Annotated[str, one_of(AssessmentKind.values)]
type PerspectiveCode = Annotated[str, one_of(Perspective.values, "Who speaks.")]
type BodyCode = Annotated[
    str | None, says("Code of the body. Null: none, as of the report itself or civil society.")
]


def _key(attribute: str) -> str:
    return attribute.removeprefix("is_")


class Object(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=_key):
    """An object of the published report: every key is always there."""


class Translation(Object, frozen=True):
    """How a text came into the language of the report."""

    translated_by: Annotated[str | None, says("Null in a report for others.")]
    is_official: bool
    is_outdated: Annotated[bool, says("Whether the original was changed since.")]
    key: Key


type TextLanguages = Annotated[
    dict[str, str],
    says("Languages of texts by key, as they stand here: as stated, else where another."),
]
type Translations = Annotated[
    dict[str, Translation], says("Texts by key that stand here translated.")
]


class Texts(Object, frozen=True):
    """An object with texts that people wrote, each perhaps in a language of its own."""

    text_languages: TextLanguages
    translations: Translations


class Edition(Object, frozen=True):
    """The edition whose recommendations are reported on."""

    slug: Annotated[str, says("As in the address of the edition.")]
    title: str
    cited_as: Annotated[str, says('Short: "TIP 2024 Kosovo".')]
    issuer: Annotated[str, says("Who published it.")]
    year: int
    tier: Annotated[str | None, says("Placement by the edition, as a code.")]
    period_from: Annotated[Day, says("First day that the edition is about.")]
    period_to: Annotated[Day, says("Last day that the edition is about.")]
    published_on: Day | None


class Seal(Object, frozen=True):
    """A seal of history."""

    number: Annotated[int, Meta(ge=1)]
    hash: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="64 hexadecimal digits.")]


class Withheld(Object, frozen=True):
    """Kind of matter that a report may not show."""

    code: Annotated[str, says("`evidence`, `views`, `notes`, `small_counts`, `names` …")]
    label: Annotated[str, says("In the language of the report.")]
    number: Annotated[Number | None, says("How many. Null where the number may not be shown.")]


class ReportBody(Object, frozen=True):
    """The body that a report is made for."""

    code: str
    name: Annotated[str, says("In the language of the report.")]


class FullyImplemented(Object, frozen=True):
    """The share of recommendations that is fully implemented."""

    part: Annotated[Number, says("Fully implemented.")]
    base: Annotated[Number, says("Of so many, as `base` of the report.")]
    percent: Annotated[
        Annotated[int, Meta(ge=0, le=100)] | None,
        says("Rounded half up, 0 and 100 for none and all alone. Null on a base under 20."),
    ]


class Binding(Object, frozen=True):
    """A number or status in the executive summary, compared with the data."""

    text: str
    start: Annotated[Number, says("Where it is in the text, from 0.")]
    subject: Annotated[str, says('Status whose number it is, "total", or a recommendation.')]
    written: Annotated[str, says("Number or code of the status when it was written.")]
    current: Annotated[str, says("The same by the data of this report.")]


class Remark(Texts, frozen=True):
    """A text that an analyst wrote for the report, in its language."""

    text: str
    as_of: Annotated[Day, says("The day that it speaks of.")]
    bindings: Annotated[tuple[Binding, ...], says("In a summary, in the order of the text.")]
    key: Key


class DatedStatus(Object, frozen=True):
    """A status and its day."""

    status: StatusCode
    as_of: Annotated[Day, says("The day that it speaks of.")]


class Correction(DatedStatus, frozen=True):
    """The status that a correction took back."""

    corrected_on: Annotated[Day, says("The last day on which it was believed.")]


class ViewHolder(Object, frozen=True):
    """The holder of a view."""

    perspective: PerspectiveCode
    body: BodyCode


class Piece(Texts, frozen=True):
    """A piece of evidence."""

    title: Annotated[str, says("Of the piece; of a passage, its first words.")]
    kind: Annotated[
        str | None,
        says("A code: `report_passage`, `law`, `letter` and the like. Null: not stated."),
    ]
    locator: Annotated[
        str | None, says('Where it stands, as people cite it: "TIP 2024 Kosovo, ¶ 8".')
    ]
    quote: Annotated[
        str | None, says("The marked words of a passage, in the language of the source.")
    ]
    issuer: Annotated[str | None, says("Who published it. Null: not stated.")]
    original_source: Annotated[str | None, says("Whose words it passes on.")]
    published_on: Day | None
    url: Annotated[str | None, says("Its address on the web.")]


class Citation(Piece, frozen=True):
    """A piece of evidence as cited on a recommendation."""

    use: Annotated[
        Annotated[str, one_of(Use.values)] | None,
        says("What it is cited for. A commitment never raises a status. Null: not stated."),
    ]
    bearing: Annotated[
        Annotated[str, one_of(Bearing.values)] | None,
        says("What a passage shows. Null for what is no passage."),
    ]
    source: Annotated[SourceNumber | None, says("Null: it may not be named here.")]
    paragraph: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        says("Paragraph of the passage, counted from 1. Null for what is no passage."),
    ]
    start: Annotated[
        Number | None,
        says("First character of the quoted words in the paragraph, from 0, in code points."),
    ]
    end: Annotated[Number | None, says("The first character after the quoted words.")]
    context: Annotated[str | None, says("The whole sentence around them.")]
    page: Annotated[str | None, says("As printed, in a document that is no report.")]
    document_paragraph: Annotated[str | None, says("As `page`.")]
    covers_from: Annotated[Day | None, says("First day that it is about. Null: not stated.")]
    covers_to: Annotated[Day | None, says("Last day that it is about.")]
    sentence: Annotated[str | None, says("What the analysts say that it shows.")]
    view_holder: Annotated[
        ViewHolder | None,
        says("Whose view cites it. Null: a note, or the analysts' assessment."),
    ]
    key: Key
    assessment: Annotated[Key, says("Key of the assessment that cites it. Null also: a note.")]


class PreviousAssessment(DatedStatus, frozen=True):
    """The assessment before the current one."""

    trend: TrendCode | None
    strength: StrengthCode | None
    correction: Correction | None


class StatusPoint(DatedStatus, frozen=True):
    """A status of a recommendation from a day on."""

    rank: Rank


class BodyRole(ReportBody, frozen=True):
    """A body with its role for a recommendation."""

    role: Annotated[str, one_of(Role.values)]
    holders: Annotated[tuple[str, ...], says("Codes of who took over from an ended body.")] = ()


class Question(Texts, frozen=True):
    """A question that is open on the day of the report."""

    question: str
    kind: Annotated[str | None, says("What it is about, as a code.")]
    body: Annotated[str | None, says("Who is asked, by acronym or name.")]
    asked_on: Day | None
    due_on: Annotated[Day | None, says("By when an answer is due.")]
    is_overdue: bool
    key: Key


class Note(Texts, frozen=True):
    """Progress that was noted and changed no status."""

    noted_on: Day
    sentence: str
    citation: Citation


class View(PreviousAssessment, frozen=True):
    """An assessment by others, beside the analysts'. It enters no count."""

    perspective: PerspectiveCode
    body: BodyCode
    name: Annotated[str, says("Who says it, in the language of the report.")]
    rank_difference: Annotated[
        Annotated[int, Meta(ge=-4, le=4)] | None,
        says("Steps above the analysts' status, below 0 under it. Null: one has no rank."),
    ]
    differs: Annotated[bool, says("Whether it is another rank than the analysts'.")]
    kind: KindOfAssessment
    period_from: Annotated[Day, says("First day of the period assessed.")]
    period_to: Annotated[Day, says("Last day of the period assessed.")]
    rationale: Annotated[str, says("Their reasons.")]
    text_languages: TextLanguages
    translations: Translations
    stated_by: Annotated[str | None, says("Who stated it, of what came by letter.")]
    stated_on: Annotated[Day | None, says("Day of the letter.")]
    stated_in: Annotated[str | None, says("Title of the evidence that it was stated in.")]
    source: Annotated[SourceNumber | None, says("Null: it may not be named here.")]
    is_self_approved: Annotated[bool, says("No second person decided on it.")]
    is_sample: Annotated[bool, says("Approved when the tracker was set up.")]
    key: Key


class ComponentLine(Texts, frozen=True):
    """The status of a part of a compound recommendation."""

    code: Annotated[str, says('Code of the part: "1a".')] = field(name="component")
    title: Annotated[str, says("What the part asks for.")]
    basis: Annotated[
        str, one_of(ComponentBasis.values, "Only parts in the text bear on the whole.")
    ]
    status: StatusCode
    remark: str | None


class YearStatus(DatedStatus, frozen=True):
    """The status of a recommendation in a year of the report."""

    period_to: Annotated[Day, says("Last day of the year, as in `years` of the report.")]
    trend: TrendCode | None


class DueDateMove(Texts, frozen=True):
    """A change of a due date."""

    agreed_on: Day
    before: Annotated[Day | None, says("Null: it had none.")]
    after: Annotated[Day | None, says("Null: it was taken away.")]
    reason: Annotated[str | None, says("Null where it may not be shown.")]


class Reply(Texts, frozen=True):
    """The reply of a body to a draft that it was sent."""

    body: Annotated[str, says("Code of the body.")]
    sent_on: Day
    reply_by: Day
    replied_on: Annotated[Day | None, says("Null: it had not come by the day of the report.")]
    text: str | None
    is_none_received: Annotated[bool, says("Whether it was recorded that none came.")]
    is_late: Annotated[bool, says("Whether it was recorded after the publication.")]
    publication_number: Annotated[Number, says("Of the draft.")] = field(name="publication")


class Commitment(Texts, frozen=True):
    """What a body undertook. It never raises a status; it is open until done or dropped."""

    text: str
    body: Annotated[str, says("Code of the body that undertook it.")]
    undertaken_on: Day
    due_on: Annotated[Day | None, says("By when, as it stands now.")]
    first_due_on: Annotated[Day | None, says("By when at first, before any change.")]
    moves: Annotated[tuple[DueDateMove, ...], says("Changes of the day, oldest first.")]
    postponements: Annotated[Number, says("Times that the day was moved to a later one.")]
    is_overdue: Annotated[bool, says("Open and past its day.")]
    is_without_update: Annotated[bool, says("Open, and without an update for 180 days or more.")]
    last_update_on: Day | None
    last_update: str | None
    done_on: Day | None
    evidence_title: Annotated[str | None, says("Title of the evidence that shows it done.")]
    dropped_reason: str | None
    sources: Annotated[tuple[SourceNumber, ...], says("Of its undertaking, and its being done.")]
    key: Key


class Recommendation(Texts, frozen=True):
    """A recommendation as it stood on the day of the report."""

    number: Annotated[str, says('As printed in the source: "4", "4.2", "12(b)".')]
    title: Annotated[str, says("The analysts' short title.")]
    text: Annotated[str, says("Verbatim, in the language of the source.")]
    text_source: Annotated[str | None, says("Where the text stands, as people cite it.")]
    translation: Annotated[str | None, says("The text in the language of the report.")]
    translation_source: Annotated[str | None, says("Null: unofficial, or no translation.")]
    theme: ThemeCode | None
    duty: Annotated[str, one_of(Duty.values, "Done once, continuing, or an increase.")] | None
    lifecycle: Annotated[str, one_of(Lifecycle.values, "Not repeated is not done.")] | None
    review_on: Annotated[Day | None, says("Day of the next review.")]
    is_overdue: Annotated[bool, says("Whether that day is past while it is unsettled.")]
    status: StatusCode
    rank: Rank
    previous_status: Annotated[
        StatusCode | None,
        says("Status at the end of the day `since`. Null: the report has no such day."),
    ]
    trend: Annotated[TrendCode | None, says("Direction since before. Null: not assessed.")]
    strength: Annotated[StrengthCode | None, says("How well the status is backed.")]
    assessment_kind: KindOfAssessment | None
    as_of: Annotated[Day | None, says("The day that the assessment speaks of.")]
    period_from: Annotated[Day | None, says("First day of the period assessed.")]
    period_to: Annotated[Day | None, says("Last day of the period assessed.")]
    previous_assessment: PreviousAssessment | None
    status_history: Annotated[tuple[StatusPoint, ...], says("Oldest first.")]
    years: Annotated[tuple[YearStatus, ...], says("Oldest first; none where none was assessed.")]
    conclusion: Annotated[str | None, says("One sentence on the status.")]
    offered_conclusion: Annotated[str | None, says("A draft, where nobody has kept one.")]
    rationale: Annotated[str | None, says("The analysts' reasons.")]
    remaining: Annotated[str | None, says("What the bodies still have to do.")]
    remaining_by: Annotated[Day | None, says("By when.")]
    next_step: Annotated[str | None, says("What the office does next. Null for others.")]
    sources: Annotated[tuple[SourceNumber, ...], says("What the assessment rests on.")]
    withheld_citations: Annotated[Number, says("What it rests on and may not be named here.")] = (
        field(name="sources_not_named")
    )
    is_self_approved: Annotated[bool, says("No second person decided on the status.")]
    is_sample: Annotated[bool, says("Approved at set-up; no reviewer has confirmed it.")]
    assessment: Annotated[Key, says("Key of the assessment.")]
    bodies: tuple[BodyRole, ...]
    citations: Annotated[
        tuple[Citation, ...],
        says("First what stands in the source, in its order, then the rest by date."),
    ]
    questions: tuple[Question, ...]
    notes: Annotated[tuple[Note, ...], says("Oldest first.")]
    correction: Annotated[Correction | None, says("Null for what is no correction.")]
    older_corrections: Annotated[
        tuple[Correction, ...], says("Of other assessments, made after `since`.")
    ]
    views: tuple[View, ...]
    component_lines: tuple[ComponentLine, ...]
    commitments: Annotated[tuple[Commitment, ...], says("Oldest first.")]
    remark: Annotated[Remark | None, says("What the analysts wrote on it for this report.")]
    key: Key


class Figure(Object, frozen=True):
    """A value of an indicator for a period."""

    period: Annotated[str, says("What period the value is of, as its source says.")]
    decimal_year: Annotated[
        float | None,
        says("Middle or end of the period in years, for a chart: 2023.5. Null: it names none."),
    ]
    value: Annotated[
        float | None,
        says("As stated, in the unit of the series. Null: unknown or hidden; never 0 for either."),
    ]
    display_value: Annotated[str, says('As people write it: "at least 12", "unknown", "<5".')]
    is_suppressed: Annotated[bool, says("A small count of persons that may not be shown.")]
    previous_value: Annotated[float | None, says("By the same source, of the period before.")]
    previous_period: str | None
    change: Annotated[float | None, says("Null where the two are not comparable.")]
    percent_change: Annotated[int | None, says("Null unless both values are 20 or more.")]
    is_provisional: Annotated[bool, says("Whether it may still be corrected.")]
    source: Annotated[SourceNumber | None, says("Null: it may not be named here.")]
    key: Key


class Break(Object, frozen=True):
    """A change of the way in which a series is counted."""

    decimal_year: Annotated[float, says("From when on, in years.")]
    reason: Annotated[str, says("How it is counted since.")]


class Series(Object, frozen=True):
    """The values of one indicator in the country of the report."""

    code: Annotated[str, says("Code of the indicator.")]
    name: Annotated[str, says("What is counted, in the language of the report.")]
    unit: Annotated[str, says("Unit of the values.")]
    theme: ThemeCode | None
    figures: Annotated[tuple[Figure, ...], says("Oldest first.")] = field(name="values")
    breaks: tuple[Break, ...]


class Source(Piece, frozen=True):
    """A source, numbered as in the printed report."""

    number: Annotated[int, Meta(ge=1, description="As `[n]` in the printed report.")]
    address: Annotated[str | None, says("Where the tracker shows it: a path of its site.")]
