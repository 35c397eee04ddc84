"""What may be amiss with the evidence kept: files, links, days."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Amiss(TextChoices):
    """What was found wrong with a file or a link, in words that follow its name and a colon."""

    MISSING = "missing", pgettext_lazy("amiss", "the original is missing")
    CHANGED = "changed", pgettext_lazy("amiss", "the original was changed: its SHA-256 differs")
    SHUT = "shut", pgettext_lazy("amiss", "the original can’t be read from disk")
    COPY_MISSING = "copy_missing", pgettext_lazy("amiss", "the clean copy is missing")
    COPY_CHANGED = (
        "copy_changed",
        pgettext_lazy("amiss", "the clean copy was changed: its SHA-256 differs"),
    )
    COPY_SHUT = "copy_shut", pgettext_lazy("amiss", "the clean copy can’t be read from disk")
    UNTOLD = "untold", pgettext_lazy("amiss", "kept on disk, and no file of any piece is this")

    GONE = "gone", pgettext_lazy("amiss", "the page is gone")
    FAILS = "fails", pgettext_lazy("amiss", "the site answers with an error")
    NO_NAME = "no_name", pgettext_lazy("amiss", "no site has that name any more")
    NAMES_SILENT = "names_silent", pgettext_lazy("amiss", "the name of the site was not found out")
    TOO_SLOW = "too_slow", pgettext_lazy("amiss", "the site did not answer in time")
    NO_ANSWER = "no_answer", pgettext_lazy("amiss", "the site can’t be reached")
    UNTRUSTED = "untrusted", pgettext_lazy("amiss", "the site can’t prove that it is that site")
    INNER = "inner", pgettext_lazy("amiss", "it leads into a network that is not public")
    IN_CIRCLES = "in_circles", pgettext_lazy("amiss", "it is passed on too many times")
    NO_LINK = "no_link", pgettext_lazy("amiss", "it leads to no page of the web")
    DRIFTED = (
        "drifted",
        pgettext_lazy("amiss", "the page says something else than when it was read"),
    )

    KEPT_OUT = "kept_out", pgettext_lazy("amiss", "the site lets no program read the page")
    TOO_LARGE = "too_large", pgettext_lazy("amiss", "the page is too large to be compared")

    EXPIRED = "expired", pgettext_lazy("amiss", "it holds no longer")


# The link may well be good: told, and not counted as wrong.
UNSURE = frozenset({Amiss.KEPT_OUT, Amiss.TOO_LARGE})
