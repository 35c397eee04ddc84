"""Somebody signed in, for each right."""

import pytest
from django.test import Client

from tests.factories import UserFactory


def signed_in(**rights):
    client = Client()
    client.user = UserFactory(**rights)
    client.force_login(client.user)
    return client


@pytest.fixture
def viewer(db):
    return signed_in(viewer=True)


@pytest.fixture
def analyst(db):
    return signed_in(analyst=True)


@pytest.fixture
def reviewer(db):
    return signed_in(reviewer=True)
