"""The pictures of the README: pages of the Kosovo report, and a page of its printed report.

`HEED_PICTURES=yes uv run pytest tests/browser/test_pictures.py` writes them anew under docs/pictures/.
"""

import os
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.browser.pages import as_quickstart_left_it, as_sample, kosovo  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
FAR = 25  # mean difference of brightness, 0 to 255: another page, not another font
REPORT = "/reports/tip-2024-kosovo"


def check_or_write(name: str, picture: Image.Image) -> None:
    """Compare a picture roughly with the committed one, since fonts differ between machines."""
    path = PICTURES / name
    if os.environ.get("HEED_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        picture.convert("RGB").quantize(64).save(path, optimize=True)
    with Image.open(path) as committed:
        assert committed.size == picture.size
        size = (64, 64)
        pair = [image.convert("L").resize(size) for image in (committed, picture)]
    assert ImageStat.Stat(ImageChops.difference(*pair)).mean[0] < FAR


class TestPicturesOfTheReadme:
    def test_show_a_recommendation(self, visit, as_sample):  # noqa: F811
        as_sample("analyst")
        page = visit(f"{REPORT}/recommendations/6/")
        page.set_viewport_size({"width": 1200, "height": 760})

        check_or_write("recommendation.png", Image.open(BytesIO(page.screenshot())))

    def test_show_a_report(self, as_sample, context, live_server):  # noqa: F811
        as_sample("analyst")
        answer = context.request.get(f"{live_server.url}{REPORT}/progress/?kind=brief&format=pdf")
        assert answer.ok, answer.status
        first = pypdfium2.PdfDocument(answer.body())[0]

        check_or_write("report.png", first.render(scale=1.2).to_pil())
