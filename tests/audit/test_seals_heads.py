"""Heads of seals in a file outside the database: what it still knows, and what differs here."""

import pytest
from django.utils import timezone

from tests.audit.tampering import run, sealed, topic
from tracker.audit.seals import compare, head_line, read_heads, restored_line
from tracker.errors import InvalidValue
from tracker.models import Seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads(topics, tmp_path):
    """A file with the heads of both seals."""
    path = tmp_path / "a.heads"
    path.write_bytes(b"".join(map(head_line, Seal.objects.order_by("number"))))
    return path


def differences(path):
    return [str(fault) for fault in compare(read_heads(path))]


def test_agree_with_what_they_were_written_from(heads):
    assert differences(heads) == []
    assert [(head.number, head.hash) for head in read_heads(heads).heads] == list(
        Seal.objects.order_by("number").values_list("number", "hash")
    )


def test_know_the_seals_that_are_gone(heads):
    run("DELETE FROM tracker_seal WHERE number = 2")

    (fault,) = differences(heads)

    assert f") is in {heads}, but the newest here is 1: the database was rolled back" in fault


def test_know_the_seals_that_were_made_anew(heads):
    run(
        "UPDATE tracker_seal SET hash = '01' WHERE number = 1",
        "UPDATE tracker_seal SET hash = '02' WHERE number = 2",
    )

    (fault,) = differences(heads)

    assert fault.endswith(f" in {heads}, but 01 here: it and all after it were replaced.")


def test_know_the_signatures_that_are_gone(key, tmp_path):
    topic()
    (seal,) = sealed()
    path = tmp_path / "a.heads"
    path.write_bytes(head_line(seal))
    run("UPDATE tracker_seal SET signature = '', public_key = '', signed_since = NULL")

    assert differences(path) == [
        f"Fewer seals up to number 1 are signed here than in {path}: signatures were removed."
    ]


def test_give_up_what_a_restored_backup_lacks(heads):
    first = Seal.objects.get(number=1)
    run("DELETE FROM tracker_seal WHERE number = 2")
    heads.write_bytes(heads.read_bytes() + restored_line(first, timezone.now()))

    assert differences(heads) == []
    assert read_heads(heads).notes == [
        f"{heads}: on 2026-11-26 a backup with seals up to number 1 was restored. The seals up to "
        "number 2 that were there before are not in it."
    ]


@pytest.mark.parametrize(
    "line",
    [b"no JSON", b'{"number": "1", "hash": 1}', b"\xff\xfe", b'{"a":' * 9_999 + b"}", b"{}"],
    ids=["words", "types", "bytes", "deep", "empty"],
)
@pytest.mark.once
def test_name_a_line_that_is_none(heads, line):
    heads.write_bytes(b"\xef\xbb\xbf" + heads.read_bytes() + b"\r\n[1, 2]\n" + line)

    assert differences(heads) == [f"{heads}, line 5: it is not the number and hash of a seal."]


@pytest.mark.once
def test_that_can_not_be_read_are_refused(tmp_path):
    with pytest.raises(InvalidValue, match=r"a.heads can't be read: No such file or directory\."):
        read_heads(tmp_path / "a.heads")
