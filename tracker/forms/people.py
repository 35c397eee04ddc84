"""Forms to sign in, to add a second factor, and to hand over and close an account."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm, UserTokenForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.db.models import Q, QuerySet
from django.utils import functional, timezone
from django.utils.translation import gettext_lazy as _

from tracker import models, vocabulary
from tracker.actions import mail, people
from tracker.actions.people import HandOver, Successors
from tracker.forms.base import UserNameField

MAX_NAME_LENGTH = 60


def _password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _code_input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false", **attrs}
    )


def _name(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("To tell it from your other passkeys: “Phone”, “Key in the safe”."),
        max_length=MAX_NAME_LENGTH,
        required=required,
    )


class OwnFields:
    """Mixin for a form of allauth: fields of ours take the place of its own."""

    fields: dict[str, forms.Field]
    own_fields: Mapping[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= deepcopy(self.own_fields)


class SignInForm(OwnFields, LoginForm):  # type: ignore[misc]
    """User name and password."""

    own_fields = {
        "login": forms.CharField(
            label=_("User name"),
            max_length=150,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
            ),
        ),
        "password": _password(),
        "remember": forms.BooleanField(
            label=_("Stay signed in on this device for two weeks"), required=False
        ),
    }

    def add_prefix(self, field_name: str) -> str:
        """Call the field "username", as browsers and password managers do."""
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class ReauthenticationForm(OwnFields, ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again."""

    own_fields = {"password": _password()}


class PasswordLinkForm(ResetPasswordForm):  # type: ignore[misc]
    """The email address that a link to a new password is sent to, if an account has it."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def save(self, request: object, **_kwargs: object) -> str:
        """Queue the link, whether or not there is such an account."""
        mail.queue_password_link(self.cleaned_data["email"], now=timezone.now())
        return ""


class PasswordProofForm(UserTokenForm):  # type: ignore[misc]
    """What proves that somebody got a message with a link."""

    def _get_user(self, uidb36: str) -> models.User | None:
        user: models.User | None = super()._get_user(uidb36)
        return user if user and user.is_active else None


class NewPasswordForm(SetPasswordForm[models.User]):
    """The new password of whoever followed the link in a message."""

    def __init__(self, *args: Any, temp_key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def save(self, commit: bool = True) -> models.User:
        """Set the password, as its user."""
        people.set_password(
            user=self.user, password=self.cleaned_data["new_password1"], by=self.user
        )
        return self.user


class CountedCode(OwnFields, codes.BaseAuthenticateForm):  # type: ignore[misc]
    """A code of an app or a recovery code; wrong ones count as failed attempts to sign in."""

    own_fields = {
        "code": forms.CharField(
            label=_("Code from your app, or a recovery code"), max_length=20, widget=_code_input()
        )
    }

    def clean_code(self) -> str:
        """Return a valid code. Raises ValidationError for a wrong one, and after too many."""
        adapter, name = get_adapter(), self.user.get_username()
        adapter.check_attempts(context.request, name)
        try:
            return str(super().clean_code())
        except forms.ValidationError:
            adapter.count_failure(context.request, name)
            raise


class CodeForm(CountedCode, codes.AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code."""


class CodeReauthenticationForm(CountedCode, codes.ReauthenticateForm):  # type: ignore[misc]
    """A code, asked again."""


class AuthenticatorAppForm(OwnFields, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app, which proves that it has the secret."""

    own_fields = {
        "code": forms.CharField(
            label=_("Code now shown in the app"),
            max_length=20,
            widget=_code_input(inputmode="numeric"),
        )
    }


class PasskeyForm(OwnFields, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, and its name."""

    own_fields = {
        "name": _name(required=False),
        "passwordless": forms.BooleanField(
            label=_("Sign in with this passkey alone, without user name and password"),
            help_text=_("The passkey must ask for a PIN, a fingerprint or a face."),
            required=False,
            initial=True,
        ),
    }


class PasskeyNameForm(OwnFields, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    own_fields = {"name": _name()}


class FullNameForm(forms.Form):
    """The full name of a user."""

    full_name = forms.CharField(
        label=_("Full name"),
        help_text=_("Shown on pages, in reports and in the history beside what you do."),
        required=False,
        max_length=150,  # of each of the two columns
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class SavedViewForm(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("Name"), max_length=MAX_NAME_LENGTH)
    is_default = forms.BooleanField(label=_("Open the list with this view"), required=False)


MAX_SUGGESTIONS = 50  # what is not offered can still be typed
KINDS = {  # of work: label and help
    "drafts": (_("Drafts and returned assessments"), _("An analyst or a reviewer.")),
    "views": (_("Drafts and returned views of bodies"), _("A focal point of the same body.")),
    "assigned": (_("Assigned recommendations"), _("An analyst or a reviewer.")),
    "evidence": (
        _("Evidence for named readers"),
        _("Somebody other than you. They become a named reader."),
    ),
    "comments": (
        _("Comments for named readers"),
        _("Somebody other than you who can see assessments waiting for review."),
    ),
    "bodies": (_("Bodies to speak for"), _("A focal point.")),
    "saved_reports": (_("Scheduled reports will be created by"), _("An analyst or a reviewer.")),
}


class SuccessorField(UserNameField):
    """Somebody with an open account and a role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=models.User.objects.none(),
            to_field_name="username",
            required=False,
            error_messages={
                "invalid_choice": _(
                    "There is no other person with the user name “%(value)s”, an open account "
                    "and a role. Type another user name."
                )
            },
            **kwargs,
        )


def _roles(person: models.User) -> list[str]:
    names = [group.name for group in person.groups.all()]
    return [str(vocabulary.Group(name).label) for name in names if name in vocabulary.Group.values]


class HandOverForm(forms.Form):
    """A successor for everything or one for each kind of open work, and the reason.

    It closes and opens accounts too.
    """

    everything = SuccessorField(
        label=_("Everything"),
        help_text=_(
            "User name of the person who takes over. A name given for one kind of work "
            "below comes first."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the history: “Left the ministry on 30 November”."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ("everything", *KINDS, "reason")

    def __init__(self, *args: Any, person: models.User, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.kinds = person, kinds
        for kind in kinds:
            label, help_text = KINDS[kind]
            self.fields[kind] = SuccessorField(label=label, help_text=help_text)
        if not kinds:
            del self.fields["everything"]
        for field in self.fields.values():
            if isinstance(field, SuccessorField):
                field.queryset = self.candidates
        self.order_fields(self.field_order)

    @functional.cached_property
    def candidates(self) -> QuerySet[models.User]:
        """All others with an open account and a role, by username."""
        rows: QuerySet[models.User] = models.User.objects.filter(
            pk__in=models.User.objects.filter(
                Q(groups__name__in=vocabulary.Group.values), is_active=True
            )
            .exclude(pk=self.person.pk)
            .values("pk")
        )
        return rows.order_by("username")

    @property
    def people(self) -> list[tuple[str, str]]:
        """The users to suggest: username, then name and roles."""
        return [
            (person.username, f"{person}: {', '.join(_roles(person))}")
            for person in self.candidates.prefetch_related("groups")[:MAX_SUGGESTIONS]
        ]

    def hand_over_command(self, *, by: models.User, closes: bool) -> HandOver:
        """Return the command of the valid form to hand over, and perhaps close the account."""
        everything = self.cleaned_data.get("everything")
        return HandOver(
            row=self.person,
            to=Successors(
                **{kind: self.cleaned_data.get(kind) or everything for kind in self.kinds}
            ),
            reason=self.cleaned_data["reason"],
            by=by,
            closes=closes,
        )
