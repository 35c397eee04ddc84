"""Commitments, the same on both databases."""

import json

import pytest
from django.db import connection

from tracker.audit import commitments

VALUES = (
    "Fjalëkalim",
    "",
    'Në dorë 🌍 \\ "quoted"\n',
)
DATA = (
    {"secret": "Çelësi", "b": 1, "aa": [1.0, 1e16, 1.5e-07, True, None, "\u0001\u007f"], "č": {}},
    {"ë": {"z": [], "yy": -0.0, "é1": "a\tb"}, "zz": 12345678901234567890, "a": 100 / 3},
    [],
    "plain",
)


def test_a_commitment_is_salted_and_says_nothing():
    one, other = commitments.commit("secret"), commitments.commit("secret")
    digest = commitments.digest("secret")

    assert one != other and len(one) == commitments.LENGTH
    assert digest not in one
    assert commitments.is_commitment_to(one, digest)
    assert not commitments.is_commitment_to(one, commitments.digest("Secret"))
    assert not commitments.is_commitment_to("changed", digest)


@pytest.mark.django_db
class TestTheDatabase:
    def test_makes_the_same_of_a_text(self):
        function = "heed" if connection.vendor == "postgresql" else "tracker"
        with connection.cursor() as cursor:
            for value in VALUES:
                cursor.execute(
                    f"SELECT {function}_digest(%s), {function}_commitment(%s)", [value, value]
                )
                digest, commitment = cursor.fetchone()
                assert digest == commitments.digest(value)
                assert commitments.is_commitment_to(commitment, digest)

    def test_writes_json_alike(self):
        for value in DATA:
            text = json.dumps(value)
            sql = (
                "SELECT %s::jsonb::text"
                if connection.vendor == "postgresql"
                else "SELECT tracker_jsonb(%s)"
            )
            with connection.cursor() as cursor:
                cursor.execute(sql, [text])
                assert cursor.fetchone()[0] == commitments.json_text(text)
