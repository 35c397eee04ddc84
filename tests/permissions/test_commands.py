"""Every command: whose rights it acts with, and what it lets somebody do."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands, load_command_class

from tests.helpers.rollback import undone
from tests.helpers.tables import ASKED
from tests.permissions.world import MISSING, OTHER, OWN
from tracker.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NARRATIVE = settings.BASE_DIR / "fixtures" / "tip-2024-kosovo" / "narrative.txt"

# Whoever has the shell may: the command acts under its own name, or a service account's.
OF_THE_SHELL = {
    "add_user",
    "backup",
    "check_evidence",
    "check_publications",
    "check_search",
    "check_statuses",
    "db_worker",
    "doctor",
    "export_seals",
    "guard_history",
    "load_report",
    "loaddata",
    "make_reports",
    "makemigrations",
    "migrate",
    "progress_report",
    "question_sheet",
    "quickstart",
    "restore",
    "scrub_database",
    "seal_history",
    "serve",
    "upgrade",
    "verify_history",
    "work",
}
# Acts with the rights of a user that it names: who succeeds, on whose recommendations.
OF_A_USER = {
    "log_progress": {
        "analyst": {OWN, OTHER},
        "reviewer": {OWN, OTHER},
        "contributor": {OWN},
    },
    "import_recommendations": {"analyst": {OWN}, "reviewer": {OWN}},
    "reset_second_factor": {"administrator": {OWN}},
    "import_report": {"analyst": {OWN}, "reviewer": {OWN}},
}
OURS = {name for name, app in get_commands().items() if app == "tracker"}


class TestTheTable:
    def test_has_every_command_and_no_other(self):
        assert {*OF_THE_SHELL, *OF_A_USER} == OURS, (
            "Say in tests/permissions/test_commands.py whose rights each command acts with."
        )

    @pytest.mark.parametrize("name", sorted(OURS))
    def test_knows_which_name_a_user(self, name):
        parser = load_command_class("tracker", name).create_parser("manage.py", name)
        names_one = "by" in {action.dest for action in parser._actions}

        assert names_one == (name in OF_A_USER)


class TestLogProgress:
    @pytest.mark.parametrize("whose", [OWN, OTHER, MISSING])
    def test_does_for_each_user_what_the_table_says(self, world, whose):
        slug, number = world.at["recommendation with approved ones"][whose]
        wrong = {}
        for role, user in world.users.items():
            with undone():
                before = Event.objects.count()
                refused = _refused(slug, number, user, body=role == "contributor")
                wrote = Event.objects.count() > before
            may = whose in OF_A_USER["log_progress"].get(role, set())
            if (not refused, wrote) != (may, may):
                wrong[role] = refused or "was not refused"
        assert wrong == {}


class TestImportRecommendations:
    def test_does_for_each_user_what_the_table_says(self, world, tmp_path):
        file = tmp_path / "asked.csv"
        file.write_bytes(ASKED)

        assert _wrong("import_recommendations", file, world) == {}


class TestImportReport:
    def test_does_for_each_user_what_the_table_says(self, world, tmp_path):
        file = tmp_path / "narrative.txt"
        page = NARRATIVE.read_text(encoding="utf-8")
        file.write_text(page.replace("Kosovo", "Albania"), encoding="utf-8")

        assert _wrong("import_report", file, world) == {}


class TestResetSecondFactor:
    def test_does_for_each_user_what_the_table_says(self, world):
        wrong = {}
        for role, user in world.users.items():
            with undone():
                before = Event.objects.count()
                values = ["--by", user.username, "--reason", "Lost the phone."]
                refused = _refusal("reset_second_factor", "viewer", *values)
                wrote = Event.objects.count() > before
            may = role in OF_A_USER["reset_second_factor"]
            if (not refused, wrote) != (may, may):
                wrong[role] = refused or "was not refused"
        assert wrong == {}


def _wrong(command, file, world):
    """Roles that were refused and should not have been, or the other way round."""
    wrong = {}
    for role, user in world.users.items():
        values = ["--accept", "--by", user.username, "--reason", "Asked for."]
        with undone():
            before = Event.objects.count()
            refused = _refusal(command, str(file), *values)
            wrote = Event.objects.count() > before
        may = role in OF_A_USER[command]
        if (not refused, wrote) != (may, may):
            wrong[role] = refused or "was not refused"
    return wrong


def _refusal(*typed):
    """The sentence that a command is refused with, or nothing."""
    try:
        call_command(*typed, stdout=StringIO())
    except CommandError as refused:
        return str(refused)
    return ""


def _refused(slug, number, user, *, body):
    """The sentence it is refused with, or nothing."""
    values = ["--by", user.username, "--because", "A group met.", "--status", "initial_steps"]
    view = ["--body", "THBD"] if body else []
    try:
        call_command("log_progress", slug, number, *values, *view, stdout=StringIO())
    except CommandError as refused:
        return str(refused)
    return ""
