"""Signing in and out, a password of one's own, second factors: allauth's views behind our pages."""

from typing import Any

from allauth.account import views as account
from allauth.account.signals import password_changed
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from tracker.policies.accounts import must_add_second_factor


@method_decorator([login_required, rate_limit(action="change_password")], name="dispatch")
class ChangePassword(PasswordChangeView):
    """A new password for whoever knows the old one. It ends every other session."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, _("Your password was changed. You are signed out everywhere else.")
        )
        answer = super().form_valid(form)
        user = self.request.user
        password_changed.send(sender=type(user), request=self.request, user=user)
        return answer


class Account(factors.IndexView):  # type: ignore[misc]
    """What one's account is made safe by, and where one is signed in."""

    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get("recovery_codes")
        return {
            **context,
            "must_add": must_add_second_factor(self.request.user),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
        }


class ConfirmByPasskey(passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey, asked again. What does not fit is said on the same page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return redirect(self.request.get_full_path())


sign_in = account.LoginView.as_view(template_name="accounts/login.html")
sign_out = LogoutView.as_view()
change_password = ChangePassword.as_view()
confirm_by_passkey = ConfirmByPasskey.as_view()
your_account = Account.as_view()
