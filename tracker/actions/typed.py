"""Which words of a row people typed: those are looked through for a victim's data."""

from collections.abc import Iterable

from django.db import models

from tracker.audit.screen import screen

# Nouns that hold what published reports say, or who and what institutions are.
PUBLISHED = frozenset(
    {"body", "indicator", "mechanism", "passage", "report", "topic", "translation", "user"}
)
# Quoted from a source, made by us, or an address.
NOT_TYPED = frozenset(
    {"quote", "url", "number", "sort_key", "sha256", "clean_sha256", "link_sha256"}
    | {"content_sha256", "seal_hash"}
    | {"extracted_text", "folded_text", "code", "period", "previous_period"}
)
FILTER = "conditions"  # what a report was asked for with, and prints: words to look for, too
QUOTED = {
    "recommendation": frozenset({"text"}),
    "component": frozenset({"words"}),
    "file": frozenset({"name"}),  # looked through in words: see `files`
    "printed": frozenset({"name"}),  # made by us
}
BREAKDOWN = "breakdown"  # {"sex": "female"}: the one JSON that people type freely


def screen_row(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Raises PersonalData for typed words of the row, or of those fields, unless looked at."""
    noun = str(row._meta.model_name)
    if noun in PUBLISHED:
        return
    skipped = NOT_TYPED | QUOTED.get(noun, frozenset())
    wanted = None if names is None else set(names)
    if wanted is None or FILTER in wanted:
        screen((getattr(row, FILTER, None) or {}).get("words", ()))
    screen(
        _words(getattr(row, field.name))
        for field in row._meta.concrete_fields
        if (isinstance(field, models.CharField | models.TextField) or field.name == BREAKDOWN)
        and not field.choices
        and field.name not in skipped
        and (wanted is None or field.name in wanted)
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "\n\n".join(f"{name}: {words}" for name, words in value.items())
    return str(value or "")
