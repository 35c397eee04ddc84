"""Every reference of a report leads to a source, and each source to where it can be read."""

import io
import json
import re

import pytest
from docx import Document

from tests.factories import UserFactory
from tracker.reporting import RENDERERS
from tracker.vocabulary import ReportKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ReportKind.values)
def test_every_reference_resolves(told, kind):
    progress = told(kind)
    html = RENDERERS["html"](progress).decode()
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    assert not set(re.findall(r'href="#([^"]+)"', html)) - anchors
    if kind != "outstanding":
        assert re.search(r'href="#source-1"', html)

    markdown = RENDERERS["md"](progress).decode()
    held = set(re.findall(r'<a id="([^"]+)">', markdown))
    footnotes = set(re.findall(r"^\[\^(\d+)\]:", markdown, re.M))
    assert not set(re.findall(r"\]\(#([^)]+)\)", markdown)) - held
    assert not set(re.findall(r"\[\^(\d+)\](?!:)", markdown)) - footnotes

    body = Document(io.BytesIO(RENDERERS["docx"](progress))).element.body
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    marks = {one.get(f"{name}name") for one in body.iter(f"{name}bookmarkStart")}
    links = {one.get(f"{name}anchor") for one in body.iter(f"{name}hyperlink")} - {None}
    assert not links - marks

    said = json.loads(RENDERERS["json"](progress))
    numbers = [source["number"] for source in said["sources"]]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_source_can_be_read(told, client):
    client.force_login(UserFactory(viewer=True))
    html = RENDERERS["html"](told("full")).decode()
    sources = html[html.index('id="source-1"') :]
    addresses = set(re.findall(r'href="(/[^"#]*)(#[^"]+)?"', sources))
    pages = {}
    for path, anchor in addresses:
        if path not in pages:
            pages[path] = client.get(path)
            assert pages[path].status_code == 200, path
        assert not anchor or f'id="{anchor[1:]}"' in pages[path].text, (path, anchor)
