"""What is read from a replica; `python -m tests.replica` shows it with a real one."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import InternalError, OperationalError, connection, connections, transaction
from django.http import HttpResponse, StreamingHttpResponse

from tests.helpers.databases import reach
from tracker import replica
from tracker.environment import databases
from tracker.replica import read_from_replica, reads_replica

POSTGRES = "postgresql://heed@db.example.org/heed"


@pytest.fixture
def reachable(monkeypatch):
    """A replica; what it answers is left to each test."""
    monkeypatch.setattr(replica, "_rests_until", 0.0)
    connections.databases["replica"] = connections.databases["default"]
    yield
    connections["replica"].close()
    del connections["replica"], connections.databases["replica"]


@pytest.fixture
def current(reachable, monkeypatch):
    """A replica that has all that was committed."""
    monkeypatch.setattr(replica, "_is_current", lambda: True)


def alias():
    return connection.alias


@pytest.mark.once
class TestReadFromReplica:
    def test_reads_from_one_that_is_current(self, current):
        assert read_from_replica(alias) == "replica"
        assert alias() == "default"

    def test_reads_from_the_main_one_without_a_replica(self):
        assert read_from_replica(alias) == "default"

    def test_reads_from_the_main_one_while_it_is_behind(self, current, monkeypatch):
        monkeypatch.setattr(replica, "_is_current", lambda: False)

        assert read_from_replica(alias) == "default"

    def test_stays_where_it_is_within_another(self, current):
        assert read_from_replica(lambda: read_from_replica(alias)) == "replica"

    @pytest.mark.django_db
    def test_reads_from_the_main_one_within_a_transaction(self, current):
        with transaction.atomic():
            assert read_from_replica(alias) == "default"

    def test_goes_on_with_the_main_one_for_what_writes(self, current):
        def write():
            if alias() == "replica":
                raise InternalError("cannot execute INSERT in a read-only transaction")
            return alias()

        assert read_from_replica(write) == "default"
        assert read_from_replica(alias) == "replica"

    def test_goes_on_with_the_main_one_where_it_fails_and_lets_it_rest(self, current, caplog):
        calls = []

        def fail():
            calls.append(alias())
            if alias() == "replica":
                raise OperationalError("server closed the connection")
            return alias()

        assert [read_from_replica(fail) for _n in range(3)] == ["default"] * 3
        assert calls == ["replica", "default", "default", "default"]
        assert caplog.text.count("The replica rests for 30 seconds: server closed") == 1

    def test_raises_any_other_error(self, current):
        with pytest.raises(ZeroDivisionError):
            read_from_replica(lambda: 1 / 0)
        assert alias() == "default"


@pytest.mark.once
class TestReadsReplica:
    def test_opens_a_page(self, current):
        @reads_replica
        def view(_request, word):
            return HttpResponse(word + alias())

        assert view(None, word="from ").content == b"from replica"

    def test_streams_from_where_it_was_opened(self, current):
        @reads_replica
        def view(_request):
            return StreamingHttpResponse(alias() for _n in range(2))

        response = view(None)

        assert alias() == "default"
        assert list(response) == [b"replica", b"replica"]
        assert alias() == "default"

    def test_ends_with_a_file_that_is_broken_off(self, current):
        @reads_replica
        def view(_request):
            return StreamingHttpResponse(alias() for _n in range(2))

        response = view(None)
        next(iter(response))
        for close in response._resource_closers:  # as `response.close()`, which asks the database
            close()

        assert alias() == "default"


@pytest.mark.django_db
def test_the_main_server_is_no_replica_of_itself(reachable):
    if connection.vendor != "postgresql":
        pytest.skip("asked on PostgreSQL")
    reach("replica")

    assert not replica._is_current()


@pytest.mark.once
class TestDatabases:
    def test_have_a_replica_where_it_is_set(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", POSTGRES)
        monkeypatch.setenv("DATABASE_REPLICA_URL", POSTGRES.replace("db.", "replica."))

        config = databases()

        assert config["replica"]["HOST"] == "replica.example.org"
        assert config["replica"]["OPTIONS"] == {
            **config["default"]["OPTIONS"],
            "connect_timeout": 2,
        }

    @pytest.mark.parametrize(("main", "url"), [("", POSTGRES), (POSTGRES, "sqlite:////tmp/x")])
    def test_are_refused_unless_both_are_postgresql(self, monkeypatch, main, url):
        monkeypatch.setenv("DATABASE_URL", main)
        monkeypatch.setenv("DATABASE_REPLICA_URL", url)

        with pytest.raises(ImproperlyConfigured, match="only PostgreSQL has replicas"):
            databases()

    def test_are_refused_by_the_name_of_the_replica(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", POSTGRES)
        monkeypatch.setenv("DATABASE_REPLICA_URL", "postgresql://replica.example.org")

        with pytest.raises(
            ImproperlyConfigured, match=r"^DATABASE_REPLICA_URL=.* names no database"
        ):
            databases()
