"""Invented question sheets: a builder per dataclass, with plain valid defaults."""

from dataclasses import replace
from datetime import date

from django.utils import translation

from tracker.question_sheets import Row, Sheet, SheetQuestion
from tracker.vocabulary import SELECTABLE_STATUSES, STATUS_DESCRIPTIONS

DAY = date(2026, 11, 26)


def a_question(**changes):
    plain = SheetQuestion("Q12", "WATER 2030 Atlantis 1", "How many wells were dug in 2029?")
    return plain._replace(**changes)


def a_row(**changes):
    plain = Row(
        reference="water-2030-atlantis/1",
        cited_as="WATER 2030 Atlantis 1",
        title="Repair the wells",
        role="lead",
        text="Repair all wells, and publish “how many” of them work.",
        translation="",
        translation_source="",
        status="Partially implemented",
        as_of=date(2030, 3, 31),
        strength="documented",
        remaining="Publish how many wells work.",
        remaining_by=date(2031, 3, 31),
    )
    return replace(plain, **changes)


def a_sheet(*, language="en", **changes):
    with translation.override(language):
        choices = tuple((str(s.label), str(STATUS_DESCRIPTIONS[s])) for s in SELECTABLE_STATUSES)
    plain = Sheet(
        body="WELLS",
        body_name="Office of Wells",
        body_short="WELLS",
        language=language,
        made_on=DAY,
        due_on=date(2026, 12, 17),
        choices=choices,
        rows=(
            a_row(questions=(a_question(),)),
            a_row(
                reference="water-2030-atlantis/2",
                cited_as="WATER 2030 Atlantis 2",
                title="Train the diggers",
                text="=HYPERLINK(1) is how this text begins.",
                translation="Obučiti kopače.",
                status="Not assessed",
                as_of=None,
                strength="",
            ),
        ),
        questions=(a_question(key="Q13", about="WATER 2030 Atlantis", question="+1 or −1?"),),
    )
    return replace(plain, **changes)
