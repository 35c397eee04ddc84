"""The Kosovo sample of an earlier version, corrected where nobody changed it."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.base import as_factory
from tests.helpers.report_fixtures import KOSOVO, change, fields_of, write
from tracker.actions.imports.fixtures import load_report
from tracker.actions.people import service_user
from tracker.actions.upgrades import version_0_2
from tracker.actions.upgrades.version_0_2 import correct_sample
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Assessment, Body, Evidence, Figure, Question
from tracker.vocabulary import BodyKind

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 7, 1, 9, tzinfo=UTC)
GROUPS = "How many persons were screened, by group?"


@pytest.fixture
def earlier(tmp_path):
    """Load the sample as version 0.1.0 had it, as far as it was corrected since."""
    folder = tmp_path / KOSOVO.name
    folder.mkdir()
    for file in KOSOVO.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    codes = [fields["code"] for fields in fields_of("bodies")]
    change(folder, "bodies", codes.index("TAX"), kind="oversight", domains=None)
    change(folder, "bodies", codes.index("MFLT"), name_sq="Ministria e Financave", domains=None)
    questions = [{**fields, "body": None} for fields in fields_of("questions")]
    screening = next(question for question in questions if "screened" in question["text"])
    screening["text"] = GROUPS
    removed = {**screening, "text": version_0_2.REMOVED_QUESTION}
    write(folder, "questions", [*questions, removed])
    pieces = [{**fields, "original_source": None} for fields in fields_of("evidence")]
    write(folder, "evidence", pieces)
    places = [(fields["passage"][1], fields["start"]) for fields in fields_of("figures")]
    provider = {"breakdown": {"provider": "ISF"}, "scope": None}
    change(folder, "figures", places.index((8, 1366)), **provider)
    last = len(fields_of("baselines")) - 2
    change(folder, "baselines", last, rationale="No vocational training is reported.")
    with acting_as("command:quickstart", source="command"):
        load_report(folder=folder, by=service_user("import"), now=NOW)


def correct():
    with acting_as("command:upgrade", source="command"), because("Corrected"):
        return correct_sample()


@pytest.mark.usefixtures("earlier")
class TestCorrectSample:
    def test_sets_what_the_fixtures_have_now_and_no_second_time(self):
        assert correct() == 2 + 10 + 26 + 2 + 1 + 1

        tax, ministry = Body.objects.get(code="TAX"), Body.objects.get(code="MFLT")
        assert (tax.kind, tax.domains) == (BodyKind.INSPECTION, ["atk-ks.org"])
        assert ministry.name_sq.endswith("(MFPT)")
        assert Evidence.objects.exclude(original_source=None).count() == 10
        assert Question.objects.filter(body__code="MFLT").count() == 6
        facility = Figure.objects.get(indicator__code="VICT_ASSISTED", value=16)
        assert (facility.breakdown, facility.scope) == ({}, "ISF")
        assert Question.objects.get(text=version_0_2.REMOVED_QUESTION).dismissal_reason
        assert not Question.objects.filter(text=GROUPS).exists()
        eighth = Assessment.objects.get(recommendation__number="8")
        assert "no evidence of vocational training" in eighth.rationale
        assert correct() == 0

    def test_leaves_what_somebody_changed_asked_or_approved(self):
        with as_factory():
            Body.objects.filter(code="TAX").update(kind=BodyKind.MINISTRY)
            asked = {"asked_on": date(2024, 8, 1), "body": Body.objects.get(code="THBD")}
            Question.objects.filter(text__in=[GROUPS, "Who funds the CSW?"]).update(**asked)
            Assessment.objects.filter(recommendation__number="8").update(
                state="approved", decided_by=service_user("reports"), decided_at=NOW
            )

        correct()

        assert Body.objects.get(code="TAX").kind == BodyKind.MINISTRY
        assert Question.objects.get(text=GROUPS).body.code == "THBD"
        assert Question.objects.get(text="Who funds the CSW?").body.code == "THBD"
        rationale = Assessment.objects.get(recommendation__number="8").rationale
        assert rationale == "No vocational training is reported."


class TestADatabaseWithoutTheSample:
    def test_is_left_alone(self):
        with as_factory():
            Body.objects.create(code="TAX", name_en="Tax office", kind=BodyKind.OVERSIGHT)

        assert correct() == 0
        assert Body.objects.get(code="TAX").kind == BodyKind.OVERSIGHT
