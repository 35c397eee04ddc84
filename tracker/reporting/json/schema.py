"""The published shape of a progress report as a whole.

`progress-report.schema.json` is made from these types by `make schema`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from tracker.progress import PublicationReference, ReportYear
from tracker.reporting.json.parts import (
    Day,
    Edition,
    FullyImplemented,
    Number,
    Object,
    Recommendation,
    Remark,
    Reply,
    ReportBody,
    Seal,
    Series,
    Source,
    ThemeCode,
    Withheld,
    one_of,
    says,
)
from tracker.vocabulary import (
    UNCOUNTED_STATUSES,
    Audience,
    Basis,
    Language,
    PublicationState,
    ReportKind,
    Status,
)

SCHEMA = Path(__file__).with_name("progress-report.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _by_code(known: Sequence[str], description: str) -> Meta:
    """Describe an object with a key for each of the codes."""
    return Meta(
        description=description,
        extra_json_schema={"required": known, "propertyNames": {"enum": known}},
    )


class Report(Object, frozen=True):
    """How the recommendations of one edition of a monitoring report stand on a day.

    Days are ISO 8601, labels are in `language`, codes are not translated. What is not known is
    null, never an empty text.
    """

    # Version 1 had no kinds, figures and numbered sources; version 2 no strength `independent`, and
    # `next_step` was for the bodies; version 3 no kind `agenda`, and `since` was by default the end
    # of the edition's period.
    schema_: Literal["progress-report.schema.json"] = field(name="$schema")
    version: Annotated[Literal[4], says("Of this contract.")]
    report: Edition
    kind: Annotated[str, one_of(ReportKind.values)]
    audience: Annotated[
        str,
        one_of(
            Audience.values,
            "For whom it is. A public one holds nothing that is not public; one for the body "
            "itself, besides, what that body said, issued or was asked.",
        ),
    ]
    state: Annotated[str, one_of(PublicationState.values, "Of its publication.")] | None
    language: Annotated[str, one_of(Language.values, "Of the labels, and of what is translated.")]
    on: Annotated[Day, says("The report tells the state at the end of this day.")]
    since: Annotated[Day | None, says("Changes are reported from the day after this one.")]
    basis: Annotated[
        str, one_of(Basis.values, "`known_now` as we know today, `believed` as was said then.")
    ] = field(name="past")
    seal: Annotated[Seal | None, says("The newest when it was made. Null before the first.")]
    compared_with: Annotated[
        PublicationReference | None, says("The publication whose day `since` is.")
    ]
    years: Annotated[
        tuple[ReportYear, ...],
        says("The edition's own period, then those that began by the day."),
    ]
    replies: Annotated[tuple[Reply, ...], says("The newest of each body to a draft.")]
    letterhead: Annotated[str | None, says("Whose paper it stands on.")]
    sender: Annotated[str | None, says("Who writes the report.")]
    contact: Annotated[str | None, says("How to reach them.")]
    reference: Annotated[str | None, says("Of a letter.")]
    reply_by: Annotated[Day | None, says("By when a letter asks for a reply.")]
    body: Annotated[ReportBody | None, says("Null: none.")]
    theme: Annotated[ThemeCode | None, says("The theme that it is about. Null: all of them.")]
    filter: Annotated[
        dict[str, str],
        says(
            "The conditions by name, as they stand in an address; several values are joined by "
            "commas. `seen_by`: the bodies of a focal point."
        ),
    ]
    counts: Annotated[dict[str, Number], _by_code(Status.values, "Number at each status.")]
    total: Annotated[Number, says("All recommendations: the base and what was left out.")]
    base: Annotated[Number, says("Recommendations with a place on the scale: what shares are of.")]
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
        says("Assessments by evidence strength, over all counted; zeros are left out."),
    ]
    is_judged_by_one: Annotated[bool, says("One person wrote and approved the assessments.")]
    withheld: Annotated[tuple[Withheld, ...], says("What this report may not show.")]
    missing_translations: Annotated[
        dict[str, Number], says("Texts that lack the language, by table and field.")
    ]
    method: Annotated[tuple[str, ...], says("How the numbers are made, in sentences.")]
    summary: Annotated[Remark | None, says("Of the whole edition; null in a report on a part.")]
    recommendations: Annotated[tuple[Recommendation, ...], says("In the order of the edition.")]
    figures: Annotated[tuple[Series, ...], says("The indicators that the report tells of.")]
    sources: Annotated[
        tuple[Source, ...],
        says("As the printed report cites them; then those that only this form names."),
    ]


def published_schema() -> str:
    """Return the JSON Schema (2020-12) of a report."""
    head = {"$schema": DIALECT, "$id": SCHEMA.name, "title": "Progress report"}
    return json.dumps({**head, **msgspec.json.schema(Report)}, ensure_ascii=False, indent=2) + "\n"
