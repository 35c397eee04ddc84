"""Number formats of questions."""

from tracker.intake.drafts import Figure


def format_number(value: float) -> str:
    """Format a number: 17, 8,175, 1.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def format_amount(figure: Figure, value: float | None = None) -> str:
    """Format a value with its unit: "17 victims", "EUR 8,175"."""
    formatted = format_number(figure.value or 0 if value is None else value)
    return f"{figure.unit} {formatted}" if figure.unit.isupper() else f"{formatted} {figure.unit}"
