"""Send the messages of the outbox: about reports, and links to new passwords."""

import logging
from datetime import datetime, timedelta
from functools import partial

from allauth.account import forms, utils
from django.conf import settings
from django.core import mail, signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _, override

from tracker.actions.base import because, lock_row, save_changes
from tracker.actions.progress.publication_drafts import read_content
from tracker.models import Mail, Publication, SavedReport, User
from tracker.reporting.names import subject
from tracker.summaries.progress.publications import is_barred
from tracker.vocabulary import ReportKind, Status

RETRY = timedelta(minutes=10)  # after the first failure; later, after twice the time so far
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP = timedelta(days=3)
RETENTION = timedelta(days=30)
logger = logging.getLogger(__name__)


def send_due(now: datetime) -> None:
    """Send the messages that are due.

    Each is claimed first, so that another process does not send it too. One whose recipient may
    not read the report any more is dropped. After one that fails the others wait for the next run,
    since the server may be away; that one is tried again until it is given up.
    """
    Mail.objects.filter(queued_at__lt=now - RETENTION).delete()
    for row in Mail.objects.filter(next_at__lte=now).select_related("publication").order_by("pk"):
        again = now + min(max(RETRY, now - row.queued_at), LONGEST_WAIT)
        next_at = again if again < row.queued_at + GIVE_UP else None
        claimed = Mail.objects.filter(pk=row.pk)
        if not claimed.filter(next_at=row.next_at).update(next_at=next_at):
            continue
        try:
            sent = sum(message.send() for message in _messages(row))
        except Exception as error:  # whatever it is, the worker goes on to its jobs
            problem = getattr(error, "strerror", None) or str(error)
            is_fault = not isinstance(error, OSError)  # as those of mail servers are
            logger.warning("Message %d was not sent: %s", row.pk, problem, exc_info=is_fault)
            claimed.update(problem=problem)
            break
        if sent and row.publication:
            claimed.update(sent_at=now, next_at=None, problem="")
        else:
            claimed.filter(next_at=next_at).delete()  # unless the report was published just now


def _messages(row: Mail) -> list[mail.EmailMessage]:
    if row.publication:
        return _about_report(row, row.publication)
    return [
        _compose(
            "password",
            user.email,
            user.language,
            person=user,
            key=utils.user_pk_to_url_str(user),
            token=forms.default_token_generator.make_token(user),
        )
        for user in User.objects.filter(email__iexact=row.address, is_active=True).order_by("pk")
        if user.has_usable_password()
    ]


def _about_report(row: Mail, publication: Publication) -> list[mail.EmailMessage]:
    """Return the message about a publication; none to who may not read it or was taken off.

    It holds counts and numbers, and no words that somebody typed: nobody approved the name of a
    schedule, the words of a filter, the titles in a draft.
    """
    saved_report = SavedReport.objects.get(publications=publication.pk)
    users = saved_report.recipients.filter(pk=row.user_id or 0, is_active=True)
    unsubscribe = ""
    if user := users.exclude(email="").first():
        rows, to, language = Publication.objects.visible_to(user), user.email, user.language
    elif row.address in saved_report.addresses and settings.PUBLIC_REPORTS:
        rows, to, language = Publication.objects.public(), row.address, publication.language
        unsubscribe = reverse("unsubscribe", args=[saved_report.pk, marks(saved_report, to)[0]])
    else:
        return []
    is_open = rows.filter(pk=publication.pk, ended_at=None).exists()
    if saved_report.is_withdrawn or not is_open or is_barred(publication, user):
        return []
    content = read_content(publication)
    return [
        _compose(
            "report",
            to,
            language,
            cited_as=content.report.cited_as,
            subject=partial(subject, content),  # called by the template, in the language
            kind=ReportKind(publication.kind).label,
            counts=[(Status(c.status.code).label, c.number) for c in content.counts if c.number],
            changed=[row.number for row in content.recommendations if row.has_changed_status],
            publication=publication,
            unsubscribe=unsubscribe,
        )
    ]


def _compose(template: str, to: str, language: str, **context: object) -> mail.EmailMessage:
    """Return a message in a language; the first line of its template is the subject."""
    with override(language):
        text = render_to_string(f"mail/{template}.txt", {"site": settings.BASE_URL, **context})
    title, _newline, body = text.strip().partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe := context.get("unsubscribe"):  # by one click, as RFC 8058 says
        headers |= {
            "List-Unsubscribe": f"<{settings.BASE_URL}{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return mail.EmailMessage(title, body.strip(), to=[to], headers=headers)


def queue_password_link(address: str, *, now: datetime) -> None:
    """Queue links to new passwords for the accounts with this address, perhaps none.

    Nothing else happens before: neither the answer nor its time shows whether there is one.
    """
    Mail.objects.create(address=address, queued_at=now, next_at=now)


def marks(saved_report: SavedReport, address: str) -> list[str]:
    """Return what proves that somebody got a message at an address: by today's key, then former."""
    return [
        signing.Signer(key=key, salt="tracker.unsubscribe").signature(
            f"{saved_report.pk} {address}"
        )
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


@transaction.atomic
def unsubscribe(saved_report: SavedReport, mark: str) -> None:
    """Take the address with this mark off the recipients of a saved report, if it is there."""
    fresh = lock_row(saved_report)
    remaining = [each for each in fresh.addresses if mark not in marks(fresh, each)]
    with because(_("Unsubscribed by a link in a message")):
        save_changes(fresh, {"addresses": remaining})
