"""Which pieces of evidence somebody asked for."""

from typing import Any

from django.db.models import Q


def with_words(rows: Any, words: str) -> Any:
    """Those whose title, quoted words or issuer hold every word typed."""
    for word in words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(quote__icontains=word)
            | Q(url__icontains=word)
            | Q(issuer__acronym__iexact=word)
        )
    return rows
