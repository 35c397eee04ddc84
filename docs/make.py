"""Write the pages of docs/ that are generated from the code: configure, roles and workflow.

`uv run --no-dev docs/make.py` writes them; `tests/test_docs.py` fails while they differ from the
code.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from django.conf import settings

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))
if not settings.configured:
    settings.configure(USE_I18N=False)  # labels as the source has them

from tracker.variables import SECTIONS  # noqa: E402
from tracker.vocabulary import (  # noqa: E402
    OPEN_STATES,
    REASONS_NEEDING_TEXT,
    RIGHTS,
    STATE_TRANSITIONS,
    AssessmentKind,
    Group,
    Perspective,
    ReasonCode,
    Right,
    State,
    Status,
)

MADE = "<!-- Made by `uv run --no-dev docs/make.py` from the code: change it there. -->"

ROLE = {
    Group.VIEWER: (
        "Reads: recommendations, approved assessments, evidence that is public or internal, "
        "progress reports. Sees no draft, nothing that waits for review and no conversation "
        "about it."
    ),
    Group.CONTRIBUTOR: (
        "Speaks for one or several bodies. Sees the recommendations in which these "
        "bodies have a role, what is approved on them, public evidence and the bodies' own, "
        "the questions put to them and the commitments they undertook. Writes the view of these "
        "bodies alone, as a draft that is sent for review; answers their questions, adds and moves "
        "their commitments and replies to drafts of reports that they were sent, all of which an "
        "analyst accepts or reads. What belongs to another body is "
        "missing: its address answers as one that never was."
    ),
    Group.ANALYST: (
        "Logs evidence and assessments, for every perspective; asks bodies, follows commitments, "
        "proposes closings, makes drafts of progress reports. May approve an own assessment where "
        "no second person is needed; the status is then marked as approved by its author."
    ),
    Group.REVIEWER: (
        "An analyst who also decides on what others wrote: approves it, or returns it with a "
        "note, and publishes progress reports as a publisher does. Never decides alone where a "
        "second person is needed."
    ),
    Group.PUBLISHER: (
        "Reads what waits for review as well, to know what a report will leave out. Makes drafts "
        "of progress reports, publishes those that others made, and withdraws them. Changes "
        "nothing else."
    ),
    Group.AUDITOR: (
        "Reads everything public and internal, other people's drafts, who may do what, and "
        "the history of all that. Of evidence for named readers the auditor learns that it "
        "exists, not what it is. Changes nothing."
    ),
    Group.ADMINISTRATOR: (
        "Keeps people, bodies, reports and vocabularies. Sets no status, decides on no "
        "assessment, and can't touch the history."
    ),
}

MOVE = {
    (State.DRAFT, State.SUBMITTED): ("sent for review", "its author"),
    (State.DRAFT, State.WITHDRAWN): ("withdrawn", "its author, or a reviewer, with a reason"),
    (State.SUBMITTED, State.APPROVED): (
        "approved",
        "a reviewer; its author, where no second person is needed",
    ),
    (State.SUBMITTED, State.RETURNED): (
        "returned",
        "a reviewer who is not its author, with a note",
    ),
    (State.SUBMITTED, State.WITHDRAWN): ("withdrawn", "its author, or a reviewer, with a reason"),
    (State.RETURNED, State.SUBMITTED): ("revised and sent again", "its author"),
    (State.RETURNED, State.WITHDRAWN): ("withdrawn", "its author, or a reviewer, with a reason"),
}

KIND = {
    AssessmentKind.BASELINE: "what the report itself shows, for its own period; loaded as "
    "submitted, and in no count until a person approves it",
    AssessmentKind.UPDATE: "a later assessment, for the year of its as-of date",
    AssessmentKind.CORRECTION: "what was true on the day of an approved assessment that was wrong",
}

VIEW = {
    Perspective.ANALYST: "the analysts' own: the one that sets the status of a recommendation",
    Perspective.RESPONSIBLE_BODY: "the view of a body with a role in it, one for each",
    Perspective.SOURCE_REPORT: "what the report itself finds, about its own period",
    Perspective.CIVIL_SOCIETY: "the view of an organisation that has no role in it",
}


def configure() -> str:
    """Return the page of settings, a table for each heading."""
    sections = "\n\n".join(
        f"## {heading}\n\n"
        + rows(
            ["variable", "means", "default"],
            ([f"`{name}`", *words] for name, words in section.items()),
        )
        for heading, section in SECTIONS.items()
    )
    return f"""{MADE}

# Configure

The settings of an installation.

All come from the environment; a wrong one is refused by name, with what to write instead.
Instead of a variable `NAME`, `NAME_FILE` can give the whole path of a file that contains its value:
for secrets, which the environment of a process shows to its account.

{sections}

An `https` address turns every protection on: redirect, secure cookies, HSTS for a year including
subdomains. Plain `http` is accepted for this machine alone. Debugging can't be turned on.
"""


def roles() -> str:
    """Return the page of roles and rights, as a table and in words."""
    table = rows(
        ["may", *(group.label for group in Group)],
        ([right.label, *(mark(right in RIGHTS[group]) for group in Group)] for right in Right),
    )
    descriptions = "\n\n".join(wrapped(f"**{g.label.capitalize()}.** {ROLE[g]}") for g in Group)
    return f"""{MADE}

