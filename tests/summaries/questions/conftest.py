"""A sheet that comes back, in both formats."""

import pytest

from tests.helpers.sheets import Post


@pytest.fixture(params=["docx", "xlsx"])
def post(request):
    return Post(request.param)
