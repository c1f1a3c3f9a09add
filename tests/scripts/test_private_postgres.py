"""The server that ./test starts: reachable by its URL alone, and gone afterwards."""

from pathlib import Path

import dj_database_url
import psycopg
import pytest

from scripts.postgres import private_server


class TestFailed(Exception):
    """Stands for a test run that breaks off."""

    __test__ = False


def test_the_server_lives_as_long_as_the_tests_and_leaves_nothing():
    with pytest.raises(TestFailed), private_server() as url:
        folder = Path(dj_database_url.parse(url)["HOST"])
        assert folder.stat().st_mode & 0o077 == 0
        left_open = psycopg.connect(url)
        assert left_open.execute("SHOW listen_addresses").fetchone() == ("",)
        assert left_open.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        raise TestFailed
    left_open.close()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
