"""A numbered decision that is printed: one for each module, every test takes back what it did."""

import pytest

from documents.models import Decision


@pytest.fixture
def w(issue):
    return issue[0]


@pytest.fixture
def made(issue):
    return Decision.objects.select_related("unit__kind", "number", "meeting").get(pk=issue[1].pk)


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
