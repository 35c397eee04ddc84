"""Signing in and out, and a password of one's own."""

from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class ChangePassword(SuccessMessageMixin, PasswordChangeView):  # type: ignore[type-arg]
    """A new password for whoever knows the old one."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("home")
    success_message = _("Your password was changed.")  # type: ignore[assignment]


sign_in = LoginView.as_view(template_name="accounts/login.html")
sign_out = LogoutView.as_view()
change_password = ChangePassword.as_view()
