"""Addresses of sign-in and of one's account: allauth's views, by the names it looks them up by."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from tracker.views import accounts, sessions

PASSKEYS = "account/passkeys/"

account_urlpatterns = [
    path("sign-in/", accounts.sign_in, name="login"),
    path("sign-in/", accounts.sign_in, name="account_login"),
    path("sign-in/code/", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", accounts.sign_out, name="logout"),
    path("sign-out/", accounts.sign_out, name="account_logout"),
    path("password/", accounts.change_password, name="password_change"),
    path("account/", accounts.your_account, name="account"),
    path("account/", accounts.your_account, name="mfa_index"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        accounts.confirm_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/file/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(PASSKEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{PASSKEYS}add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{PASSKEYS}<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(f"{PASSKEYS}<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("sessions/", sessions.session_list, name="usersessions_list"),
    path("sessions/end/", sessions.session_end_others, name="session_end_others"),
    path("sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
]
