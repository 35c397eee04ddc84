"""Equal parameters give equal bytes, and one command makes every report."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.reporting.kosovo.conftest import SLUG
from tracker.reporting import RENDERERS
from tracker.vocabulary import Language, ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("name", RENDERERS)
def test_equal_reports_have_equal_bytes(make_progress, name):
    for kind in ("full", "body"):
        assert RENDERERS[name](make_progress(kind)) == RENDERERS[name](make_progress(kind))


def test_command_renders_every_kind_in_every_language(kosovo, tmp_path):
    out = StringIO()
    call_command(
        *("progress_report", SLUG, "--kind", "all", "--format", "md", "--language", "all"),
        *("--on", "2025-06-30", "--output", str(tmp_path / "all")),
        stdout=out,
    )

    made = {path.name for path in (tmp_path / "all").iterdir()}
    for kind in set(ReportKind.values) - {"body"}:
        for language in Language.values:
            assert f"{SLUG}-{kind}-2025-06-30-{language}.md" in made
    assert f"{SLUG}-body-thbd-2025-06-30-sq.md" in made
    assert len(made) == out.getvalue().count("as of")
