"""Command `serve`."""

import os
import socket
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from gunicorn.config import Config

from tracker import server
from tracker.audit import triggers
from tracker.environment import PACKAGE

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestServe:
    def test_becomes_gunicorn_wherever_it_was_typed(self, monkeypatch, tmp_path, settings):
        ran = []
        monkeypatch.setattr(os, "execv", lambda *command: ran.append((str(Path.cwd()), *command)))
        monkeypatch.chdir(tmp_path)
        settings.SERVER_ADDRESS = f"127.0.0.1:{_free_port()}"

        call_command("serve")

        command = [sys.executable, "-m", "gunicorn", "--config", "python:tracker.server"]
        assert ran == [(str(PACKAGE.parent), sys.executable, [*command, "tracker.wsgi"])]

    def test_refuses_an_address_that_is_taken(self, settings):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            settings.SERVER_ADDRESS = f"127.0.0.1:{taken.getsockname()[1]}"

            with pytest.raises(CommandError, match=r"SERVER_ADDRESS=.*: Address already in use"):
                call_command("serve")

    def test_refuses_a_port_of_metrics_that_is_taken(self, settings):
        settings.SERVER_ADDRESS = f"127.0.0.1:{_free_port()}"
        with socket.create_server(("127.0.0.1", 0)) as taken:
            settings.METRICS_PORT = f"127.0.0.1:{taken.getsockname()[1]}"

            with pytest.raises(CommandError, match=r"METRICS_PORT=.*: Address already in use"):
                call_command("serve")

    @pytest.mark.parametrize("address", ["192.0.2.1:8000", "[::2]:8000", "no.such.invalid:8000"])
    def test_refuses_an_address_that_is_not_of_this_machine(self, settings, address):
        settings.SERVER_ADDRESS = address

        with pytest.raises(CommandError, match="choose another address"):
            call_command("serve")

    def test_refuses_to_serve_where_changes_would_not_be_recorded(self, settings, monkeypatch):
        settings.SERVER_ADDRESS = f"127.0.0.1:{_free_port()}"
        monkeypatch.setattr(triggers, "find_missing", lambda _using: ["heed_tracker_user_insert"])

        with pytest.raises(CommandError, match="Changes would not be recorded"):
            call_command("serve")


class TestConfiguration:
    def test_is_what_gunicorn_knows(self, settings):
        config = Config()
        names = [name for name in vars(server) if name in config.settings]
        for name in names:
            config.set(name, getattr(server, name))

        assert (config.workers, config.threads) == (2, 4)
        assert config.worker_class_str == "gthread"
        assert (config.timeout, config.graceful_timeout) == (60, 60)
        assert {"bind", "secure_scheme_headers", "when_ready"} <= set(names)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
