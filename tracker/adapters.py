"""Adapters of allauth: messages, secrets, and when to ask for the password again."""

import time
from base64 import urlsafe_b64encode
from typing import Any

from allauth.account import adapter, app_settings, authentication
from allauth.core import context, ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import crypto, timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker.actions import form_drafts
from tracker.audit.signals import failed_sign_ins, record_failed_sign_in
from tracker.formats import format_moment

SEEN_AT = "seen_at"  # session key: time of the last update of the list of sessions
WRONG_CODE = gettext_lazy(
    "This does not match. Use the newest code of your app, an unused recovery code or a passkey of"
    " this account."
)
TOO_MANY = gettext_lazy(
    "There were too many attempts. Wait five minutes, then try again, or use a browser that you "
    "signed in with before. If you forgot your password, ask an administrator for a new one."
)
FROM_PLACE = "login_failed_from_place"  # in settings.ACCOUNT_RATE_LIMITS
DEVICE = "device"  # cookie of a browser in which somebody signed in, signed for their name
YEAR = 31_536_000  # seconds


class AccountAdapter(adapter.DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by user name and password, or by passkey, without sign-up and without mail."""

    # One sentence for a name that is unknown, a password that is wrong, and a closed account.
    error_messages = {
        **adapter.DefaultAccountAdapter.error_messages,
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
        """Sign in, and tell of failed attempts.

        The session ends with the browser unless the form says otherwise.
        """
        count, since = failed_sign_ins(user.get_username())
        super().login(request, user)
        request.session.setdefault("_session_expiry", 0)
        request.session[SEEN_AT] = time.time()
        if count:
            messages.warning(
                request,
                ngettext(
                    "Since %(since)s, %(count)d attempt to sign in with your user name has failed. "
                    "If it was not yours, tell an administrator.",
                    "Since %(since)s, %(count)d attempts to sign in with your user name have "
                    "failed. If they were not yours, tell an administrator.",
                    count,
                )
                % {"count": count, "since": format_moment(timezone.localtime(since))},
            )

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """Keep the form that the page of sign-in held, if this user opened it."""
        form_drafts.claim(request.POST.get(form_drafts.UNSENT, ""), by=user, now=timezone.now())
        return super().pre_login(request, user, **options)  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Mark the browser as one in which this user signed in."""
        response = super().post_login(request, user, **options)
        response.set_signed_cookie(
            DEVICE,
            "known",
            salt=user.get_username(),
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response  # type: ignore[no-any-return]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse attempts with a name after many that failed from the same place.

        In a browser that the user signed in with before, no attempts from elsewhere count.

        Raises:
            ValidationError: Too many attempts failed.
        """
        name = credentials["username"]
        self.check_attempts(request, name)
        if not is_known_device(request, name):
            super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a failed attempt, by the name and by the place it was made from."""
        super().authentication_failed(request, **credentials)
        self.count_failure(request, credentials["username"])

    def check_attempts(self, request: HttpRequest, name: str) -> None:
        """Raise ValidationError where too many attempts with a name failed from this place."""
        if not ratelimit.consume(
            request, action=FROM_PLACE, key=self._place(request, name), dry_run=True
        ):
            raise self.validation_error("too_many_login_attempts")

    def count_failure(self, request: HttpRequest, name: str) -> None:
        """Log and count a failed attempt with a name."""
        ratelimit.consume(request, action=FROM_PLACE, key=self._place(request, name))
        record_failed_sign_in(name, self.get_client_ip(request))

    def _place(self, request: HttpRequest, name: str) -> str:
        """Return the key of the limit: a name with the address, or with a known browser."""
        return f"{DEVICE if is_known_device(request, name) else get_ip(request)} {name.lower()}"

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
        records = authentication.get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0)
        return bool(time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT)


def is_known_device(request: HttpRequest, name: str) -> bool:
    """Return whether the user of this name signed in with this browser, in the last year."""
    return request.get_signed_cookie(DEVICE, "", salt=name, max_age=YEAR) == "known"


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
        return _("Passkey %(number)d") % {
            "number": user.authenticator_set.filter(type=type).count() + 1
        }


def _cipher() -> MultiFernet:
    """Return a cipher that encrypts by SECRET_KEY and also decrypts by its fallbacks."""
    digests = (
        crypto.salted_hmac("tracker.second_factor", "", secret=key, algorithm="sha256").digest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
