"""Which pieces of evidence somebody asked for."""

from typing import Any

from django.db.models import Q

from tracker.models.shared import MOST_WORDS


def with_words(rows: Any, words: str) -> Any:
    """Those whose title, quoted words or issuer hold every word typed; of very many, none."""
    if len(words.split()) > MOST_WORDS:
        return rows.none()
    for word in words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(quote__icontains=word)
            | Q(url__icontains=word)
            | Q(issuer__acronym__iexact=word)
        )
    return rows
