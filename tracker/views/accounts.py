"""Signing in and out, and a password of one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _


class ChangePassword(PasswordChangeView):
    """A new password for whoever knows the old one."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password was changed."))
        return super().form_valid(form)


sign_in = LoginView.as_view(template_name="accounts/login.html")
sign_out = LogoutView.as_view()
change_password = ChangePassword.as_view()
