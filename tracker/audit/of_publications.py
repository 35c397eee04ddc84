"""What is done to publications, in words of their own."""

from django.utils.translation import gettext as _

from tracker.audit.deeds import Deed
from tracker.vocabulary import PublicationState


def draft(deed: Deed) -> str:
    return _("made the draft of the report “%(report)s”") % {"report": deed.thing}


def publication(deed: Deed) -> str:
    told = {"report": deed.thing}
    match deed.new.get("state"):
        case PublicationState.PUBLISHED if deed.old.get("state") == PublicationState.SUPERSEDED:
            return _("let the report “%(report)s” stand again") % told
        case PublicationState.PUBLISHED:
            return _("published the report “%(report)s”") % told
        case PublicationState.SUPERSEDED:
            return _("superseded the report “%(report)s”") % told
        case PublicationState.WITHDRAWN if deed.old.get("state") == PublicationState.DRAFT:
            return _("discarded the draft of the report “%(report)s”") % told
        case PublicationState.WITHDRAWN:
            return _("withdrew the report “%(report)s”") % told
    return ""
