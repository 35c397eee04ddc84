"""Users."""

from base64 import urlsafe_b64encode
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import models as auth
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.factories.base import TrackerFactory, as_factory, many_to_many
from tracker.models import User
from tracker.vocabulary import Group

PASSWORD = "pw-for-tests-1"


def _in_group(name: Group) -> factory.PostGeneration:
    def join(user: User, create: bool, wanted: bool | None, **extra: Any) -> None:
        if create and wanted:
            with as_factory():
                user.groups.add(auth.Group.objects.get_or_create(name=name)[0])
            for known in ("group_names", "rights"):  # cached before the user joined
                user.__dict__.pop(known, None)

    return factory.PostGeneration(join)


class UserFactory(TrackerFactory):
    """Somebody without rights; `analyst=True` and the like put them into that group."""

    class Meta:
        model = User
        django_get_or_create = ("username",)

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.django.Password(PASSWORD)
    speaks_for = many_to_many("speaks_for")
    viewer = _in_group(Group.VIEWER)
    analyst = _in_group(Group.ANALYST)
    contributor = _in_group(Group.CONTRIBUTOR)
    reviewer = _in_group(Group.REVIEWER)
    publisher = _in_group(Group.PUBLISHER)
    auditor = _in_group(Group.AUDITOR)
    administrator = _in_group(Group.ADMINISTRATOR)


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
