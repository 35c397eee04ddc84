"""References resolve to sources, and sources to where they can be read."""

import io
import json
import re

import pytest
from docx import Document

from tests.factories import UserFactory
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("kind", ReportKind.values)
def test_every_reference_resolves(make_progress, kind):
    progress = make_progress(kind)
    html = RENDERERS["html"](progress).decode()
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    assert not set(re.findall(r'href="#([^"]+)"', html)) - anchors
    if kind != "outstanding":
        assert re.search(r'href="#source-1"', html)

    markdown = RENDERERS["md"](progress).decode()
    markdown_anchors = set(re.findall(r'<a id="([^"]+)">', markdown))
    footnotes = set(re.findall(r"^\[\^(\d+)\]:", markdown, re.M))
    assert not set(re.findall(r"\]\(#([^)]+)\)", markdown)) - markdown_anchors
    assert not set(re.findall(r"\[\^(\d+)\](?!:)", markdown)) - footnotes

    body = Document(io.BytesIO(RENDERERS["docx"](progress))).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    marks = {element.get(f"{name}name") for element in body.iter(f"{name}bookmarkStart")}
    links = {element.get(f"{name}anchor") for element in body.iter(f"{name}hyperlink")} - {None}
    assert not links - marks

    report_json = json.loads(RENDERERS["json"](progress))
    numbers = [source["number"] for source in report_json["sources"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_source_can_be_read(make_progress, client):
    client.force_login(UserFactory(viewer=True))
    html = RENDERERS["html"](make_progress("full")).decode()
    sources = html[html.index('id="source-1"') :]
    addresses = set(re.findall(r'href="(/[^"#]*)(#[^"]+)?"', sources))
    pages = {}
    for path, anchor in addresses:
        if path not in pages:
            pages[path] = client.get(path)
            assert pages[path].status_code == 200, path
        assert not anchor or f'id="{anchor[1:]}"' in pages[path].text, (path, anchor)
