"""Fixed texts of a question sheet, in the language in force."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext, pgettext

from tracker.formats import format_day
from tracker.question_sheets import Field, Sheet, label


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the first page: paragraphs, then fields or the choices of a status."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    fields: tuple[tuple[Field, str], ...] = ()  # those with a letter are to be filled in
    choices: tuple[tuple[str, str], ...] = ()  # statuses, with what they mean
    is_numbered: bool = False  # whether its paragraphs are steps


FILLER = (Field.FILLED_BY, Field.CONTACT, Field.FILLED_ON)


def title(sheet: Sheet) -> str:
    """Return the title of a sheet."""
    return _("Question sheet for %(body)s") % {"body": sheet.body_name}


def subtitle(sheet: Sheet) -> str:
    """Return the day whose state it shows."""
    return _("As of %(day)s") % {"day": format_day(sheet.made_on)}


def sections(sheet: Sheet, *, check: str) -> tuple[Section, ...]:
    """Return the first page: what it is, by when, how to fill it in, what happens with it."""
    rows, questions = len(sheet.rows), len(sheet.all_questions)
    identity = (
        (Field.BODY, sheet.body),
        (Field.MADE_ON, sheet.made_on.isoformat()),
        (Field.DUE_ON, sheet.due_on.isoformat() if sheet.due_on else ""),
        (Field.LANGUAGE, sheet.language),
        (Field.ROWS, str(rows)),
        (Field.QUESTIONS, str(questions)),
        (Field.WHOLE_CHECK, check),
    )
    return (
        Section(_("About this sheet"), (_purpose(sheet), _counts_text(rows, questions))),
        Section(_("Answer by"), (_deadline(sheet),)),
        Section(_("How to fill it in"), _steps(), is_numbered=True),
        Section(_("What happens next"), _next_steps(sheet)),
        Section(_("Who fills it in"), fields=tuple((field, "") for field in FILLER)),
        Section(_("The statuses and what they mean"), choices=sheet.choices),
        Section(_("This sheet (do not change)"), fields=identity),
    )


def translation_note(source: str) -> str:
    """Return the origin of a translation, printed before it."""
    return (
        (_("Translation (%(source)s):") % {"source": source})
        if source
        else _("Unofficial translation:")
    )


def sheet_names() -> tuple[str, str, str]:
    """Return the names of the worksheets."""
    return (
        pgettext("name of a worksheet", "Read me")[:31],
        pgettext("name of a worksheet", "Recommendations")[:31],
        pgettext("name of a worksheet", "Questions")[:31],
    )


def _purpose(sheet: Sheet) -> str:
    return _(
        "We follow how the recommendations of monitoring reports are carried out. This sheet lists"
        " those that %(body)s leads or supports: what each asks for, quoted from the report, its"
        " status according to us today, and our open questions."
    ) % {"body": sheet.body_short}


def _counts_text(rows: int, questions: int) -> str:
    recommendations = ngettext(
        "It lists %(number)d recommendation", "It lists %(number)d recommendations", rows
    ) % {"number": rows}
    if not questions:
        return f"{recommendations}."
    return _("%(recommendations)s and %(questions)s") % {
        "recommendations": recommendations,
        "questions": ngettext("%(number)d question.", "%(number)d questions.", questions)
        % {"number": questions},
    }


def _deadline(sheet: Sheet) -> str:
    if sheet.due_on is None:
        return _("No date is set. Answers received before the next report are included in it.")
    return _("Send it back by %(day)s to the person who sent it to you.") % {
        "day": format_day(sheet.due_on)
    }


def _steps() -> tuple[str, ...]:
    return (
        _(
            "Fill in only the shaded cells, marked with a letter. Leave a cell empty if you have"
            " nothing to add; it changes nothing."
        ),
        _("%(field)s: one of the statuses below, exactly as written.")
        % {"field": label(Field.OWN_STATUS)},
        _("%(field)s: one to three sentences, with dates and numbers.")
        % {"field": label(Field.DONE)},
        _(
            "%(field)s: a law, order, budget line, statistic, training plan or letter. No names of "
            "victims, no case numbers, no addresses of shelters."
        )
        % {"field": label(Field.EVIDENCE)},
        _(
            "Do not change any other cells. A row whose printed cells were changed can’t be"
            " imported. If something printed is wrong, note it under %(field)s."
        )
        % {"field": label(Field.DONE)},
        _("Do not use formulas, macros or a password, and save the file in its original format."),
    )


def _next_steps(sheet: Sheet) -> tuple[str, ...]:
    return (
        _(
            "An analyst checks every row. Each status is entered as the view of %(body)s, stated"
            " by the person named under E. It is shown beside the analysts’ assessment and does"
            " not replace it. A reviewer approves it before it is shown as approved."
        )
        % {"body": sheet.body_short},
        _(
            "Each answer closes its question. The sheet is kept as a letter from %(body)s, for"
            " internal use."
        )
        % {"body": sheet.body_short},
    )
