"""Equal parameters give equal bytes, and one command makes every report."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from tests.realistic_year.world import LAST_DAY, SLUG
from tracker.reporting import RENDERERS
from tracker.vocabulary import Language, ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("name", RENDERERS)
def test_equal_reports_have_equal_bytes(make_progress, make_file, name):
    """On another day, and in a process that printed other reports before, too."""
    with time_machine.travel(LAST_DAY + timedelta(days=400)):
        for kind in ("brief", "body"):
            progress = make_progress(kind, again=1)
            assert RENDERERS[name](progress) == make_file(name, kind)


def test_command_prints_every_kind_and_every_body(kosovo, tmp_path):
    out = StringIO()
    for asked in (("all", "--language", "sq"), ("changes", "--language", "all")):
        call_command(
            *("progress_report", SLUG, "--format", "md", "--output", str(tmp_path / "all")),
            *("--on", "2025-06-30", "--kind", *asked),
            stdout=out,
        )

    made = {path.name for path in (tmp_path / "all").iterdir()}
    assert made >= {
        *(f"{SLUG}-{kind}-2025-06-30-sq.md" for kind in set(ReportKind.values) - {"body"}),
        *(f"{SLUG}-changes-2025-06-30-{language}.md" for language in Language.values),
        f"{SLUG}-body-thbd-2025-06-30-sq.md",
    }
    assert len(made) + 1 == out.getvalue().count("as of")
