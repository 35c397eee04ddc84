"""What is typed to sign in and to add a second factor: allauth's forms, in our words."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.actions.people import Successors
from tracker.models import User
from tracker.vocabulary import Group

LONGEST_NAME = 60


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("User name"),
            max_length=150,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
            ),
        )
        self.fields["password"] = _password()
        self.fields["remember"] = forms.BooleanField(
            label=_("Stay signed in on this device for two weeks"), required=False
        )

    def add_prefix(self, field_name: str) -> str:
        """What browsers and people know it by."""
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """The password, asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _password()


class CodeForm(codes.AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Code of your app, or a recovery code"))


class ConfirmByCodeForm(codes.ReauthenticateForm):  # type: ignore[misc]
    """A code, asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Code of your app, or a recovery code"))


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it knows the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Code that the app shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, and what to call it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name(required=False)
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Sign in with it alone, without user name and password"),
            help_text=_("Takes one that asks for a PIN, a finger or a face."),
            required=False,
            initial=True,
        )


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name()


def _password() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
    return forms.CharField(label=_("Password"), strip=False, widget=widget)


def _code(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
    return forms.CharField(label=label, max_length=20, widget=forms.TextInput(attrs=attrs))


def _name(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("What tells it from others: “Phone”, “Key in the safe”."),
        max_length=LONGEST_NAME,
        required=required,
    )


OFFERED = 50  # what is not offered can still be typed
LABELS = {
    "drafts": _("Drafts and returned judgments go to"),
    "views": _("Drafts and returned views of bodies go to"),
    "assigned": _("Assignments go to"),
    "evidence": _("Evidence for named readers goes to"),
    "comments": _("Comments for named readers go to"),
    "bodies": _("Bodies will be spoken for by"),
    "schedules": _("Saved reports will be made by"),
}
HELP = {
    "drafts": _("An analyst or a reviewer."),
    "views": _("A contributor of the same body."),
    "assigned": _("An analyst or a reviewer."),
    "evidence": _("Somebody other than you: they become a named reader."),
    "comments": _("Somebody other than you who sees judgments that wait for review."),
    "bodies": _("A contributor."),
    "schedules": _("An analyst or a reviewer."),
}


class SuccessorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A user name of somebody with an open account and a role, typed or picked."""

    widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=User.objects.none(),
            to_field_name="username",
            required=False,
            error_messages={
                "invalid_choice": _(
                    "Nobody else with an open account and a role is called “%(value)s”. "
                    "Type another user name."
                )
            },
            **kwargs,
        )


class WordsForm(forms.Form):
    """Why an account is closed, or opened again."""

    words = forms.CharField(
        label=_("Why?"),
        help_text=_("It is kept in the history: “Left the ministry on 30 November”."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeavingForm(WordsForm):
    """A successor for everything, or one for each kind that there is."""

    everything = SuccessorField(
        label=_("Everything goes to"),
        help_text=_("A user name. What is named below for one kind goes before this."),
    )

    field_order = ("everything", *LABELS, "words")

    def __init__(self, *args: Any, person: User, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.kinds = person, kinds
        for kind in kinds:
            self.fields[kind] = SuccessorField(label=LABELS[kind], help_text=HELP[kind])
        if not kinds:
            del self.fields["everything"]
        for field in self.fields.values():
            if isinstance(field, SuccessorField):
                field.queryset = self.candidates
        self.order_fields(self.field_order)

    @cached_property
    def candidates(self) -> Any:
        """Everybody else with an open account and a role, by user name."""
        with_role = Q(groups__name__in=Group.values)
        people = User.objects.filter(with_role, is_active=True).exclude(pk=self.person.pk)
        return User.objects.filter(pk__in=people.values("pk")).order_by("username")

    @property
    def people(self) -> list[tuple[str, str]]:
        """Those to offer: user name, and who that is with which roles."""
        offered = []
        for one in self.candidates.prefetch_related("groups")[:OFFERED]:
            roles = [Group(g.name).label for g in one.groups.all() if g.name in Group.values]
            offered.append((one.username, f"{one}: {', '.join(str(role) for role in roles)}"))
        return offered

    @property
    def successors(self) -> Successors:
        """Who takes over what, as the valid form says."""
        everything = self.cleaned_data.get("everything")
        return Successors(**{k: self.cleaned_data.get(k) or everything for k in self.kinds})
