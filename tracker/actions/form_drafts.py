"""Keep what was typed into a form, for its owner alone, until it is sent or for 14 days.

Each form holds a signed field: who opened it, on which page. So it is known whose words come, even
after the session ended.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import CharField, QuerySet
from django.utils.translation import gettext as _

from tracker import compiled_queries, errors
from tracker.actions.evidence import files
from tracker.audit.text_screening import check_text
from tracker.models import FormDraft, User, Viewer

FIELD = "form_draft"  # of a form, signed; in an address, the key alone
MAX_SHOWN = 5  # drafts of the forms below an address
UNSENT = "unsent_form"  # field of the page of sign-in, signed
MAX_LENGTH = 500_000  # characters of one draft
MAX_DRAFTS = 200  # of a user, the newest
MAX_ADDRESS = FormDraft._meta.get_field("address").max_length or 0
# What a page gives a form before anything is typed: no draft without other words or a file.
GIVEN = {"here", "kind", "last_event", "created_at", "looked_at", "list", "on", "query"} | {
    "recommendation"
}


def sign_key(owner: int, key: str) -> str:
    """Return the field by which a form says who opened it, on which page."""
    return signing.dumps([owner, key], salt=FIELD)


def read_key(signed: str) -> tuple[int, str]:
    """Return who opened a form and the key of the page; 0 for a field that is not ours."""
    with suppress(signing.BadSignature):
        owner, key = signing.loads(signed, salt=FIELD)
        return owner, key
    return 0, ""


def keep(draft: FormDraft, *, now: datetime) -> None:
    """Keep a form as it stands now, or delete its draft if nothing is typed; raises as `hold`."""
    _screen(draft)
    _save(draft, now)


def _screen(draft: FormDraft) -> None:
    draft.values = {
        name: texts
        for name, texts in draft.values.items()
        if name not in (FIELD, "csrfmiddlewaretoken", "keep_draft") and "password" not in name
    }
    errors.InvalidValue.raise_if(
        len(str(draft.values)) > MAX_LENGTH or len(draft.address) > MAX_ADDRESS,
        _("This text is too long to be kept as a draft. Send the form, or copy the text."),
    )
    # Not typed, or a file, which was screened before.
    typed = draft.values.keys() - {"last_event", "created_at", "looked_at", "upload"}
    check_text(text for name in typed for text in draft.values[name])


def _save(draft: FormDraft, now: datetime) -> None:
    """Save a draft and let its files wait as long; the oldest beyond MAX_DRAFTS goes.

    One with nothing typed is deleted.
    """
    if not any(text for name in draft.values.keys() - GIVEN for text in draft.values[name]):
        find(draft).delete()
        return
    draft.saved_at = now
    FormDraft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["owner", "address", "key"],
        update_fields=["values", "saved_at"],
    )
    for token in draft.values.get("upload", ()):
        files.renew_upload(token, by=draft.owner)
    rows = FormDraft.objects.filter(owner=draft.owner_id).order_by("-saved_at", "-pk")
    FormDraft.objects.filter(pk__in=list(rows[MAX_DRAFTS:].values_list("pk", flat=True))).delete()


def find(draft: FormDraft) -> QuerySet[FormDraft]:
    """Return the draft that is stored of a form, or none."""
    return FormDraft.objects.filter(owner=draft.owner_id, address=draft.address, key=draft.key)


def list_below(owner: User, path: str) -> list[FormDraft]:
    """Return the newest drafts of the forms at an address or below it, the newest first."""
    return list(owner.load(_newest_below, path=path))


def _newest_below(reader: Viewer) -> QuerySet[FormDraft]:
    return FormDraft.objects.filter(
        owner=reader.pk, address__startswith=compiled_queries.Bound("path", CharField())
    ).order_by("-saved_at", "-pk")[:MAX_SHOWN]


def delete_expired(*, now: datetime) -> None:
    """Delete the drafts that nobody continued for 14 days."""
    FormDraft.objects.filter(saved_at__lt=now - timedelta(days=14)).delete()


def hold(draft: FormDraft) -> str:
    """Return what was sent without a session, signed, for the page of sign-in to hold.

    Raises InvalidValue for too many words, PersonalDataFound for those like a victim's data.
    """
    _screen(draft)
    return signing.dumps(
        {name: getattr(draft, name) for name in ("owner_id", "address", "key", "values")},
        salt=UNSENT,
        compress=True,
    )


def claim(signed: str, *, by: User, now: datetime) -> None:
    """Keep what a page of sign-in held, if this user opened the form; nobody else's is kept."""
    with suppress(signing.BadSignature):
        draft = FormDraft(**signing.loads(signed, salt=UNSENT, max_age=timedelta(hours=12)))
        if draft.owner_id == by.pk:
            _save(draft, now)
