"""Figures of a sentence in short, as the tables of these tests spell them."""

from tracker.intake.drafts import NATIONAL, Figure, Paragraph
from tracker.intake.figures.reader import find_figures
from tracker.vocabulary import Section


def read(text: str, year: int | None = 2023) -> list[Figure]:
    """Read the figures of a paragraph of an edition, of that about 2022 unless told otherwise."""
    return find_figures([Paragraph(1, text, Section.PROTECTION)], year=year)[0]


def name(text: str) -> str:
    """Spell what is counted: "INV_CASES 12, None 3"."""
    return ", ".join(f"{f.indicator} {_value(f.value)}" for f in read(text))


def compare(text: str) -> str:
    """Spell values with their earlier ones: "12 < 9 2021, 3"."""
    return ", ".join(
        " < ".join([_value(f.value), *(f"{_value(e.value)} {e.period}" for e in f.previous)])
        for f in read(text)
    )


def divide(text: str) -> str:
    """Spell values with their wholes and dimensions: "12, 7 of 12 female adult"."""
    figures = read(text)
    return ", ".join(
        " ".join(
            [
                _value(f.value),
                *([] if f.part_of is None else [f"of {_value(figures[f.part_of].value)}"]),
                *(value for _, value in f.breakdown),
            ]
        )
        for f in figures
    )


def scope(text: str) -> str:
    """Spell values with who counted them, where that is not the state: "12 an NGO, 3"."""
    return ", ".join(
        _value(f.value) + ("" if f.scope == NATIONAL else f" {f.scope}") for f in read(text)
    )


def _value(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.10g}"
