"""What is typed to sign in and to add a second factor: allauth's forms, in our words."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

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