# Who may do what

Rights come from roles alone. Somebody with several roles has the rights of all of them. A Django
superuser has no way round: `is_superuser` grants nothing. A closed account loses its rights at
the next click; its name stays in the history.

{table}

## The roles

{descriptions}

## Beyond the roles

- What somebody may not know of is missing: its page answers 404, as one that never was, and
  lists, counts, searches, files and the history leave it out.
- Evidence for named readers is seen by these readers and by who added it, whatever their roles.
- A draft is seen by its author and by auditors.
- An active user, even one without a role, can be invited by an author or a reviewer to decide on
  one assessment, and sees that page alone until it is decided.
- Who sees no assessment before it is approved sees its history from the approval on; of the views
  of a body, whoever speaks for it sees all of it.
- The focal points of a successor see what an ended body had to do until it is divided, then what
  their own body continues: [methodology](methodology.md#bodies-that-ended).
- {second_person()}
- The pages and commands that each role can open are listed, one line each, in
  `tests/permissions/`.

`heed add_user ana --role analyst` adds a user,
`--role contributor --body THBD` a focal point.
"""


def workflow() -> str:
    """Return the page of an assessment's way from draft to approval."""
    order = list(State).index
    edges = [(a, b) for a in State for b in sorted(STATE_TRANSITIONS[a], key=order)]
    diagram = "\n".join(f"    {start} --> {end}: {MOVE[start, end][0]}" for start, end in edges)
    reasons = among(r for r in ReasonCode if r in REASONS_NEEDING_TEXT)
    ends = "\n".join(f"    {state} --> [*]" for state in State if not STATE_TRANSITIONS[state])
    table = rows(
        ["from", "to", "by whom"],
        ([start.label, end.label, MOVE[start, end][1]] for start, end in edges),
    )
    return f"""{MADE}

# From draft to approval

An assessment says how far a recommendation got, from one perspective, for one period, as of one
day. The status of the recommendation changes only when one is approved.

```mermaid
stateDiagram-v2
    [*] --> {State.DRAFT}: saved
    [*] --> {State.SUBMITTED}: sent at once
{diagram}
{ends}
```

{table}

{second_person()}

An assessment must cite the evidence that its status needs, and its status must be within the range
of its components; both are checked when it is sent and when it is approved. Several may be
approved at once, all or none, with a reason.

## Kinds

{listed((kind.label, KIND[kind]) for kind in AssessmentKind)}

## Perspectives

{listed((view.label, VIEW[view]) for view in Perspective)}

They are shown side by side; none replaces another. An analyst may enter a view that came by
letter: who stated it, on which day, in which piece of evidence. *Other views* lists where they
differ.

## One open at a time

Of each recommendation, perspective, body and period one assessment is open:
{among(s for s in State if s in OPEN_STATES)}. Who has something to add revises it, decides on it or
withdraws it first. What was learned meanwhile can be noted: a note needs no approval and changes
no status.

## Answers of a body

The focal points of a body write their answers together, part by part: answers to its questions,
its view of each recommendation, new commitments, new dates and updates. Sent, they wait: they can
be taken back until an analyst accepts or returns them. A sheet that came back as a file waits the
same way. The analyst sees what each row would write, leaves rows out or returns everything with a
note, which makes it the draft again. What is accepted is recorded as the body's own words, with
the page as its evidence: views are sent for review as any other, answers close their questions.
Nothing that is sent changes a status.

## Updates and corrections

What is approved is never edited. When things changed, a later assessment *updates* it: both stay,
each for its day. When it was wrong, a correction *corrects* it: it names the one it corrects,
keeps its day, cites what of its evidence still stands, and needs approval as any other. From then
on the day shows the correction, and every day that a later assessment speaks for shows what it
showed before. An assessment is corrected once; what is wrong with a correction is corrected in
turn. Where two were approved for one day, the newer one is what can be corrected.

## Reasons

Every change has a reason, by code or in words. Words are needed where the reason is
{reasons}, and for returning, closing, moving a due date and
several approvals at once.
"""


def second_person() -> str:
    """Return the sentence on the assessments that need a second person."""
    return (
        "What an author may approve alone is a setting, `FOUR_EYES`: "
        "[methodology](methodology.md#four-eyes)."
    )


def wrapped(text: str, indent: str = "") -> str:
    """Wrap a text at 98 characters."""
    return fill(text, 98, subsequent_indent=indent, break_on_hyphens=False)


def mark(is_granted: bool) -> str:
    """Return the cell of a right."""
    return "yes" if is_granted else ""


def among(values: Iterable[Status | State | ReasonCode], last: str = "or") -> str:
    """Join labels: “A”, “B” or “C”."""
    *first, end = [f"“{value.label}”" for value in values]
    return f"{', '.join(first)} {last} {end}" if first else end


def listed(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a list of terms with descriptions."""
    return "\n".join(wrapped(f"- *{name}*: {text}", indent="  ") for name, text in pairs)


def rows(head: list[str], lines: Iterable[list[str]]) -> str:
    """Return a table of Markdown."""
    all_lines = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in all_lines)


PAGES = {"configure.md": configure, "roles.md": roles, "workflow.md": workflow}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
