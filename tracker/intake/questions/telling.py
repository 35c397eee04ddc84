"""Numbers as a question writes them."""

from tracker.intake.drafts import Figure


def number(value: float) -> str:
    """17, 8,175, 1.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def amount(figure: Figure, value: float | None = None) -> str:
    """A value with its unit: "17 victims", "EUR 8,175"."""
    told = number(figure.value or 0 if value is None else value)
    return f"{figure.unit} {told}" if figure.unit.isupper() else f"{told} {figure.unit}"
