"""Send the messages of the outbox: about reports, and links to new passwords."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _, override

from tracker.actions.base import lock_row, save_fields
from tracker.actions.progress.publication_drafts import read_content
from tracker.audit.reasons import because
from tracker.errors import TrackerError
from tracker.models import Mail, Publication, SavedReport, User
from tracker.reporting.names import subject
from tracker.summaries.progress.publications import is_barred
from tracker.vocabulary import PublicationState, ReportKind, Status

RETRY = timedelta(minutes=10)  # after the first failure; twice as long after each other
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP = timedelta(days=3)  # of a report; a link is given up when it would have expired
RETENTION = timedelta(days=30)
OPEN_STATES = (PublicationState.DRAFT, PublicationState.PUBLISHED)
MAX_PER_RUN = 100
SIGNER = Signer(salt="tracker.unsubscribe")
logger = logging.getLogger(__name__)


def send_due(*, now: datetime) -> int:
    """Send the messages that are due, and return how many were sent.

    Each is claimed first, so that another process does not send it too. One that fails is tried
    again, until it is given up; one whose recipient may not read the report any more is dropped.
    """
    if not settings.HAS_MAIL:
        return 0
    Mail.objects.filter(queued_at__lt=now - RETENTION).delete()
    due = Mail.objects.filter(next_at__lte=now).order_by("pk")
    sent = 0
    for row in due.select_related("publication__saved_report")[:MAX_PER_RUN]:
        claimed = Mail.objects.filter(pk=row.pk)
        next_at = _next_attempt(row, now)
        if not claimed.filter(next_at=row.next_at).update(
            next_at=next_at, attempts=row.attempts + 1
        ):
            continue
        try:
            count = sum(message.send() for message in _messages(row))
        except (OSError, ValueError, TrackerError) as error:
            problem = getattr(error, "strerror", None) or str(error)
            claimed.update(problem=problem)
            logger.warning("Message %d was not sent: %s", row.pk, problem)
            if isinstance(error, OSError) and not isinstance(error, SMTPException):
                break  # the server is away: the others wait for the next run
            continue
        sent += count
        if count and row.publication:
            claimed.update(sent_at=now, next_at=None, problem="")
        else:
            claimed.delete()
    return sent


def _next_attempt(row: Mail, now: datetime) -> datetime | None:
    """Return when a message is tried again if this attempt fails; None: it is given up then."""
    next_at = now + min(RETRY * 2**row.attempts, LONGEST_WAIT)
    limit = GIVE_UP if row.publication else timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return next_at if next_at < row.queued_at + limit else None


def _messages(row: Mail) -> list[EmailMessage]:
    if row.publication:
        return _about_report(row, row.publication)
    users = User.objects.filter(email__iexact=row.address, is_active=True).order_by("pk")
    return [_password_link(user) for user in users if user.has_usable_password()]


def _password_link(user: User) -> EmailMessage:
    address = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    with override(user.language):
        return _compose("password", user.email, person=user, url=settings.BASE_URL + address)


def _about_report(row: Mail, publication: Publication) -> list[EmailMessage]:
    """Return the message about a publication; none to who may not read it or was taken off.

    It holds counts and numbers, and no words that somebody typed: nobody approved a name of a
    filter, and the titles of a draft.
    """
    saved_report = publication.saved_report
    assert saved_report is not None  # a publication made by hand is sent to nobody
    readers = saved_report.recipients.filter(is_active=True).exclude(email="")
    if user := readers.filter(pk=row.user_id or 0).first():
        rows, to, language = Publication.objects.visible_to(user), user.email, user.language
        path, unsubscribe = publication.get_absolute_url(), ""
    elif row.address in saved_report.addresses and settings.PUBLIC_REPORTS:
        rows, to, language = Publication.objects.public(), row.address, publication.language
        path = reverse("published", args=[publication.pk])
        unsubscribe = reverse("unsubscribe", args=[saved_report.pk, _mark(saved_report, to)])
    else:
        return []
    rows = rows.filter(pk=publication.pk, state__in=OPEN_STATES)
    if saved_report.is_withdrawn or not rows.exists() or is_barred(publication, user):
        return []
    content = read_content(publication)
    changed = [row.number for row in content.recommendations if row.has_changed_status]
    with override(language):
        return [
            _compose(
                "report",
                to,
                subject=subject(content),
                kind=ReportKind(publication.kind).label,
                counts=[(Status(c.status.code).label, c.number) for c in content.counts],
                changed=", ".join(changed),
                publication=publication,
                path=path,
                unsubscribe=unsubscribe,
            )
        ]


def _compose(template: str, to: str, *, unsubscribe: str = "", **context: object) -> EmailMessage:
    """Return a message in the language in force; the first line of its template is the subject."""
    context = {"site": settings.BASE_URL, "unsubscribe": unsubscribe, **context}
    text = render_to_string(f"mail/{template}.txt", context)
    title, _newline, body = text.strip().partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe:  # one click in the program that shows the message, as RFC 8058 says
        headers["List-Unsubscribe"] = f"<{settings.BASE_URL}{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(title, body.strip(), to=[to], headers=headers)


def queue_password_link(address: str, *, now: datetime) -> None:
    """Queue links to new passwords for the accounts with this address, perhaps none.

    Nothing else happens before: neither the answer nor its time shows whether there is one.
    """
    Mail.objects.create(address=address, queued_at=now, next_at=now)


def _mark(saved_report: SavedReport, address: str) -> str:
    """Return what proves that somebody got a message at this address."""
    return SIGNER.signature(f"{saved_report.pk} {address}")


@transaction.atomic
def unsubscribe(saved_report: SavedReport, mark: str) -> None:
    """Take the address with this mark off the recipients of a saved report, if it is there."""
    fresh = lock_row(saved_report)
    remaining = [a for a in fresh.addresses if not _is_mark(mark, fresh, a)]
    if remaining != fresh.addresses:
        with because(_("Unsubscribed by a link in a message")):
            save_fields(fresh, addresses=remaining)


def _is_mark(mark: str, saved_report: SavedReport, address: str) -> bool:
    try:
        SIGNER.unsign(f"{saved_report.pk} {address}:{mark}")  # tries the fallbacks of the key, too
    except BadSignature:
        return False
    return True
