"""Second factors, as allauth keeps them."""

from base64 import urlsafe_b64encode

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.factories.base import as_factory

SECRET = "JBSWY3DPEHPK3PXP" * 2
AT_HOME = "http://localhost"


def add_app_and_codes(user):
    """An app with the secret above, and recovery codes."""
    with as_factory():
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)


def add_passkey(user, name="Phone"):
    """A passkey whose private half nobody holds."""
    with as_factory():
        return Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": name, "credential": _credential(f"{user.pk}-{name}".encode())},
        )


def _credential(key):
    point = {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}
    held = AttestedCredentialData.create(Aaguid(bytes(16)), key, ES256(point))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    made = AuthenticatorData.create(bytes(32), flags, 0, held)
    said = CollectedClientData.create("webauthn.create", bytes(32), AT_HOME)
    return {
        "id": _text(key),
        "rawId": _text(key),
        "type": "public-key",
        "response": {
            "clientDataJSON": _text(said),
            "attestationObject": _text(AttestationObject.create("none", made, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _text(value):
    return urlsafe_b64encode(value).decode().rstrip("=")
