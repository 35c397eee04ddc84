"""Adapters of allauth: messages, secrets, and when to ask for the password again."""

import logging
import time
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _, gettext_lazy

logger = logging.getLogger(__name__)
SEEN_AT = "seen_at"  # session key: time of the last update of the list of sessions
WRONG_CODE = gettext_lazy(
    "This does not match. Use the newest code of your app, an unused recovery code or a passkey of"
    " this account."
)
# The longest of settings.ACCOUNT_RATE_LIMITS["login_failed"].
TOO_MANY = gettext_lazy(
    "There were too many attempts. Wait five minutes, then try again. If you forgot your password,"
    " ask an administrator for a new one."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by user name and password, or by passkey, without sign-up and without mail."""

    # One sentence for a name that is unknown, a password that is wrong, and a closed account.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "User name and password do not match. Both are case-sensitive."
        ),
        "incorrect_password": gettext_lazy("This password is wrong. Type it again."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: administrators add users."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in; the session ends with the browser unless the form says otherwise."""
        super().login(request, user)
        request.session.setdefault("_session_expiry", 0)
        request.session[SEEN_AT] = time.time()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a failed sign-in by address: what was typed as a name may be a password."""
        super().authentication_failed(request, **credentials)
        logger.warning("A sign-in from %s failed.", self.get_client_ip(request))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Answer as for an unknown passkey, so that closed accounts can't be found out."""
        messages.error(
            request,
            _(
                "This passkey belongs to no account here. Use another one, or sign in with your "
                "password."
            ),
        )
        return redirect("login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return whether to ask for the password again: not within five minutes of signing in."""
        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, whose secrets are encrypted by SECRET_KEY."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes replace a second factor, and you have none. Add an authenticator app "
            "or a passkey first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret by SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret.

        Raises:
            ValidationError: It was encrypted by another SECRET_KEY.
        """
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(
                _(
                    "Your second factor can't be read, because the SECRET_KEY of this installation"
                    " has changed. Ask an administrator to reset your second factor."
                )
            ) from error

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return the default name of a passkey, as "Passkey 2"."""
        count = user.authenticator_set.filter(type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


def _cipher() -> MultiFernet:
    """Return a cipher that encrypts by SECRET_KEY and also decrypts by its fallbacks."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (
        salted_hmac("tracker.second_factor", "", secret=key, algorithm="sha256").digest()
        for key in keys
    )
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
